package sim_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"patchline/documents"
	"patchline/internal/cli/option"
	"patchline/internal/run"
	"patchline/internal/sim"
)

// scripts lists the keys of what documents download, in a store.
func (x *sdk) scripts(store option.Store) []string {
	x.Helper()
	out, err := x.s3.ListObjectsV2(x.Context(), &s3.ListObjectsV2Input{Bucket: &store.Bucket, Prefix: aws.String(run.ScriptsPrefix(store.Prefix))})
	x.must(err)
	var keys []string
	for _, object := range out.Contents {
		keys = append(keys, aws.ToString(object.Key))
	}
	return keys
}

func (x *sdk) body(bucket, key string) string {
	x.Helper()
	out, err := x.s3.GetObject(x.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	x.must(err)
	data, err := io.ReadAll(out.Body)
	x.must(err)
	return string(data)
}

func TestTheStoreHasWhatTheDocumentsDownloadFromTheStart(t *testing.T) {
	for name, c := range map[string]struct{ given, want option.Store }{
		"the stand-in's own":    {option.Store{}, option.Store{Bucket: bucket, Prefix: sim.StorePrefix}},
		"another prefix":        {option.Store{Bucket: bucket, Prefix: "prod/a"}, option.Store{Bucket: bucket, Prefix: "prod/a"}},
		"a bucket for it alone": {option.Store{Bucket: "acme-patchline"}, option.Store{Bucket: "acme-patchline"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := begin(t, sim.Options{Store: c.given})
			if got := x.sim.Store(); got != c.want {
				t.Errorf("the store is %v, want %v", got, c.want)
			}
			var want []string
			for _, script := range documents.Scripts() {
				want = append(want, run.ScriptsPrefix(c.want.Prefix)+script.String())
			}
			slices.Sort(want)
			keys := x.scripts(c.want)
			if len(keys) == 0 || !slices.Equal(keys, want) {
				t.Errorf("got %q, want %q", keys, want)
			}
			for _, key := range keys {
				if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(x.body(c.want.Bucket, key)))); sum != path.Base(path.Dir(key)) {
					t.Errorf("%s has SHA-256 %s", key, sum)
				}
			}
		})
	}
}

func TestASavedStoreIsNotLaidAnew(t *testing.T) {
	x := begin(t, sim.Options{})
	key := x.scripts(x.sim.Store())[0]
	_, err := x.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String(bucket), Key: &key, Body: strings.NewReader("changed")})
	x.must(err)
	state, err := x.sim.Save()
	x.must(err)
	again := begin(t, sim.Options{State: state})
	if got := again.body(bucket, key); got != "changed" {
		t.Errorf("the changed script was overwritten with %q", got)
	}
}

// What the install document downloads is as much a part of it as its own
// script, wherever it is run.
func TestTheInstallDocumentFailsWithoutItsScripts(t *testing.T) {
	for name, c := range map[string]struct {
		change func(x *sdk, key string) error
		says   string
	}{
		"missing": {func(x *sdk, key string) error {
			_, err := x.s3.DeleteObject(x.Context(), &s3.DeleteObjectInput{Bucket: aws.String(bucket), Key: &key})
			return err
		}, "is not in the store under scripts/"},
		"changed": {func(x *sdk, key string) error {
			_, err := x.s3.PutObject(x.Context(), &s3.PutObjectInput{Bucket: aws.String(bucket), Key: &key, Body: strings.NewReader("exit 0\n")})
			return err
		}, "it was not run"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := begin(t, sim.Options{Unlimited: true})
				var keys []string
				for _, key := range x.scripts(x.sim.Store()) {
					if strings.HasSuffix(key, "/Install-Update.ps1") {
						keys = append(keys, key)
					}
				}
				if len(keys) != 1 {
					t.Fatalf("the scripts are %q", x.scripts(x.sim.Store()))
				}
				x.must(c.change(x, keys[0]))
				command := x.sendDocument(run.DocInstall, sparedID)
				time.Sleep(time.Hour)
				out, err := x.ssm.GetCommandInvocation(t.Context(), &ssm.GetCommandInvocationInput{CommandId: &command, InstanceId: aws.String(sparedID)})
				x.must(err)
				if got := aws.ToString(out.StandardErrorContent); string(out.Status) != "Failed" || !strings.Contains(got, c.says) {
					t.Errorf("it ended with %s, %q", out.Status, got)
				}
			})
		})
	}
}
