package option

import "regexp"

// regionPattern follows the Region codes of the AWS General Reference: a part of
// the world, one to three words, a number (eu-west-1, us-gov-east-1,
// eusc-de-east-1). It is loose, for Regions to come.
var (
	regionPattern = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}$`)
	zonePattern   = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+){1,3}-[0-9]{1,2}[a-z]$`)
)

// ParseRegion checks the form of an AWS Region's code, not that the Region
// exists.
func ParseRegion(text string) (string, error) {
	switch {
	case regionPattern.MatchString(text):
		return text, nil
	case zonePattern.MatchString(text):
		return "", invalid(text, "is an Availability Zone", "give its Region, "+text[:len(text)-1])
	}
	return "", invalid(text, "is not a Region's code", "give one such as eu-west-1")
}
