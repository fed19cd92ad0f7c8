package powershell

import (
	"context"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func TestTheChannelAnswersEachRequest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "channel")
	var served atomic.Int32
	c, err := listen(t.Context(), path, func(_ context.Context, line []byte) answer {
		served.Add(1)
		return answer{Result: len(line)}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, send, want string }{
		{"a line gets an answer", `{"do":"clock"}` + "\n", `{"result":14,"error":null}` + "\n"},
		{"what follows a line is not read", "a\nb\n", `{"result":1,"error":null}` + "\n"},
		{"a line without an end gets none", "abc", ""},
		{"nothing gets nothing", "", ""},
		{"a line of the greatest length gets an answer", strings.Repeat("x", maxRequest) + "\n", `{"result":16777216,"error":null}` + "\n"},
		{"a longer one is refused", strings.Repeat("x", maxRequest+1), `{"result":null,"error":{"code":"EntityTooLarge","message":"a request may have 16777216 bytes"}}` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			conn, err := net.Dial("unix", path) //nolint:noctx // a socket of this process
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			if _, err := io.WriteString(conn, test.send); err != nil {
				t.Fatal(err)
			}
			if err := conn.(*net.UnixConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(conn)
			if err != nil || string(got) != test.want {
				t.Errorf("got %q, %v; want %q", got, err, test.want)
			}
		})
	}
	c.close()
	if got := served.Load(); got != 3 {
		t.Errorf("%d lines were served, want 3", got)
	}
}

func TestARequestThatHangsKeepsNobodyElseAndEndsWithTheJob(t *testing.T) {
	path := filepath.Join(t.TempDir(), "channel")
	c, err := listen(t.Context(), path, func(ctx context.Context, line []byte) answer {
		if string(line) == "hang" {
			<-ctx.Done()
		}
		return answer{Result: string(line)}
	})
	if err != nil {
		t.Fatal(err)
	}
	send := func(text string) net.Conn {
		conn, err := net.Dial("unix", path) //nolint:noctx // a socket of this process
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	hanging, silent := send("hang\n"), send("a line without an end")
	if got, err := io.ReadAll(send("go on\n")); err != nil || string(got) != `{"result":"go on","error":null}`+"\n" {
		t.Errorf("got %q, %v", got, err)
	}
	c.close()
	if got, err := io.ReadAll(hanging); err != nil || string(got) != `{"result":"hang","error":null}`+"\n" {
		t.Errorf("what hung has got %q, %v", got, err)
	}
	if got, err := io.ReadAll(silent); err != nil || len(got) > 0 {
		t.Errorf("who has sent nothing has got %q, %v", got, err)
	}
}
