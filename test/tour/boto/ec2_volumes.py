"""EC2: volumes and tags."""

import check
import ec2_power


def run(session, _):
    ec2 = session.client("ec2")
    volumes(ec2)
    life(ec2)
    tags(ec2)


def volumes(ec2):
    found = check.pages(ec2, "describe_volumes", 5, "Volumes")
    check.equal(len(found), 15, "volumes of this account and Region")
    db = ec2_power.named(ec2, "db")
    asked = [{"Name": "attachment.instance-id", "Values": [db]}]
    found = {v["Attachments"][0]["Device"]: v for v in ec2.describe_volumes(Filters=asked)["Volumes"]}
    disk = found["xvdf"]
    check.equal((disk["Size"], disk["VolumeType"], disk["State"]), (200, "io2", "in-use"), "a volume")
    check.equal(disk["Attachments"][0]["InstanceId"], db, "the instance of a volume")
    check.moment(disk["CreateTime"], "CreateTime")
    with check.refused("InvalidVolume.NotFound", 400):
        ec2.describe_volumes(VolumeIds=["vol-00000000000000000"])
    with check.refused("VolumeInUse", 400):
        ec2.delete_volume(VolumeId=disk["VolumeId"])


def life(ec2):
    """A volume from its creation over an instance to its end."""
    web = ec2_power.instance(ec2, "web-3")
    asked = {"AvailabilityZone": web["Placement"]["AvailabilityZone"], "Size": 10, "VolumeType": "gp3", "ClientToken": "tour-1"}
    made = ec2.create_volume(**asked)
    check.equal(made["State"], "creating", "State of a new volume")
    volume = made["VolumeId"]
    check.equal(ec2.create_volume(**asked)["VolumeId"], volume, "the volume of the same ClientToken")
    with check.refused("IdempotentParameterMismatch", 400):
        ec2.create_volume(**{**asked, "Size": 20})
    check.wait(ec2, "volume_available", VolumeIds=[volume])

    with check.refused("InvalidParameterValue", 400):
        ec2.attach_volume(VolumeId=volume, InstanceId=web["InstanceId"], Device="/dev/sda1")
    with check.refused("InvalidZone.NotFound", 400):
        ec2.create_volume(AvailabilityZone="eu-central-1z", Size=10)
    attached = ec2.attach_volume(VolumeId=volume, InstanceId=web["InstanceId"], Device="xvdz")
    check.equal(attached["State"], "attaching", "State of an attachment")
    check.moment(attached["AttachTime"], "AttachTime")
    check.wait(ec2, "volume_in_use", VolumeIds=[volume])
    detached = ec2.detach_volume(VolumeId=volume)
    check.equal(detached["State"], "detaching", "State of an attachment that ends")
    check.wait(ec2, "volume_available", VolumeIds=[volume])
    with check.refused("IncorrectState", 400):
        ec2.detach_volume(VolumeId=volume)
    ec2.delete_volume(VolumeId=volume)
    check.wait(ec2, "volume_deleted", VolumeIds=[volume])


def tags(ec2):
    web = ec2_power.named(ec2, "web-4")
    ec2.create_tags(Resources=[web], Tags=[{"Key": "Window", "Value": "sat ärly <&> 02:00"}, {"Key": "Gone", "Value": ""}])
    ec2.delete_tags(Resources=[web], Tags=[{"Key": "Gone"}])
    found = check.pages(ec2, "describe_tags", 5, "Tags")
    ours = {tag["Key"]: tag for tag in found if tag["ResourceId"] == web}
    check.equal(ours["Window"]["Value"], "sat ärly <&> 02:00", "a tag's value")
    check.equal(ours["Window"]["ResourceType"], "instance", "a tag's ResourceType")
    check.that("Gone" not in ours, "a deleted tag", ours)
    with check.refused("InvalidParameterValue", 400):
        ec2.create_tags(Resources=[web], Tags=[{"Key": "aws:mine", "Value": "no"}])
    with check.refused("InvalidInstanceID.NotFound", 400):
        ec2.create_tags(Resources=["i-00000000000000000"], Tags=[{"Key": "a", "Value": "b"}])
    with check.refused("InvalidInstanceID.NotFound", 400):
        ec2.delete_tags(Resources=["i-00000000000000000"])
    with check.refused("InvalidNextToken", 400):
        ec2.describe_tags(NextToken="nonsense")
