package ssm

import (
	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
)

type cancelCommandInput struct {
	CommandID   string
	InstanceIDs []string `json:"InstanceIds"`
}

func (in *cancelCommandInput) instances() []string { return in.InstanceIDs }

func (in *cancelCommandInput) check(c *checker) {
	c.required("commandId", in.CommandID)
	c.commandID(in.CommandID)
	c.instanceIDs("instanceIds", in.InstanceIDs, maxInstanceIDs)
}

func (s *Service) cancelCommand(c *gateway.Call, in *cancelCommandInput) (any, *apierr.Error) {
	if id := firstDuplicate(in.InstanceIDs); id != "" {
		return nil, apierr.New("DuplicateInstanceId", "Instance %s is named twice.", id)
	}
	if refused := s.Engine.Cancel(c.Place, in.CommandID, in.InstanceIDs); refused != nil {
		return nil, refused
	}
	return struct{}{}, nil
}
