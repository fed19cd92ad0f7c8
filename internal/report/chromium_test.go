package report_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"patchline/internal/testenv"
)

// chromium is a browser without a window, driven by the DevTools protocol over
// a pipe: --screenshot can neither be told a colour scheme nor a phone's width.
type chromium struct {
	t       *testing.T
	to      io.Writer
	session string

	mu      sync.Mutex
	next    int
	answers map[int]chan message
	loaded  chan struct{}
	said    []string // what the console and the log had to say
}

// message is one of the protocol's, either way.
type message struct {
	ID      int             `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// patience is for a browser on a machine that has much to do.
const patience = 2 * time.Minute

// browse starts a browser that the test ends.
func browse(t *testing.T) *chromium {
	t.Helper()
	path := testenv.NeedCommand(t, "chromium", "apt-get install chromium")
	fromTest, toBrowser, err1 := os.Pipe()
	fromBrowser, toTest, err2 := os.Pipe()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"--headless", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--proxy-server=direct://", "--user-data-dir=" + t.TempDir(),
	}
	if os.Getuid() == 0 { // as in a container: Chromium's own sandbox does not work there
		args = append(args, "--no-sandbox")
	}
	process := exec.CommandContext(t.Context(), path, append(args, "about:blank")...)
	process.ExtraFiles = []*os.File{fromTest, toTest} // 3 and 4, as the protocol has it
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	c := &chromium{t: t, to: toBrowser, answers: map[int]chan message{}, loaded: make(chan struct{}, 8)}
	go c.listen(fromBrowser)
	t.Cleanup(func() {
		_ = process.Process.Kill()
		_ = process.Wait()
		_ = errors.Join(fromTest.Close(), toTest.Close(), toBrowser.Close(), fromBrowser.Close())
	})
	var target struct {
		ID string `json:"targetId"`
	}
	c.ask("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct {
		Session string `json:"sessionId"`
	}
	c.ask("Target.attachToTarget", map[string]any{"targetId": target.ID, "flatten": true}, &attached)
	c.session = attached.Session
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		c.ask(domain+".enable", nil, nil)
	}
	return c
}

// listen takes what the browser says, until it is gone.
func (c *chromium) listen(from io.Reader) {
	lines := bufio.NewReader(from)
	for {
		text, err := lines.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &m) != nil {
			continue
		}
		c.mu.Lock()
		switch m.Method {
		case "":
			if answer := c.answers[m.ID]; answer != nil {
				answer <- m
			}
		case "Page.loadEventFired":
			c.loaded <- struct{}{}
		case "Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Network.loadingFailed":
			c.said = append(c.said, m.Method+" "+string(m.Params))
		}
		c.mu.Unlock()
	}
}

// ask gives a command and waits for its answer.
func (c *chromium) ask(method string, params, result any) {
	c.t.Helper()
	c.mu.Lock()
	c.next++
	id, answer := c.next, make(chan message, 1)
	c.answers[id] = answer
	c.mu.Unlock()
	encoded, err := json.Marshal(params)
	if err != nil {
		c.t.Fatal(err)
	}
	body, err := json.Marshal(message{ID: id, Method: method, Session: c.session, Params: encoded})
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.to.Write(append(body, 0)); err != nil {
		c.t.Fatal(err)
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			c.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				c.t.Fatal(err)
			}
		}
	case <-time.After(patience):
		c.t.Fatalf("the browser gave no answer to %s in %v", method, patience)
	}
}

// view is how a page is looked at.
type view struct {
	scheme string // light or dark
	width  int
	print  bool
}

func (v view) String() string {
	if v.print {
		return fmt.Sprintf("print-%d", v.width)
	}
	return fmt.Sprintf("%s-%d", v.scheme, v.width)
}

// open loads a page and gives what the console said of it.
func (c *chromium) open(url string, v view) []string {
	c.t.Helper()
	c.ask("Emulation.setDeviceMetricsOverride", map[string]any{"width": v.width, "height": 900, "deviceScaleFactor": 1, "mobile": v.width < 600}, nil)
	media := map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": v.scheme}}}
	if v.print {
		media["media"] = "print"
	}
	c.ask("Emulation.setEmulatedMedia", media, nil)
	c.mu.Lock()
	c.said = nil
	c.mu.Unlock()
	c.ask("Page.navigate", map[string]any{"url": url}, nil)
	select {
	case <-c.loaded:
	case <-time.After(patience):
		c.t.Fatalf("%s did not load in %v", url, patience)
	}
	c.ask("Page.getLayoutMetrics", nil, nil) // what the page set off is done
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said
}

// size is how wide and high the page became.
func (c *chromium) size() (width, height float64) {
	c.t.Helper()
	var metrics struct {
		Content struct {
			Width, Height float64
		} `json:"cssContentSize"`
	}
	c.ask("Page.getLayoutMetrics", nil, &metrics)
	return metrics.Content.Width, metrics.Content.Height
}

// picture is the whole page as a PNG.
func (c *chromium) picture() []byte {
	c.t.Helper()
	var shot struct {
		Data string `json:"data"`
	}
	c.ask("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	return png
}
