package ec2

import (
	"bytes"
	"encoding/xml"
	"strconv"
)

// elements writes XML by hand: encoding/xml takes about five times as long,
// too long for a page of 1,000 instances with some fifty elements each.
type elements struct{ bytes.Buffer }

// ready is the content of an element that elements has written.
type ready struct {
	XML []byte `xml:",innerxml"`
}

func (x *elements) open(name string) {
	x.WriteByte('<')
	x.WriteString(name)
	x.WriteByte('>')
}

func (x *elements) close(name string) {
	x.WriteString("</")
	x.WriteString(name)
	x.WriteByte('>')
}

// text writes an element of text.
func (x *elements) text(name, value string) {
	x.open(name)
	x.escape(value)
	x.close(name)
}

// optional writes an element of text, unless it is empty.
func (x *elements) optional(name, value string) {
	if value != "" {
		x.text(name, value)
	}
}

func (x *elements) bool(name string, value bool) { x.text(name, strconv.FormatBool(value)) }

func (x *elements) empty(name string) {
	x.WriteByte('<')
	x.WriteString(name)
	x.WriteString("/>")
}

func (x *elements) escape(text string) {
	for i := range len(text) {
		if !plain(text[i]) {
			_ = xml.EscapeText(&x.Buffer, []byte(text)) // a buffer can't fail
			return
		}
	}
	x.WriteString(text)
}

// plain tells whether a byte stands for itself in XML wherever it is.
func plain(b byte) bool {
	switch b {
	case '"', '\'', '&', '<', '>':
		return false
	default:
		return b >= ' ' && b <= '~'
	}
}
