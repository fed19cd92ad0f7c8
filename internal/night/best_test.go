package night_test

import (
	"maps"
	"slices"
	"time"

	"patchline/internal/awslimits"
	"patchline/internal/awsx"
	"patchline/internal/patchtest"
	"patchline/internal/run"
	"patchline/internal/sim/world"
)

// watch computes what a night could take at best: AWS' documented limits for
// the fewest calls that do the work, and the slowest instance of each stage as
// the stand-in has it.
type watch struct {
	b          *patchtest.Bed
	n, stopped int
	began      time.Time
}

func newWatch(b *patchtest.Bed) *watch {
	w := &watch{b: b, began: time.Now()}
	w.each(func(i *world.Instance) {
		w.n++
		if i.State == world.Stopped {
			w.stopped++
		}
	})
	return w
}

func (w *watch) each(do func(*world.Instance)) {
	sim := w.b.Sim.World()
	sim.Do(func() {
		for _, site := range sim.Sites() {
			for i := range site.Instances.All() {
				do(i)
			}
		}
	})
}

// limit is how long calls of an action take by its bucket, the full one first.
func limit(service, action string, calls int) time.Duration {
	rate := awslimits.Request(service, action, false, false)
	return bucket(rate, calls)
}

func bucket(rate awslimits.Rate, calls int) time.Duration {
	return time.Duration(max(0, float64(calls)-rate.Burst) / rate.Refill * float64(time.Second))
}

// batches is how many calls of a size it takes.
func batches(n, size int) int { return (n + size - 1) / size }

// best is what the stage that has just ended, and began at a moment, could have
// taken at best.
func (w *watch) best(id run.StageID, began time.Time) time.Duration {
	const agentPage = 50 // of DescribeInstanceInformation
	send := limit("ssm", "SendCommand", batches(w.n, awsx.CommandBatch))
	switch id.Stage {
	case run.StageDiscover:
		return max(
			limit("ec2", "DescribeInstances", batches(w.n, awsx.Page)),
			limit("ec2", "DescribeVolumes", batches(w.n, awsx.FilterValues)),
			limit("ssm", "DescribeInstanceInformation", batches(w.n, agentPage)))
	case run.StageSnapshot:
		return w.snapshots()
	case run.StageStart:
		resources, _ := awslimits.Resource("StartInstances")
		return bucket(resources, w.stopped) + w.slowestStart()
	case run.StageSend:
		return send
	case run.StageWait:
		return max(0, w.lastMarker(id.Document).Sub(began))
	case run.StageRestore:
		return send + w.slowestReboot()
	case run.StageConfirm:
		return max(send, w.lastMarker(run.DocConfirm).Sub(began))
	}
	return 0
}

// snapshots is when the last one is completed if the calls are made as fast as
// they may be, in the order in which they were made: how long a snapshot takes
// is not known before.
func (w *watch) snapshots() time.Duration {
	type set struct {
		began time.Time
		takes time.Duration
	}
	sets := map[string]set{}
	sim := w.b.Sim.World()
	sim.Do(func() {
		for _, site := range sim.Sites() {
			for s := range site.Snapshots.All() {
				sets[s.InstanceID] = set{s.Started, max(sets[s.InstanceID].takes, s.Takes)}
			}
		}
	})
	var last time.Duration
	for k, s := range slices.SortedFunc(maps.Values(sets), func(a, b set) int { return a.began.Compare(b.began) }) {
		last = max(last, limit("ec2", "CreateSnapshots", k+1)+s.takes)
	}
	return last
}

// slowestStart is from its start to the first ping of its agent.
func (w *watch) slowestStart() time.Duration {
	var slowest time.Duration
	w.each(func(i *world.Instance) {
		if i.State == world.Running && i.LaunchTime.After(w.began) {
			slowest = max(slowest, i.Agent.UpSince.Sub(i.LaunchTime))
		}
	})
	return slowest
}

// lastMarker is when the last command of a document ended.
func (w *watch) lastMarker(document string) time.Time {
	var last time.Time
	sim := w.b.Sim.World()
	sim.Do(func() {
		for _, site := range sim.Sites() {
			for _, c := range w.b.Sim.Commands().Book(site.Place).Before(0) {
				if c.Document != document {
					continue
				}
				for _, i := range c.Invocations {
					for _, s := range i.Steps {
						if s.Finished.After(last) {
							last = s.Finished
						}
					}
				}
			}
		}
	})
	return last
}

// slowestReboot is from the request to the first ping of its agent.
func (w *watch) slowestReboot() time.Duration {
	intents, _, err := w.b.Store(runID).Intents(w.b.Context(), run.StageID{Stage: run.StageRestore})
	if err != nil {
		w.b.T.Fatal(err)
	}
	asked := map[string]time.Time{}
	for _, intent := range intents {
		for _, id := range intent.Instances {
			asked[id] = intent.At
		}
	}
	var slowest time.Duration
	w.each(func(i *world.Instance) {
		if at, found := asked[i.ID]; found {
			slowest = max(slowest, i.Agent.UpSince.Sub(at))
		}
	})
	return slowest
}
