// Package ssm is the Systems Manager of the stand-in: documents of type
// Command, Run Command and managed nodes, in the JSON 1.1 protocol. Its
// messages are AWS's where they are known, and otherwise say more than AWS
// does: clients decide by code.
package ssm

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"patchline/internal/sim/agent"
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/documents"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/ssm/command"
	"patchline/internal/sim/world"
)

// OutputStore takes what scripts print: the S3 of the stand-in.
type OutputStore = command.Output

// Service is Systems Manager behind the gateway.
type Service struct {
	// Engine is Run Command. Set its Tuning before the first call.
	Engine *command.Engine

	world     *world.World
	libraries map[world.Place]*library
	amazon    *library
	own       []documents.Source // what a place begins with
}

// New is the Systems Manager of a world. runners do the steps of documents, by
// action; output may be nil.
func New(w *world.World, runners map[string]agent.Runner, output OutputStore) *Service {
	return &Service{
		Engine:    command.New(w, runners, output),
		world:     w,
		libraries: map[world.Place]*library{},
		amazon:    newLibrary(),
	}
}

// Provide adds documents that are there without anyone creating them: Amazon's
// in every place and for good, the others as if each place's account had
// created them. The latter can be updated and deleted, and CreateDocument takes
// their place. Call it before the first call of the API. The error says which
// document CreateDocument would refuse, and why.
func (s *Service) Provide(sources []documents.Source) error {
	for _, source := range sources {
		d, err := provided(source)
		if err != nil {
			return err
		}
		if source.Owner == documents.Amazon {
			s.amazon.add(d)
		} else {
			s.own = append(s.own, source)
		}
	}
	return nil
}

// Finish takes the progress of a job that runs in a process of its own. It
// takes the world's lock; see command.Engine.
func (s *Service) Finish(job agent.Job, p agent.Progress) { s.Engine.Finish(job, p) }

// targetPrefix is what X-Amz-Target begins with.
const targetPrefix = "AmazonSSM."

// Actions names every action.
func (s *Service) Actions() []string { return slices.Sorted(maps.Keys(operations)) }

// Decode reads the action and its input.
func (s *Service) Decode(c *gateway.Call) *apierr.Error {
	name, found := strings.CutPrefix(c.Request.Header.Get("X-Amz-Target"), targetPrefix)
	op, known := operations[name]
	if !found || !known || c.Request.Method != http.MethodPost {
		return apierr.New("UnknownOperationException", "%q is no operation of Systems Manager, or is not simulated.", c.Request.Header.Get("X-Amz-Target"))
	}
	c.Action = name
	return op.decode(c)
}

// Serve answers a decoded call.
func (s *Service) Serve(w http.ResponseWriter, c *gateway.Call) {
	var answer any
	var refused *apierr.Error
	s.world.Do(func() { answer, refused = operations[c.Action].serve(s, c) })
	if refused != nil {
		s.WriteError(w, c, refused)
		return
	}
	write(w, c, http.StatusOK, answer)
}

// WriteError answers in the form of the JSON protocol.
func (s *Service) WriteError(w http.ResponseWriter, c *gateway.Call, err *apierr.Error) {
	write(w, c, err.Status, errorBody{Type: err.Code, Message: err.Message})
}
