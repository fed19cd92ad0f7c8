package cli

import (
	"log/slog"

	"patchline/internal/cli/option"
	"patchline/internal/cli/progress"
)

// logFormat is the form of what goes to standard error.
type logFormat string

const (
	logText logFormat = "text"
	logJSON logFormat = "json"
)

// logLevel is the least level that is logged.
type logLevel string

// Slog is the level in slog's terms.
func (l logLevel) Slog() slog.Level {
	switch l {
	case "debug":
		return slog.LevelDebug
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	}
	return slog.LevelInfo
}

// settings are the options that Execute itself obeys, the same for every
// command.
type settings struct {
	result    string
	logFormat logFormat
	logLevel  logLevel
	progress  progress.Mode
}

func defaultSettings() settings {
	return settings{logFormat: logText, logLevel: "info", progress: progress.Auto}
}

// flags are the flags of the settings; a server has no result and no progress.
func (s *settings) flags(server bool) []*Flag {
	flags := []*Flag{
		Value(&s.logFormat, "log-format", "text|json", "form of the log on standard error", option.ParseOneOf(logText, logJSON)),
		Value(&s.logLevel, "log-level", "LEVEL", "least level that is logged: debug, info, warn or error", option.ParseOneOf[logLevel]("debug", "info", "warn", "error")),
	}
	if !server {
		flags = append(flags,
			Value(&s.progress, "progress", "MODE", "bar for a terminal, lines (one every 30 s) for a console log, off, or auto to choose",
				option.ParseOneOf(progress.Auto, progress.Bar, progress.Lines, progress.Off)),
			Value(&s.result, resultFlag, "FILE", "write the JSON result to FILE as well, when the command ends, whatever its end", option.ParseNewFile),
		)
	}
	for _, f := range flags {
		f.group = groupOutput
	}
	return flags
}
