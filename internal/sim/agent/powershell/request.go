package powershell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"patchline/internal/sim/apierr"
)

// request is what the functions that replace Windows ask of the simulator. A
// script can send anything here: nothing of it is trusted.
type request struct {
	// Do is one of the keys of requests.
	Do string `json:"do"`

	Milliseconds int64 `json:"milliseconds"` // simulated
	// Alone: nothing of the script works while this waits.
	Alone bool `json:"alone"`

	Name       string   `json:"name"` // of a service, a log or a host; a URL
	Port       int      `json:"port"`
	Updates    []string `json:"updates"`    // UpdateIDs
	Downloaded []string `json:"downloaded"` // those of Updates that were downloaded

	Bucket string `json:"bucket"`
	Key    string `json:"key"`
	Prefix string `json:"prefix"`
	Region string `json:"region"` // in which S3 is called; "": the instance's
	Body   []byte `json:"body"`   // base64
}

// answer has a result or an error.
type answer struct {
	Result any      `json:"result"`
	Error  *refusal `json:"error"`
}

// refusal is an error that the functions turn into that of the cmdlet.
type refusal struct {
	Code    string `json:"code"` // S3's own, or one of this package
	Message string `json:"message"`
}

// Error gives "Code: Message".
func (r *refusal) Error() string { return r.Code + ": " + r.Message }

func refuse(code, format string, args ...any) *refusal {
	return &refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

// do is what answers a kind of request. Its context ends with the job.
type do func(context.Context, *simulator, request) (any, error)

// requests are what can be asked for. It is never written to.
var requests = map[string]do{
	"now":  now,
	"wait": wait,
	"hang": hang,

	"computer": looking(func(s *simulator, m *machine) any { return computerOf(m.instance, s.world.Now()) }),
	"services": looking(func(s *simulator, m *machine) any { return servicesOf(m.Machine, s.world.Now()) }),
	"software": looking(func(_ *simulator, m *machine) any { return softwareOf(m.Machine) }),
	"updates":  looking(func(_ *simulator, m *machine) any { return updatesOf(m.Machine) }),
	"hotfixes": looking(func(_ *simulator, m *machine) any { return hotFixesOf(m.Machine) }),
	"history":  looking(func(_ *simulator, m *machine) any { return historyOf(m.Machine) }),

	"start-service": changing(startService),
	"stop-service":  changing(stopService),
	"accept-eula":   changing(acceptEULA),
	"install":       changing(install),
	"restart":       changing(restart),

	"processes": looking(func(s *simulator, m *machine) any { return processesOf(m.Machine, s.world.Now()) }),
	"event-log": logOf,
	"connect":   connect,
	"get-url":   getURL,

	"caller-identity": looking(func(_ *simulator, m *machine) any { return callerOf(m.instance) }),

	"put-object": putObject,
	"get-object": getObject,
	"list-keys":  listKeys,
}

// answer does what a line asks for, and says what came of it.
func (s *simulator) answer(ctx context.Context, line []byte) answer {
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: refuse("MalformedRequest", "the request is no JSON of a request: %v", err)}
	}
	do, found := requests[r.Do]
	if !found {
		return answer{Error: refuse("UnknownRequest", "%q is nothing that the simulator can do", r.Do)}
	}
	result, err := do(ctx, s, r)
	if err != nil {
		return answer{Error: asRefusal(err)}
	}
	return answer{Result: result}
}

// asRefusal finds S3's own code in an error, if it is one of S3's.
func asRefusal(err error) *refusal {
	if own, found := errors.AsType[*refusal](err); found {
		return own
	}
	if s3, found := errors.AsType[*apierr.Error](err); found {
		return refuse(s3.Code, "%s", s3.Message)
	}
	return refuse("InternalError", "%v", err)
}
