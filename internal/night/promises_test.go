package night_test

import (
	"regexp"

	"patchline/internal/run"
)

// keepsItsPromises checks what must hold in every morning, whatever has gone
// wrong in the night.
func (m *morning) keepsItsPromises() {
	m.b.T.Helper()
	for _, i := range m.manifest.Instances {
		m.tellsTheTruthAboutPower(i)
		m.tellsTheTruthAboutUpdates(i)
		m.ranNothingUnproven(i)
		m.didNothingTwice(i)
		for _, id := range m.stages() {
			if result := m.history.Latest(id)[i.ID]; result.Status == run.Failed && result.Reason == "" {
				m.b.T.Errorf("%s failed %s for no reason", i.ID, id)
			}
		}
	}
	confirmed := len(m.history.Results[run.StageID{Stage: run.StageConfirm}]) > 0
	waiting := len(m.history.Pending(run.StageID{Stage: run.StageRestore})) > 0
	if held := len(m.seen.Claims) > 0; confirmed && held != waiting {
		m.b.T.Errorf("confirm has ended, restore still waits: %v, and the claims are %v", waiting, m.seen.Claims)
	}
}

func (m *morning) stages() []run.StageID {
	var all []run.StageID
	for id := range m.history.Results {
		all = append(all, id)
	}
	return all
}

// tellsTheTruthAboutPower: it is back, or restore says that it is not and why.
// What restore calls back is back.
func (m *morning) tellsTheTruthAboutPower(i run.Instance) {
	status, reason := m.restored(i)
	wrong := m.wrong(i)
	switch {
	case wrong != "" && status == run.OK:
		m.b.T.Errorf("restore says that %s is back: %s", i.ID, wrong)
	case wrong != "" && reason == "":
		m.b.T.Errorf("restore does not say why %s is not back: %s", i.ID, wrong)
	}
}

// tellsTheTruthAboutUpdates: who is confirmed has what was installed.
func (m *morning) tellsTheTruthAboutUpdates(i run.Instance) {
	t := m.truths[i.ID]
	if m.latest(run.StageConfirm, i.ID).Status != run.OK {
		return
	}
	if _, sent := t.sent[run.DocInstall]; !sent {
		m.b.T.Errorf("%s is confirmed, and nothing was ever installed on it", i.ID)
	}
	if len(t.absent) > 0 {
		m.b.T.Errorf("%s is confirmed, and it lacks %v", i.ID, t.absent)
	}
	if !t.boot.After(t.installed) {
		m.b.T.Errorf("%s is confirmed, and was not rebooted since %s", i.ID, t.installed)
	}
}

// ranNothingUnproven: no document went to it before its snapshots were
// completed.
func (m *morning) ranNothingUnproven(i run.Instance) {
	t := m.truths[i.ID]
	for document, at := range t.sent {
		if t.proven.IsZero() || at.Before(t.proven) {
			m.b.T.Errorf("%s was sent %s at %s, and its snapshots were complete at %s", i.ID, document, at, t.proven)
		}
	}
}

func (m *morning) didNothingTwice(i run.Instance) {
	for document, times := range m.seen.Instances[i.ID].Commands {
		if times > 1 && regexp.MustCompile("^Patchline-").MatchString(document) {
			m.b.T.Errorf("%s was sent %s %d times", i.ID, document, times)
		}
	}
}
