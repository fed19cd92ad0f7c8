//go:build unix

package powershell

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// standInScript names the variable with the shell script that a stand-in host
// runs for each job.
const standInScript = "FLEET_SIM_STAND_IN"

// TestMain makes of the test's own program a stand-in for PowerShell with
// host.ps1, where a stand-in has started it.
func TestMain(m *testing.M) {
	if script := os.Getenv(standInScript); script != "" {
		code, err := standInHost(os.Args[len(os.Args)-1], script)
		if err != nil {
			fmt.Fprintln(os.Stderr, "stand-in:", err)
		}
		os.Exit(code)
	}
	if what := os.Getenv(orphan); what != "" {
		powershell, pipe, _ := strings.Cut(what, "\n")
		fmt.Fprintln(os.Stderr, runOrphan(powershell, pipe))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// standInHost does with a shell what host.ps1 does with PowerShell: it takes jobs
// and runs the script for each. A number that the script leaves in a file "exit"
// is the job's exit code, and one in "host" ends the host with that.
func standInHost(socket, script string) (code int, err error) {
	conn, err := net.Dial("unix", socket) //nolint:noctx // a socket of this computer
	if err != nil {
		return 1, err
	}
	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return 1, err
		}
		cmd := exec.Command("/bin/sh", script) //nolint:noctx // it ends with this process
		cmd.Dir = o.Folder
		cmd.Env = os.Environ()
		for name, value := range o.Environment {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		var exited *exec.ExitError
		if err := cmd.Run(); err != nil && !errors.As(err, &exited) {
			return 1, err
		}
		if code, found := left(o.Folder, "host"); found {
			return code, nil
		}
		code, found := left(o.Folder, "exit")
		if !found {
			code = cmd.ProcessState.ExitCode()
		}
		fmt.Fprint(os.Stdout, o.Mark)
		fmt.Fprint(os.Stderr, o.Mark)
		fmt.Fprintf(conn, "{\"exitCode\":%d,\"spent\":false}\n", code)
	}
	return 0, lines.Err()
}

// left is the number in a file of the job's folder.
func left(folder, name string) (int, bool) {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return 0, false
	}
	code, err := strconv.Atoi(strings.TrimSpace(string(text)))
	return code, err == nil
}

// standIn is a PowerShell that runs a shell script for each job.
func standIn(t *testing.T, script string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(file, []byte(script+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return program(t, fmt.Sprintf("%s='%s' exec '%s' \"$@\"", standInScript, file, self))
}

// program is a program of one shell script, in PowerShell's place.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pwsh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}
