package office

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"numerek/central/officefile"
	"numerek/central/store"
)

// LongestMessage is how many letters the line on the monitors may have in a
// language.
const LongestMessage = 200

// LongestSilence is for how long the voice may be silenced at once: a hall that
// nobody thinks of speaks again the next day.
const LongestSilence = 24 * time.Hour

// Errors of what is set at a location.
var (
	ErrUnknownLocation = errors.New("unknown location")
	ErrMessageTooLong  = fmt.Errorf("message has more than %d letters", LongestMessage)
	ErrMessageLanguage = errors.New("message is in a language that the office does not have")
	ErrSilenceTooLong  = fmt.Errorf("silence is longer than %s", LongestSilence)
)

// SetMessage sets the line on the monitors of a location; texts that are empty
// are left out, and without any there is no line. by is the user who did it.
// Errors: [ErrUnknownOffice], [ErrUnknownLocation], [ErrMessageTooLong],
// [ErrMessageLanguage], and of the store.
func (o *Office) SetMessage(ctx context.Context, office, location string, text officefile.Text, by string) error {
	clean := make(officefile.Text, len(text))
	for lang, s := range text {
		s = oneLine(s)
		if utf8.RuneCountInString(s) > LongestMessage {
			return fmt.Errorf("%w: %s", ErrMessageTooLong, lang)
		}
		if s != "" {
			clean[lang] = s
		}
	}
	kept := ""
	if len(clean) > 0 {
		b, err := json.Marshal(clean)
		if err != nil {
			return err
		}
		kept = string(b)
	}
	return o.setHall(ctx, store.HallKey{Office: office, Location: location}, by, func(t *today, h *store.Hall) (string, error) {
		for lang := range clean {
			if !slices.Contains(t.file.Languages, lang) {
				return "", fmt.Errorf("%w: %q", ErrMessageLanguage, lang)
			}
		}
		h.Message, h.MessageBy = kept, by
		return detail(messageDetail{Message: clean}), nil
	})
}

// SetSilence silences the voice at a location until an instant; a past one lets
// it speak again at once. by is the user who did it. Errors: [ErrUnknownOffice],
// [ErrUnknownLocation], [ErrSilenceTooLong], and of the store.
func (o *Office) SetSilence(ctx context.Context, office, location string, until time.Time, by string) error {
	return o.setHall(ctx, store.HallKey{Office: office, Location: location}, by, func(t *today, h *store.Hall) (string, error) {
		until := until.UTC().Truncate(time.Millisecond)
		switch {
		case until.Sub(t.now) > LongestSilence:
			return "", ErrSilenceTooLong
		case !until.After(t.now):
			until = time.Time{}
		}
		h.SilentUntil, h.SilentBy = until, by
		return detail(silenceDetail{Until: until}), nil
	})
}

// setHall changes what is set at a location and tells the monitors.
func (o *Office) setHall(ctx context.Context, k store.HallKey, by string, change func(*today, *store.Hall) (string, error)) error {
	return o.update(ctx, k.Office, store.Keys{Halls: []store.HallKey{k}}, func(tx *store.Tx, t *today) error {
		if _, ok := t.file.Location(k.Location); !ok {
			return fmt.Errorf("%w: %q", ErrUnknownLocation, k.Location)
		}
		before, err := tx.Hall(k)
		if err != nil {
			return err
		}
		after := before
		what, err := change(t, &after)
		if err != nil {
			return err
		}
		if after.Message == before.Message && after.SilentUntil.Equal(before.SilentUntil) {
			return nil // nothing to see, and whoever set it first stays
		}
		tx.PutHall(after)
		_, err = tx.Append(store.Event{
			Office: k.Office, At: t.now, Kind: HallChanged, Location: k.Location, Clerk: by, Detail: what,
		})
		return err
	})
}

// HallMessage reads the line that a row holds.
func HallMessage(h store.Hall) (officefile.Text, error) {
	if h.Message == "" {
		return nil, nil
	}
	var text officefile.Text
	if err := json.Unmarshal([]byte(h.Message), &text); err != nil {
		return nil, fmt.Errorf("message at %s: %w", h.Location, err)
	}
	return text, nil
}

// Halls lists what is set at the locations of an office, each of them in the
// order of the office file. Errors: [ErrUnknownOffice], and of the store.
func (o *Office) Halls(ctx context.Context, office string) ([]store.Hall, error) {
	k, err := o.known(ctx, office)
	if err != nil {
		return nil, err
	}
	rows, err := o.store.Halls(ctx, office)
	if err != nil {
		return nil, err
	}
	halls := make([]store.Hall, len(k.plan.file.Locations))
	for i, l := range k.plan.file.Locations {
		halls[i].HallKey = store.HallKey{Office: office, Location: l.ID}
		for _, row := range rows {
			if row.Location == l.ID {
				halls[i] = row
			}
		}
	}
	return halls, nil
}

// oneLine makes a text one line without control characters.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
