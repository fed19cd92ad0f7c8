package discover_test

import (
	"strings"
	"testing"
	"time"

	"patchline/internal/cli"
	"patchline/internal/discover"
	"patchline/internal/patchtest"
)

func TestABadStoreIsNamedAndNothingIsDone(t *testing.T) {
	for name, test := range map[string]struct {
		fault  string
		bucket string
		want   []string
	}{
		"the bucket is missing": {
			bucket: "not-there",
			want:   []string{"s3://not-there/prod/runs/night/manifest.json", "NoSuchBucket", "does not exist", "--store"},
		},
		"the bucket is forbidden": {
			fault: "{fault: error, operation: 's3:*', code: AccessDenied, status: 403}",
			want:  []string{"reading s3://patchline-rehearsal/prod", "AccessDenied", "these credentials may not"},
		},
		"the bucket is in another Region": {
			fault: "{fault: error, operation: 's3:*', code: PermanentRedirect, status: 301}",
			want:  []string{"s3://patchline-rehearsal/prod", "another Region", "--region"},
		},
		"the credentials have expired": {
			fault: "{fault: error, operation: 's3:*', code: ExpiredToken, status: 400}",
			want:  []string{"have expired", "same command again"},
		},
		"the caller is no one": {
			fault: "{fault: error, operation: 'sts:GetCallerIdentity', code: InvalidClientTokenId, status: 403}",
			want:  []string{"whose the credentials are", "does not know these credentials"},
		},
		"the claims can't be written": {
			fault: "{fault: error, operation: 's3:PutObject', code: AccessDenied, status: 403}",
			want:  []string{"writing s3://patchline-rehearsal/prod/claims.json", "these credentials may not"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			faults := ""
			if test.fault != "" {
				faults = "faults: [" + strings.Replace(test.fault, "301", "400", 1) + "]"
			}
			patchtest.Run(t, patchtest.Setup{Faults: faults}, func(b *patchtest.Bed) {
				end := do(b, func(o *discover.Options) {
					if test.bucket != "" {
						o.Store.Bucket = test.bucket
					}
				}, payroll)
				mustEnd(t, end, cli.CodeError)
				mustSay(t, end.Err.Error(), test.want...)
				b.NoFaults()
				nothingDone(b)
			})
		})
	}
}

func TestAManifestOfAnotherSchemaIsLeftAlone(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{}, func(b *patchtest.Bed) {
		store := b.Store(night)
		if _, err := store.Store.Create(b.Context(), store.Keys.Manifest(), []byte(`{"schema": 9}`)); err != nil {
			t.Fatal(err)
		}
		end := do(b, nil, payroll)
		mustEnd(t, end, cli.CodeError)
		mustSay(t, end.Err.Error(), "schema 9", "manifest.json", "version of patchline")
		if claims := b.Seen().Claims; len(claims) != 0 {
			t.Errorf("it claimed %v", claims)
		}
	})
}

func TestATimeOutIsUnfinishedAndGoesOn(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{Faults: "faults: [{fault: slow, operation: 'ec2:DescribeVolumes', delay: 1h, times: 1}]"}, func(b *patchtest.Bed) {
		end := do(b, func(o *discover.Options) { o.Timeout = 10 * time.Minute }, payroll)
		mustEnd(t, end, cli.CodeUnfinished)
		nothingDone(b)
		mustEnd(t, do(b, nil, payroll), cli.CodeOK)
	})
}

func TestThrottlingIsSatOut(t *testing.T) {
	patchtest.Run(t, patchtest.Setup{Faults: "faults: [{fault: throttle, operation: '*:*', for: 30s}]"}, func(b *patchtest.Bed) {
		mustEnd(t, do(b, nil, payroll), cli.CodeOK)
		if b.Throttled() == 0 {
			t.Error("nothing was throttled")
		}
	})
}
