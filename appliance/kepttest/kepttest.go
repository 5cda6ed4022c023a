// Package kepttest is for the tests of what a device keeps on its card. A golden file
// is what some program has written, and every later one must read: it is never written
// anew. Where a program writes more than that one did, the golden file stays, and
// another one comes beside it.
package kepttest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"testing"
)

// Read returns a golden file.
func Read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Same fails unless the program writes what the golden file holds, byte for byte.
func Same(t *testing.T, path string, got []byte) {
	t.Helper()
	if want := Read(t, path); !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

// Holds fails unless the program writes all that stands in a golden file of JSON, whose
// mark may be lower and whose fields may be fewer.
func Holds(t *testing.T, path string, got []byte) {
	t.Helper()
	want, have := object(t, Read(t, path)), object(t, got)
	delete(want, "format")
	if lacks := lacking(want, have); lacks != "" {
		t.Errorf("%s: lost %s in\n%s", path, lacks, got)
	}
}

// Newer is an object of JSON as a newer program may write it: with fields that are not
// known in every object of it, and another mark.
func Newer(t *testing.T, text []byte, format int) []byte {
	t.Helper()
	all, _ := grown(object(t, text)).(map[string]any)
	all["format"] = format
	text, err := json.MarshalIndent(all, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func object(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// lacking is what a value has less than another; empty where it is nothing.
func lacking(want, have any) string {
	switch w := want.(type) {
	case map[string]any:
		h, _ := have.(map[string]any)
		for key := range w {
			if lacks := lacking(w[key], h[key]); lacks != "" {
				return key + " " + lacks
			}
		}
	case []any:
		h, _ := have.([]any)
		if len(h) != len(w) {
			return fmt.Sprintf("%v", want)
		}
		for i := range w {
			if lacks := lacking(w[i], h[i]); lacks != "" {
				return lacks
			}
		}
	default:
		if want != have {
			return fmt.Sprintf("%v", want)
		}
	}
	return ""
}

// grown is a value whose objects have one field more.
func grown(v any) any {
	switch v := v.(type) {
	case map[string]any:
		all := maps.Clone(v)
		for key := range all {
			all[key] = grown(all[key])
		}
		all["of_a_newer_program"] = map[string]any{"words": []string{"not", "known"}}
		return all
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = grown(v[i])
		}
		return all
	default:
		return v
	}
}
