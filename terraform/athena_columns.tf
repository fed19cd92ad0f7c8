# Written by `go test ./internal/report/merge -run DDL -write`: the columns of the
# history, by its kinds.
locals {
  history_columns = {
    "checks" = [
      "ownername", "domain", "application", "check", "target", "instanceid", "runid", "result", "detail", "missing",
    ]

    "software" = [
      "ownername", "domain", "application", "name", "version", "publisher", "installdate", "instanceid", "runid",
      "missing",
    ]

    "update-results" = [
      "ownername", "domain", "application", "updatename", "kb", "instanceid", "runid", "updateid", "hresult",
      "result", "hresultname", "classification", "severity", "rebootrequired", "note", "missing",
    ]

    "updates-after" = [
      "ownername", "domain", "application", "updatename", "kb", "instanceid", "runid", "updateid", "installedon",
      "missing",
    ]

    "updates-before" = [
      "ownername", "domain", "application", "updatename", "kb", "instanceid", "runid", "updateid", "installedon",
      "missing",
    ]

    "updates-confirmed" = [
      "ownername", "domain", "application", "updatename", "kb", "instanceid", "runid", "updateid", "hresult",
      "result", "hresultname", "missing",
    ]

    "updates-failed" = [
      "ownername", "domain", "application", "updatename", "kb", "date", "instanceid", "runid", "updateid", "hresult",
      "result", "hresultname", "missing",
    ]

    "updates-installed" = [
      "ownername", "domain", "application", "updatename", "kb", "date", "instanceid", "runid", "updateid", "missing",
    ]

    "verdicts" = [
      "ownername", "domain", "application", "verdict", "why", "instanceid", "runid", "name", "account", "region",
      "system", "stateatdiscovery", "do", "reasons", "marker", "command", "scan", "before", "after", "installed",
      "failed", "skipped", "notattempted", "found", "present", "pendingreboot", "rolledback", "programs", "restored",
      "bootbefore", "bootafter", "rebootpending", "failedstage", "snapshots",
    ]
  }
}
