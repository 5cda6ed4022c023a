package translations_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/notify"
	"numerek/central/notify/wording"
	"numerek/central/queue"
	"numerek/central/translations"
)

func TestNoTextOfBookingsIsMissing(t *testing.T) {
	t.Parallel()
	want := patterns(reflect.ValueOf(*translations.BookingsIn("pl")), "")
	for _, code := range translations.StaffLanguages() {
		texts := translations.BookingsIn(code)
		if texts.Code != code {
			t.Errorf("got the texts of %q for %q", texts.Code, code)
		}
		empty(t, code, reflect.ValueOf(*texts))
		got := patterns(reflect.ValueOf(*texts), "")
		if len(got) != len(want) {
			t.Errorf("%s: got %d texts, want %d", code, len(got), len(want))
		}
		for at, verbs := range want {
			if !slices.Equal(got[at], verbs) {
				t.Errorf("%s%s: got %q, want %q", code, at, got[at], verbs)
			}
		}
		for _, s := range []booking.State{booking.Held, booking.Confirmed, booking.Arrived, booking.Missed, booking.Cancelled, booking.Lapsed} {
			if texts.States[string(s)] == "" {
				t.Errorf("%s: a booking that is %s has no text", code, s)
			}
		}
		for _, s := range []queue.State{
			queue.Waiting, queue.Called, queue.Serving, queue.Parked, queue.Done, queue.NoShow, queue.Withdrawn, queue.Expired, queue.Void,
		} {
			if texts.Tickets[string(s)] == "" {
				t.Errorf("%s: a ticket that is %s has no text", code, s)
			}
		}
		for _, kind := range wording.Kinds() {
			if texts.Messages.Kinds[kind] == "" {
				t.Errorf("%s: a message of the kind %s has no text", code, kind)
			}
		}
		for _, s := range []notify.State{
			notify.Queued, notify.Sending, notify.Sent, notify.Delivered, notify.Undelivered, notify.Failed, notify.Dropped,
		} {
			if texts.Messages.States[string(s)] == "" {
				t.Errorf("%s: a message that is %s has no text", code, s)
			}
		}
	}
	if got := translations.BookingsIn("uk").Code; got != "pl" {
		t.Errorf("without texts: got %q, want pl", got)
	}
}

func TestDaysOfBookings(t *testing.T) {
	t.Parallel()
	monday := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	pl, en := translations.BookingsIn("pl"), translations.BookingsIn("en")
	for got, want := range map[string]string{
		pl.Date(monday): "poniedziałek 23 listopada", en.Date(monday.AddDate(0, 0, 6)): "Sunday 29 November",
		pl.ShortDate(monday.AddDate(0, 1, -20)): "czw. 3.12", en.ShortDate(monday): "Mon 23.11",
		pl.Near(monday, monday): "dzisiaj", pl.Near(monday.AddDate(0, 0, 1), monday): "jutro",
		pl.Near(monday.AddDate(0, 0, -1), monday): "wczoraj", pl.Near(monday.AddDate(0, 0, 2), monday): "",
	} {
		if got = strings.ReplaceAll(got, "\u00a0", " "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
