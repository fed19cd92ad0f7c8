// Package docgen builds SSM documents of PowerShell scripts: from a folder a
// document, with its script and its metadata, and from a module of functions
// that they share.
//
//	<Name>/document.yaml   description, time-out, parameters
//	<Name>/script.ps1      a script that runs by itself, too
//	<Name>/scripts/*.ps1   what the document downloads, by its SHA-256
//	module/*.ps1           functions that scripts take in by dot-sourcing
//	parameters.yaml        parameters that several documents have
//
// documents/README.md tells an author the rules; here they are checked, all of
// them, before anything is written.
package docgen
