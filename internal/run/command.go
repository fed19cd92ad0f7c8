package run

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Command is one SendCommand. Some are kept together in one object, which is
// written before them, so that a replay looks for them instead of sending again,
// and written over after them.
type Command struct {
	Run        string    `json:"run"`
	Document   string    `json:"document"`
	Attempt    int       `json:"attempt"`
	Batch      int       `json:"batch"`
	Target     Target    `json:"target"`
	Instances  []string  `json:"instances"`
	Comment    string    `json:"comment"` // what the command is found again by
	IntendedAt time.Time `json:"intendedAt"`
	// CommandID is empty until the command was sent; Dropped says why it
	// never will be.
	CommandID string    `json:"commandId,omitempty"`
	SentAt    time.Time `json:"sentAt,omitzero"`
	Dropped   string    `json:"dropped,omitempty"`

	kept *commands
}

// commands is the object of some commands, as it was last read or written.
type commands struct {
	Schema   int       `json:"schema"`
	Commands []Command `json:"commands"`

	key, etag string
}

// Intend writes down commands of one document that are about to be sent,
// together and under the number of the first.
func (r Run) Intend(ctx context.Context, intended ...*Command) error {
	first := intended[0]
	kept := &commands{Schema: Schema, key: r.Keys.Command(first.Document, first.Attempt, first.Batch)}
	for _, c := range intended {
		c.Run = r.Keys.Run
		kept.Commands = append(kept.Commands, *c)
	}
	body, err := encode(kept)
	if err != nil {
		return err
	}
	if kept.etag, err = r.Store.Create(ctx, kept.key, body); err != nil {
		return err
	}
	for _, c := range intended {
		c.kept = kept
	}
	return nil
}

// Complete writes down what became of intended commands: one write for those
// that were written down together. What else is kept with them stays.
func (r Run) Complete(ctx context.Context, changed ...*Command) error {
	var objects []*commands
	for _, c := range changed {
		for i := range c.kept.Commands {
			if c.kept.Commands[i].Batch == c.Batch {
				c.kept.Commands[i] = *c
			}
		}
		if !slices.Contains(objects, c.kept) {
			objects = append(objects, c.kept)
		}
	}
	for _, kept := range objects {
		body, err := encode(kept)
		if err != nil {
			return err
		}
		if kept.etag, err = r.Store.Replace(ctx, kept.key, body, kept.etag); err != nil {
			return err
		}
	}
	return nil
}

// Commands gives the commands of a document's attempt, in the order of their
// batches.
func (r Run) Commands(ctx context.Context, document string, attempt int) ([]Command, error) {
	return r.commandsOf(ctx, r.Keys.CommandsPrefix(document, attempt))
}

// commandsOf reads all commands under a prefix.
func (r Run) commandsOf(ctx context.Context, prefix string) ([]Command, error) {
	var keys []string
	for key, err := range r.Store.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("listing the commands of run %s: %w", r.Keys.Run, err)
		}
		if _, _, _, ok := r.Keys.ParseCommand(key); ok {
			keys = append(keys, key)
		}
	}
	return r.readCommands(ctx, keys)
}

func (r Run) readCommands(ctx context.Context, keys []string) ([]Command, error) {
	var all []Command
	for _, key := range keys {
		kept := &commands{key: key}
		var err error
		if kept.etag, err = read(ctx, r.Store, key, kept); err != nil {
			return nil, err
		}
		for _, c := range kept.Commands {
			c.kept = kept
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b Command) int { return cmp.Or(a.Attempt-b.Attempt, a.Batch-b.Batch) })
	return all, nil
}

// Documents lists the documents of which the run has written a command down, in
// order.
func (r Run) Documents(ctx context.Context) ([]string, error) {
	var documents []string
	for key, err := range r.Store.List(ctx, r.Keys.AllCommandsPrefix(), "") {
		if err != nil {
			return nil, fmt.Errorf("listing the commands of run %s: %w", r.Keys.Run, err)
		}
		document, _, _, ok := r.Keys.ParseCommand(key)
		if ok && (len(documents) == 0 || documents[len(documents)-1] != document) {
			documents = append(documents, document)
		}
	}
	return documents, nil
}

