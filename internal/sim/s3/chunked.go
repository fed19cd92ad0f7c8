package s3

import (
	"bytes"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// streaming begins every x-amz-content-sha256 that announces aws-chunked.
const streaming = "STREAMING-"

// decodeChunked takes apart a body in aws-chunked form: chunks of
// "size-in-hex[;chunk-signature=…]" CRLF data CRLF, a chunk of size 0, and
// trailers of "name:value" CRLF. Signatures are skipped. Source: S3 API
// reference, "Signature calculations for trailing headers".
func decodeChunked(encoded []byte) (payload []byte, trailers http.Header, err error) {
	payload = make([]byte, 0, len(encoded))
	for rest := encoded; ; {
		line, after, found := bytes.Cut(rest, []byte("\r\n"))
		if !found {
			return nil, nil, refusef("IncompleteBody", "The aws-chunked body ends within a chunk's size, at byte %d.", len(encoded)-len(rest))
		}
		size, _, _ := strings.Cut(string(line), ";")
		length, err := strconv.ParseUint(size, 16, 31)
		if err != nil {
			return nil, nil, refusef("IncompleteBody", "The aws-chunked body has no chunk size at byte %d.", len(encoded)-len(rest))
		}
		if length == 0 {
			trailers, err := readTrailers(after)
			return payload, trailers, err
		}
		data, after, found := cutChunk(after, int(length))
		if !found {
			return nil, nil, refusef("IncompleteBody", "The aws-chunked body has a chunk that is not %d bytes long.", length)
		}
		payload = append(payload, data...)
		rest = after
	}
}

// cutChunk takes a chunk's data and the line end that must follow it.
func cutChunk(rest []byte, length int) (data, after []byte, found bool) {
	if len(rest) < length {
		return nil, nil, false
	}
	after, found = bytes.CutPrefix(rest[length:], []byte("\r\n"))
	return rest[:length], after, found
}

func readTrailers(rest []byte) (http.Header, error) {
	trailers := http.Header{}
	for line := range bytes.Lines(rest) {
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			continue
		}
		name, value, found := strings.Cut(text, ":")
		if !found {
			return nil, refuse("MalformedTrailerError")
		}
		trailers.Add(textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value))
	}
	return trailers, nil
}

// checkTrailers compares what came with what x-amz-trailer announced.
func checkTrailers(announced string, trailers http.Header) error {
	for name := range strings.SplitSeq(announced, ",") {
		if name = strings.TrimSpace(name); name != "" && trailers.Get(name) == "" {
			return refuse("MalformedTrailerError")
		}
	}
	return nil
}
