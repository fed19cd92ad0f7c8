"""SSM: commands on the fleet's instances, and what they print."""

import check
import ec2_power

SCRIPT = "AWS-RunPowerShellScript"
MISSING = "00000000-0000-4000-8000-000000000000"


def run(session, _):
    ec2, ssm, s3 = (session.client(name) for name in ("ec2", "ssm", "s3"))
    nodes(ec2, ssm)
    success(ec2, ssm, s3)
    failure(ec2, ssm)
    by_tag(ssm)
    cancel(ec2, ssm)
    refusals(ec2, ssm)


def nodes(ec2, ssm):
    found = check.pages(ssm, "describe_instance_information", 5, "InstanceInformationList")
    check.equal(len(found), 13, "managed nodes, with the stopped one")
    states = {n["InstanceId"]: n["PingStatus"] for n in found}
    check.equal(states[ec2_power.named(ec2, "batch")], "ConnectionLost", "PingStatus of the stopped one")
    linux = [n for n in found if n["PlatformType"] == "Linux"]
    check.equal(len(linux), 1, "Linux nodes")
    web = next(n for n in found if n["PlatformType"] == "Windows")
    check.equal((web["PingStatus"], web["ResourceType"]), ("Online", "EC2Instance"), "a node")
    check.moment(web["LastPingDateTime"], "LastPingDateTime")
    check.that(isinstance(web["IsLatestVersion"], bool), "IsLatestVersion", web)
    asked = [{"Key": "InstanceIds", "Values": [web["InstanceId"]]}]
    check.equal(len(ssm.describe_instance_information(Filters=asked)["InstanceInformationList"]), 1, "one node by its id")
    with check.refused("ValidationException", 400):
        ssm.describe_instance_information(MaxResults=51)
    with check.refused("InvalidInstanceId", 400):
        ssm.describe_instance_information(Filters=[{"Key": "InstanceIds", "Values": ["web-1"]}])
    tags = [{"Key": "tag:Application", "Values": ["shop"]}, {"Key": "PingStatus", "Values": ["Online"]}]
    with check.refused("ValidationException", 400):
        ssm.describe_instance_information(Filters=tags)


def success(ec2, ssm, s3):
    """A script that ends well, with its output here and on S3."""
    web = ec2_power.named(ec2, "web-1")
    sent = ssm.send_command(
        DocumentName=SCRIPT, InstanceIds=[web], Comment="tour", TimeoutSeconds=60,
        Parameters={"commands": ["Write-Output 'ärger & <more>'"]}, OutputS3BucketName="tour-store", OutputS3KeyPrefix="output",
    )["Command"]
    command = sent["CommandId"]
    check.equal((sent["Status"], sent["MaxErrors"], sent["InstanceIds"]), ("Pending", "0", [web]), "a new command")
    check.moment(sent["ExpiresAfter"], "ExpiresAfter")
    check.wait(ssm, "command_executed", every=0.1, CommandId=command, InstanceId=web)

    got = ssm.get_command_invocation(CommandId=command, InstanceId=web)
    check.equal((got["Status"], got["StatusDetails"], got["ResponseCode"]), ("Success", "Success", 0), "an invocation")
    check.equal(got["StandardOutputContent"], "ärger & <more>\r\n", "StandardOutputContent")
    listed = ssm.list_command_invocations(CommandId=command, Details=True)["CommandInvocations"]
    plugin = listed[0]["CommandPlugins"][0]
    check.equal((plugin["Status"], plugin["Output"], plugin["OutputS3BucketName"]), ("Success", "ärger & <more>\r\n", "tour-store"), "a plugin")
    check.moment(plugin["ResponseFinishDateTime"], "ResponseFinishDateTime")
    key = f"output/{command}/{web}/awsrunPowerShellScript/0.awsrunPowerShellScript/stdout"
    check.equal(s3.get_object(Bucket="tour-store", Key=key)["Body"].read().decode(), "ärger & <more>\r\n", "the output on S3")


