package s3

import (
	"maps"
	"net/http"
	"slices"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/world"
)

// Service is a store behind the gateway.
type Service struct {
	Store *Store
	World *world.World
}

// Actions names every action that is not refused.
func (Service) Actions() []string { return slices.Sorted(maps.Keys(delegated)) }

// Decode names the action and the bucket. The body stays unread.
func (s Service) Decode(c *gateway.Call) *apierr.Error {
	c.Action = Action(c.Request)
	if c.Action == "" {
		return refuse("MethodNotAllowed")
	}
	c.Write = IsWrite(c.Action)
	c.BucketName = Bucket(c.Request)
	return nil
}

// Serve answers by the store. What the fleet's agents have written by now is
// in it: their events are done first.
func (s Service) Serve(w http.ResponseWriter, c *gateway.Call) {
	s.World.Do(func() {})
	w.Header().Set("X-Amz-Request-Id", c.RequestID)
	s.Store.Handler().ServeHTTP(w, c.Request)
}

// WriteError answers with S3's XML.
func (s Service) WriteError(w http.ResponseWriter, c *gateway.Call, err *apierr.Error) {
	WriteError(w, c.Request, c.RequestID, err)
}
