package report

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"patchline/internal/report/folder"
)

// uploads is how many files go to S3 at once: pages are small and many, and
// the few large CSVs fill the line by themselves.
const uploads = 8

// upload puts the report and the history on S3.
func (m *maker) upload(ctx context.Context) error {
	if m.o.DryRun {
		return nil
	}
	if err := m.uploadAll(ctx, m.history, func(name string) string { return name }); err != nil {
		return err
	}
	return m.uploadAll(ctx, m.files, m.keys.Report)
}

// uploadAll puts the files of a folder under their keys.
func (m *maker) uploadAll(ctx context.Context, f *folder.Folder, key func(string) string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	room := make(chan struct{}, uploads)
	for _, name := range f.Names() {
		if ctx.Err() != nil {
			break
		}
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			if err := m.put(ctx, f.Path(name), key(name)); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

func (m *maker) put(ctx context.Context, path, key string) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading the report: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return m.store.Put(ctx, key, file)
}
