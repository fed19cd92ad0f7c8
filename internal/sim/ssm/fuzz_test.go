package ssm_test

import (
	"testing"
	"time"

	"patchline/internal/sim/clock"
	"patchline/internal/sim/windows"
	"patchline/internal/sim/world"
)

// FuzzCall calls any action with any body, in a world where days pass
// meanwhile: nothing may panic, and nothing but 200 and 400 may be answered.
func FuzzCall(f *testing.F) {
	const send = "SendCommand"
	f.Add(send, `{"DocumentName":"AWS-RunPowerShellScript","InstanceIds":["i-00000000000000000"],"Parameters":{"commands":["x"]}}`)
	f.Add(send, `{"DocumentName":"AWS-RunPowerShellScript","Targets":[{"Key":"tag:Patch","Values":["yes"]}],"MaxErrors":"10%","Parameters":{"commands":[]}}`)
	f.Add("CreateDocument", `{"Name":"Doc","Content":"{\"schemaVersion\":\"2.2\",\"mainSteps\":[]}","DocumentType":"Command"}`)
	f.Add("CreateDocument", `{"Name":"Doc","Content":"a: &a [*a]","DocumentFormat":"YAML","DocumentType":"Command"}`)
	f.Add("GetDocument", `{"Name":"AWS-RunShellScript","DocumentFormat":"YAML"}`)
	f.Add("ListCommandInvocations", `{"NextToken":"aW52b2NhdGlvbnMgYSAx","Details":true}`)
	f.Add("ListDocuments", `{"Filters":[{"Key":"Owner","Values":["Self"]}],"NextToken":""}`)
	f.Add("DescribeInstanceInformation", `{"Filters":[{"Key":"tag:","Values":[""]}],"NextToken":"bm9kZXMgLTE"}`)
	f.Add("CancelCommand", `{"CommandId":"ddd5e567-7f30-4045-af17-c17a0b4c357c"}`)
	f.Add("AddTagsToResource", `{"ResourceType":"Document","ResourceId":"Doc","Tags":[null]}`)
	f.Fuzz(func(t *testing.T, action, body string) {
		r := newRigOn(t, clock.New(time.Now(), 1e6))
		r.fleet(2)
		r.do(func() {
			r.w.Site(place).Instances.Add(&world.Instance{Place: place, ID: id(5), State: world.Running, Windows: &windows.Machine{}, Agent: world.Agent{Installed: true}})
		})
		for _, target := range []string{"AmazonSSM." + action, "AmazonSSM.ListCommandInvocations", "AmazonSSM.ListCommands"} {
			if w := r.call(target, body); w.Code != 200 && w.Code != 400 {
				t.Errorf("%s %s: %d %s", target, body, w.Code, w.Body)
			}
			r.do(func() { r.w.Reboot(r.instance(0), time.Second) })
		}
	})
}
