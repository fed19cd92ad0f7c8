package ec2

import "patchline/internal/sim/apierr"

// action is one action of the API. check looks and changes nothing; the deed
// that it gives is done at once, or not at all when DryRun is asked for.
type action struct {
	decode func(*node) (any, *apierr.Error)
	check  func(*call, any) (deed, *apierr.Error)
}

// deed does what was checked. It may be refused still, by what no permission
// tells beforehand, such as capacity.
type deed func() (answer, *apierr.Error)

// dry is what every action takes.
type dry struct {
	DryRun bool `form:"DryRun" json:"-"`
}

func (d dry) dryRun() bool { return d.DryRun }

// on makes an action from its check of one type of input.
func on[T any](check func(*call, *T) (deed, *apierr.Error)) action {
	return action{
		decode: func(n *node) (any, *apierr.Error) {
			in := new(T)
			return in, decodeForm(n, in)
		},
		check: func(c *call, in any) (deed, *apierr.Error) { return check(c, in.(*T)) },
	}
}

// shows is a deed that only answers.
func shows(a answer) deed {
	return func() (answer, *apierr.Error) { return a, nil }
}

// actions by name.
func actions() map[string]action {
	return map[string]action{
		"DescribeRegions":        on(describeRegions),
		"DescribeInstances":      on(describeInstances),
		"DescribeInstanceStatus": on(describeInstanceStatus),
		"StartInstances":         on(startInstances),
		"StopInstances":          on(stopInstances),
		"RebootInstances":        on(rebootInstances),

		"DescribeVolumes": on(describeVolumes),
		"CreateVolume":    on(createVolume),
		"AttachVolume":    on(attachVolume),
		"DetachVolume":    on(detachVolume),
		"DeleteVolume":    on(deleteVolume),

		"DescribeSnapshots": on(describeSnapshots),
		"CreateSnapshot":    on(createSnapshot),
		"CreateSnapshots":   on(createSnapshots),
		"DeleteSnapshot":    on(deleteSnapshot),

		"DescribeTags": on(describeTags),
		"CreateTags":   on(createTags),
		"DeleteTags":   on(deleteTags),

		"CreateReplaceRootVolumeTask":    on(createReplaceRootVolumeTask),
		"DescribeReplaceRootVolumeTasks": on(describeReplaceRootVolumeTasks),
	}
}
