package moto

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"patchline/internal/testenv"
)

// moto is a server of moto's.
type moto struct {
	url string
	ec2 *ec2.Client
	s3  *s3.Client
}

func startMoto(t *testing.T) moto {
	t.Helper()
	python := testenv.NeedPython(t, "moto.server", "flask")
	address := freeAddress(t)
	host, port, _ := net.SplitHostPort(address)
	start(t, nil, python, "-m", "moto.server", "-H", host, "-p", port)
	url := "http://" + address
	awaitHTTP(t, url+"/moto-api/")
	cfg := aws.Config{
		Region: region, BaseEndpoint: &url,
		Credentials: credentials.NewStaticCredentialsProvider("x", "x", ""),
	}
	return moto{url, ec2.NewFromConfig(cfg), s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })}
}

// stopped is which of the launched instances is stopped.
const stopped = 2

// launch makes three Windows instances, one of them stopped, and a Linux one.
func (m moto) launch(t *testing.T) []string {
	t.Helper()
	images, err := m.ec2.DescribeImages(t.Context(), &ec2.DescribeImagesInput{
		Filters: []types.Filter{{Name: aws.String("platform"), Values: []string{"windows"}}},
	})
	if err != nil || len(images.Images) == 0 {
		t.Fatalf("moto has no Windows image: %v", err)
	}
	out, err := m.ec2.RunInstances(t.Context(), &ec2.RunInstancesInput{
		ImageId: images.Images[0].ImageId, InstanceType: types.InstanceTypeM5Large, MinCount: aws.Int32(3), MaxCount: aws.Int32(3),
		TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeInstance, Tags: []types.Tag{
			{Key: aws.String("PatchGroup"), Value: aws.String("moto")}, {Key: aws.String("Name"), Value: aws.String("moto")},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, i := range out.Instances {
		ids = append(ids, aws.ToString(i.InstanceId))
	}
	if _, err := m.ec2.StopInstances(t.Context(), &ec2.StopInstancesInput{InstanceIds: ids[stopped:]}); err != nil {
		t.Fatal(err)
	}
	return ids
}

func (m moto) object(t *testing.T, key string) []byte {
	t.Helper()
	out, err := m.s3.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(bucket), Key: &key})
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	body, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// wantSnapshots wants one completed snapshot of each volume, with the run's tag.
func (m moto) wantSnapshots(t *testing.T, ids []string) {
	t.Helper()
	out, err := m.ec2.DescribeSnapshots(t.Context(), &ec2.DescribeSnapshotsInput{
		Filters: []types.Filter{{Name: aws.String("tag:patchline:run"), Values: []string{"night"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	volumes := map[string]int{}
	for _, s := range out.Snapshots {
		volumes[aws.ToString(s.VolumeId)]++
		if s.State != types.SnapshotStateCompleted {
			t.Errorf("snapshot %s is %s", aws.ToString(s.SnapshotId), s.State)
		}
	}
	if len(volumes) != len(ids) || len(out.Snapshots) != len(ids) {
		t.Errorf("%d snapshots of %d volumes, want one of each of %d", len(out.Snapshots), len(volumes), len(ids))
	}
}

func locationOf(region string) *s3types.CreateBucketConfiguration {
	return &s3types.CreateBucketConfiguration{LocationConstraint: s3types.BucketLocationConstraint(region)}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // only its address was wanted
	return listener.Addr().String()
}

// start runs a server to the end of the test, and shows what it wrote if that
// fails.
func start(t *testing.T, env []string, name string, args ...string) {
	t.Helper()
	command := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	var out lockedBuffer
	command.Stdout, command.Stderr = &out, &out
	command.Env = append(command.Environ(), env...)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", name, out.String())
		}
	})
}

// awaitHTTP asks until something answers.
func awaitHTTP(t *testing.T, url string) {
	t.Helper()
	const within, between = 60 * time.Second, 50 * time.Millisecond
	for end := time.Now().Add(within); time.Now().Before(end); <-time.After(between) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			_ = response.Body.Close()
			return
		}
	}
	t.Fatalf("nothing answers at %s", url)
}

// lockedBuffer takes the output of a process that a test reads meanwhile.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// power are the actions that the stand-in's agents must see, too.
var power = map[string]string{"StartInstances": "start", "StopInstances": "stop", "RebootInstances": "reboot"}

// mirrored tells what a form asks of which instances.
func mirrored(form map[string][]string) (string, []string) {
	change := power[strings.Join(form["Action"], "")]
	var ids []string
	for name, values := range form {
		if strings.HasPrefix(name, "InstanceId.") {
			ids = append(ids, values...)
		}
	}
	return change, ids
}

func patch(ctx context.Context, sim, id, change string) error {
	body := strings.NewReader(fmt.Sprintf(`{"power": %q}`, change))
	request, err := http.NewRequestWithContext(ctx, http.MethodPatch, sim+"/_sim/instances/"+id, body)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s of %s: %s %s", change, id, response.Status, text)
	}
	return err
}
