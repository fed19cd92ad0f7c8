package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// maxJSON bounds an object that is read: a manifest of 50,000 instances takes
// about 60 MB.
const maxJSON = 256 << 20

// encode writes JSON for people: indented, without HTML escapes, ending in a
// newline. The same value gives the same bytes.
func encode(value any) ([]byte, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return body.Bytes(), nil
}

// Schema is the version of the form of every object of a run. They change
// together: a run is begun and ended by one version of patchline.
const Schema = 1

// header is what every object of a run begins with.
type header struct {
	Schema int `json:"schema"`
}

// read gets an object into value, and gives its ETag.
func read(ctx context.Context, store Store, key string, value any) (string, error) {
	object, err := store.Get(ctx, key)
	if err != nil {
		return "", err
	}
	if len(object.Body) > maxJSON {
		return "", fmt.Errorf("%s: %d bytes are more than the %d that are read", key, len(object.Body), maxJSON)
	}
	var head header
	if err := json.Unmarshal(object.Body, &head); err != nil {
		return "", foreign(key, err)
	}
	if head.Schema != Schema {
		return "", fmt.Errorf("%s is of schema %d, and this version reads schema %d: use the version of patchline that began the run",
			key, head.Schema, Schema)
	}
	if err := json.Unmarshal(object.Body, value); err != nil {
		return "", foreign(key, err)
	}
	return object.ETag, nil
}

// foreign is the error of an object that somebody else has written, or changed.
func foreign(key string, err error) error {
	what := "not valid JSON: " + err.Error()
	if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		what = "a " + wrong.Value
		if wrong.Field != "" {
			what += " in " + wrong.Field
		}
	}
	return fmt.Errorf("%s is not as patchline writes it (%s): bring back an earlier version of the object", key, what)
}