// LastAttempt is the last attempt of a document that has commands; 0 before the
// first.
func (r Run) LastAttempt(ctx context.Context, document string) (int, error) {
	last, _, err := r.lastAttempt(ctx, document)
	return last, err
}

// LastCommands gives the commands of the last attempt of a document, and its
// number; 0 before the first.
func (r Run) LastCommands(ctx context.Context, document string) (int, []Command, error) {
	last, keys, err := r.lastAttempt(ctx, document)
	if err != nil {
		return 0, nil, err
	}
	all, err := r.readCommands(ctx, keys)
	return last, all, err
}

// lastAttempt gives the last attempt with the keys of its commands.
func (r Run) lastAttempt(ctx context.Context, document string) (last int, keys []string, err error) {
	for key, err := range r.Store.List(ctx, r.Keys.DocumentPrefix(document), "") {
		if err != nil {
			return 0, nil, fmt.Errorf("listing the commands of %s: %w", document, err)
		}
		_, attempt, _, ok := r.Keys.ParseCommand(key)
		if !ok || attempt < last {
			continue
		}
		if attempt > last {
			last, keys = attempt, nil
		}
		keys = append(keys, key)
	}
	return last, keys, nil
}

// Sent gives, for each instance, a document that the run has sent to it or was
// about to; those in except don't count.
func (r Run) Sent(ctx context.Context, except ...string) (map[string]string, error) {
	documents, err := r.Documents(ctx)
	if err != nil {
		return nil, err
	}
	sent := map[string]string{}
	for _, document := range documents {
		if slices.Contains(except, document) {
			continue
		}
		commands, err := r.commandsOf(ctx, r.Keys.DocumentPrefix(document))
		if err != nil {
			return nil, err
		}
		for _, c := range commands {
			for _, id := range c.Instances {
				if c.Dropped == "" {
					sent[id] = c.Document
				}
			}
		}
	}
	return sent, nil
}

// Pin is the version of a document that the whole run uses, fixed at its
// first send: what is changed in the night is not run half-way through it.
type Pin struct {
	Schema   int    `json:"schema"`
	Document string `json:"document"`
	// Hash is the SHA-256 of the content, in hexadecimal: the same in every
	// account and Region.
	Hash string `json:"hash"`
	// Versions are the document's version by "account/region".
	Versions map[string]string `json:"versions"`
}

// PinDocument fixes a document for the run, or gives back how it is fixed.
func (r Run) PinDocument(ctx context.Context, pin Pin) (Pin, error) {
	pin.Schema = Schema
	body, err := encode(pin)
	if err != nil {
		return pin, err
	}
	if _, err = r.Store.Create(ctx, r.Keys.Pin(pin.Document), body); !errors.Is(err, ErrExists) {
		return pin, err
	}
	return r.Pinned(ctx, pin.Document)
}

// ExtendPin fixes a document for targets that the run has not sent it to before,
// each with the version of the content that is fixed already. What is fixed
// stays.
func (r Run) ExtendPin(ctx context.Context, document string, versions map[string]string) (Pin, error) {
	for {
		var pin Pin
		etag, err := read(ctx, r.Store, r.Keys.Pin(document), &pin)
		if err != nil {
			return pin, err
		}
		if pin.Versions == nil {
			pin.Versions = map[string]string{}
		}
		for target, version := range versions {
			if pin.Versions[target] == "" {
				pin.Versions[target] = version
			}
		}
		body, err := encode(pin)
		if err != nil {
			return pin, err
		}
		if _, err = r.Store.Replace(ctx, r.Keys.Pin(document), body, etag); !errors.Is(err, ErrChanged) {
			return pin, err
		}
	}
}

// Pinned gives how a document is fixed; ErrNotFound where it is not yet.
func (r Run) Pinned(ctx context.Context, document string) (Pin, error) {
	var pin Pin
	_, err := read(ctx, r.Store, r.Keys.Pin(document), &pin)
	return pin, err
}
