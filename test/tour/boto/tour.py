"""A tour of every operation of fleet-sim with boto3, as its users call it.

It takes the stand-in and the account from the environment that fleet-sim
prints, prints a line for each operation, and ends with 1 at the first answer
that is not what AWS gives. `tour.py limits` looks at the token buckets instead.
"""

import collections
import sys
import traceback

import boto3

import ec2_power
import ec2_snapshots
import ec2_volumes
import limits
import s3_objects
import s3_uploads
import ssm_commands
import ssm_documents
import sts


class Log:
    """Counts what a session calls and how it was answered."""

    def __init__(self):
        self.answers = collections.defaultdict(collections.Counter)

    def watch(self, session):
        """Counts the calls of a boto3 session's clients."""
        session.events.register("after-call", self.count)

    def count(self, parsed, model, **_):
        """Is called by botocore after each call."""
        error = parsed.get("Error", {}).get("Code", "ok")
        self.answers[f"{model.service_model.service_name}:{model.name}"][error] += 1

    def print(self):
        """Prints a line for each operation."""
        for operation, answers in sorted(self.answers.items()):
            print(operation, ", ".join(f"{code} {n}" for code, n in sorted(answers.items())))


TOURS = {
    "everything": [ec2_power, ec2_volumes, ec2_snapshots, ssm_documents, ssm_commands, sts, s3_objects, s3_uploads],
    "limits": [limits],
}


def main(name="everything"):
    """Runs the tours of that name."""
    log = Log()
    session = boto3.Session()
    log.watch(session)
    for tour in TOURS[name]:
        try:
            tour.run(session, log)
        except Exception:  # pylint: disable=broad-except
            traceback.print_exc()
            sys.exit(f"the tour ended in {tour.__name__}")
    log.print()


if __name__ == "__main__":
    main(*sys.argv[1:])
