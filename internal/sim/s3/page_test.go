package s3

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// naive lists as S3's documentation says it, without an ordered structure.
func naive(keys []string, wanted selection) []string {
	var names []string
	for _, key := range slices.Sorted(slices.Values(keys)) {
		if !strings.HasPrefix(key, wanted.prefix) || key <= wanted.after {
			continue
		}
		name, rolled := wanted.commonPrefix(key)
		if !rolled {
			name = key
		}
		within, _ := wanted.commonPrefix(wanted.after)
		if (rolled && name == within) || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
	}
	return names
}

func TestPagesOfAnySizeJoinToTheWholeListing(t *testing.T) {
	const alphabet = "ab/\xff"
	random := rand.New(rand.NewPCG(1, 2))
	word := func(most int) string {
		letters := make([]byte, random.IntN(most+1))
		for i := range letters {
			letters[i] = alphabet[random.IntN(len(alphabet))]
		}
		return string(letters)
	}
	for range 3000 {
		b := newBucket(moment)
		var keys []string
		for range random.IntN(30) {
			key := word(6)
			b.objects.Set(key, &object{})
			keys = append(keys, key)
		}
		slices.Sort(keys)
		keys = slices.Compact(keys)
		wanted := selection{prefix: word(2), after: word(3), limit: 1 + random.IntN(5)}
		if random.IntN(2) == 0 {
			wanted.delimiter = []string{"/", "a", "\xff", "ab"}[random.IntN(4)]
		}
		want := naive(keys, wanted)
		var got []string
		for position, more := wanted, true; more; {
			var entries []entry
			entries, more = b.page(position)
			if more && len(entries) != wanted.limit {
				t.Fatalf("%+v of %q: a page of %d says that there is more", position, keys, len(entries))
			}
			for _, e := range entries {
				got = append(got, e.name)
				position.after = e.name
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v of %q:\n got %q\nwant %q", wanted, keys, got, want)
		}
	}
}
