package run

import (
	"encoding/base64"
	"maps"
	"strings"
	"testing"
)

func TestLabelsComeBackAsTheyWere(t *testing.T) {
	want := map[string]Labels{
		"i-0123456789abcdef0": {Owner: "Zoë; DROP TABLE", Application: `"pay"'roll`},
		"i-0123456789abcdef1": {},
	}
	text, err := EncodeInstances(want)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") != "" {
		t.Errorf("%q has signs that a script could read as its own", text)
	}
	got, err := DecodeInstances(text)
	if err != nil || !maps.Equal(got, want) {
		t.Fatalf("got %v, %v; want %v", got, err, want)
	}
}

func TestMoreLabelsThanACommandHoldsAreRefused(t *testing.T) {
	long := map[string]Labels{"i-1": {Owner: strings.Repeat("x", MaxInstancesParameter)}}
	if _, err := EncodeInstances(long); err == nil {
		t.Error("a parameter over the limit was written")
	}
}

func TestUnreadableLabelsAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"not base64":           "{}",
		"base64 of no JSON":    base64.StdEncoding.EncodeToString([]byte("owner=ada")),
		"a list":               base64.StdEncoding.EncodeToString([]byte("[]")),
		"null":                 base64.StdEncoding.EncodeToString([]byte("null")),
		"an owner that is 1":   base64.StdEncoding.EncodeToString([]byte(`{"i-1":{"owner":1}}`)),
		"more than a document": strings.Repeat("A", MaxInstancesParameter+4),
		"nothing":              "",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := DecodeInstances(text); err == nil {
				t.Fatalf("read %v", got)
			}
		})
	}
}

func FuzzDecodeInstances(f *testing.F) {
	f.Add("e30=")
	f.Add(base64.StdEncoding.EncodeToString([]byte(`{"i-1":{"owner":"a","application":"b"}}`)))
	f.Add("====")
	f.Fuzz(func(t *testing.T, text string) {
		labels, err := DecodeInstances(text)
		if err != nil {
			return
		}
		if labels == nil {
			t.Fatal("no labels and no error")
		}
	})
}
