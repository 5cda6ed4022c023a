package app_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/central/app"
	"numerek/central/calendar"
	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/privacy"
	"numerek/central/queue"
	"numerek/central/store"
)

// TestPrivacy asks beside a server, on the database as it is in service, and
// measures how long its writer is held up by a day of a thousand tickets that goes.
func TestPrivacy(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, app.Config{Data: data, Office: demo})
	defer s.stop()
	run := func(args ...string) (string, error) {
		var out, errs bytes.Buffer
		err := app.Privacy(t.Context(), append(args, "--data", data), strings.NewReader(""), &out, &errs)
		return out.String() + errs.String(), err
	}
	said, err := run("report")
	if !errors.Is(err, commands.ErrBroken) || !strings.Contains(said, "(never yet)") {
		t.Errorf("report: got %v\n%s", err, said)
	}
	if said, err := run("export", "601 234 567"); err != nil || !strings.Contains(said, `"bookings": []`) {
		t.Errorf("export: got %v\n%s", err, said)
	}
	elsewhere := filepath.Join(t.TempDir(), "other.key")
	if said, err := run("forget", "601234567", "--secret", elsewhere); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without the key: got %v\n%s", err, said)
	}
	if _, err := os.Stat(elsewhere); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a key was made: %v", err)
	}

	backend, err := app.Backend(t.Context(), app.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	var longest time.Duration
	db, err := store.New(t.Context(), backend, store.Options{Committed: func(_ int, took time.Duration) { longest = max(longest, took) }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.AddDays(calendar.BusinessDay(time.Now(), zone), -100)
	issued := calendar.FirstInstant(day, 8*60, zone)
	err = db.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		for i := range 1000 {
			at := issued.Add(time.Duration(i) * 30 * time.Second)
			tx.PutTicket(queue.Ticket{
				Office: "koszalin", ID: fmt.Sprint("old", i), Location: "ratusz", Day: day, Number: queue.Number{Prefix: "R", N: i + 1},
				Service: fmt.Sprint("s", i%21), State: queue.Done, IssuedAt: at, Token: fmt.Sprint(i), Desk: 1 + i%5,
				FirstCalled: at.Add(time.Minute), CalledAt: at.Add(time.Minute), ServedAt: at.Add(2 * time.Minute), EndedAt: at.Add(9 * time.Minute),
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	longest = 0
	o := office.New(db, office.Options{})
	if err := privacy.New(o, db, privacy.Options{}).Purge(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	t.Logf("count: 1 day of 1000 tickets went in a commit of %s", longest)
	figures, err := db.Figures(t.Context(), "koszalin", day, day)
	n := 0
	for _, f := range figures {
		n += f.Tickets
	}
	if err != nil || n != 1000 {
		t.Errorf("got figures of %d tickets, %v", n, err)
	}
	said, err = run("report")
	if err != nil || !strings.Contains(said, "1000 tickets") {
		t.Errorf("report: got %v\n%s", err, said)
	}
	t.Log("\n" + said)
}
