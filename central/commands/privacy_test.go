package commands_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/commands"
	"numerek/central/notify/phone"
	"numerek/central/office"
	"numerek/central/privacy"
	"numerek/central/queue"
	"numerek/central/secret"
	"numerek/central/store"
)

// privacy runs "central privacy" with words, and typed as its standard input.
func (s *shop) privacy(cancel bool, typed string, words ...string) error {
	s.t.Helper()
	var out bytes.Buffer
	err := commands.Privacy(s.t.Context(), commands.PrivacyCall{
		Words: words, Cancel: cancel, Stdin: strings.NewReader(typed), Stdout: &out,
		Keys: func() (*secret.Keys, error) { return secret.New([32]byte{7}) },
	}, s.openFor)
	s.out = out.String()
	return err
}

func Test_privacy_from_the_command_line(t *testing.T) {
	s := newShop(t)
	s.must("import", demoFile)
	keys, err := secret.New([32]byte{7})
	if err != nil {
		t.Fatal(err)
	}
	st, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	today := calendar.BusinessDay(time.Now(), zone)
	book := func(id string, day queue.Day, state booking.State) booking.Booking {
		return booking.Booking{
			Office: "koszalin", ID: id, Location: "ratusz", Service: "rejestracja", Day: day, Start: calendar.DayStart(day, zone).Add(6 * time.Hour),
			Minutes: 20, State: state, CreatedAt: time.Now(), PhoneHash: keys.Hash("koszalin", "phone", "+48601234567"),
			Person: keys.Seal("koszalin/"+id+"/person", `{"phone":"+48601234567","name":"Obywatel <b>"}`),
		}
	}
	err = st.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutBooking(book("ahead", calendar.AddDays(today, 3), booking.Confirmed))
		tx.PutBooking(book("old", calendar.AddDays(today, -30), booking.Missed))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.privacy(false, "", "report"); !errors.Is(err, commands.ErrBroken) || !strings.Contains(s.out, "broken (1)") ||
		!strings.Contains(s.out, "old data are deleted every day: broken (never yet)") {
		t.Errorf("before: got %v\n%s", err, s.out)
	}
	if err := s.privacy(false, "601 234 567\n", "export", "-"); err != nil || !strings.Contains(s.out, `"name": "Obywatel <b>"`) ||
		!json.Valid([]byte(s.out)) {
		t.Errorf("export: got %v\n%s", err, s.out)
	}
	if err := s.privacy(false, "", "forget", "601", "234", "567"); !errors.Is(err, privacy.ErrLive) || !strings.Contains(err.Error(), "--cancel") {
		t.Errorf("forget: got %v", err)
	}
	if err := privacy.New(office.New(st, office.Options{}), st, privacy.Options{}).Purge(t.Context(), "koszalin"); err != nil {
		t.Fatal(err)
	}
	if err := s.privacy(false, "", "report"); err != nil || strings.Contains(s.out, "broken") || !strings.Contains(s.out, "1 people forgotten") {
		t.Errorf("after: got %v\n%s", err, s.out)
	}
	if err := s.privacy(true, "", "forget", "+48601234567"); err != nil || s.out != "forgotten: 1 bookings (1 of them cancelled), 0 messages emptied\n" {
		t.Errorf("forget: got %v %s", err, s.out)
	}
	for words, want := range map[string]error{
		"":                  commands.ErrUsage,
		"report 601234567":  commands.ErrUsage,
		"export":            commands.ErrUsage,
		"erase 601234567":   commands.ErrUsage,
		"export 60":         phone.ErrNumber,
		"forget no number!": phone.ErrNumber,
	} {
		if err := s.privacy(false, "", strings.Fields(words)...); !errors.Is(err, want) || strings.Contains(err.Error(), "601234567") {
			t.Errorf("%q: got %v, want %v", words, err, want)
		}
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
}
