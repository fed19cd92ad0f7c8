package command

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"patchline/internal/sim/world"
)

// Of a Linux instance no more is simulated than that it is one.
const (
	linuxName    = "Amazon Linux"
	linuxVersion = "2023"
)

// PlatformName is what an agent reports as PlatformName.
func PlatformName(i *world.Instance) string {
	if i.IsWindows() {
		return i.Windows.Caption
	}
	return linuxName
}

// PlatformVersion is what an agent reports as PlatformVersion.
func PlatformVersion(i *world.Instance) string {
	if i.IsWindows() {
		return i.Windows.Version
	}
	return linuxVersion
}

// envVarsSince is the first agent that knows interpolationType ENV_VAR (AWS
// blog, "Run Command now supports interpolating parameters into environment
// variables").
const envVarsSince = "3.3.2746.0"

func knowsEnvVars(version string) bool { return CompareVersions(version, envVarsSince) >= 0 }

// CompareVersions orders two versions of the agent, such as 3.3.2746.0. A part
// that is no number counts as 0.
func CompareVersions(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		return cmp.Compare(m, n)
	})
}
