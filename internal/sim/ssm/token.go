package ssm

import (
	"encoding/base64"
	"strings"

	"patchline/internal/sim/apierr"
)

// maxPage is the largest page of all paged actions here, and what those take
// that are given no size, but DescribeInstanceInformation.
const maxPage = 50

// token makes a page's NextToken of where the next one begins. What it is for
// keeps one action's token from another.
func token(what, position string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(what + " " + position))
}

// position reads a token; empty for the first page.
func position(what, text string) (string, *apierr.Error) {
	if text == "" {
		return "", nil
	}
	decoded, err := base64.RawURLEncoding.DecodeString(text)
	at, found := strings.CutPrefix(string(decoded), what+" ")
	if err != nil || !found {
		return "", invalidToken()
	}
	return at, nil
}

func invalidToken() *apierr.Error {
	return apierr.New("InvalidNextToken", "The specified token isn't valid.")
}

// valueOr is a number of a call, or what stands in for it.
func valueOr(asked *int, otherwise int) int {
	if asked == nil {
		return otherwise
	}
	return *asked
}
