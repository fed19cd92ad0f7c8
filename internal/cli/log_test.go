package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSecretsStayOutOfTheLog(t *testing.T) {
	const secret = "hunter2hunter2hunter2"
	tests := []struct {
		name  string
		attrs []any
	}{
		{"by the name of the attribute", []any{"password", secret, "client_secret", secret, "X-Amz-Security-Token", secret, "secretAccessKey", secret, "token", secret, "Authorization", "x " + secret}},
		{"in a presigned URL", []any{"url", "https://acme.s3.amazonaws.com/k?X-Amz-Credential=" + secret + "&X-Amz-Signature=" + secret + "&x-amz-security-token=" + secret}},
		{"in the user's part of a URL", []any{"url", "https://patchline:" + secret + "@acme.service-now.com/api"}},
		{"in the user's part of a URL that was cut off", []any{"url", "https://patchline:" + secret + "…"}},
		{"in a header inside an error", []any{"error", fmt.Errorf("send: %w", errors.New("401 to Authorization: Bearer "+secret))}},
		{"in a form", []any{"body", "grant_type=password&password=" + secret + "&client_secret=" + secret}},
		{"in a group", []any{"request", map[string]string{}, "password", secret}},
	}
	for _, format := range []logFormat{logText, logJSON} {
		for _, tt := range tests {
			t.Run(string(format)+" "+tt.name, func(t *testing.T) {
				var out bytes.Buffer
				log := newLog(&out, settings{logFormat: format, logLevel: "info"})
				log.WithGroup("call").Info("calling with Basic "+secret, tt.attrs...)
				if text := out.String(); strings.Contains(text, secret) || !strings.Contains(text, redacted) {
					t.Error(text)
				}
			})
		}
	}
}

func TestWhatIsNoSecretIsLogged(t *testing.T) {
	var out bytes.Buffer
	log := newLog(&out, settings{logFormat: logText, logLevel: "info"})
	log.Info("uses Basic authentication", "clientToken", "night-1/i-1", "nextToken", "page2", "url", "https://acme.service-now.com/api?a=b", "took", time.Second,
		"error", errors.New(`Get "http://127.0.0.1:8599/key?x-id=GetObject": http://127.0.0.1:8599 and http://[::1]:8599: dial tcp`))
	if strings.Contains(out.String(), redacted) {
		t.Error(out.String())
	}
}

func TestSecretsStayOutOfErrorsAndResults(t *testing.T) {
	const secret = "hunter2hunter2hunter2"
	tr := &trial{Args: required}
	tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
		return Outcome{}, errors.New("GET https://u:" + secret + "@acme/: Bearer " + secret)
	}))
	tr.Args = []string{"--run", "a", "--store", "https://u:" + secret + "@acme/"}
	tr.execute(sample(nil))
	if text := tr.Stdout.String() + tr.Stderr.String(); strings.Contains(text, secret) || strings.Count(text, redacted) < 6 {
		t.Error(text)
	}
}

func TestTheLogHasTheLevelThatWasAskedFor(t *testing.T) {
	for _, tt := range []struct{ level, want string }{
		{"debug", "debug info warn error"}, {"info", "info warn error"}, {"warn", "warn error"}, {"error", "error"},
	} {
		t.Run(tt.level, func(t *testing.T) {
			tr := &trial{Args: slices.Concat(required, []string{"--log-level", tt.level, "--log-format", "json"})}
			tr.execute(sample(func(_ context.Context, _ *sampleOptions, streams Streams) (Outcome, error) {
				streams.Log.Debug("debug")
				streams.Log.Info("info")
				streams.Log.Warn("warn")
				streams.Log.Error("error")
				return Outcome{}, nil
			}))
			var got []string
			for line := range strings.Lines(tr.Stderr.String()) {
				var record struct{ Msg, Stage, Run string }
				if err := json.Unmarshal([]byte(line), &record); err != nil || record.Stage != "sample" || record.Run != "night-1" {
					t.Errorf("%s: %v", line, err)
				}
				if !strings.HasPrefix(record.Msg, "exit code") {
					got = append(got, record.Msg)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func TestTheSummaryIsOfLevelInfo(t *testing.T) {
	tr := &trial{Args: slices.Concat(required, []string{"--log-level", "warn"})}
	if code := tr.execute(sample(nil)); code != CodeOK || tr.Stderr.String() != "" {
		t.Errorf("exit code %d, standard error %q", code, tr.Stderr.String())
	}
}

func TestAPanicIsAnErrorOnOneLineWithItsStackKept(t *testing.T) {
	for _, level := range []string{"info", "debug"} {
		t.Run(level, func(t *testing.T) {
			tr := &trial{Args: slices.Concat(required, []string{"--log-level", level})}
			code := tr.execute(sample(func(context.Context, *sampleOptions, Streams) (Outcome, error) {
				volumes := strings.Fields("") // As from an answer without volumes.
				return Outcome{}, errors.New(volumes[1])
			}))
			result := decodeResult(t, tr.Stdout.String())
			if code != CodeError || !strings.HasPrefix(result.Error, "internal error: runtime error: index out of range [1]") || strings.Contains(result.Error, "\n") {
				t.Errorf("exit code %d, error %q", code, result.Error)
			}
			if !strings.Contains(result.Stack, "log_test.go") {
				t.Errorf("the stack is %q", result.Stack)
			}
			if inLog := strings.Contains(tr.Stderr.String(), "log_test.go"); inLog != (level == "debug") {
				t.Errorf("the stack is in the log: %t\n%s", inLog, tr.Stderr.String())
			}
		})
	}
}

func TestACommandShowsItsProgress(t *testing.T) {
	tests := []struct {
		name     string
		args     []string
		terminal bool
		env      []string
		want     string
	}{
		{"lines where there is no terminal", nil, false, nil, "sample: 1 of 4 agents online, 0 failed, time left not known yet\n"},
		{"a bar on a terminal", nil, true, []string{"TERM=xterm"}, "25% [====>...............]  sample: 1 of 4 agents online"},
		{"lines on a terminal that can't move its cursor", nil, true, []string{"TERM=dumb"}, "sample: 1 of 4 agents online, 0 failed, time left not known yet\n"},
		{"records where the log is JSON", []string{"--log-format=json"}, true, nil, `"done":1,"failed":0,"total":4`},
		{"nothing when it is off", []string{"--progress=off"}, true, nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := &trial{}
				code := Execute(t.Context(), sample(func(_ context.Context, _ *sampleOptions, streams Streams) (Outcome, error) {
					streams.Progress.Phase("agents online")
					streams.Progress.Update(1, 0, 4)
					time.Sleep(45 * time.Second)
					return Outcome{}, nil
				}), Process{
					Args: slices.Concat([]string{"sample"}, required, tt.args), Env: tt.env,
					Stdout: &tr.Stdout, Stderr: &tr.Stderr, Terminal: tt.terminal,
				})
				got := tr.Stderr.String()
				if code != CodeOK || !strings.Contains(got, tt.want) || tt.want == "" && strings.Contains(got, "agents") {
					t.Errorf("exit code %d, standard error\n%s", code, got)
				}
				decodeResult(t, tr.Stdout.String())
			})
		})
	}
}
