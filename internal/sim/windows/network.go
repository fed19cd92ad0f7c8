package windows

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The ends of a connection or a request that comes to nothing, as .NET's
// SocketError names them.
const (
	ConnectionRefused = "ConnectionRefused"
	HostNotFound      = "HostNotFound"
	TimedOut          = "TimedOut"
)

// MaxPort is the greatest TCP port.
const MaxPort = 65535

// Connect tells how a TCP connection from the machine ends: empty where it is
// taken, and else one of the three names.
func (m *Machine) Connect(host string, port int, now time.Time) string {
	local := m.is(host)
	known := local
	for _, p := range m.Application.Ports {
		if p.Host != "" && !m.is(p.Host) && strings.EqualFold(p.Host, host) {
			known = true
		}
		if p.Port == port && m.at(p.Host, host) && m.Serves(p.Service, now) {
			return ""
		}
	}
	for _, p := range m.Application.Pages {
		pageHost, pagePort := authority(p.URL)
		known = known || strings.EqualFold(pageHost, host)
		if pagePort == port && m.at(pageHost, host) && m.Serves(p.Service, now) {
			return ""
		}
	}
	if known {
		return ConnectionRefused
	}
	return HostNotFound
}

// Request tells what a GET from the machine ends with: an answer, or where
// failure isn't empty one of the three names. A page that isn't there on a port
// that is has status 404.
func (m *Machine) Request(address string, now time.Time) (page Page, failure string) {
	for _, p := range m.Application.Pages {
		if p.URL == address && m.Serves(p.Service, now) {
			if p.Hangs {
				return Page{}, TimedOut
			}
			return p, ""
		}
	}
	host, port := authority(address)
	if failure := m.Connect(host, port, now); failure != "" {
		return Page{}, failure
	}
	return Page{URL: address, Status: 404}, ""
}

// at tells whether what is on a host answers to a name. Empty is the machine.
func (m *Machine) at(host, name string) bool {
	if host == "" || m.is(host) {
		return m.is(name)
	}
	return strings.EqualFold(host, name)
}

// is tells whether a host is the machine itself.
func (m *Machine) is(host string) bool {
	for _, own := range []string{"localhost", "127.0.0.1", m.ComputerName, m.ComputerName + "." + m.Domain} {
		if strings.EqualFold(host, own) {
			return true
		}
	}
	return false
}

// WellFormed tells whether a text is a URL with a host and, perhaps, a port.
func WellFormed(address string) bool {
	_, port := authority(address)
	return port > 0
}

// authority is the host and port of a URL; port 0 where it is none.
func authority(address string) (host string, port int) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "", 0
	}
	switch {
	case u.Port() != "":
		port, err = strconv.Atoi(u.Port())
		if err != nil || port > MaxPort {
			return "", 0
		}
	case u.Scheme == "https":
		port = 443
	case u.Scheme == "http":
		port = 80
	}
	return u.Hostname(), port
}
