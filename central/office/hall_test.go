package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

func TestHall(t *testing.T) {
	t.Parallel()
	b := newTown(t, "")
	ctx := t.Context()
	changes := func() (kinds int, last store.Event) {
		t.Helper()
		events, err := b.store.Events(ctx, "koszalin", 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind == office.HallChanged {
				kinds, last = kinds+1, e
			}
		}
		return kinds, last
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(b.SetMessage(ctx, "koszalin", "usc", officefile.Text{"pl": " Dziś \n czynne\x00 do 13 ", "en": "  "}, "maria"))
	must(b.SetMessage(ctx, "koszalin", "usc", officefile.Text{"pl": "Dziś czynne do 13"}, "ewa")) // the same: nothing happens
	n, e := changes()
	if n != 1 || e.Location != "usc" || e.Clerk != "maria" || e.Detail != `{"message":{"pl":"Dziś czynne do 13"}}` {
		t.Errorf("got %d, %+v", n, e)
	}
	until := b.clock.Now().UTC().Add(time.Hour)
	must(b.SetSilence(ctx, "koszalin", "usc", until, "ewa"))
	if n, e := changes(); n != 2 || e.Clerk != "ewa" || !strings.Contains(e.Detail, "until") {
		t.Errorf("got %d, %+v", n, e)
	}
	halls, err := b.Halls(ctx, "koszalin")
	must(err)
	want := []store.Hall{
		{HallKey: store.HallKey{Office: "koszalin", Location: "ratusz"}},
		{
			HallKey: store.HallKey{Office: "koszalin", Location: "usc"}, Message: `{"pl":"Dziś czynne do 13"}`, MessageBy: "maria",
			SilentUntil: until.Truncate(time.Millisecond), SilentBy: "ewa",
		},
	}
	if diff := cmp.Diff(want, halls); diff != "" {
		t.Error(diff)
	}
	if text, err := office.HallMessage(halls[1]); err != nil || text["pl"] != "Dziś czynne do 13" {
		t.Errorf("got %v, %v", text, err)
	}
	must(b.SetSilence(ctx, "koszalin", "usc", time.Time{}, "maria"))
	must(b.SetMessage(ctx, "koszalin", "usc", nil, "maria"))
	must(b.SetSilence(ctx, "koszalin", "ratusz", b.clock.Now(), "maria")) // it speaks already
	if n, _ := changes(); n != 4 {
		t.Errorf("got %d changes", n)
	}
	if halls, err = b.Halls(ctx, "koszalin"); err != nil || halls[1].Message != "" || !halls[1].SilentUntil.IsZero() {
		t.Errorf("got %+v, %v", halls, err)
	}
	long := strings.Repeat("ż", office.LongestMessage)
	must(b.SetMessage(ctx, "koszalin", "ratusz", officefile.Text{"pl": long}, "maria"))
	for name, c := range map[string]struct{ got, want error }{
		"too_long":         {b.SetMessage(ctx, "koszalin", "usc", officefile.Text{"uk": long + "ż"}, "maria"), office.ErrMessageTooLong},
		"another_language": {b.SetMessage(ctx, "koszalin", "usc", officefile.Text{"fr": "Bonjour"}, "maria"), office.ErrMessageLanguage},
		"another_place":    {b.SetMessage(ctx, "koszalin", "zamek", nil, "maria"), office.ErrUnknownLocation},
		"another_office":   {b.SetMessage(ctx, "gdynia", "usc", nil, "maria"), office.ErrUnknownOffice},
		"for_days":         {b.SetSilence(ctx, "koszalin", "usc", b.clock.Now().Add(25*time.Hour), "maria"), office.ErrSilenceTooLong},
		"silence_nowhere":  {b.SetSilence(ctx, "koszalin", "zamek", until, "maria"), office.ErrUnknownLocation},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
	if _, err := office.HallMessage(store.Hall{Message: "{"}); err == nil {
		t.Error("a damaged message was read")
	}
}
