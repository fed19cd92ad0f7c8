package run

import "testing"

func TestAScriptSaysInItsFirstLineWhichDocumentItIs(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   string
		found  bool
	}{
		"header and script":        {"# Patchline document: Patchline-Confirm-Update\nexit 0", DocConfirm, true},
		"ends of lines of Windows": {"# Patchline document: Patchline-Confirm-Update\r\nexit 0\r\n", DocConfirm, true},
		"byte order mark":          {"\ufeff# Patchline document: Patchline-Confirm-Update", DocConfirm, true},
		"a name of someone else's": {"# Patchline document: Mine", "Mine", true},
		"the second line":          {"\n# Patchline document: Patchline-Confirm-Update", "", false},
		"no name":                  {"# Patchline document: \nexit 0", "", false},
		"another comment":          {"# Patchline-Confirm-Update", "", false},
		"nothing":                  {"", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got, found := ScriptDocument(c.script); got != c.want || found != c.found {
				t.Errorf("got %q, %v; want %q, %v", got, found, c.want, c.found)
			}
		})
	}
}
