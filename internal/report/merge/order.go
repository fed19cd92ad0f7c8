package merge

import "context"

// InOrder does n pieces of work, some at the same time, and takes each result
// in the order of the numbers. At most inFlight results are held at a time. The
// first error ends it.
func InOrder[T any](ctx context.Context, n, inFlight int, work func(context.Context, int) (T, error), take func(int, T) error) error {
	type answer struct {
		result T
		err    error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	queue := make(chan chan answer, inFlight-1)
	go func() {
		defer close(queue)
		for i := range n {
			place := make(chan answer, 1)
			select {
			case queue <- place:
			case <-ctx.Done():
				return
			}
			go func() {
				result, err := work(ctx, i)
				place <- answer{result, err}
			}()
		}
	}()
	next := 0
	for place := range queue {
		a := <-place
		if a.err != nil {
			return a.err
		}
		if err := take(next, a.result); err != nil {
			return err
		}
		next++
	}
	return ctx.Err()
}
