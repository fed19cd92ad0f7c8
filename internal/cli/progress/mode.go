package progress

// Mode is how progress is shown.
type Mode string

const (
	// Auto is Bar on a terminal and Lines elsewhere.
	Auto Mode = "auto"
	// Bar redraws one line at the bottom of a terminal.
	Bar Mode = "bar"
	// Lines writes a line every LineInterval.
	Lines Mode = "lines"
	// Off shows nothing.
	Off Mode = "off"
)

// Resolve turns Auto into Bar or Lines.
func (m Mode) Resolve(terminal bool) Mode {
	switch {
	case m != Auto:
		return m
	case terminal:
		return Bar
	}
	return Lines
}
