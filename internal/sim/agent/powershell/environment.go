package powershell

import (
	"os"
	"strconv"
	"strings"
)

// inherited are the only variables of the stand-in's own environment that a
// host gets: what PowerShell and .NET need to be found and to start. No
// credentials, no proxies, no endpoint.
var inherited = []string{"PATH", "LANG", "LD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"}

// environment is what a host starts with, and what each of its jobs finds
// beside its own.
func (f hostFolders) environment() []string {
	env := []string{
		"HOME=" + f.path,
		// Windows' own, as SYSTEM has them.
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
	return env
}

// environment is what the job has beside the host's own: the computer's name, the
// folder of its modules, and what the agent sets for the script. Of that, only the
// agent's own names (AWS_SSM_…, and SSM_… with the parameters of
// interpolationType ENV_VAR) are taken.
func (j *jobFolder) environment(computer, modules string, given map[string]string) map[string]string {
	env := map[string]string{
		"FLEET_SIM_JOB": j.path,
		// .NET puts its sockets into TMPDIR, so that it is not Windows' TEMP.
		"HOME": j.home(), "TMPDIR": j.home(),
		"TEMP": j.temp(), "TMP": j.temp(),
		"COMPUTERNAME":      computer,
		"FLEET_SIM_MODULES": modules,
	}
	for name, value := range given {
		if isAgents(name) && !strings.Contains(value, "\x00") {
			env[name] = value
		}
	}
	return env
}

func isAgents(name string) bool {
	return (strings.HasPrefix(name, "AWS_SSM_") || strings.HasPrefix(name, "SSM_")) && !strings.ContainsAny(name, "=\x00")
}

// awsTools is the folder of the AWS Tools for PowerShell that AWS's images of a
// version of Windows have: AWS.Tools from Windows Server 2025 on (build 26100),
// and AWSPowerShell before.
func awsTools(version string) string {
	const server2025 = 26100
	build, err := strconv.Atoi(version[strings.LastIndexByte(version, '.')+1:])
	if err == nil && build >= server2025 {
		return "aws-tools"
	}
	return "awspowershell"
}
