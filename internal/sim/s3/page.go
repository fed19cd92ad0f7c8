package s3

import "strings"

// selection is what a listing asks of a bucket.
type selection struct {
	prefix    string
	delimiter string // rolls keys up into common prefixes
	after     string // only what sorts after it
	limit     int    // of entries, common prefixes among them
}

// entry is one line of a listing: an object, or a common prefix (object nil).
type entry struct {
	name   string
	object *object
}

// page lists what is selected, in the order of the bytes. more is true only
// where a next page has something.
func (b *bucket) page(wanted selection) (entries []entry, more bool) {
	if wanted.limit == 0 {
		return nil, false
	}
	from, some := wanted.start()
	if !some {
		return nil, false
	}
	objects := b.objects.Iter()
	for found := objects.Seek(from); found; {
		key := objects.Key()
		if !strings.HasPrefix(key, wanted.prefix) {
			break
		}
		if key == wanted.after {
			found = objects.Next()
			continue
		}
		if len(entries) == wanted.limit {
			return entries, true
		}
		common, rolled := wanted.commonPrefix(key)
		if !rolled {
			entries = append(entries, entry{name: key, object: objects.Value()})
			found = objects.Next()
			continue
		}
		entries = append(entries, entry{name: common})
		// The keys beneath are passed over in one step, however many they are.
		next, some := afterPrefix(common)
		found = some && objects.Seek(next)
	}
	return entries, false
}

// start is the first key that may be listed. A common prefix that the last
// page ended in, or with, is not listed again.
func (w selection) start() (from string, some bool) {
	if w.after < w.prefix {
		return w.prefix, true
	}
	if common, rolled := w.commonPrefix(w.after); rolled {
		return afterPrefix(common)
	}
	return w.after, true
}

// commonPrefix rolls a key up to the first delimiter after the prefix.
func (w selection) commonPrefix(key string) (common string, rolled bool) {
	rest, under := strings.CutPrefix(key, w.prefix)
	if !under || w.delimiter == "" {
		return "", false
	}
	before, _, found := strings.Cut(rest, w.delimiter)
	if !found {
		return "", false
	}
	return w.prefix + before + w.delimiter, true
}

// afterPrefix is the least string that sorts after every key beneath a
// prefix; there is none where all its bytes are 0xFF.
func afterPrefix(prefix string) (next string, some bool) {
	bytes := []byte(prefix)
	for i := len(bytes) - 1; i >= 0; i-- {
		if bytes[i] < 0xFF {
			bytes[i]++
			return string(bytes[:i+1]), true
		}
	}
	return "", false
}
