package discreet_test

import (
	"bytes"
	"strings"
	"testing"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/discreet"
)

// say runs a program that says the lines, as the tests start all programs.
func say(t *testing.T, lines ...string) {
	t.Helper()
	p, err := e2e.Start(e2e.Command{Name: "talker", Path: "/usr/bin/printf", Args: append([]string{"%s\\n"}, lines...)})
	if err != nil {
		t.Fatal(err)
	}
	<-p.Done()
}

func TestSearch(t *testing.T) {
	for said, found := range map[string]bool{
		"phone=601234567":              true,
		"phone=+48601234567 ok":        true,
		`to="+48 601 234 567"`:         true,
		"601-234-567":                  true,
		"(601) 234 567":                true,
		"%2B48601234567":               true,
		"%2B48%20601%20234%20567":      true,
		"desk 3 601 234 567":           true,
		"code 4829151":                 true,
		"482 91 51":                    true,
		"482-9151 7":                   true,
		"/w/7KQ4MNPXT2":                true,
		"/w/7kq4mnpxt2/ics":            true,
		"601234566 4829152 7KQ4MNPXT3": false,
		"took=12.4829151ms":            false,
		"id=14829151 id=48291510":      false,
		"ticket=01a21941-d39e-79c7-999a-9be4829151cc trace=01a21941d39e79c7999a9be4829151cc": false,
		"id=0000000601234567":                               true,
		"code=be4829151cc":                                  true,
		"/trace-ab/601234567/x":                             true,
		"time=2026-11-23T09:30:00.482+01:00 addr=127.0.0.1": false,
		"*** *** 567":                                       false,
	} {
		t.Run(said, func(t *testing.T) {
			t.Setenv(discreet.Env, "") // restores what the run has
			w, err := discreet.Begin()
			if err != nil {
				t.Fatal(err)
			}
			if err := discreet.Used("601 234 567", "4829151", "7KQ4MNPXT2"); err != nil {
				t.Fatal(err)
			}
			say(t, "level=INFO msg=\"server ready\"", said)
			var out bytes.Buffer
			if status := w.End(0, &out); (status == 1) != found || !strings.Contains(out.String(), "3 phones, codes and links looked for in 2 lines of 1 logs") {
				t.Errorf("got %d %s", status, &out)
			}
		})
	}
}

// Whoever has something to look for and nothing to look at must not pass.
func TestNothingToLookAt(t *testing.T) {
	t.Setenv(discreet.Env, "")
	w, err := discreet.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := discreet.Used("601 234 567"); err != nil {
		t.Fatal(err)
	}
	if status := w.End(0, new(bytes.Buffer)); status != 1 {
		t.Errorf("got %d", status)
	}
	if w, err = discreet.Begin(); err != nil {
		t.Fatal(err)
	}
	say(t, "phone 601234567")
	if status := w.End(3, new(bytes.Buffer)); status != 3 {
		t.Errorf("with nothing used: got %d, want that of the tests", status)
	}
}
