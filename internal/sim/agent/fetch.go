package agent

import (
	"crypto/sha256"
	"fmt"
	"time"

	"patchline/internal/run"
)

// fetching is the first thing that a document does which downloads scripts: it
// gets each of them from the store and compares its hash with the one that the
// document has. The Go agent runs none of them, and yet can't go on without
// them, since a PowerShell could not.
func (x *work) fetching() []phase {
	downloads := run.Downloads(x.job.opening())
	if len(downloads) == 0 {
		return nil
	}
	return []phase{{takes: fetchWait, do: func(x *work) (bool, error) { return x.fetch(downloads) }}}
}

func fetchWait(x *work) time.Duration {
	if x.memory.Tries == 0 {
		return draw(x.w, x.i, x.job, "fetch", uploadTakes)
	}
	return backOff(x)
}

// fetch gets the scripts.
func (x *work) fetch(downloads []run.Script) (bool, error) {
	for _, wanted := range downloads {
		if _, err := x.storeScript(wanted); err != nil {
			return x.retried(err)
		}
	}
	return false, nil
}

// storeScript gets one script and compares its hash. One that is not there is not
// tried again: who installs the document has to lay it there.
func (x *work) storeScript(wanted run.Script) ([]byte, error) {
	key := x.keys.Script(wanted)
	body, err := x.s3.Get(x.bucket, key)
	switch {
	case isNotFound(err):
		return nil, fmt.Errorf("the script %s is not in the store under scripts/%s: deploy the scripts that belong to this document", wanted.Name, wanted.SHA256)
	case err != nil:
		return nil, &refusedError{"the script " + wanted.Name + " could not be fetched from the store", "GET " + key, err}
	}
	sum := sha256.Sum256(body)
	if found := fmt.Sprintf("%x", sum); found != wanted.SHA256 {
		return nil, fmt.Errorf("the script %s in the store has SHA-256 %s, and this document wants %s: it was not run", wanted.Name, found, wanted.SHA256)
	}
	return body, nil
}
