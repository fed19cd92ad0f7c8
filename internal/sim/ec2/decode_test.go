package ec2

import (
	"net/url"
	"reflect"
	"strconv"
	"testing"
)

// everyKind has a field of each kind that the decoder knows.
type everyKind struct {
	dry
	Text    string   `form:"Text"`
	Maybe   *string  `form:"Maybe"`
	Number  *int     `form:"Number"`
	Flag    bool     `form:"Flag"`
	Names   []string `form:"Name"`
	Filters []filter `form:"Filter"`
	Nested  struct {
		Inner string `form:"Inner"`
	} `form:"Nested"`
	Missing string `form:"Missing,unsimulated"`
}

func TestDecodeFillsEveryKindOfField(t *testing.T) {
	form := url.Values{
		"Text": {"a"}, "Maybe": {""}, "Number": {"-7"}, "Flag": {"true"}, "DryRun": {"1"},
		"Name.2": {"second"}, "Name.1": {"first"}, "Nested.Inner": {"in"}, "Missing": {""},
		"Filter.1.Name": {"f"}, "Filter.1.Value.1": {"v1"}, "Filter.1.Value.2": {"v2"},
		"Action": {"x"}, "X-Amz-Date": {"y"},
	}
	for n := 3; n <= 12; n++ { // members go by number, not by text
		form["Name."+strconv.Itoa(n)] = []string{"more"}
	}
	root, refused := parseForm(form)
	if refused != nil {
		t.Fatal(refused)
	}
	var got everyKind
	if refused := decodeForm(root, &got); refused != nil {
		t.Fatal(refused)
	}
	empty, number := "", -7
	want := everyKind{
		Text: "a", Maybe: &empty, Number: &number, Flag: true,
		Names:   []string{"first", "second", "more", "more", "more", "more", "more", "more", "more", "more", "more", "more"},
		Filters: []filter{{Name: "f", Values: []string{"v1", "v2"}}},
	}
	want.DryRun, want.Nested.Inner = true, "in"
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func FuzzDecodeForm(f *testing.F) {
	f.Add("Text=a&Maybe=&Number=7&Flag=true&Name.1=x&Filter.1.Name=f&Filter.1.Value.1=v&Nested.Inner=i")
	f.Add("Name.1=x&Name.3=y&Name.99999999999999999999=z")
	f.Add("Filter=&Filter.1=&Filter.1.Value=&Nested=&Nested.Inner.x=1&Text.1=")
	f.Add("....=1&.=2&Name..=3&a.b.c.d.e.f.g.h=4")
	f.Fuzz(func(t *testing.T, text string) {
		form, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		root, refused := parseForm(form)
		if refused != nil {
			return
		}
		var got everyKind
		if refused := decodeForm(root, &got); refused != nil {
			if refused.Code == "" || refused.Status != 400 || len(refused.Message) > 3000 {
				t.Errorf("refused as %+v", refused)
			}
			return
		}
		if len(got.Names)+len(got.Filters) > len(form) {
			t.Errorf("%d parameters made %d members", len(form), len(got.Names)+len(got.Filters))
		}
	})
}
