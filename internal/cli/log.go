package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// newLog makes the log of a command.
func newLog(w io.Writer, settings settings) *slog.Logger {
	options := &slog.HandlerOptions{Level: settings.logLevel.Slog(), ReplaceAttr: redactAttr}
	if settings.logFormat == logJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// say writes what ends a command: problems, the error, the summary. In text each
// line begins with the command's name, as people expect of a tool; where
// everything must be JSON each line is a record.
func (s *session) say(level slog.Level, text string) {
	if !s.log.Enabled(context.Background(), level) {
		return
	}
	for line := range strings.Lines(redact(text)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			continue
		}
		if s.settings.logFormat == logJSON {
			s.log.Log(context.Background(), level, line)
			continue
		}
		fmt.Fprintf(s.console, "%s: %s\n", s.command.Name, line)
	}
}
