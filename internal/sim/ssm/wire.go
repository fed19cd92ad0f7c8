package ssm

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"patchline/internal/sim/gateway"
)

// contentType is that of AWS's JSON 1.1 protocol.
const contentType = "application/x-amz-json-1.1"

type errorBody struct {
	Type    string `json:"__type"`
	Message string `json:"message"`
}

func write(w http.ResponseWriter, c *gateway.Call, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("x-amzn-RequestId", c.RequestID)
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that hung up has nothing to be told
}

// timestamp is a moment as the protocol has it: seconds since 1970, with
// milliseconds. Fields that may be absent have omitzero.
type timestamp time.Time

// MarshalJSON writes a number.
func (t timestamp) MarshalJSON() ([]byte, error) {
	milliseconds := time.Time(t).UnixMilli()
	return strconv.AppendFloat(nil, float64(milliseconds)/1000, 'f', 3, 64), nil
}

// IsZero tells a field that is absent.
func (t timestamp) IsZero() bool { return time.Time(t).IsZero() }

// isoTime is a moment as GetCommandInvocation has it; empty where there is none.
func isoTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// isoDuration is a duration as GetCommandInvocation has it, such as PT1.5S.
func isoDuration(d time.Duration) string {
	return "PT" + strconv.FormatFloat(d.Round(time.Millisecond).Seconds(), 'f', -1, 64) + "S"
}
