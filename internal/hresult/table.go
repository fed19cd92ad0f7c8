package hresult

// entry is what is known of an HRESULT.
type entry struct{ name, do string }

// What is done about more than one HRESULT.
const (
	retry       = "Nothing at first: the next patch day tries it again. If it comes back, look at C:\\Windows\\Logs\\CBS\\CBS.log."
	reboot      = "Reboot the instance and install again: an earlier installation still waits for its reboot."
	service     = "Look why the Windows Update service (wuauserv) stopped, start it and install again."
	enable      = "Set the service wuauserv (and TrustedInstaller) to Manual again, and look which policy disabled it."
	network     = "Let the instance reach its update server: look at routes, security groups, proxy (netsh winhttp show proxy) and DNS."
	server      = "Look at the update server (WSUS or Microsoft's): it answered with an error. Install again when it is well."
	access      = "Look at the update server's and the proxy's permissions: they refused the instance."
	store       = "Repair the component store: DISM /Online /Cleanup-Image /RestoreHealth, then sfc /scannow, and install again."
	superseded  = "Nothing: the update is not for this instance, or a later one has it already."
	prereq      = "Install the latest servicing stack update first, then this one."
	exclusive   = "Nothing: it must be installed alone, and the next patch day does so."
	disk        = "Free space on the system drive (and look at the size of the System Reserved partition), then install again."
	redownload  = "Empty C:\\Windows\\SoftwareDistribution\\Download while wuauserv is stopped, and install again."
	another     = "Wait until the other installation on the instance has ended, and install again."
	interactive = "Install it by hand: it asks questions, which nobody answers at night."
	report      = "This is most likely a fault of the document: keep its output and report it."
)

