// Package progress shows on standard error how far a command is: a bar on a
// terminal, a line every 30 seconds in the console log of a build.
//
// A Console is standard error, shared by log and bar, so that a log line never
// lands inside a drawn bar. A Progress counts, estimates the time left and has
// the Console show it.
package progress
