package windows

import "strings"

// Library is what a fleet of simulated Windows installations is made from. It
// never changes, so that any number of machines share its definitions.
type Library struct {
	Catalogue Catalogue
	Releases  []Release // oldest first
	Roles     []Role
}

// Release is a version of Windows Server.
type Release struct {
	Name    string // 2016, 2019, 2022 or 2025
	Caption string // Win32_OperatingSystem.Caption
	Version string // Win32_OperatingSystem.Version
	// Updates may apply to every machine of the release, oldest first.
	Updates []*Definition
}

// Role is what a machine is for: what runs and is installed on it beyond what
// every machine has.
type Role struct {
	Name     string
	Services []Service
	Software []Program
	Updates  []*Definition // beyond the release's
	// Application is what it shows to checks.
	Application Application
}

// Release finds a release by its name, or by the name in an operating system's
// caption, such as "Microsoft Windows Server 2022 Datacenter"; nil where the
// library has none.
func (l *Library) Release(name string) *Release {
	for i := range l.Releases {
		for word := range strings.FieldsSeq(name) {
			if word == l.Releases[i].Name {
				return &l.Releases[i]
			}
		}
	}
	return nil
}

// Role finds a role by its name; nil where the library has none.
func (l *Library) Role(name string) *Role {
	for i := range l.Roles {
		if l.Roles[i].Name == name {
			return &l.Roles[i]
		}
	}
	return nil
}

// FindKB gives the newest of some definitions with a KB number, with or
// without "KB" before it; nil where there is none.
func FindKB(definitions []*Definition, kb string) *Definition {
	digits := strings.TrimPrefix(strings.ToUpper(kb), "KB")
	var newest *Definition
	for _, def := range definitions {
		if def.KB == digits && digits != "" && (newest == nil || def.Published.After(newest.Published)) {
			newest = def
		}
	}
	return newest
}
