package file_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/notify"
	"numerek/central/notify/file"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("CET", 3600))

func open(t *testing.T, path string) *file.Sender {
	t.Helper()
	s, err := file.Open(path, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func send(t *testing.T, s *file.Sender, text notify.Text) notify.Accepted {
	t.Helper()
	got, err := s.Send(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func read(t *testing.T, path string) []file.Message {
	t.Helper()
	got, err := file.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sms.txt")
	if got := read(t, path); got != nil {
		t.Errorf("got %v of no file", got)
	}
	s := open(t, path)
	if got := send(t, s, notify.Text{ID: "koszalin.a", From: "UM Koszalin", To: "+48601234567", Body: "KOD 482 9151"}); got.Parts != 1 || got.Gateway != "koszalin.a" {
		t.Errorf("got %+v", got)
	}
	send(t, s, notify.Text{ID: "koszalin.b", From: "Urząd | Miejski", To: "citizen@example.org", Subject: "Wizyta", Body: "Dzień dobry,\n\nwizyta jest jutro.\n"})
	send(t, s, notify.Text{ID: "koszalin.a", To: "+48601234567", Body: "KOD 482 9151"}) // once
	want := `2026-11-23 12:00:00 | +48601234567 | UM Koszalin | koszalin.a
    KOD 482 9151

2026-11-23 12:00:00 | citizen@example.org | Urząd / Miejski | koszalin.b
    Subject: Wizyta
    Dzień dobry,
    
    wizyta jest jutro.
    

`
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Error(diff)
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	messages := []file.Message{
		{At: at, To: "+48601234567", From: "UM Koszalin", ID: "koszalin.a", Text: "KOD 482 9151"},
		{At: at, To: "citizen@example.org", From: "Urząd / Miejski", ID: "koszalin.b", Subject: "Wizyta", Text: "Dzień dobry,\n\nwizyta jest jutro.\n"},
	}
	if diff := cmp.Diff(messages, read(t, path)); diff != "" {
		t.Error(diff)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file for its owner alone", info.Mode(), err)
	}
}

// A crash at any byte of a message leaves the ones before it, and the message can
// be sent again.
func TestCutOff(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sms.txt")
	s := open(t, path)
	send(t, s, notify.Text{ID: "a", To: "+48601234567", Body: "first"})
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	second := notify.Text{ID: "b", To: "+48602345678", Body: "second\n\nwith an empty line"}
	send(t, s, second)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := len(before); n < len(whole); n++ {
		cut := filepath.Join(dir, fmt.Sprintf("cut%d.txt", n))
		if err := os.WriteFile(cut, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if got := read(t, cut); len(got) != 1 || got[0].ID != "a" {
			t.Fatalf("cut at %d: got %+v, want the first message alone", n, got)
		}
		again := open(t, cut)
		send(t, again, second)
		if got, err := os.ReadFile(cut); err != nil || string(got) != string(whole) {
			t.Fatalf("cut at %d and sent again: got %q, want %q", n, got, whole)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sms.txt")
	s := open(t, path)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			_, err := s.Send(t.Context(), notify.Text{ID: fmt.Sprint(i), To: "+48601234567", Body: strings.Repeat("x", 100+i)})
			if err != nil {
				t.Error(err)
			}
			for _, m := range read(t, path) {
				if len(m.Text) < 100 {
					t.Errorf("half a message: %+v", m)
				}
			}
		})
	}
	all.Wait()
	if got := read(t, path); len(got) != 50 {
		t.Errorf("got %d messages, want 50", len(got))
	}
}

func TestDiskIsAway(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "sms.txt"))
	s.Close()
	if _, err := s.Send(t.Context(), notify.Text{ID: "a"}); !errors.Is(err, notify.ErrNotSent) {
		t.Errorf("got %v, want %v", err, notify.ErrNotSent)
	}
	if _, err := file.Open(filepath.Join(t.TempDir(), "none", "sms.txt"), time.Now); err == nil {
		t.Error("a file in no folder was opened")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("KOD 482 9151", "Wizyta", "a | b")
	f.Add("\n\n    \n\r\n", "", "\n")
	f.Fuzz(func(t *testing.T, text, subject, from string) {
		path := filepath.Join(t.TempDir(), "sms.txt")
		s := open(t, path)
		for _, id := range []string{"a", "b"} {
			send(t, s, notify.Text{ID: id, To: "+48601234567", From: from, Subject: strings.ReplaceAll(subject, "\n", " "), Body: text})
		}
		got := read(t, path)
		if len(got) != 2 || got[0].ID != "a" || got[1].ID != "b" {
			t.Fatalf("got %+v", got)
		}
		plain := strings.ReplaceAll(text, "\r", "")
		if subject == "" && !strings.HasPrefix(plain, "Subject: ") && got[0].Text != plain {
			t.Errorf("got %q, want %q", got[0].Text, plain)
		}
	})
}
