package powershell

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"patchline/internal/sim/agent"
)

// pool has a place for each job that may run at once. A place keeps its host
// from one job to the next: to start one takes a second or two.
type pool struct {
	powershell string
	root       string // folder of the hosts' folders
	places     chan *host
	started    atomic.Int64 // numbers the folders
	closed     sync.Once
}

// newPool has room for so many jobs at once. Hosts are started when jobs come.
func newPool(powershell, root string, atOnce int) *pool {
	p := &pool{powershell: powershell, root: root, places: make(chan *host, atOnce)}
	for range atOnce {
		p.places <- nil
	}
	return p
}

// run waits for a place and has its host do the job. ok is false when ctx has
// ended first.
func (p *pool) run(ctx context.Context, perform func(*host) (agent.Progress, bool, error)) (_ agent.Progress, ok bool, _ error) {
	var h *host
	select {
	case h = <-p.places:
	case <-ctx.Done():
		return agent.Progress{}, false, nil
	}
	defer func() { p.places <- h }()
	if h != nil && h.isGone() {
		h.end()
		h = nil
	}
	if h == nil {
		started, err := p.start(ctx)
		if err != nil {
			return agent.Progress{}, true, err
		}
		h = started
	}
	done, fresh, err := perform(h)
	if !fresh {
		h.end()
		h = nil
	}
	return done, true, err
}

func (p *pool) start(ctx context.Context) (*host, error) {
	name := "host" + strconv.FormatInt(p.started.Add(1), 10)
	return startHost(ctx, p.powershell, hostFolders{path: filepath.Join(p.root, name), fakes: filepath.Join(p.root, "fakes")})
}

// close ends the hosts. No job may run any more.
func (p *pool) close() {
	p.closed.Do(func() {
		for range cap(p.places) {
			if h := <-p.places; h != nil {
				h.end()
			}
		}
	})
}