def failure(ec2, ssm):
    """A script that fails: boto3's waiter says so."""
    web = ec2_power.named(ec2, "web-1")
    command = ssm.send_command(DocumentName=SCRIPT, InstanceIds=[web], Parameters={"commands": ["exit 7"]})["Command"]["CommandId"]
    try:
        check.wait(ssm, "command_executed", every=0.1, CommandId=command, InstanceId=web)
    except check.Wrong as ended:
        check.that("Failed" in str(ended), "the end of a failing command", ended)
    else:
        check.that(False, "the waiter took exit code 7 for a success")
    got = ssm.get_command_invocation(CommandId=command, InstanceId=web)
    check.equal((got["Status"], got["ResponseCode"]), ("Failed", 7), "a failed invocation")
    ended = ssm.list_commands(CommandId=command)["Commands"][0]
    check.equal((ended["Status"], ended["ErrorCount"], ended["CompletedCount"]), ("Failed", 1, 1), "a failed command")


def by_tag(ssm):
    """A command to all that have a tag, read in pages."""
    sent = ssm.send_command(
        DocumentName=SCRIPT, Targets=[{"Key": "tag:Application", "Values": ["shop"]}], MaxConcurrency="50%", MaxErrors="10",
        Parameters={"commands": ["Write-Output 'hello'"]},
    )["Command"]
    check.equal(sent["Targets"], [{"Key": "tag:Application", "Values": ["shop"]}], "Targets")
    command = sent["CommandId"]
    # The invocations are made once the targets were looked up, so wait for one.
    online = check.pages(ssm, "describe_instance_information", 5, "InstanceInformationList")
    shop = next(n["InstanceId"] for n in online if n["PlatformType"] == "Windows")
    check.wait(ssm, "command_executed", every=0.1, CommandId=command, InstanceId=shop)
    found = check.pages(ssm, "list_command_invocations", 5, "CommandInvocations", CommandId=command, Details=True)
    check.equal(len(found), 11, "invocations of the instances with the tag")
    every = check.pages(ssm, "list_commands", 1, "Commands")
    check.equal(every[0]["CommandId"], command, "the newest command is first")


def cancel(ec2, ssm):
    web = ec2_power.named(ec2, "web-3")
    command = ssm.send_command(
        DocumentName=SCRIPT, InstanceIds=[web], Parameters={"commands": ["Start-Sleep -Seconds 20000"], "executionTimeout": ["172800"]},
    )["Command"]["CommandId"]
    ssm.cancel_command(CommandId=command, InstanceIds=[web])
    try:
        check.wait(ssm, "command_executed", every=0.1, CommandId=command, InstanceId=web)
    except check.Wrong as ended:
        check.that("Cancel" in str(ended), "the end of a cancelled command", ended)
    with check.refused("InvalidCommandId", 400):
        ssm.cancel_command(CommandId=MISSING)


def refusals(ec2, ssm):
    web, stopped = ec2_power.named(ec2, "web-1"), ec2_power.named(ec2, "batch")
    asked = {"DocumentName": SCRIPT, "Parameters": {"commands": ["Get-Date"]}}
    with check.refused("InvalidInstanceId", 400):
        ssm.send_command(**asked, InstanceIds=[web, stopped])
    with check.refused("DuplicateInstanceId", 400):
        ssm.send_command(**asked, InstanceIds=[web, web])
    with check.refused("InvalidDocument", 400):
        ssm.send_command(DocumentName="Tour-Missing", InstanceIds=[web])
    with check.refused("InvalidParameters", 400):
        ssm.send_command(DocumentName=SCRIPT, InstanceIds=[web])
    with check.refused("ValidationException", 400):
        ssm.send_command(**asked, InstanceIds=[f"i-{n:017x}" for n in range(51)])
    with check.refused("InvocationDoesNotExist", 400):
        ssm.get_command_invocation(CommandId=MISSING, InstanceId=web)
    with check.refused("InvalidNextToken", 400):
        ssm.list_commands(NextToken="nonsense")
    with check.refused("InvalidNextToken", 400):
        ssm.list_command_invocations(NextToken="nonsense")
