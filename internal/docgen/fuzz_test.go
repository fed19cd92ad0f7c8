package docgen

import (
	"testing"
)

// Whatever a metadata file holds: no panic, and what is taken for good is what
// Systems Manager takes.
func FuzzMetadata(f *testing.F) {
	f.Add(sources()[installYAML])
	f.Add(sources()["Acme-Update/document.yaml"])
	f.Add("description: x\ntimeoutSeconds: 900\nparameters:\n  - {name: A, description: b, default: '', allowedPattern: '^$|^(?i)[a-c]{1,3}$', maxChars: 3}\n")
	f.Add("description: x\ntimeoutSeconds: 900\nparameters: []\nstepsBefore: [{name: abc, action: 'aws:runShellScript', inputs: {runCommand: '{{ x }}'}}]\n")
	f.Fuzz(func(t *testing.T, text string) {
		b := &builder{tree: tree(nil), shared: map[string]Parameter{}, named: map[string]bool{}}
		m, good := b.readMetadata("document.yaml", []byte(text))
		if good != (len(b.problems.found) == 0) {
			t.Fatalf("good is %v, with problems %v", good, b.problems.found)
		}
		for i := range m.Parameters {
			if p := &m.Parameters[i]; good && !p.Required && !p.allows(p.Default) {
				t.Fatalf("%s does not allow its default", p.Name)
			}
		}
	})
}

// Whatever a script holds: no panic, and a problem or a document that the
// stand-in would create.
func FuzzScript(f *testing.F) {
	f.Add(sources()[installScript])
	f.Add("# Patchline document: Acme-Update\nparam([string]$Store, [int]$TimeoutSeconds)\n$x = @'\n{ {\n'@\n")
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" {
			return
		}
		built, err := Build(tree(change{"Acme-Update/script.ps1": text}))
		if err != nil {
			return
		}
		if err := check(built.Files["Acme-Update.json"]); err != nil {
			t.Fatal(err)
		}
	})
}
