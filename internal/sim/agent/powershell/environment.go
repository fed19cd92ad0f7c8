package powershell

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// inherited are the only variables of the stand-in's own environment that a
// script's process gets: what PowerShell and .NET need to be found and to start.
// No credentials, no proxies, no endpoint.
var inherited = []string{"PATH", "LANG", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"}

// environment is what a script's process starts with. given is what the agent
// sets for the script: of it, only the agent's own names (AWS_SSM_…, and SSM_…
// with the parameters of interpolationType ENV_VAR) are taken.
func (j *jobFolder) environment(given map[string]string, computer string) []string {
	env := []string{
		"FLEET_SIM_JOB=" + j.path,
		"PSModulePath=" + filepath.Join(j.fakes, "modules"),
		// .NET puts its sockets into TMPDIR, so that it is not Windows' TEMP.
		"HOME=" + j.home(), "TMPDIR=" + j.home(),
		// Windows' own, as SYSTEM has them.
		"TEMP=" + j.temp(), "TMP=" + j.temp(),
		"COMPUTERNAME=" + computer,
		`ProgramFiles=C:\Program Files`, `SystemRoot=C:\Windows`,
		// On an EC2 instance, whoever asks for credentials would get its role's.
		"AWS_EC2_METADATA_DISABLED=true",
		// EC2's Windows images are in UTC.
		"TZ=UTC",
		"NO_COLOR=1", "DOTNET_EnableDiagnostics=0",
		"POWERSHELL_TELEMETRY_OPTOUT=1", "POWERSHELL_UPDATECHECK=Off",
	}
	// PowerShell keeps what makes it start faster in the user's cache.
	if cache, err := os.UserCacheDir(); err == nil {
		env = append(env, "XDG_CACHE_HOME="+cache)
	}
	for _, name := range inherited {
		if value, found := os.LookupEnv(name); found {
			env = append(env, name+"="+value)
		}
	}
	var agents []string
	for name, value := range given {
		if isAgents(name) && !strings.Contains(value, "\x00") {
			agents = append(agents, name+"="+value)
		}
	}
	slices.Sort(agents)
	return append(env, agents...)
}

func isAgents(name string) bool {
	return (strings.HasPrefix(name, "AWS_SSM_") || strings.HasPrefix(name, "SSM_")) && !strings.ContainsAny(name, "=\x00")
}
