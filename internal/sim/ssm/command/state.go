package command

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"patchline/internal/sim/ssm/document"
)

// saved is an engine as it is kept over a restart. Documents' texts stand apart,
// once each: hundreds of commands share one.
type saved struct {
	Minted   uint64
	Texts    map[string]Content // by SHA-256
	Commands []savedCommand     // oldest first in each place
}

type savedCommand struct {
	*Command
	Content string // key of Texts, in the place of Command's own
}

// MarshalJSON writes all commands and how far they are. Call it in Do; the
// events that are on their way are the world's to save.
func (e *Engine) MarshalJSON() ([]byte, error) {
	s := saved{Minted: e.minted, Texts: map[string]Content{}}
	for _, site := range e.world.Sites() {
		b := e.books[site.Place]
		if b == nil {
			continue
		}
		for c := range b.commands.All() {
			sum := sha256.Sum256([]byte(c.Content.Text))
			key := hex.EncodeToString(sum[:])
			s.Texts[key] = c.Content
			s.Commands = append(s.Commands, savedCommand{c, key})
		}
	}
	return json.Marshal(s)
}

// UnmarshalJSON fills an engine that New made and that has no commands yet.
// Call it in Do, after the world was restored: jobs outside of the simulation
// are gone with the old process, and are begun again.
func (e *Engine) UnmarshalJSON(data []byte) error {
	var s saved
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("saved commands: %w", err)
	}
	contents := map[string]*document.Content{}
	for key, text := range s.Texts {
		content, refused := document.Parse(text.Format, text.Text)
		if refused != nil {
			return fmt.Errorf("saved commands: a document: %w", refused)
		}
		contents[key] = content
	}
	e.minted = s.Minted
	for _, one := range s.Commands {
		content := contents[one.Content]
		if one.Command == nil || content == nil {
			return errors.New("saved commands: one has no document")
		}
		c := one.Command
		c.Content = s.Texts[one.Content]
		c.prepare(content)
		if err := e.restore(c); err != nil {
			return fmt.Errorf("saved commands: %s: %w", c.ID, err)
		}
	}
	return nil
}

func (e *Engine) restore(c *Command) error {
	b := e.Book(c.Place)
	b.commands.Add(c)
	for _, i := range c.Invocations {
		if err := i.check(c); err != nil {
			return err
		}
		c.link(i)
		n := b.node(i.InstanceID)
		n.all = append(n.all, i)
		if i.Run != nil {
			n.running = append(n.running, i)
			e.restoreJob(i)
		}
		if i.Waits {
			n.waiting = append(n.waiting, i)
		}
		if i.Sent && !i.Detail.Terminal() {
			c.active++
		}
	}
	c.next = c.firstUnsent()
	return nil
}

// firstUnsent is where sending goes on.
func (c *Command) firstUnsent() int {
	if n := slices.IndexFunc(c.Invocations, func(i *Invocation) bool { return !i.Sent && !i.Detail.Terminal() }); n >= 0 {
		return n
	}
	return len(c.Invocations)
}

// check refuses what the engine would trip over.
func (i *Invocation) check(c *Command) error {
	steps := len(c.content.Steps)
	switch {
	case i == nil:
		return errors.New("an invocation is missing")
	case c.byInstance[i.InstanceID] != nil:
		return fmt.Errorf("instance %s is there twice", i.InstanceID)
	case len(i.Steps) != steps || i.Run != nil && len(i.Run.Steps) != steps:
		return fmt.Errorf("instance %s: its steps are not the document's", i.InstanceID)
	case i.Run != nil && !i.Run.atStep(steps):
		return fmt.Errorf("instance %s: its run is at no step", i.InstanceID)
	}
	return nil
}
