package powershell

import (
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheChannelAnswersEachRequest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "channel")
	served := 0
	c, err := listen(t.Context(), path, func(line []byte) answer {
		served++
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
	if served != 3 {
		t.Errorf("%d lines were served, want 3", served)
	}
}
