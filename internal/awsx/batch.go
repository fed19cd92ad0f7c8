package awsx

import "slices"

// The largest batches that AWS takes, or that serve.
const (
	// CommandBatch is SendCommand's and CancelCommand's most instance ids.
	CommandBatch = 50
	// PowerBatch is how many instances one call starts, stops or reboots: one
	// that AWS refuses is then found in seven halvings.
	PowerBatch = 100
	// FilterValues is the most values of one EC2 filter.
	FilterValues = 200
	// Page is the largest page of EC2's describes.
	Page = 1000
)

// Each calls do for batches of at most size ids, in order. A batch that
// refused says is the fault of single ids is halved until the bad ones are
// found; every id has one result, its error or nil. Any other error is that of
// all ids of its batch.
func Each(ids []string, size int, do func(batch []string) error, refused func(error) bool) map[string]error {
	results := make(map[string]error, len(ids))
	for batch := range slices.Chunk(ids, size) {
		halve(batch, do, refused, results)
	}
	return results
}

func halve(batch []string, do func([]string) error, refused func(error) bool, results map[string]error) {
	err := do(batch)
	if err != nil && len(batch) > 1 && refused(err) {
		middle := len(batch) / 2
		halve(batch[:middle], do, refused, results)
		halve(batch[middle:], do, refused, results)
		return
	}
	for _, id := range batch {
		results[id] = err
	}
}
