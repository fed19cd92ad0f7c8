// Package policy decides by the IAM policies that terraform/ deploys, as IAM
// would, so that tests can hold them against the calls that are really made.
// It is for tests: no binary uses it.
//
// A Document is read from the very template that Terraform fills in
// (terraform/modules/policies/templates), and Decide answers a Request by it.
// Package guard turns the calls of the binaries into requests.
//
// Of IAM it knows what these policies use, and refuses to read the rest. There
// are no permission boundaries, session policies or organization's policies in
// it: they can only take away.
package policy
