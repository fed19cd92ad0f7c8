package ec2

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"time"

	"patchline/internal/sim/apierr"
	"patchline/internal/sim/gateway"
	"patchline/internal/sim/world"
)

const namespace = "http://ec2.amazonaws.com/doc/" + version + "/"

// answer is a response's content; its element is named after the action.
type answer interface{ setRequestID(id string) }

// meta is in every answer.
type meta struct {
	RequestID string `xml:"requestId"`
}

func (m *meta) setRequestID(id string) { m.RequestID = id }

// done answers an action that has nothing to tell.
type done struct {
	meta
	Return bool `xml:"return"`
}

func writeAnswer(w http.ResponseWriter, c *gateway.Call, a answer) {
	a.setRequestID(c.RequestID)
	size := smallAnswer
	if large, found := a.(interface{ size() int }); found {
		size += large.size()
	}
	writeXML(w, http.StatusOK, size, xml.StartElement{
		Name: xml.Name{Local: c.Action + "Response"},
		Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: namespace}},
	}, a)
}

type errorResponse struct {
	Code      string `xml:"Errors>Error>Code"`
	Message   string `xml:"Errors>Error>Message"`
	RequestID string `xml:"RequestID"`
}

// WriteError answers with an error in EC2's form.
func (s *Service) WriteError(w http.ResponseWriter, c *gateway.Call, err *apierr.Error) {
	writeXML(w, err.Status, smallAnswer, xml.StartElement{Name: xml.Name{Local: "Response"}},
		errorResponse{Code: err.Code, Message: err.Message, RequestID: c.RequestID})
}

// smallAnswer is about the bytes of an answer without a list.
const smallAnswer = 1 << 10

// writeXML writes an element of about size bytes.
func writeXML(w http.ResponseWriter, status, size int, start xml.StartElement, content any) {
	var body bytes.Buffer
	body.Grow(size)
	body.WriteString(xml.Header)
	if err := xml.NewEncoder(&body).EncodeElement(content, start); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // a client that hung up has nothing to be told
}

// timestamp is a moment as EC2 writes it; empty for none.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

type tagSet struct {
	Items []tagItem `xml:"item"`
}

type tagItem struct {
	Key   string `xml:"key"`
	Value string `xml:"value"`
}

// describedTags are a resource's tags in a describe: without any, the set is
// left out.
func describedTags(tags world.Tags) *tagSet {
	if len(tags) == 0 {
		return nil
	}
	return newTags(tags)
}

// newTags are those in the answer of what made the resource: without any, the
// set is empty.
func newTags(tags world.Tags) *tagSet {
	set := &tagSet{Items: make([]tagItem, len(tags))}
	for i, tag := range tags {
		set.Items[i] = tagItem(tag)
	}
	return set
}

// stateItem is an instance's state.
type stateItem struct {
	Code int         `xml:"code"`
	Name world.State `xml:"name"`
}

func stateOf(state world.State) stateItem { return stateItem{state.Code(), state} }
