// Package ec2 is the EC2 API of the stand-in (query protocol, version
// 2016-11-15): what a patch day asks of instances, volumes and snapshots.
//
// It refuses what EC2 refuses, with EC2's codes; names on the wire are those of
// the service's model. What it can't do it says, by UnsupportedOperation or
// InvalidAction.
package ec2

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/world"
)

// version is the API's, which requests and every answer's namespace name.
const version = "2016-11-15"

// Service is EC2 behind the gateway.
type Service struct {
	world   *world.World
	state   *State
	actions map[string]action
}

// New is the EC2 of a world. It registers the events of its own there.
func New(w *world.World) *Service {
	s := &Service{world: w, state: newState(), actions: actions()}
	s.handleRootTasks()
	return s
}

// Actions names every action.
func (s *Service) Actions() []string { return slices.Sorted(maps.Keys(s.actions)) }

// Decode reads the action and its parameters.
func (s *Service) Decode(c *gateway.Call) *apierr.Error {
	form, refused := formOf(c)
	if refused != nil {
		return refused
	}
	name := form.Get("Action")
	do, found := s.actions[name]
	switch {
	case name == "":
		return apierr.New("MissingAction", "The request is missing an action: it must contain the parameter Action")
	case !found:
		return apierr.New("InvalidAction", "The action %s is not valid for this web service (or is not simulated).", clip(name))
	}
	c.Action = name
	switch asked := form.Get("Version"); asked {
	case version:
	case "":
		return missingParameter("Version")
	default:
		return apierr.New("NoSuchVersion", "The requested version (%s) of service AmazonEC2 does not exist: only %s does here", clip(asked), version)
	}
	root, refused := parseForm(form)
	if refused != nil {
		return refused
	}
	c.Input, refused = do.decode(root)
	if refused != nil {
		return refused
	}
	if in, names := c.Input.(interface{ instances() []string }); names {
		c.Instances = in.instances()
	}
	if in, lists := c.Input.(interface{ unfiltered() bool }); lists {
		c.Unfiltered = in.unfiltered()
	}
	return nil
}

// formOf reads the parameters from the query of a GET or the body of a POST.
func formOf(c *gateway.Call) (url.Values, *apierr.Error) {
	text := c.Request.URL.RawQuery
	switch c.Request.Method {
	case http.MethodGet:
	case http.MethodPost:
		text = string(c.Body)
		kind := c.Request.Header.Get("Content-Type")
		media, _, err := mime.ParseMediaType(kind)
		if kind != "" && (err != nil || media != "application/x-www-form-urlencoded") {
			return nil, apierr.New("MalformedQueryString", "The body is %q: EC2 takes a form, application/x-www-form-urlencoded.", clip(kind))
		}
	default:
		return nil, apierr.WithStatus(http.StatusMethodNotAllowed, "InvalidRequest", "EC2 takes GET and POST, not %s.", clip(c.Request.Method))
	}
	form, err := url.ParseQuery(text)
	if err != nil {
		return nil, apierr.New("MalformedQueryString", "The parameters are not a form: %s.", clip(err.Error()))
	}
	return form, nil
}

// Serve does what a decoded call asks.
func (s *Service) Serve(w http.ResponseWriter, c *gateway.Call) {
	var done answer
	var refused *apierr.Error
	s.world.Do(func() { done, refused = s.perform(c) })
	if refused != nil {
		s.WriteError(w, c, refused)
		return
	}
	writeAnswer(w, c, done)
}

func (s *Service) perform(c *gateway.Call) (answer, *apierr.Error) {
	now := s.world.Now()
	met := &call{
		Site:   s.world.Site(c.Place),
		world:  s.world,
		state:  s.state.at(c.Place),
		now:    now,
		action: c.Action,
		lag:    s.world.Faults.Hides(c.Operation(), now),
	}
	do, refused := s.actions[c.Action].check(met, c.Input)
	if refused != nil {
		return nil, refused
	}
	if c.Input.(interface{ dryRun() bool }).dryRun() {
		return nil, errDryRunWorked
	}
	return do()
}

// call is one call with the world that it meets.
type call struct {
	*world.Site
	world  *world.World
	state  *placeState
	now    time.Time
	action string
	// lag is how long this action does not see what is new.
	lag time.Duration
}

// seen tells whether what was made at a moment can be seen by now.
func (c *call) seen(made time.Time) bool { return c.now.Sub(made) >= c.lag }
