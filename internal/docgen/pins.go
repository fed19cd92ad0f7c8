package docgen

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"regexp"
	"strings"

	"patchline/internal/docgen/script"
	"patchline/internal/run"
)

// Pin is a script that a document downloads.
type Pin struct {
	run.Script
	Body []byte
}

// pinText is what stands in a script for the hash of a file. As it is, it
// matches no hash: a script that was not built refuses what it downloads.
var pinText = regexp.MustCompile(`'sha256 of scripts/([^'\n]*)'`)

// readPins reads the scripts that a document downloads, each with the parts of
// the module that it takes in.
func (b *builder) readPins(document string) []Pin {
	var pins []Pin
	for _, file := range b.powerShellIn(path.Join(document, scriptsFolder)) {
		s, good := b.script(file)
		if !good {
			continue
		}
		body := b.expand(s, map[string]bool{})
		if _, err := script.Scan(body); err != nil {
			b.problems.addSyntax(file, err)
		}
		sum := sha256.Sum256([]byte(body))
		pin := run.Script{SHA256: hex.EncodeToString(sum[:]), Name: path.Base(file)}
		if _, good := run.ParseScript(pin.String()); !good {
			b.problems.add(file, 0, "the name of a script that is downloaded is of letters, digits and hyphens, and ends in .ps1")
		}
		pins = append(pins, Pin{pin, []byte(body)})
	}
	return pins
}

// pin puts the hashes into a document's script. file is for problems.
func (b *builder) pin(file, text string, pins []Pin) string {
	hashes, found := map[string]string{}, map[string]bool{}
	for _, p := range pins {
		hashes[p.Name] = p.SHA256
	}
	text = pinText.ReplaceAllStringFunc(text, func(match string) string {
		name := pinText.FindStringSubmatch(match)[1]
		found[name] = true
		if hashes[name] == "" {
			b.problems.add(file, 0, "it pins scripts/%s, which is not there or has problems", name)
		}
		return "'" + hashes[name] + "'"
	})
	if strings.Contains(text, "sha256 of scripts/") {
		b.problems.add(file, 0, "it has the text \"sha256 of scripts/\" in another form than 'sha256 of scripts/<file>'")
	}
	for _, p := range pins {
		if !found[p.Name] {
			b.problems.add(path.Join(path.Dir(file), scriptsFolder, p.Name), 0, "the document does not pin it: put 'sha256 of scripts/%s' into %s", p.Name, scriptFile)
		}
	}
	return text
}
