package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Command is one SendCommand: written before it, so that a replay looks for it
// instead of sending again, and completed after it.
type Command struct {
	Schema     int       `json:"schema"`
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

	etag string
}

// Intend writes down a command that is about to be sent.
func (r Run) Intend(ctx context.Context, c *Command) error {
	c.Schema, c.Run = Schema, r.Keys.Run
	body, err := encode(c)
	if err != nil {
		return err
	}
	c.etag, err = r.Store.Create(ctx, r.Keys.Command(c.Document, c.Attempt, c.Batch), body)
	return err
}

// Complete writes down what became of an intended command.
func (r Run) Complete(ctx context.Context, c *Command) error {
	body, err := encode(c)
	if err != nil {
		return err
	}
	c.etag, err = r.Store.Replace(ctx, r.Keys.Command(c.Document, c.Attempt, c.Batch), body, c.etag)
	return err
}

// Commands gives the commands of a document's attempt, in the order of their
// batches.
func (r Run) Commands(ctx context.Context, document string, attempt int) ([]Command, error) {
	var commands []Command
	for key, err := range r.Store.List(ctx, r.Keys.CommandsPrefix(document, attempt), "") {
		if err != nil {
			return nil, fmt.Errorf("listing the commands of %s: %w", document, err)
		}
		var c Command
		if c.etag, err = read(ctx, r.Store, key, &c); err != nil {
			return nil, err
		}
		commands = append(commands, c)
	}
	return commands, nil
}

// Documents lists the documents of which the run has written a command down, in
// order.
func (r Run) Documents(ctx context.Context) ([]string, error) {
	var documents []string
	for key, err := range r.Store.List(ctx, r.Keys.AllCommandsPrefix(), "") {
		if err != nil {
			return nil, fmt.Errorf("listing the commands of run %s: %w", r.Keys.Run, err)
		}
		document, _, _ := strings.Cut(strings.TrimPrefix(key, r.Keys.AllCommandsPrefix()), "/")
		if len(documents) == 0 || documents[len(documents)-1] != document {
			documents = append(documents, document)
		}
	}
	return documents, nil
}

// LastAttempt is the last attempt of a document that has commands; 0 before the
// first.
func (r Run) LastAttempt(ctx context.Context, document string) (int, error) {
	last := 0
	for key, err := range r.Store.List(ctx, r.Keys.DocumentPrefix(document), "") {
		if err != nil {
			return 0, fmt.Errorf("listing the commands of %s: %w", document, err)
		}
		number, _, _ := strings.Cut(strings.TrimPrefix(key, r.Keys.DocumentPrefix(document)), "/")
		if attempt, err := strconv.Atoi(number); err == nil {
			last = max(last, attempt)
		}
	}
	return last, nil
}

// Sent gives, for each instance, a document that the run has sent to it or was
// about to; those in except don't count.
func (r Run) Sent(ctx context.Context, except ...string) (map[string]string, error) {
	sent := map[string]string{}
	for key, err := range r.Store.List(ctx, r.Keys.AllCommandsPrefix(), "") {
		if err != nil {
			return nil, fmt.Errorf("listing the commands of run %s: %w", r.Keys.Run, err)
		}
		document, _, _ := strings.Cut(strings.TrimPrefix(key, r.Keys.AllCommandsPrefix()), "/")
		if slices.Contains(except, document) {
			continue
		}
		var c Command
		if _, err := read(ctx, r.Store, key, &c); err != nil {
			return nil, err
		}
		if c.Dropped != "" {
			continue
		}
		for _, id := range c.Instances {
			sent[id] = c.Document
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

// Pinned gives how a document is fixed; ErrNotFound where it is not yet.
func (r Run) Pinned(ctx context.Context, document string) (Pin, error) {
	var pin Pin
	_, err := read(ctx, r.Store, r.Keys.Pin(document), &pin)
	return pin, err
}
