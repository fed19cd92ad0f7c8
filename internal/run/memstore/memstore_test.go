package memstore_test

import (
	"testing"

	"patchline/internal/run"
	"patchline/internal/run/memstore"
	"patchline/internal/run/storetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	storetest.Contract(t, func(*testing.T) run.Store { return &memstore.Store{} })
}

func TestMemoryKeepsTheContractOfFiles(t *testing.T) {
	storetest.FilesContract(t, func(*testing.T) run.Files { return &memstore.Store{} })
}
