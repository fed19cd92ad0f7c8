"""What the tours assert with. A wrong answer ends the tour with what was asked."""

import contextlib
import datetime

from botocore.exceptions import ClientError, WaiterError


class Wrong(Exception):
    """An answer that is not what AWS gives."""


def that(holds, what, got=None):
    """Ends the tour unless holds."""
    if not holds:
        raise Wrong(what if got is None else f"{what}: got {got!r}")


def equal(got, want, what):
    """Ends the tour unless got is want."""
    that(got == want, f"{what}: want {want!r}", got)


def moment(got, what):
    """Ends the tour unless got was decoded as a time with a zone."""
    that(isinstance(got, datetime.datetime) and got.tzinfo is not None, f"{what}: want a time", got)


@contextlib.contextmanager
def refused(code, status):
    """Expects the call inside to be refused with an error code and an HTTP status."""
    try:
        yield
    except ClientError as error:
        got = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        equal(got, (code, status), error.operation_name)
        # A HEAD has no body to take a message from, and a 304 none either.
        that(error.response["Error"]["Message"], f"{error.operation_name}: {code} without a message")
    else:
        raise Wrong(f"want {code}, and nothing was refused")


def pages(client, operation, size, key, **asked):
    """Reads a list to its end in pages of size: at least two, none larger."""
    name = client.meta.method_to_api_mapping[operation]
    items, sizes = [], []
    for page in client.get_paginator(operation).paginate(**asked, PaginationConfig={"PageSize": size}):
        items += page.get(key, [])
        sizes.append(len(page.get(key, [])))
    that(len(sizes) > 1 and max(sizes) <= size, f"{name} in pages of {size}", sizes)
    return items


def wait(client, name, every=0.2, **asked):
    """Waits with one of boto3's waiters, which looks every 0.2 s instead of its own 5 to 40."""
    try:
        client.get_waiter(name).wait(**asked, WaiterConfig={"Delay": every, "MaxAttempts": 150})
    except WaiterError as error:
        raise Wrong(f"{error}: {error.last_response}") from error
