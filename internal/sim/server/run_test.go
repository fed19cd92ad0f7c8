package server

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"patchline/internal/cli"
)

// running is fleet-sim in this process, on a real port.
type running struct {
	t       *testing.T
	env     map[string]string
	signals chan os.Signal
	code    chan cli.Code
	stderr  *buffer
}

// start starts it and waits for its lines.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	stdout, written := io.Pipe()
	x := &running{t: t, env: map[string]string{}, signals: make(chan os.Signal, 1), code: make(chan cli.Code, 1), stderr: &buffer{}}
	go func() {
		code := cli.Execute(context.Background(), NewCommand(), cli.Process{
			Args:   append([]string{"fleet-sim", "--listen", "127.0.0.1:0", "--powershell", "off"}, args...),
			Stdout: written, Stderr: x.stderr, Signals: x.signals,
		})
		_ = written.Close() // it never fails
		x.code <- code
	}()
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		name, value, found := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		if found {
			x.env[name] = value
		}
		if name == "PATCHLINE_STORE" { // the last one
			return x
		}
	}
	t.Fatalf("it has ended with code %d: %s", <-x.code, x.stderr)
	return nil
}

func (x *running) call(method, path, body string) string {
	x.t.Helper()
	r, err := http.NewRequestWithContext(x.t.Context(), method, x.env["AWS_ENDPOINT_URL"]+path, strings.NewReader(body))
	if err != nil {
		x.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.Body.Close() != nil || answer.StatusCode != http.StatusOK {
		x.t.Fatalf("%s %s: %s %s %v", method, path, answer.Status, text, err)
	}
	return string(text)
}

func (x *running) stop() {
	x.t.Helper()
	x.signals <- syscall.SIGTERM
	if code := <-x.code; code != cli.CodeOK {
		x.t.Errorf("it has ended with code %d: %s", code, x.stderr)
	}
}

func TestARehearsalIsStoppedAndGoneOnWith(t *testing.T) {
	const changed = "/_sim/instances/i-0a1c5e0000000a001"
	folder := t.TempDir()
	state, env := filepath.Join(folder, "state.json"), filepath.Join(folder, "env")
	first := start(t, "--state", state, "--env-file", env)
	if text, err := os.ReadFile(env); err != nil || !strings.Contains(string(text), "export AWS_ENDPOINT_URL="+first.env["AWS_ENDPOINT_URL"]+"\n") {
		t.Errorf("the file of variables is %q, %v", text, err)
	}
	first.call(http.MethodPatch, changed, `{"tags": {"Owner": "Someone Else"}}`)
	first.stop()

	second := start(t, "--state", state, "--speed", "100000")
	if shown := second.call(http.MethodGet, changed, ""); !strings.Contains(shown, "Someone Else") {
		t.Errorf("the change is gone: %s", shown)
	}
	second.stop()
	if !strings.Contains(second.stderr.String(), "going on with the saved state") {
		t.Errorf("the log is %s", second.stderr)
	}
}

func TestAPortThatIsTakenIsTold(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nobody has called
	log, _ := newLog()
	err = Run(t.Context(), Options{Listen: listener.Addr().String(), PowerShell: "off"}, cli.Streams{Log: log, Stdout: io.Discard})
	if err == nil || !strings.Contains(err.Error(), "--listen") || !strings.Contains(err.Error(), listener.Addr().String()) {
		t.Errorf("got %v", err)
	}
}

func TestListeningBeyondLoopbackIsWarnedOf(t *testing.T) {
	for address, warned := range map[string]bool{"127.0.0.1:0": false, "0.0.0.0:0": true} {
		ctx, cancel := context.WithCancel(t.Context())
		log, text := newLog()
		err := Run(ctx, Options{Listen: address, PowerShell: "off"}, cli.Streams{Log: log, Stdout: ending{cancel}})
		if err != nil || strings.Contains(text.String(), "beyond loopback") != warned {
			t.Errorf("%s: %v %s", address, err, text)
		}
	}
}

// ending is a standard output that ends the server when it has announced itself.
type ending struct{ end func() }

func (e ending) Write(p []byte) (int, error) {
	e.end()
	return len(p), nil
}

func TestAStateThatCannotBeWrittenIsKnownAtTheStart(t *testing.T) {
	log, _ := newLog()
	o := Options{Listen: "127.0.0.1:0", PowerShell: "off", State: filepath.Join(t.TempDir(), "gone", "state.json")}
	err := Run(t.Context(), o, cli.Streams{Log: log, Stdout: io.Discard})
	if err == nil || !strings.Contains(err.Error(), o.State) {
		t.Errorf("got %v", err)
	}
}
