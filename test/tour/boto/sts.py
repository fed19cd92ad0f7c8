"""STS: who calls, and roles of other accounts."""

import datetime

import boto3

import check
import ec2_power

ROLE = "arn:aws:iam::444455556666:role/patching/Patchline"


def run(session, log):
    sts = session.client("sts")
    who = sts.get_caller_identity()
    check.equal((who["Account"], who["Arn"]), ("111122223333", "arn:aws:iam::111122223333:user/fleet-sim"), "the caller")

    role = sts.assume_role(RoleArn=ROLE, RoleSessionName="tour", DurationSeconds=43200)
    check.equal(role["AssumedRoleUser"]["Arn"], "arn:aws:sts::444455556666:assumed-role/Patchline/tour", "the assumed role")
    lasts = role["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    check.that(lasts > datetime.timedelta(hours=11), "Expiration of a session of 12 hours", lasts)
    there = boto3.Session(
        role["Credentials"]["AccessKeyId"], role["Credentials"]["SecretAccessKey"], role["Credentials"]["SessionToken"],
        region_name="us-west-2",
    )
    log.watch(there)
    who = there.client("sts").get_caller_identity()
    check.equal(who["UserId"], role["AssumedRoleUser"]["AssumedRoleId"], "the role's UserId")
    far = ec2_power.all_of(there.client("ec2").describe_instances())
    check.equal([ec2_power.name_of(one) for one in far], ["far"], "the instances of the other account and Region")
    elsewhere = session.client("ec2", region_name="us-west-2").describe_instances()
    check.equal(ec2_power.all_of(elsewhere), [], "the instances of this account in the other Region")

    web = sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="tour", WebIdentityToken="token")
    check.that(web["Credentials"]["AccessKeyId"].startswith("ASIA"), "AccessKeyId", web)
    refusals(session, sts)


def refusals(session, sts):
    with check.refused("ValidationError", 400):
        sts.assume_role(RoleArn="arn:aws:iam::4444:role/short", RoleSessionName="tour")
    with check.refused("ValidationError", 400):
        sts.assume_role_with_web_identity(RoleArn=ROLE, RoleSessionName="not a name", WebIdentityToken="token")
    strange = {"aws_access_key_id": "ASIAEXAMPLE", "aws_secret_access_key": "x", "aws_session_token": "not one of these"}
    for service, call, code, status in (
        ("sts", lambda c: c.get_caller_identity(), "InvalidClientTokenId", 403),
        ("ec2", lambda c: c.describe_regions(), "AuthFailure", 401),
        ("ssm", lambda c: c.list_documents(), "UnrecognizedClientException", 400),
        ("s3", lambda c: c.list_buckets(), "InvalidAccessKeyId", 403),
    ):
        with check.refused(code, status):
            call(session.client(service, **strange))
