package powershell

import (
	"errors"
	"fmt"
	"strings"
)

// byteOrderMark begins the script file, so that Windows PowerShell 5.1 reads it
// as UTF-8 (amazon-ssm-agent writes it).
const byteOrderMark = "\ufeff"

// script is the text of the file that the agent writes for a step: the lines
// of runCommand. What is wrong with them is said in the agent's manner.
func script(inputs map[string]any) (string, error) {
	var lines []string
	switch commands := inputs["runCommand"].(type) {
	case string:
		lines = []string{commands}
	case []string:
		lines = commands
	case []any:
		for n, line := range commands {
			text, ok := line.(string)
			if !ok {
				return "", fmt.Errorf("invalid format in plugin properties: runCommand[%d] is %T, not a string", n, line)
			}
			lines = append(lines, text)
		}
	case nil:
		return "", errors.New("invalid format in plugin properties: runCommand is missing")
	default:
		return "", fmt.Errorf("invalid format in plugin properties: runCommand is %T, not a list of strings", commands)
	}
	return byteOrderMark + strings.Join(lines, "\n") + "\n", nil
}
