package ec2

import (
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/world"
)

// The names of root tasks.
const (
	rootTaskPrefix   = "replacevol" // of ids
	rootTaskResource = "replace-root-volume-task"
)

// The states of a task that are simulated. EC2 has failing, failing-detached
// and failed-detached besides.
const (
	taskPending    = "pending"
	taskInProgress = "in-progress"
	taskSucceeded  = "succeeded"
	taskFailed     = "failed"
)

// task is a replacement of an instance's root volume.
type task struct {
	ID         string
	InstanceID string
	SnapshotID string
	VolumeID   string // the new root volume
	State      string
	Started    time.Time
	Completed  time.Time // zero while it is under way
	DeleteOld  bool
	Tags       world.Tags
	// Epoch is the instance's when its system was halted.
	Epoch int
}

// rootTasks are the tasks of a place. EC2's documents name no codes for their
// ids (UNCONFIRMED).
var rootTasks = &kind[task]{
	name: func(t *task) string { return t.ID },
	id:   idPattern(rootTaskPrefix),
	malformed: func(id string) *apierr.Error {
		return invalidValue("Value (%s) for parameter replaceRootVolumeTaskId is invalid. Expected: 'replacevol-...'.", clip(id))
	},
	missing: notFound("InvalidReplaceRootVolumeTaskId.NotFound", "root volume replacement task ID"),
	table:   func(c *call) *world.Table[task] { return c.state.Tasks },
	shown:   func(c *call, t *task) bool { return c.seen(t.Started) },
	tags:    func(t *task) world.Tags { return t.Tags },
	fields: map[string]field[task]{
		"instance-id": text(func(_ *call, t *task) string { return t.InstanceID }),
	},
}

// rootTaskPages: 1-50 (the service's model). Without MaxResults a page is of 50.
var rootTaskPages = pages{least: 1, most: 50, always: true, ids: "replaceRootVolumeTaskIds"}

type describeReplaceRootVolumeTasksInput struct {
	query
	IDs []string `form:"ReplaceRootVolumeTaskId"`
}

type describeReplaceRootVolumeTasksAnswer struct {
	meta
	Tasks     []taskItem `xml:"replaceRootVolumeTaskSet>item"`
	NextToken string     `xml:"nextToken,omitempty"`
}

type taskItem struct {
	ID         string  `xml:"replaceRootVolumeTaskId"`
	InstanceID string  `xml:"instanceId"`
	State      string  `xml:"taskState"`
	Started    string  `xml:"startTime,omitempty"`
	Completed  string  `xml:"completeTime,omitempty"`
	SnapshotID string  `xml:"snapshotId"`
	DeleteOld  bool    `xml:"deleteReplacedRootVolume"`
	Tags       *tagSet `xml:"tagSet"`
}

func taskItemOf(t *task) taskItem {
	return taskItem{
		ID: t.ID, InstanceID: t.InstanceID, State: t.State, Started: taskTime(t.Started), Completed: taskTime(t.Completed),
		SnapshotID: t.SnapshotID, DeleteOld: t.DeleteOld, Tags: newTags(t.Tags),
	}
}

// taskTime is a moment as tasks have it: text, to the second.
func taskTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func describeReplaceRootVolumeTasks(c *call, in *describeReplaceRootVolumeTasksInput) (deed, *apierr.Error) {
	page, next, refused := list(c, rootTasks, rootTaskPages, in.query, in.IDs)
	if refused != nil {
		return nil, refused
	}
	a := &describeReplaceRootVolumeTasksAnswer{NextToken: next, Tasks: make([]taskItem, len(page))}
	for n, t := range page {
		a.Tasks[n] = taskItemOf(t)
	}
	return shows(a), nil
}
