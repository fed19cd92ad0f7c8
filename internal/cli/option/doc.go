// Package option reads the values that Patchline's commands take: run ids,
// store URLs, limits, durations, files. Each Parse function turns one text into
// one typed value, or says what is wrong with the text and what to give instead.
//
// The package knows nothing of flags or environment variables, so that what
// reads a value from elsewhere (a file, a test) refuses the same texts in the
// same words.
package option
