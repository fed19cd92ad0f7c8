// Package guard stands before the stand-in and asks package policy about every
// call that the binaries make, as AWS asks IAM. It says what IAM is asked for a
// call, which is often more than one thing.
package guard
