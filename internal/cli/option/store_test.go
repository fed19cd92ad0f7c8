package option

import (
	"strings"
	"testing"
)

func TestParseStore(t *testing.T) {
	tests := []struct {
		name, text, wrong string
		want              Store
	}{
		{name: "bucket and prefix", text: "s3://acme-patchline/prod/eu", want: Store{"acme-patchline", "prod/eu"}},
		{name: "a slash at the end is dropped", text: "s3://acme/prod/", want: Store{"acme", "prod"}},
		{name: "a bucket of its own", text: "s3://acme", want: Store{Bucket: "acme"}},
		{name: "a bucket of its own with a slash", text: "s3://acme/", want: Store{Bucket: "acme"}},
		{name: "dots in a bucket's name", text: "s3://a.b.c", want: Store{Bucket: "a.b.c"}},
		{name: "no scheme", text: "acme/prod", wrong: "does not begin with s3://"},
		{name: "another scheme", text: "https://acme.s3.amazonaws.com/prod", wrong: "does not begin with s3://"},
		{name: "no bucket", text: "s3:///prod", wrong: "the name is empty"},
		{name: "a bucket name too short", text: "s3://ab/p", wrong: "2 characters"},
		{name: "a bucket name too long", text: "s3://" + strings.Repeat("a", 64), wrong: "64 characters"},
		{name: "capitals in the bucket", text: "s3://Acme/p", wrong: "a name has only"},
		{name: "an underscore in the bucket", text: "s3://ac_me/p", wrong: "a name has only"},
		{name: "a hyphen at the end of the bucket", text: "s3://acme-/p", wrong: "a name has only"},
		{name: "two dots in the bucket", text: "s3://a..b/p", wrong: "two dots"},
		{name: "an IP address as bucket", text: "s3://10.0.0.1/p", wrong: "IP address"},
		{name: "an access point's alias", text: "s3://acme-s3alias/p", wrong: "reserved"},
		{name: "a directory bucket", text: "s3://acme--use1-az4--x-s3/p", wrong: "reserved"},
		{name: "a reserved beginning", text: "s3://xn--acme/p", wrong: "reserved"},
		{name: "an access point's ARN", text: "s3://arn:aws:s3:eu-west-1:1:accesspoint/x", wrong: "a name has only"},
		{name: "an empty part in the prefix", text: "s3://acme/a//b", wrong: "single slashes"},
		{name: "two slashes at the end", text: "s3://acme/a//", wrong: "single slashes"},
		{name: "a way out of the prefix", text: "s3://acme/a/../b", wrong: ". or .."},
		{name: "a query", text: "s3://acme/a?versionId=1", wrong: "only letters"},
		{name: "a wildcard", text: "s3://acme/a*", wrong: "only letters"},
		{name: "a prefix too long", text: "s3://acme/" + strings.Repeat("p", 257), wrong: "257 bytes"},
		{name: "nothing", text: "", wrong: "does not begin with s3://"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseStore(tt.text)
			if tt.wrong != "" {
				refusal(t, err, tt.wrong)
				return
			}
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v; want %+v", got, err, tt.want)
			}
		})
	}
}

func FuzzParseStoreReadsWhatItWrites(f *testing.F) {
	for _, seed := range []string{"s3://acme/prod", "s3://acme", "s3://acme/", "s3://a..b/../x", "s3://\x00/\n", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		store, err := ParseStore(text)
		if err != nil {
			return
		}
		again, err := ParseStore(store.String())
		if err != nil || again != store {
			t.Errorf("%q became %+v, which reads back as %+v, %v", text, store, again, err)
		}
		if strings.HasPrefix(store.Prefix, "/") || strings.HasSuffix(store.Prefix, "/") {
			t.Errorf("%q has the prefix %q", text, store.Prefix)
		}
	})
}

func FuzzParseMaxFailedNeverAllowsMoreThanAsked(f *testing.F) {
	for _, seed := range []string{"0", "5", "10%", "100%", "101%", "-1", "%", "2147483647"} {
		f.Add(seed, 300)
	}
	f.Fuzz(func(t *testing.T, text string, total int) {
		limit, err := ParseMaxFailed(text)
		if err != nil || total < 0 {
			return
		}
		if again, err := ParseMaxFailed(limit.String()); err != nil || again != limit {
			t.Errorf("%q became %v, which reads back as %v, %v", text, limit, again, err)
		}
		if limit.percent && total < 1<<40 && limit.Allowed(total) > total {
			t.Errorf("%s of %d allows %d", limit, total, limit.Allowed(total))
		}
	})
}
