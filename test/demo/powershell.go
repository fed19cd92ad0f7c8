package main

import (
	"cmp"
	"errors"
	"os"

	"patchline/internal/pwsh"
)

// powerShell is what fleet-sim gets for --powershell: off, or with POWERSHELL=1
// the PowerShell of PATCHLINE_POWERSHELL, or the one on PATH.
func powerShell() (string, error) {
	switch os.Getenv("POWERSHELL") {
	case "", "0":
		return "off", nil
	}
	path, err := pwsh.Find(cmp.Or(os.Getenv("PATCHLINE_POWERSHELL"), "auto"))
	if err == nil && path == "" {
		err = errors.New("POWERSHELL=1 needs a PowerShell: put pwsh or pwsh-lite on PATH, or give its path in PATCHLINE_POWERSHELL")
	}
	return path, err
}

// scriptsRunOn tells who does the documents.
func scriptsRunOn(powerShell string) string {
	if powerShell == "off" {
		return "A Go agent does what the documents' scripts do. To run the scripts themselves: make demo POWERSHELL=1"
	}
	return "Every instance runs the documents' real scripts, on " + powerShell + " with Windows replaced."
}
