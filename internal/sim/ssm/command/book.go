package command

import (
	"slices"

	"patchline/internal/sim/world"
)

// Book is the commands of one place, and what each instance there has to do.
type Book struct {
	commands *world.Table[Command]
	nodes    map[string]*node // by instance id
}

// node is one instance's side of the book.
type node struct {
	running []*Invocation // with a Run
	waiting []*Invocation // for the agent, first come first served
	all     []*Invocation // oldest first
}

// Book gives a place's book; it makes an empty one where there was none.
func (e *Engine) Book(p world.Place) *Book {
	b := e.books[p]
	if b == nil {
		b = &Book{
			commands: world.NewTable(func(c *Command) string { return c.ID }),
			nodes:    map[string]*node{},
		}
		e.books[p] = b
	}
	return b
}

// Command finds a command by id; nil where there is none.
func (b *Book) Command(id string) *Command { return b.commands.Get(id) }

// Before yields commands newest first, from below a position (0: the newest),
// with each one's own position.
func (b *Book) Before(position uint64) func(yield func(uint64, *Command) bool) {
	return b.commands.Before(position)
}

// On gives an instance's invocations, oldest first. Do not change it.
func (b *Book) On(instance string) []*Invocation {
	if n := b.nodes[instance]; n != nil {
		return n.all
	}
	return nil
}

func (b *Book) node(instance string) *node {
	n := b.nodes[instance]
	if n == nil {
		n = &node{}
		b.nodes[instance] = n
	}
	return n
}

func (e *Engine) nodeOf(i *Invocation) *node { return e.Book(i.command.Place).node(i.InstanceID) }

// forget drops a command whose history is over. One that is still open, which
// takes a long time-out or a dead agent, stays a day longer.
func (e *Engine) forget(c *Command) {
	if !c.Detail().Terminal() || c.running() {
		e.commandEvent(c, evForget, keptLonger)
		return
	}
	b := e.Book(c.Place)
	b.commands.Delete(c.ID)
	for _, i := range c.Invocations {
		n := b.node(i.InstanceID)
		n.all = slices.DeleteFunc(n.all, func(other *Invocation) bool { return other == i })
	}
}

// running tells whether an agent still works on it, unheard.
func (c *Command) running() bool {
	return slices.ContainsFunc(c.Invocations, func(i *Invocation) bool { return i.Run != nil })
}
