package server

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"patchline/internal/sim"
	"patchline/internal/sim/fleet"
	"patchline/internal/sim/world"
)

func TestTheEnvironmentIsThatOfTheFirstInstanceAndBucket(t *testing.T) {
	abroad := fleet.Default()
	abroad.Instances = abroad.Instances[:1]
	abroad.Instances[0].Place = world.Place{Account: "444455556666", Region: "us-gov-west-1"}
	abroad.Buckets = []string{"one", "two"}
	for name, c := range map[string]struct {
		fleet *fleet.Fleet
		want  string
	}{
		"the built-in fleet": {fleet.Default(), `export AWS_ENDPOINT_URL=http://127.0.0.1:8599
export AWS_ACCESS_KEY_ID=111122223333
export AWS_SECRET_ACCESS_KEY=fleet-sim
export AWS_REGION=eu-central-1
export AWS_DEFAULT_REGION=eu-central-1
unset AWS_SESSION_TOKEN AWS_PROFILE
export PATCHLINE_STORE=s3://patchline-rehearsal/patchline
`},
		"another account, Region and bucket": {abroad, `export AWS_ENDPOINT_URL=http://127.0.0.1:8599
export AWS_ACCESS_KEY_ID=444455556666
export AWS_SECRET_ACCESS_KEY=fleet-sim
export AWS_REGION=us-gov-west-1
export AWS_DEFAULT_REGION=us-gov-west-1
unset AWS_SESSION_TOKEN AWS_PROFILE
export PATCHLINE_STORE=s3://one/patchline
`},
		"neither instances nor buckets": {&fleet.Fleet{}, `export AWS_ENDPOINT_URL=http://127.0.0.1:8599
export AWS_ACCESS_KEY_ID=` + sim.Account + `
export AWS_SECRET_ACCESS_KEY=fleet-sim
export AWS_REGION=us-east-1
export AWS_DEFAULT_REGION=us-east-1
unset AWS_SESSION_TOKEN AWS_PROFILE
`},
	} {
		t.Run(name, func(t *testing.T) {
			got := environment(newSim(t, c.fleet), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8599})
			if got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			// Nothing in it means something to a shell.
			plain := regexp.MustCompile(`^(export [A-Z_]+=[A-Za-z0-9:/.\[\]-]+|unset [A-Z_ ]+)$`)
			for line := range strings.Lines(got) {
				if !plain.MatchString(strings.TrimSuffix(line, "\n")) {
					t.Errorf("a shell may read %q otherwise", line)
				}
			}
		})
	}
}

func TestAnAddressIsWrittenAsAClientHereReachesIt(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8599": "127.0.0.1:8599",
		"0.0.0.0:80":     "127.0.0.1:80",
		"[::]:80":        "127.0.0.1:80",
		"[::1]:80":       "[::1]:80",
		"10.1.2.3:80":    "10.1.2.3:80",
	} {
		address, err := net.ResolveTCPAddr("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := reachable(address); got != want {
			t.Errorf("%s is reached at %s, want %s", listen, got, want)
		}
	}
}

func TestAFileIsReplacedWholeOrNotAtAll(t *testing.T) {
	file := write(t, "state.json", "before")
	if err := replace(file, []byte("after")); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "after" {
		t.Errorf("%q, %v", text, err)
	}
	// A folder can't be replaced by a file.
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if replace(folder, []byte("after")) == nil {
		t.Error("a folder was replaced")
	}
	for _, place := range []string{filepath.Dir(file), filepath.Dir(folder)} {
		left, err := os.ReadDir(place)
		if err != nil || len(left) != 1 {
			t.Errorf("there are %v, %v", left, err)
		}
	}
}
