package report_test

import (
	"bytes"
	"image"
	_ "image/png" // what a browser's picture is
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"patchline/internal/run"
)

// jenkinsPolicy is what Jenkins serves files of a build with
// (hudson.model.DirectoryBrowserSupport.CSP).
const jenkinsPolicy = "sandbox; default-src 'none'; img-src 'self'; style-src 'self';"

// jenkins serves a folder as Jenkins does.
func jenkins(t *testing.T, folder string) string {
	t.Helper()
	files := http.FileServer(http.Dir(folder))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", jenkinsPolicy)
		if r.URL.Path == "/favicon.ico" { // Jenkins has one
			w.WriteHeader(http.StatusNoContent)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// keepPictures is the folder that pictures are put into, for people to look at.
const keepPictures = "PATCHLINE_TEST_PICTURES"

func TestABrowserUnderJenkinsPolicyShowsTheReportAndComplainsOfNothing(t *testing.T) {
	folder := t.TempDir()
	patchedNight(t).make(folder)
	largePages(t).make(filepath.Join(folder, "large"))
	if err := os.WriteFile(filepath.Join(folder, "bad.html"), []byte(`<!DOCTYPE html><title>x</title><p style="color:red">x</p><script>1</script>`), 0o600); err != nil {
		t.Fatal(err)
	}
	url := jenkins(t, folder)
	c := browse(t)
	if said := c.open(url+"/bad.html", view{scheme: "light", width: 800}); len(said) < 2 {
		t.Fatalf("of inline style and a script the browser said %q: this test would see nothing", said)
	}
	for _, v := range []view{{"light", 1280, false}, {"dark", 1280, false}, {"light", 390, false}, {"dark", 390, false}, {"light", 794, true}} {
		for name, page := range map[string]string{"index": "index.html", "large": "large/index.html", "page": "large/pages/0002-payroll.html"} {
			t.Run(name+"-"+v.String(), func(t *testing.T) { looksWell(t, c, url+"/"+page, v) })
		}
	}
}

// largePages is a run that has pages by application.
func largePages(t *testing.T) *night {
	t.Helper()
	var all []run.Instance
	for n := range 45 {
		all = append(all, instance(n, []string{"intranet of the headquarters", "payroll"}[n%2]))
	}
	n := newNight(t, all...)
	n.healthy()
	for _, i := range all {
		n.lists(i.ID, true)
		n.csv(run.UpdateResults, i.ID, update(3, run.ColResult, run.ResultSucceeded))
		n.csv(run.Confirmed, i.ID, update(3, run.ColResult, run.ResultPresent))
	}
	return n
}

// looksWell looks at a page in one view.
func looksWell(t *testing.T, c *chromium, url string, v view) {
	t.Helper()
	if said := c.open(url, v); len(said) > 0 {
		t.Errorf("the browser said %s", strings.Join(said, "\n"))
	}
	if width, height := c.size(); width > float64(v.width) || height < 500 {
		t.Errorf("the page is %v by %v in a window of %d", width, height, v.width)
	}
	png := c.picture()
	picture, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	r, g, b, _ := picture.At(2, 2).RGBA()
	if dark := r+g+b < 3*0x4000; dark != (v.scheme == "dark") {
		t.Errorf("the page's colour is %x %x %x", r, g, b)
	}
	if keep := os.Getenv(keepPictures); keep != "" {
		_, name, _ := strings.Cut(t.Name(), "/")
		if err := os.WriteFile(filepath.Join(keep, name+".png"), png, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
