package rundoc

import (
	"strconv"

	"patchline/internal/run"
)

// parameters are those of a batch: the run's own, as far as the document has
// them, and those of the command line.
func (s *sending) parameters(known map[string]bool, batch []string) (map[string][]string, error) {
	labels := make(map[string]run.Labels, len(batch))
	for _, id := range batch {
		labels[id] = run.Labels{Owner: s.instances[id].Owner, Application: s.instances[id].Application}
	}
	text, err := run.EncodeInstances(labels)
	if err != nil {
		return nil, err
	}
	values := map[string][]string{}
	for name, value := range map[string]string{
		run.ParamStore:       s.o.Store.String(),
		run.ParamStoreRegion: s.w.StoreRegion,
		run.ParamRun:         s.o.Run,
		run.ParamAttempt:     strconv.Itoa(s.attempt),
		run.ParamInstances:   text,
	} {
		if known[name] {
			values[name] = []string{value}
		}
	}
	for _, p := range s.o.Parameters {
		values[p.Name] = append(values[p.Name], p.Value)
	}
	return values, nil
}
