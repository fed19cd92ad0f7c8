package agent

import (
	"fmt"

	"patchline/internal/run"
)

// lists reads the two lists to compare, the earlier one first: this run's two, or
// where one of them is missing the last two that the store has kept.
func (x *work) lists() (before, after [][]string, err error) {
	var missing run.CSVKind
	rows := map[run.CSVKind][][]string{}
	for _, kind := range []run.CSVKind{run.UpdatesAfter, run.UpdatesBefore} {
		rows[kind], err = x.read(kind)
		if isNotFound(err) {
			missing = kind
			continue
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if missing != "" {
		return x.keptLists(missing)
	}
	x.compared(run.List{Run: x.keys.Run, Kind: run.UpdatesBefore}, run.List{Run: x.keys.Run, Kind: run.UpdatesAfter})
	return rows[run.UpdatesBefore], rows[run.UpdatesAfter], nil
}

// keptLists reads the last two that were kept, this run's last one the later.
func (x *work) keptLists(missing run.CSVKind) (before, after [][]string, err error) {
	prefix := x.keys.ListsPrefix(x.identity)
	keys, err := x.s3.Keys(x.bucket, prefix)
	if err != nil {
		return nil, nil, &refusedError{"the lists of updates could not be listed in the store", "LIST " + prefix, err}
	}
	if len(keys) > run.MaxLists {
		return nil, nil, fmt.Errorf("the store has more than %d lists of %s: delete some", run.MaxLists, x.i.ID)
	}
	var all []run.List
	for _, key := range keys {
		if l, ok := x.keys.ParseList(key, x.identity); ok {
			all = append(all, l)
		}
	}
	last := run.LastLists(all, x.keys.Run)
	if len(last) < run.ComparedLists {
		return nil, nil, fmt.Errorf("there is nothing to compare: this run has no list %s of %s, and the store has kept %d of the %d that are needed then", missing, x.i.ID, len(last), run.ComparedLists)
	}
	if before, err = x.keptList(last[0]); err != nil {
		return nil, nil, err
	}
	if after, err = x.keptList(last[1]); err != nil {
		return nil, nil, err
	}
	x.compared(last...)
	return before, after, nil
}

func (x *work) keptList(l run.List) ([][]string, error) {
	key := x.keys.List(x.identity, l)
	body, err := x.s3.Get(x.bucket, key)
	if err != nil {
		return nil, &refusedError{"the list of updates " + l.String() + " could not be read from the store", "GET " + key, err}
	}
	return run.DecodeCSV(l.Kind, body)
}

func (x *work) compared(lists ...run.List) {
	x.memory.Compared = nil
	for _, l := range lists {
		x.memory.Compared = append(x.memory.Compared, l.String())
	}
}
