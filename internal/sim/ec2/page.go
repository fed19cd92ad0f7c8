package ec2

import "patchline/internal/sim/apierr"

// query is what every describe of a list takes.
type query struct {
	dry
	Filters    []filter `form:"Filter"`
	MaxResults *int     `form:"MaxResults"`
	NextToken  string   `form:"NextToken"`
}

// unfiltered tells whether the call takes its token from the small bucket: it
// has "neither filter nor pagination" ("Request throttling for the Amazon EC2
// API"). Ids are no filter.
func (q query) unfiltered() bool {
	return len(q.Filters) == 0 && q.MaxResults == nil && q.NextToken == ""
}

// pages is the rule of one action's pages.
type pages struct {
	least, most int
	// clamps: more than most counts as most. Otherwise it is refused.
	clamps bool
	// always: without MaxResults a page is of most, and not of everything.
	always bool
	ids    string // how a refusal calls the parameter with ids
}

// size is how many things the answer may have; 0 for any number.
func (p pages) size(q query, ids []string) (int, *apierr.Error) {
	if len(ids) > 0 && (q.MaxResults != nil || q.NextToken != "") {
		return 0, invalidCombination("The parameter %s cannot be used with the parameter maxResults", p.ids)
	}
	switch {
	case q.MaxResults == nil && p.always:
		return p.most, nil
	case q.MaxResults == nil:
		return 0, nil
	case *q.MaxResults < p.least:
		return 0, invalidValue("Value ( %d ) for parameter maxResults is invalid. Expecting a value greater than %d.", *q.MaxResults, p.least)
	case *q.MaxResults > p.most && !p.clamps:
		return 0, invalidValue("Value ( %d ) for parameter maxResults is invalid. Expecting a value less than or equal to %d.", *q.MaxResults, p.most)
	}
	return min(*q.MaxResults, p.most), nil
}

// list finds a page of a kind: what ids name, or all, and passes the filters
// and the conditions besides.
func list[T any](c *call, k *kind[T], p pages, q query, ids []string, besides ...condition[T]) (things []*T, next string, refused *apierr.Error) {
	size, refused := p.size(q, ids)
	if refused != nil {
		return nil, "", refused
	}
	wanted, refused := conditions(q.Filters, k.fields, k.tags)
	if refused != nil {
		return nil, "", refused
	}
	wanted = append(wanted, besides...)
	if len(ids) > 0 {
		named, refused := k.named(c, ids)
		for _, thing := range named {
			if passes(c, wanted, thing) {
				things = append(things, thing)
			}
		}
		return things, "", refused
	}
	from, refused := resume(c, k, q.NextToken)
	if refused != nil {
		return nil, "", refused
	}
	last := bookmark{at: from}
	for at, thing := range k.table(c).After(from) {
		if !k.shown(c, thing) || !passes(c, wanted, thing) {
			continue
		}
		if size > 0 && len(things) == size {
			return things, c.nextToken(last), nil
		}
		things = append(things, thing)
		last = bookmark{at: at, id: k.name(thing)}
	}
	return things, "", nil
}

// resume is the position after which a page begins. The bookmarked thing may
// be elsewhere now, if the stand-in was restarted, or gone.
func resume[T any](c *call, k *kind[T], token string) (uint64, *apierr.Error) {
	mark, refused := c.bookmark(token)
	if refused != nil {
		return 0, refused
	}
	if at, found := k.table(c).Position(mark.id); found {
		return at, nil
	}
	return mark.at, nil
}
