package tests

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"

	"patchline/internal/testenv"
)

// patience is how long each order may take, in seconds: one that hangs in these
// tests takes all of it.
const patience = 2

// server answers as an application may, and as nobody should.
func server(t *testing.T) *httptest.Server {
	t.Helper()
	over := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "bereit: größer") })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "out of order", http.StatusInternalServerError)
	})
	mux.HandleFunc("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/ready", http.StatusFound) })
	mux.HandleFunc("/silent", func(_ http.ResponseWriter, r *http.Request) { wait(r, over) })
	mux.HandleFunc("/drips", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "a")
		_ = http.NewResponseController(w).Flush()
		wait(r, over)
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(over) })
	return s
}

func wait(r *http.Request, over <-chan struct{}) {
	select {
	case <-r.Context().Done():
	case <-over:
	}
}

// closedPort is a port that nothing listens on.
func closedPort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a socket of this process
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func TestWhatTheNetworkAnswers(t *testing.T) {
	powershell := testenv.NeedPowerShell(t)
	plain := server(t)
	secret := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secret.Close)
	address := plain.Listener.Addr().(*net.TCPAddr)
	closed := closedPort(t)
	cases := []struct{ name, order, want string }{
		{"a port that takes connections", fmt.Sprintf("connect 127.0.0.1 %d", address.Port), "connect []"},
		{"a port that nothing listens on", fmt.Sprintf("connect 127.0.0.1 %d", closed), "connect [ConnectionRefused]"},
		{"a page whose text isn't wanted is not read", "get " + plain.URL + "/endless", "get 200 [0] []"},
		{"a page", "get " + plain.URL + "/ready text", "get 200 [14] [bereit: größer]"},
		{"an error of the server is an answer", "get " + plain.URL + "/broken", "get 500 [0] []"},
		{"a redirection is not followed", "get " + plain.URL + "/moved", "get 302 [0] []"},
		{"a server that says nothing", "get " + plain.URL + "/silent", "get [TimedOut]"},
		{"a page that drips", "get " + plain.URL + "/drips text", "get [TimedOut]"},
		{"a page without end is cut", "get " + plain.URL + "/endless text", "get 200 [65536] [" + strings.Repeat("x", 20) + "]"},
		{"a server that is not there", fmt.Sprintf("get http://127.0.0.1:%d/", closed), "get [ConnectionRefused]"},
		{"a certificate that nobody trusts", "get " + secret.URL + "/", "get [UntrustedCertificate]"},
	}
	orders := make([]string, len(cases))
	for n, c := range cases {
		orders[n] = c.order
	}
	cmd := exec.CommandContext(t.Context(), powershell, "-NoProfile", "-NonInteractive", "-File", "network.ps1",
		"-Orders", strings.Join(orders, ";"), "-Seconds", fmt.Sprint(patience))
	// Whoever went by a proxy would end here.
	cmd.Env = append(cmd.Environ(), "http_proxy=http://127.0.0.1:1", "https_proxy=http://127.0.0.1:1", "all_proxy=http://127.0.0.1:1", "no_proxy=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.ReplaceAll(strings.TrimSpace(string(out)), "\r", ""), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("%d answers to %d orders:\n%s", len(lines), len(cases), out)
	}
	for n, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if lines[n] != c.want {
				t.Errorf("got %s, want %s", lines[n], c.want)
			}
		})
	}
}
