package s3

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// fill writes keys, in an order of its own, past the HTTP face.
func fill(t testing.TB, store *Store, keys ...string) {
	t.Helper()
	for _, key := range keys {
		if err := store.Put(testBucket, key, []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
}

func numbered(prefix string, count int) []string {
	keys := make([]string, count)
	for i := range keys {
		keys[i] = fmt.Sprintf("%s%06d", prefix, i)
	}
	return keys
}

// pagesOf follows a listing to its end and gives the entries of each page,
// keys before common prefixes.
func pagesOf(t *testing.T, store *Store, input awss3.ListObjectsV2Input) [][]string {
	t.Helper()
	input.Bucket = aws.String(testBucket)
	var pages [][]string
	pager := awss3.NewListObjectsV2Paginator(newClient(store), &input)
	for pager.HasMorePages() {
		output, err := pager.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, object := range output.Contents {
			names = append(names, *object.Key)
		}
		for _, common := range output.CommonPrefixes {
			names = append(names, *common.Prefix)
		}
		if int(*output.KeyCount) != len(names) {
			t.Errorf("KeyCount is %d for %d entries", *output.KeyCount, len(names))
		}
		pages = append(pages, names)
		if len(pages) > 1000 {
			t.Fatal("the listing does not end")
		}
	}
	return pages
}

func TestExactlyAThousandKeysUnderAPrefixAreOneWholePage(t *testing.T) {
	store := newTestStore(t)
	keys := numbered("markers/", 1000)
	fill(t, store, keys...)
	fill(t, store, "manifest.json", "stages/1.json", "stages/2.json")
	output, err := newClient(store).ListObjectsV2(context.Background(), &awss3.ListObjectsV2Input{
		Bucket: aws.String(testBucket), Prefix: aws.String("markers/"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if *output.IsTruncated || output.NextContinuationToken != nil || len(output.Contents) != 1000 {
		t.Errorf("truncated %v, token %v, %d keys", *output.IsTruncated, output.NextContinuationToken, len(output.Contents))
	}
}

func TestTenThousandKeysComeInTenFullPages(t *testing.T) {
	store := newTestStore(t)
	keys := numbered("runs/r1/markers/", 10_000)
	fill(t, store, keys...)
	fill(t, store, "runs/r2/manifest.json")
	pages := pagesOf(t, store, awss3.ListObjectsV2Input{Prefix: aws.String("runs/r1/")})
	if len(pages) != 10 || !slices.Equal(slices.Concat(pages...), keys) {
		t.Errorf("%d pages with %d keys", len(pages), len(slices.Concat(pages...)))
	}
}

func TestADelimiterRollsKeysUpAcrossPages(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, numbered("a/", 1500)...)
	fill(t, store, "b", "c/1", "c/2", "d/1/x", "e", "f/")
	tests := []struct {
		name  string
		input awss3.ListObjectsV2Input
		pages [][]string
	}{
		{"one entry a page", awss3.ListObjectsV2Input{MaxKeys: aws.Int32(1)},
			[][]string{{"a/"}, {"b"}, {"c/"}, {"d/"}, {"e"}, {"f/"}}},
		{"two entries a page", awss3.ListObjectsV2Input{MaxKeys: aws.Int32(2)},
			[][]string{{"b", "a/"}, {"c/", "d/"}, {"e", "f/"}}},
		{"all in one", awss3.ListObjectsV2Input{}, [][]string{{"b", "e", "a/", "c/", "d/", "f/"}}},
		{"under a prefix", awss3.ListObjectsV2Input{Prefix: aws.String("c/"), MaxKeys: aws.Int32(1)}, [][]string{{"c/1"}, {"c/2"}}},
		{"under half a name", awss3.ListObjectsV2Input{Prefix: aws.String("d")}, [][]string{{"d/"}}},
		{"after a key within a common prefix", awss3.ListObjectsV2Input{StartAfter: aws.String("c/1")}, [][]string{{"e", "d/", "f/"}}},
		{"nothing", awss3.ListObjectsV2Input{Prefix: aws.String("zzz")}, [][]string{nil}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.input.Delimiter = aws.String("/")
			pages := pagesOf(t, store, test.input)
			if !slices.EqualFunc(pages, test.pages, slices.Equal) {
				t.Errorf("got %q, want %q", pages, test.pages)
			}
		})
	}
}

func TestStartAfterLeavesOutItsKeyAndAllBefore(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "p/a", "p/b", "p/c", "q")
	tests := []struct {
		after string
		want  []string
	}{
		{"p/a", []string{"p/b", "p/c"}},
		{"p/aa", []string{"p/b", "p/c"}},
		{"a", []string{"p/a", "p/b", "p/c"}},
		{"p/", []string{"p/a", "p/b", "p/c"}},
		{"p/c", nil},
		{"z", nil},
	}
	for _, test := range tests {
		t.Run(test.after, func(t *testing.T) {
			pages := pagesOf(t, store, awss3.ListObjectsV2Input{Prefix: aws.String("p/"), StartAfter: &test.after})
			if got := slices.Concat(pages...); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheFirstVersionOfTheListingGoesOnFromItsMarker(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "a", "b/1", "b/2", "c", "d")
	for _, delimiter := range []string{"", "/"} {
		var got []string
		input := &awss3.ListObjectsInput{Bucket: aws.String(testBucket), MaxKeys: aws.Int32(1)}
		if delimiter != "" {
			input.Delimiter = &delimiter
		}
		for range 10 {
			output, err := newClient(store).ListObjects(context.Background(), input)
			if err != nil {
				t.Fatal(err)
			}
			name := lastName(output.Contents, output.CommonPrefixes)
			got = append(got, name)
			if !*output.IsTruncated {
				break
			}
			if given := aws.ToString(output.NextMarker); delimiter != "" && given != name || delimiter == "" && given != "" {
				t.Errorf("delimiter %q: NextMarker is %q after %q", delimiter, given, name)
			}
			input.Marker = &name
		}
		want := map[string][]string{"": {"a", "b/1", "b/2", "c", "d"}, "/": {"a", "b/", "c", "d"}}[delimiter]
		if !slices.Equal(got, want) {
			t.Errorf("delimiter %q: got %q, want %q", delimiter, got, want)
		}
	}
}

func lastName(objects []types.Object, prefixes []types.CommonPrefix) string {
	if len(prefixes) > 0 {
		return *prefixes[0].Prefix
	}
	return *objects[0].Key
}

var oddKeys = []string{
	"!", "%", "%25", "%2F", "+", "a b", "a  b", "a b", "a&b<c>\"d'", "a+b", "a:b", "a=b?c#d", "run/role:i-0123",
	"\u00e9", "e\u0301", "\U0001F600", "\uffee", "~", "//", "/lead", "a//b", "trail/", ".", "../up", "\x01\x1f", "\r\n",
}

func TestOddKeysAreStoredReadAndListedInTheOrderOfTheirBytes(t *testing.T) {
	store := newTestStore(t)
	client := newClient(store)
	for _, key := range oddKeys {
		put(t, client, key, "body of "+key)
	}
	want := slices.Compact(slices.Sorted(slices.Values(oddKeys)))
	if keys := keysOf(t, store, ""); !slices.Equal(keys, want) {
		t.Errorf("stored:\n got %q\nwant %q", keys, want)
	}
	for _, key := range oddKeys {
		if got := get(t, client, key); got != "body of "+key {
			t.Errorf("%q: got %q", key, got)
		}
	}
	pages := pagesOf(t, store, awss3.ListObjectsV2Input{EncodingType: types.EncodingTypeUrl, MaxKeys: aws.Int32(3)})
	var listed []string
	for _, encoded := range slices.Concat(pages...) {
		key, err := url.QueryUnescape(encoded)
		if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, key)
	}
	if !slices.Equal(listed, want) {
		t.Errorf("listed:\n got %q\nwant %q", listed, want)
	}
}

func TestEncodingTypeURLEscapesKeysPrefixesAndDelimiters(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "a b/c+d", "a b/e:f/g")
	output, err := newClient(store).ListObjectsV2(context.Background(), &awss3.ListObjectsV2Input{
		Bucket: aws.String(testBucket), Prefix: aws.String("a b/"), Delimiter: aws.String(":"),
		StartAfter: aws.String("a b"), EncodingType: types.EncodingTypeUrl,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{
		*output.Contents[0].Key, *output.CommonPrefixes[0].Prefix, *output.Prefix, *output.Delimiter, *output.StartAfter, string(output.EncodingType),
	}
	want := []string{"a+b/c%2Bd", "a+b/e%3A", "a+b/", "%3A", "a+b", "url"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAListingRefusesBadParameters(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "a", "b")
	tests := []struct{ name, query, message string }{
		{"a token that no one gave", "list-type=2&continuation-token=nonsense", "The continuation token provided is incorrect"},
		{"a token that is base64 only", "list-type=2&continuation-token=YWJjZGVmZ2hp", "The continuation token provided is incorrect"},
		{"an empty token", "list-type=2&continuation-token=", "The continuation token provided is incorrect"},
		{"max-keys that is no number", "list-type=2&max-keys=many", "Provided max-keys not an integer or within integer range"},
		{"max-keys below zero", "max-keys=-1", "Argument maxKeys must be an integer between 0 and 2147483647"},
		{"an unknown encoding", "encoding-type=rot13", "Invalid Encoding Method specified in Request"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response := send(store, "GET", "/"+testBucket+"?"+test.query, "", nil)
			wantXMLError(t, response, 400, "InvalidArgument", test.message)
		})
	}
}

func TestMaxKeysOfZeroIsAnEmptyPageAndTheEnd(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "a")
	output, err := newClient(store).ListObjectsV2(context.Background(), &awss3.ListObjectsV2Input{Bucket: aws.String(testBucket), MaxKeys: aws.Int32(0)})
	if err != nil {
		t.Fatal(err)
	}
	if len(output.Contents) != 0 || *output.IsTruncated || *output.MaxKeys != 0 || *output.KeyCount != 0 {
		t.Errorf("got %+v", output)
	}
}

func TestAnOwnerIsListedOnRequestOnly(t *testing.T) {
	store := newTestStore(t)
	fill(t, store, "a")
	for _, wanted := range []bool{false, true} {
		output, err := newClient(store).ListObjectsV2(context.Background(), &awss3.ListObjectsV2Input{Bucket: aws.String(testBucket), FetchOwner: &wanted})
		if err != nil {
			t.Fatal(err)
		}
		if got := output.Contents[0].Owner != nil; got != wanted {
			t.Errorf("fetch-owner %v: an owner %v", wanted, got)
		}
	}
}
