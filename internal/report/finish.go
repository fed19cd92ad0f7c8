package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"patchline/internal/report/folder"
	"patchline/internal/report/html"
	"patchline/internal/report/junit"
	"patchline/internal/report/model"
	"patchline/internal/report/summary"
	"patchline/internal/run"
)

// The files of a report beside its pages and CSVs.
const (
	fileJSON     = "report.json"
	fileJUnit    = "junit.xml"
	fileMarkdown = "summary.md"
)

// stream is the report's JSON under way: its instances are written as they
// come, and all else after them.
type stream struct {
	file  *folder.File
	first bool
}

func (m *maker) openStream() (*stream, error) {
	file, err := m.files.Create(fileJSON)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString("{\"instances\":[")
	return &stream{file, true}, err
}

// add writes an instance on a line of its own.
func (s *stream) add(i *model.Instance) error {
	if !s.first {
		_, _ = s.file.WriteString(",") // Close tells
	}
	s.first = false
	body, err := plainJSON(i)
	if err != nil {
		return fmt.Errorf("writing %s of %s: %w", fileJSON, i.ID, err)
	}
	_, err = s.file.Write(append([]byte("\n"), body...))
	return err
}

// end writes the rest.
func (s *stream) end(r *model.Report) error {
	body, err := plainJSON(rest{Report: r})
	if err != nil {
		return fmt.Errorf("writing %s: %w", fileJSON, err)
	}
	_, _ = s.file.WriteString("\n],\n")
	_, _ = s.file.Write(append(bytes.TrimPrefix(body, []byte("{")), '\n'))
	return s.file.Close()
}

// rest is a report without its instances.
type rest struct {
	*model.Report
	Instances *struct{} `json:"instances,omitempty"`
}

// plainJSON writes a value on one line, without HTML escapes.
func plainJSON(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// finish writes what needs all instances.
func (m *maker) finish(s *stream) error {
	m.tally.Fill(m.report)
	if err := s.end(m.report); err != nil {
		return err
	}
	file, err := m.files.Create(fileJUnit)
	if err != nil {
		return err
	}
	if err := junit.Write(file, m.report.Run, m.report.Stages, m.report.Missing, m.lines); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := m.files.Write(fileMarkdown, []byte(summary.Markdown(m.report, m.cases))); err != nil {
		return err
	}
	return m.finishPages()
}

// takeSection adds an instance to its page.
func (m *maker) takeSection(n int, section []byte) error {
	if m.pages.Single() {
		m.sections = append(m.sections, section...)
		return nil
	}
	if m.pages.Begins(n) {
		head, err := html.PageHead(m.pages, n, m.report)
		if err != nil {
			return err
		}
		m.sections = append(m.sections[:0], head...)
	}
	m.sections = append(m.sections, section...)
	if !m.pages.Ends(n) {
		return nil
	}
	return m.files.Write(m.pages.Page(n), append(m.sections, html.PageFoot()...))
}

func (m *maker) finishPages() error {
	if err := m.files.Write(html.StyleSheet, html.Style()); err != nil {
		return err
	}
	sections := m.sections
	if !m.pages.Single() {
		sections = nil
	}
	index, err := html.IndexPage(m.report, m.listed, sections, m.files.Names())
	if err != nil {
		return err
	}
	if err := m.files.Write(html.Index, index); err != nil {
		return err
	}
	return m.sweep()
}

// sweep removes what an earlier report has left in the folder and this one
// lacks: pages, and the one CSV that not every run has.
func (m *maker) sweep() error {
	old, err := filepath.Glob(filepath.Join(m.out, html.PageGlob))
	if err != nil {
		return err
	}
	if checks := m.files.Path(csvName(run.Checks)); exists(checks) {
		old = append(old, checks)
	}
	current := map[string]bool{}
	for _, name := range m.files.Names() {
		current[m.files.Path(name)] = true
	}
	for _, path := range old {
		if !current[path] {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("removing a part of the earlier report: %w", err)
			}
		}
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
