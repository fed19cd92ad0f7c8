package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"patchline/internal/cli/option"
)

// end reports how the command ended and returns its exit code.
func (s *session) end(e ending) Code {
	s.progress.Close()
	code, err := e.conclude(s.command.Server)
	if !s.command.Server {
		code, err = s.deliver(s.result(e.outcome, code, err), err)
	}
	s.tell(e.outcome, code, err)
	return code
}

func (s *session) result(outcome Outcome, code Code, err error) Result {
	dryRun, _ := option.ParseBool(acceptedText(s.flags, dryRunFlag))
	result := Result{
		Schema: ResultSchema, Stage: s.command.Name, Version: Version,
		Run: acceptedText(s.flags, runFlag), DryRun: dryRun,
		StartedAt: s.started.UTC(), FinishedAt: time.Now().UTC(),
		ExitCode: code, Outcomes: outcome.Counts, Details: outcome.Details,
	}
	if outcome.Run != (RunCounts{}) {
		result.RunOutcomes = &outcome.Run
	}
	result.setError(err)
	return result
}

// deliver puts the same bytes into the file and on standard output. It returns
// the exit code and the error of the command, which change if one of them fails:
// nothing can be concluded from a result that isn't there. The other one still
// says why.
func (s *session) deliver(result Result, err error) (Code, error) {
	data, fault := result.encode()
	if fault == nil && s.settings.result != "" {
		fault = writeResultFile(s.settings.result, data)
	}
	if fault != nil {
		err = errors.Join(err, fault)
		result.ExitCode = CodeError
		result.setError(err)
		data = result.encodeAnyway()
	}
	if _, fault := s.process.Stdout.Write(data); fault != nil {
		return CodeError, errors.Join(err, fmt.Errorf("write the result to standard output: %w", fault))
	}
	return result.ExitCode, err
}

// tell says on standard error how it ended.
func (s *session) tell(outcome Outcome, code Code, err error) {
	if panicked, ok := errors.AsType[*panicError](err); ok {
		s.log.Debug("stack of the panic", "stack", panicked.stack)
	}
	if err != nil {
		s.say(slog.LevelError, err.Error())
	}
	if code == CodeUsage {
		s.say(slog.LevelError, "nothing was called; see "+s.command.Name+" --help")
		return
	}
	if s.command.Server {
		return
	}
	s.say(slog.LevelInfo, outcome.Summary)
	summary := fmt.Sprintf("exit code %d (%s)", int(code), s.command.meaning(code))
	if outcome.Counts.Total > 0 {
		summary = outcome.String() + "; " + summary
	}
	s.say(slog.LevelInfo, summary)
}
