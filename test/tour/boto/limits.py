"""The token buckets, as boto3 meets them.

The stand-in that this runs against has to be one whose time all but stands
still: then no bucket refills.
"""

import concurrent.futures

from botocore.config import Config

import check
import ec2_power

ONCE = Config(retries={"total_max_attempts": 1})


def run(session, _):
    ec2 = session.client("ec2", config=ONCE)
    ssm = session.client("ssm", config=ONCE)
    web = ec2_power.named(ec2, "web-1")
    batch = ec2_power.named(ec2, "batch")

    def start():
        ec2.start_instances(InstanceIds=[batch], DryRun=True)

    # A client with boto3's own settings takes seconds to give up, so its bucket
    # is emptied first, and the others meanwhile.
    for _ in range(5):
        with check.refused("DryRunOperation", 412):
            start()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        default = pool.submit(gives_up, session.client("ec2"), batch)
        with check.refused("RequestLimitExceeded", 503):
            start()
        describes(ec2)
        commands(ssm, web)
        snapshots(ec2, web)
        default.result()


def gives_up(ec2, stopped):
    """boto3 tries again by itself, how often depends on its version, and then says what it met."""
    try:
        ec2.start_instances(InstanceIds=[stopped], DryRun=True)
    except ec2.exceptions.ClientError as error:
        check.equal(error.response["Error"]["Code"], "RequestLimitExceeded", "a client with default settings")
        check.that(error.response["ResponseMetadata"]["RetryAttempts"] > 0, "a client with default settings did not retry")
    else:
        check.that(False, "an empty bucket let a call pass")


def describes(ec2):
    """50 without filter and pages, and 100 with; the latter have two less by now."""
    count_until("RequestLimitExceeded", 503, 50, ec2.describe_instances)
    count_until("RequestLimitExceeded", 503, 98, lambda: ec2.describe_instances(MaxResults=1000))


def commands(ssm, web):
    count_until("ThrottlingException", 400, 10, lambda: ssm.send_command(
        DocumentName="AWS-RunPowerShellScript", InstanceIds=[web], Parameters={"commands": ["exit 0"]},
    ))
    count_until("ThrottlingException", 400, 40, lambda: ssm.list_commands(MaxResults=1))


def snapshots(ec2, web):
    """A bucket of an action is nobody else's: this one is full still."""
    made = ec2.create_snapshots(InstanceSpecification={"InstanceId": web})["Snapshots"]
    check.equal(made[0]["State"], "pending", "a snapshot beside empty buckets")


def count_until(code, status, tokens, call):
    """Calls as often as the bucket has tokens, and once more."""
    for _ in range(tokens):
        call()
    with check.refused(code, status):
        call()