// known is never written to. Names and values are Microsoft's: "Windows Update
// error codes by component" (wuerror.h), "Windows Update common errors and
// mitigation" (cbserr.h) and winerror.h, whose Win32 codes are 0x8007 and the
// code. What to do follows the same pages.
var known = map[uint32]entry{
	0x00240001: {"WU_S_SERVICE_STOP", service},
	0x00240005: {"WU_S_REBOOT_REQUIRED", reboot},
	0x00240006: {"WU_S_ALREADY_INSTALLED", superseded},

	0x80240001: {"WU_E_NO_SERVICE", service},
	0x80240003: {"WU_E_UNKNOWN_ID", retry},
	0x80240007: {"WU_E_INVALIDINDEX", report},
	0x80240009: {"WU_E_OPERATIONINPROGRESS", another},
	0x8024000B: {"WU_E_CALL_CANCELLED", retry},
	0x80240016: {"WU_E_INSTALL_NOT_ALLOWED", reboot},
	0x80240017: {"WU_E_NOT_APPLICABLE", superseded},
	0x80240019: {"WU_E_EXCLUSIVE_INSTALL_CONFLICT", exclusive},
	0x8024001E: {"WU_E_SERVICE_STOP", service},
	0x80240020: {"WU_E_NO_INTERACTIVE_USER", interactive},
	0x80240021: {"WU_E_TIME_OUT", retry},
	0x80240022: {"WU_E_ALL_UPDATES_FAILED", "Look at each update's own error."},
	0x80240023: {"WU_E_EULAS_DECLINED", interactive},
	0x80240024: {"WU_E_NO_UPDATE", superseded},
	0x80240025: {"WU_E_USER_ACCESS_DISABLED", "Look at the group policy that keeps Windows Update from being used."},
	0x8024002C: {"WU_E_BIN_SOURCE_ABSENT", redownload},
	0x8024002D: {"WU_E_SOURCE_ABSENT", "Install the full package of the product: the update needs its original files."},
	0x8024002E: {"WU_E_WU_DISABLED", "Look at the group policy that disables Windows Update, and at WSUS's address in it."},
	0x80240032: {"WU_E_INVALID_CRITERIA", report},
	0x80240438: {"WU_E_PT_ENDPOINT_UNREACHABLE", network},
	0x80240FFF: {"WU_E_UNEXPECTED", retry},
	0x8024200D: {"WU_E_UH_NEEDANOTHERDOWNLOAD", redownload},
	0x80242014: {"WU_E_UH_POSTREBOOTSTILLPENDING", reboot},
	0x80242017: {"WU_E_UH_NEW_SERVICING_STACK_REQUIRED", prereq},
	0x8024201D: {"WU_E_UH_HANDLER_DISABLEDUNTILREBOOT", reboot},
	0x80244010: {"WU_E_PT_EXCEEDED_MAX_SERVER_TRIPS", "Install again, several times if it must be: the scan goes on where it stopped. On WSUS, decline superseded updates."},
	0x80244011: {"WU_E_PT_SUS_SERVER_NOT_SET", "Set the update server in the group policy (WUServer), or let the instance use Microsoft's."},
	0x80244017: {"WU_E_PT_HTTP_STATUS_DENIED", access},
	0x80244018: {"WU_E_PT_HTTP_STATUS_FORBIDDEN", access},
	0x80244019: {"WU_E_PT_HTTP_STATUS_NOT_FOUND", server},
	0x8024401B: {"WU_E_PT_HTTP_STATUS_PROXY_AUTH_REQ", access},
	0x8024401C: {"WU_E_PT_HTTP_STATUS_REQUEST_TIMEOUT", server},
	0x8024401F: {"WU_E_PT_HTTP_STATUS_SERVER_ERROR", server},
	0x80244022: {"WU_E_PT_HTTP_STATUS_SERVICE_UNAVAIL", server},
	0x80244023: {"WU_E_PT_HTTP_STATUS_GATEWAY_TIMEOUT", server},
	0x8024402C: {"WU_E_PT_WINHTTP_NAME_NOT_RESOLVED", network},
	0x80246007: {"WU_E_DM_NOTDOWNLOADED", redownload},

	0x80070002: {"ERROR_FILE_NOT_FOUND", store},
	0x80070005: {"E_ACCESSDENIED", "Look what keeps SYSTEM from the files: a virus scanner, or changed permissions below C:\\Windows."},
	0x8007000D: {"ERROR_INVALID_DATA", store},
	0x8007000E: {"E_OUTOFMEMORY", "Give the instance more memory or page file, or install when it has less to do."},
	0x80070020: {"ERROR_SHARING_VIOLATION", "Look which program holds the files: most often a virus scanner or backup. Install again without it."},
	0x80070070: {"ERROR_DISK_FULL", disk},
	0x80070422: {"ERROR_SERVICE_DISABLED", enable},
	0x8007045B: {"ERROR_SHUTDOWN_IN_PROGRESS", "Look who restarted the instance during the installation, and install again."},
	0x80070641: {"ERROR_INSTALL_SERVICE_FAILURE", "Look at the Windows Installer service (msiserver): it can't be reached."},
	0x80070643: {"ERROR_INSTALL_FAILURE", "Look at the product's own setup log. A recovery partition that is too small is a known cause, as is a broken .NET installation."},
	0x80070652: {"ERROR_INSTALL_ALREADY_RUNNING", another},
	0x80070BC2: {"ERROR_SUCCESS_REBOOT_REQUIRED", reboot},
	0x80070BC9: {"ERROR_FAIL_REBOOT_REQUIRED", reboot},
	0x80072EE2: {"ERROR_INTERNET_TIMEOUT", network},
	0x80072EE7: {"ERROR_INTERNET_NAME_NOT_RESOLVED", network},
	0x80072EFD: {"ERROR_INTERNET_CANNOT_CONNECT", network},
	0x80072EFE: {"ERROR_INTERNET_CONNECTION_ABORTED", network},
	0x80072F8F: {"ERROR_INTERNET_SECURE_FAILURE", "Look at the instance's clock and root certificates: its TLS connection to the update server failed."},
	0x80073701: {"ERROR_SXS_ASSEMBLY_MISSING", store},
	0x80073712: {"ERROR_SXS_COMPONENT_STORE_CORRUPT", store},

	0x800F081E: {"CBS_E_NOT_APPLICABLE", superseded},
	0x800F081F: {"CBS_E_SOURCE_MISSING", "Repair the component store with a source that has the files: DISM /Online /Cleanup-Image /RestoreHealth /Source:…"},
	0x800F0823: {"CBS_E_NEW_SERVICING_STACK_REQUIRED", prereq},
	0x800F0826: {"CBS_E_PENDING_VICTIM", reboot},
	0x800F0831: {"CBS_E_STORE_CORRUPTION", "Install the update that the log says is missing (CBS.log), then this one."},
	0x800F0920: {"CBS_E_HANG_DETECTED", retry},
	0x800F0922: {"CBS_E_INSTALLERS_FAILED", disk},
	0x800F0982: {"PSFX_E_MATCHING_COMPONENT_NOT_FOUND", store},
}
