"""EC2: snapshots, and an instance put back on one."""

from botocore import waiter

import check
import ec2_power

# boto3 has no waiter for the replacement of a root volume.
REPLACED = waiter.WaiterModel({
    "version": 2,
    "waiters": {
        "RootVolumeReplaced": {
            "operation": "DescribeReplaceRootVolumeTasks",
            "delay": 1,
            "maxAttempts": 60,
            "acceptors": [
                {"matcher": "pathAll", "argument": "ReplaceRootVolumeTasks[].TaskState", "state": state, "expected": wanted}
                for wanted, state in {"succeeded": "success", "failed": "failure", "failed-detached": "failure"}.items()
            ],
        },
    },
})


def run(session, _):
    ec2 = session.client("ec2")
    single(ec2)
    snapshot = multi_volume(ec2)
    listing(ec2)
    root(ec2, snapshot)


def single(ec2):
    web = ec2_power.instance(ec2, "web-5")
    volume = web["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
    made = ec2.create_snapshot(VolumeId=volume, Description="before <patches>", TagSpecifications=tagged("tour"))
    check.equal((made["State"], made["VolumeId"], made["Description"]), ("pending", volume, "before <patches>"), "a new snapshot")
    check.equal(made["Tags"], [{"Key": "Run", "Value": "tour"}], "Tags of a new snapshot")
    check.moment(made["StartTime"], "StartTime")
    with check.refused("SnapshotCreationPerVolumeRateExceeded", 400):
        ec2.create_snapshot(VolumeId=volume)
    check.wait(ec2, "snapshot_completed", SnapshotIds=[made["SnapshotId"]])
    done = ec2.describe_snapshots(SnapshotIds=[made["SnapshotId"]])["Snapshots"][0]
    check.equal((done["State"], done["Progress"], done["OwnerId"]), ("completed", "100%", "111122223333"), "a completed snapshot")
    ec2.delete_snapshot(SnapshotId=made["SnapshotId"])
    for call in (lambda s: ec2.describe_snapshots(SnapshotIds=[s]), lambda s: ec2.delete_snapshot(SnapshotId=s)):
        with check.refused("InvalidSnapshot.NotFound", 400):
            call(made["SnapshotId"])
    with check.refused("InvalidVolume.NotFound", 400):
        ec2.create_snapshot(VolumeId="vol-00000000000000000")


def multi_volume(ec2):
    """Snapshots of all volumes of an instance; gives that of the root."""
    db = ec2_power.instance(ec2, "db")
    made = ec2.create_snapshots(
        InstanceSpecification={"InstanceId": db["InstanceId"]}, CopyTagsFromSource="volume", TagSpecifications=tagged("tour-db"),
    )["Snapshots"]
    of = {m["Ebs"]["VolumeId"]: m["DeviceName"] for m in db["BlockDeviceMappings"]}
    check.equal({of[s["VolumeId"]] for s in made}, {"/dev/sda1", "xvdf", "xvdg"}, "the volumes of a multi-volume snapshot")
    check.equal({s["State"] for s in made}, {"pending"}, "their State")
    check.wait(ec2, "snapshot_completed", SnapshotIds=[s["SnapshotId"] for s in made])
    with check.refused("InvalidInstanceID.NotFound", 400):
        ec2.create_snapshots(InstanceSpecification={"InstanceId": "i-00000000000000000"})
    return next(s["SnapshotId"] for s in made if of[s["VolumeId"]] == "/dev/sda1")


def listing(ec2):
    for name in ("web-6", "web-7", "web-8"):
        ec2.create_snapshots(InstanceSpecification={"InstanceId": ec2_power.named(ec2, name)}, TagSpecifications=tagged("tour-web"))
    found = check.pages(ec2, "describe_snapshots", 5, "Snapshots", OwnerIds=["self"])
    check.equal(len(found), 6, "snapshots of this account")
    asked = [{"Name": "tag:Run", "Values": ["tour-db"]}]
    check.equal(len(ec2.describe_snapshots(OwnerIds=["self"], Filters=asked)["Snapshots"]), 3, "snapshots with a tag")
    with check.refused("InvalidNextToken", 400):
        ec2.describe_snapshots(NextToken="nonsense")


def root(ec2, snapshot):
    """The database's root volume put back on its snapshot."""
    db = ec2_power.named(ec2, "db")
    asked = {"InstanceId": db, "SnapshotId": snapshot, "ClientToken": "tour-root", "DeleteReplacedRootVolume": True}
    task = ec2.create_replace_root_volume_task(**asked)["ReplaceRootVolumeTask"]
    check.equal((task["InstanceId"], task["TaskState"], task["SnapshotId"]), (db, "pending", snapshot), "a new task")
    again = ec2.create_replace_root_volume_task(**asked)["ReplaceRootVolumeTask"]
    check.equal(again["ReplaceRootVolumeTaskId"], task["ReplaceRootVolumeTaskId"], "the task of the same ClientToken")
    with check.refused("InvalidSnapshot.NotFound", 400):
        ec2.create_replace_root_volume_task(InstanceId=db, SnapshotId="snap-00000000000000000")

    ids = [task["ReplaceRootVolumeTaskId"]]
    replaced = waiter.create_waiter_with_client("RootVolumeReplaced", REPLACED, ec2)
    replaced.wait(ReplaceRootVolumeTaskIds=ids, WaiterConfig={"Delay": 0.2, "MaxAttempts": 150})
    done = ec2.describe_replace_root_volume_tasks(ReplaceRootVolumeTaskIds=ids)["ReplaceRootVolumeTasks"][0]
    check.equal(done["TaskState"], "succeeded", "TaskState")
    check.that(done["CompleteTime"] > done["StartTime"], "CompleteTime", done)  # texts, as in EC2's model
    ec2.create_replace_root_volume_task(InstanceId=db, SnapshotId=snapshot, ClientToken="tour-root-2")
    check.pages(ec2, "describe_replace_root_volume_tasks", 1, "ReplaceRootVolumeTasks")
    with check.refused("InvalidParameterValue", 400):
        ec2.describe_replace_root_volume_tasks(MaxResults=51)


def tagged(run_name):
    return [{"ResourceType": "snapshot", "Tags": [{"Key": "Run", "Value": run_name}]}]
