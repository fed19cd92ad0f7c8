package server

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"

	"patchline/internal/sim"
)

// environment is the lines that a shell needs to reach the stand-in and
// nothing else: its account, its Region and its store.
func environment(s *sim.Sim, address net.Addr) string {
	place, _ := s.Home()
	lines := []string{
		"export AWS_ENDPOINT_URL=http://" + reachable(address),
		"export AWS_ACCESS_KEY_ID=" + place.Account,
		"export AWS_SECRET_ACCESS_KEY=fleet-sim",
		"export AWS_REGION=" + place.Region,
		"export AWS_DEFAULT_REGION=" + place.Region,
		"unset AWS_SESSION_TOKEN AWS_PROFILE",
	}
	if store := s.Store(); store.Bucket != "" {
		lines = append(lines, "export PATCHLINE_STORE="+store.String())
	}
	return strings.Join(lines, "\n") + "\n"
}

// reachable is an address as a client on this machine writes it.
func reachable(address net.Addr) string {
	tcp, ok := address.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", fmt.Sprint(tcp.Port))
	}
	return address.String()
}

func save(s *sim.Sim, file string) error {
	data, err := s.Save()
	if err == nil {
		err = replace(file, data)
	}
	if err != nil {
		return fmt.Errorf("saving the state to %s: %w", file, err)
	}
	return nil
}

// replace writes a file whole or not at all.
func replace(name string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) //nolint:errcheck // gone already when it was renamed
	if _, err := temporary.Write(data); err != nil {
		_ = temporary.Close()
		return err
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), name)
}
