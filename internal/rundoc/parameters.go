package rundoc

import (
	"strconv"

	"patchline/internal/run"
)

// parameters are those of a batch: the run's own, as far as the document has
// them, and those of the command line.
func (o Options) parameters(known map[string]bool, attempt int, instances map[string]run.Instance, batch []string) (map[string][]string, error) {
	labels := make(map[string]run.Labels, len(batch))
	for _, id := range batch {
		labels[id] = run.Labels{Owner: instances[id].Owner, Application: instances[id].Application}
	}
	text, err := run.EncodeInstances(labels)
	if err != nil {
		return nil, err
	}
	values := map[string][]string{}
	for name, value := range map[string]string{
		run.ParamStore:     o.Store.String(),
		run.ParamRun:       o.Run,
		run.ParamAttempt:   strconv.Itoa(attempt),
		run.ParamInstances: text,
	} {
		if known[name] {
			values[name] = []string{value}
		}
	}
	for _, p := range o.Parameters {
		values[p.Name] = append(values[p.Name], p.Value)
	}
	return values, nil
}
