package cli

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
)

// Secrets have no business in a log line, and no code of Patchline puts them
// there. This file is the net below: errors of other libraries quote URLs and
// headers.

const redacted = "[redacted]"

// secretKeys are endings of attribute names, in lower case without - and _.
// clientToken and nextToken are not secrets and needed to follow a replay.
var secretKeys = []string{"password", "passwd", "secret", "secretkey", "secretaccesskey", "sessiontoken", "securitytoken", "accesstoken", "refreshtoken", "authorization", "apikey"}

// secretTexts find secrets inside a text; what the groups match stays.
var secretTexts = []*regexp.Regexp{
	// The query of a presigned S3 URL.
	regexp.MustCompile(`(?i)(x-amz-(?:signature|security-token|credential)=)[^&\s"']+`),
	// The user's part of a URL.
	regexp.MustCompile(`([a-z]://[^/\s:@]+:)[^/\s@]+(@)`),
	// One that was cut off, where a port would stand.
	regexp.MustCompile(`([a-z]://[^/\s:@]+:)[0-9]{0,5}[^/\s@0-9:"'?#,;)\[\]][^/\s@]*`),
	// A header's value. 16 characters tell a token from a word of prose.
	regexp.MustCompile(`(?i)\b((?:bearer|basic) )[a-z0-9+/=._~-]{16,}`),
	// A form's or query's field.
	regexp.MustCompile(`(?i)\b((?:password|client_secret|access_token|refresh_token)=)[^&\s"']+`),
}

// redact takes the secrets out of a text.
func redact(text string) string {
	for _, pattern := range secretTexts {
		text = pattern.ReplaceAllString(text, "${1}"+redacted+"${2}")
	}
	return text
}

// redactAttr is the ReplaceAttr of the log.
func redactAttr(_ []string, attr slog.Attr) slog.Attr {
	key := strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(attr.Key))
	if key == "token" || slices.ContainsFunc(secretKeys, func(s string) bool { return strings.HasSuffix(key, s) }) {
		return slog.String(attr.Key, redacted)
	}
	switch attr.Value.Kind() {
	case slog.KindString:
		return slog.String(attr.Key, redact(attr.Value.String()))
	case slog.KindAny:
		if err, ok := attr.Value.Any().(error); ok {
			return slog.String(attr.Key, redact(err.Error()))
		}
	default: // Numbers, times and the like hold no secrets.
	}
	return attr
}
