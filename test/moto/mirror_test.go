package moto

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// startSim starts the stand-in for Systems Manager. It runs a minute in half a
// second: moto's instances start at once, and their agents report some minutes
// later.
func startSim(t *testing.T, bin string, ids []string) string {
	t.Helper()
	env := filepath.Join(t.TempDir(), "fleet-sim.env")
	address := freeAddress(t)
	start(t, nil, filepath.Join(bin, "fleet-sim"), "--listen", address, "--speed", "120", "--powershell", "off",
		"--fleet", fleetFile(t, ids), "--env-file", env)
	sim := "http://" + address
	awaitHTTP(t, sim+"/_sim/")
	if _, err := os.Stat(env); err != nil {
		t.Fatal(err)
	}
	return sim
}

// startMirror stands in front of moto's EC2: what starts, stops and reboots
// there does so in the stand-in too, whose agents run on those instances. moto's
// instances have no inside.
func startMirror(t *testing.T, moto, sim string) string {
	t.Helper()
	target, err := url.Parse(moto)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		recorded := httptest.NewRecorder()
		proxy.ServeHTTP(recorded, r)
		if form, err := url.ParseQuery(string(body)); err == nil && recorded.Code == http.StatusOK && !strings.Contains(string(body), "DryRun=true") {
			change, ids := mirrored(form)
			for _, id := range ids {
				if change == "" {
					break
				}
				if err := patch(r.Context(), sim, id, change); err != nil {
					t.Error(err)
				}
			}
		}
		maps.Copy(w.Header(), recorded.Header())
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(recorded.Body.Bytes()) // a client that hung up has nothing to be told
	}))
	t.Cleanup(server.Close)
	return server.URL
}
