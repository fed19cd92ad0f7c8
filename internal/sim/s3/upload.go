package s3

import (
	"crypto/md5"
	"fmt"
	"strings"
	"time"

	"github.com/johannesboyne/gofakes3"
)

// minPart is the least size of every part but the last, in bytes: S3 user
// guide, "Amazon S3 multipart upload limits" (5 MiB).
const minPart = 5 << 20

// upload is a multipart upload that was begun.
type upload struct {
	id      string
	key     string
	begun   time.Time
	headers map[string]string
	parts   map[int]*object // by part number
}

// beginUpload makes an upload. Its id sorts by the moment of its beginning,
// and is another one after a restart from a saved state.
func (s *Store) beginUpload(bucket, key string, headers map[string]string) (id string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.buckets[bucket]
	if b == nil {
		return "", ErrNoSuchBucket
	}
	s.begun++
	now := s.now().UTC()
	id = fmt.Sprintf("%016x%08x", now.UnixNano(), s.begun)
	b.uploads[id] = &upload{id: id, key: key, begun: now, headers: headers, parts: map[int]*object{}}
	return id, nil
}

// findLocked gives an upload with its bucket.
func (s *Store) findLocked(bucket, key, id string) (*bucket, *upload, error) {
	b := s.buckets[bucket]
	if b == nil {
		return nil, nil, ErrNoSuchBucket
	}
	if u := b.uploads[id]; u != nil && u.key == key {
		return b, u, nil
	}
	return nil, nil, refuse("NoSuchUpload")
}

func (s *Store) putPart(bucket, key, id string, number int, part *object) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, u, err := s.findLocked(bucket, key, id)
	if err != nil {
		return err
	}
	part.modified = s.now().UTC()
	u.parts[number] = part
	return nil
}

func (s *Store) abortUpload(bucket, key, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, _, err := s.findLocked(bucket, key, id)
	if err == nil {
		delete(b.uploads, id)
	}
	return err
}

// completeUpload makes the object of the listed parts, if the condition
// holds. The upload stays where it fails.
func (s *Store) completeUpload(bucket, key, id string, listed []gofakes3.CompletedPart, condition precondition) (*object, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, u, err := s.findLocked(bucket, key, id)
	if err != nil {
		return nil, err
	}
	made, err := u.assemble(listed)
	if err != nil {
		return nil, err
	}
	if err := s.putLocked(bucket, key, made, condition); err != nil {
		return nil, err
	}
	delete(b.uploads, id)
	return made, nil
}

// assemble joins the listed parts. The ETag of such an object is the MD5 of
// its parts' MD5s, a dash and their number.
func (u *upload) assemble(listed []gofakes3.CompletedPart) (*object, error) {
	if err := u.checkList(listed); err != nil {
		return nil, err
	}
	var body, digests []byte
	for _, want := range listed {
		part := u.parts[want.PartNumber]
		digest := md5.Sum(part.body)
		digests = append(digests, digest[:]...)
		body = append(body, part.body...)
	}
	made := newObject(body, u.headers, checksum{})
	made.etag = fmt.Sprintf("%x-%d", md5.Sum(digests), len(listed))
	return made, nil
}

// checkList compares the client's list of parts with those that came.
func (u *upload) checkList(listed []gofakes3.CompletedPart) error {
	if len(listed) == 0 {
		return refuse("MalformedXML")
	}
	for i := 1; i < len(listed); i++ {
		if listed[i].PartNumber <= listed[i-1].PartNumber {
			return refuse("InvalidPartOrder")
		}
	}
	for i, want := range listed {
		part := u.parts[want.PartNumber]
		if part == nil || strings.Trim(want.ETag, `"`) != part.etag {
			return refuse("InvalidPart")
		}
		if i < len(listed)-1 && len(part.body) < minPart {
			return refuse("EntityTooSmall")
		}
	}
	return nil
}
