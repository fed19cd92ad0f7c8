"""EC2: Regions, instances, their states and status checks."""

import check


def run(session, _):
    ec2 = session.client("ec2")
    regions(ec2)
    instances(ec2)
    refusals(ec2)
    statuses(ec2)
    power(ec2)


def regions(ec2):
    names = {region["RegionName"] for region in ec2.describe_regions()["Regions"]}
    check.that({"eu-central-1", "us-east-1"} <= names, "Regions", names)
    with check.refused("InvalidParameterValue", 400):
        ec2.describe_regions(RegionNames=["eu-nowhere-1"])


def instances(ec2):
    reservations = check.pages(ec2, "describe_instances", 5, "Reservations")
    found = {}
    for reservation in reservations:
        check.equal(reservation["OwnerId"], "111122223333", "OwnerId")
        for instance in reservation["Instances"]:
            check.moment(instance["LaunchTime"], "LaunchTime")
            found[name_of(instance)] = instance
    check.equal(len(found), 13, "instances of this account and Region")
    check.equal(found["web-1"]["State"], {"Code": 16, "Name": "running"}, "State of a running one")
    check.equal(found["batch"]["State"], {"Code": 80, "Name": "stopped"}, "State of a stopped one")
    check.equal(found["web-1"]["Platform"], "windows", "Platform of Windows")
    check.that("Platform" not in found["monitoring"], "Platform of Linux", found["monitoring"])
    devices = {m["DeviceName"]: m["Ebs"] for m in found["db"]["BlockDeviceMappings"]}
    check.equal(set(devices), {"/dev/sda1", "xvdf", "xvdg"}, "devices")
    check.equal(devices["xvdf"]["Status"], "attached", "Status of a volume")
    check.moment(devices["xvdf"]["AttachTime"], "AttachTime")

    asked = [{"Name": "tag:Application", "Values": ["sh*"]}, {"Name": "instance-state-name", "Values": ["running"]}]
    check.equal(len(all_of(ec2.describe_instances(Filters=asked))), 11, "running instances of sh*")


def refusals(ec2):
    with check.refused("InvalidInstanceID.NotFound", 400):
        ec2.describe_instances(InstanceIds=["i-00000000000000000"])
    with check.refused("InvalidInstanceID.Malformed", 400):
        ec2.describe_instances(InstanceIds=["web-1"])
    with check.refused("InvalidParameterValue", 400):
        ec2.describe_instances(MaxResults=4)
    with check.refused("InvalidParameterCombination", 400):
        ec2.describe_instances(MaxResults=5, InstanceIds=[named(ec2, "web-1")])
    with check.refused("FilterLimitExceeded", 400):
        ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [str(n) for n in range(201)]}])
    with check.refused("DryRunOperation", 412):
        ec2.stop_instances(InstanceIds=[named(ec2, "web-1")], DryRun=True)


def statuses(ec2):
    found = check.pages(ec2, "describe_instance_status", 5, "InstanceStatuses", IncludeAllInstances=True)
    check.equal(len(found), 13, "statuses of all instances")
    states = {status["InstanceId"]: status for status in found}
    web = states[named(ec2, "web-1")]
    check.equal(web["InstanceStatus"]["Status"], "ok", "InstanceStatus")
    check.equal(web["SystemStatus"]["Details"][0]["Name"], "reachability", "SystemStatus")
    check.equal(states[named(ec2, "batch")]["InstanceState"]["Name"], "stopped", "InstanceState")
    with check.refused("InvalidInstanceID.NotFound", 400):
        ec2.describe_instance_status(InstanceIds=["i-00000000000000000"])


def power(ec2):
    """Once through stopping, stopped, pending, running and a reboot."""
    web = named(ec2, "web-2")
    change = ec2.stop_instances(InstanceIds=[web])["StoppingInstances"][0]
    check.equal(change["PreviousState"], {"Code": 16, "Name": "running"}, "PreviousState")
    check.equal(change["CurrentState"], {"Code": 64, "Name": "stopping"}, "CurrentState")
    check.equal(change["InstanceId"], web, "InstanceId")
    check.wait(ec2, "instance_stopped", every=0.05, InstanceIds=[web])
    with check.refused("IncorrectInstanceState", 400):
        ec2.reboot_instances(InstanceIds=[web])

    change = ec2.start_instances(InstanceIds=[web])["StartingInstances"][0]
    check.equal(change["CurrentState"], {"Code": 0, "Name": "pending"}, "CurrentState")
    check.wait(ec2, "instance_running", every=0.05, InstanceIds=[web])
    check.wait(ec2, "instance_status_ok", InstanceIds=[web])
    ec2.reboot_instances(InstanceIds=[web])
    with check.refused("InvalidInstanceID.NotFound", 400):
        ec2.start_instances(InstanceIds=["i-00000000000000000"])


def named(ec2, name):
    """The id of the instance with that Name."""
    return instance(ec2, name)["InstanceId"]


def instance(ec2, name):
    """The instance with that Name."""
    return all_of(ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": [name]}]))[0]


def all_of(answer):
    """The instances of an answer, out of their reservations."""
    return [instance for reservation in answer["Reservations"] for instance in reservation["Instances"]]


def name_of(one):
    """The tag Name of an instance."""
    return next(tag["Value"] for tag in one["Tags"] if tag["Key"] == "Name")
