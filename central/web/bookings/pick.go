package bookings

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/visits"
)

// picker is the choice of a slot: days as links, the hours of one as a field.
type picker struct {
	Days  []dayLink
	Day   queue.Day // empty: nothing can be booked on any day
	Date  string
	Hours []hourChoice
	Start string // the hour that the page was asked with
	Next  []hourChoice
}

// choosing is a picker for a template, with the words for it.
func choosing(b *translations.Bookings, k picker) any {
	return struct {
		B      *translations.Bookings
		Picker picker
	}{b, k}
}

// dayLink is a day; one without places has a reason and no link.
type dayLink struct {
	Link, Name, Note string
	Chosen           bool
}

// hourChoice is a start that can be booked.
type hourChoice struct {
	Value  string // as a form sends it
	Hour   string // with its day, where the list has several
	Places string
	Chosen bool
}

// pick offers the slots of a service. The address of a day is to with the day
// after it. Without a day that can be booked it takes the first one that can.
func (p *Pages) pick(ctx context.Context, office, service string, day queue.Day, start string, say words, to string) (picker, error) {
	days, err := p.visits.Days(ctx, office, service)
	if err != nil {
		return picker{}, err
	}
	k := picker{Start: start}
	for _, d := range days {
		if bookable(d) && (k.Day == "" || d.Day == day) {
			k.Day = d.Day
		}
	}
	for _, d := range days {
		l := dayLink{Name: say.ShortDate(civil(d.Day)), Chosen: d.Day == k.Day, Note: fmt.Sprintf(say.New.Free, d.Free)}
		if d.Free == 0 {
			l.Note = say.closed(d)
		}
		if bookable(d) {
			l.Link = to + string(d.Day)
		}
		k.Days = append(k.Days, l)
	}
	if k.Day == "" {
		return k, nil
	}
	k.Date = say.named(k.Day)
	slots, err := p.visits.StaffSlots(ctx, office, service, k.Day)
	if err != nil {
		return picker{}, err
	}
	for _, s := range slots {
		if s.Places > 0 {
			h := hourOf(s, say)
			h.Chosen = h.Value == start
			k.Hours = append(k.Hours, h)
		}
	}
	return k, nil
}

// bookable says whether a clerk may look into a day: they book until the hour
// itself, when the lead time of citizens is over.
func bookable(d visits.DayOffer) bool { return d.Free > 0 || d.Why == visits.DayOver }

// closed is why a day cannot be booked.
func (w words) closed(d visits.DayOffer) string {
	if note := w.file.Text(d.Note, w.Code); note != "" && d.Why == visits.DayClosed {
		return note
	}
	if d.Why == visits.DayNotOpenYet {
		return fmt.Sprintf(w.Closed[string(d.Why)], w.hour(d.OpensAt))
	}
	return w.Closed[string(d.Why)]
}

func hourOf(s visits.Slot, say words) hourChoice {
	return hourChoice{Value: s.Start.UTC().Format(time.RFC3339), Hour: say.hour(s.Start), Places: fmt.Sprintf(say.New.Places, s.Places)}
}

// next are free slots that a refusal carries, with their days.
func next(slots []visits.Slot, say words) []hourChoice {
	var out []hourChoice
	for _, s := range slots {
		h := hourOf(s, say)
		h.Hour = say.ShortDate(civil(say.day(s.Start))) + ", " + h.Hour
		out = append(out, h)
	}
	return out
}

// noHour is the refusal of a form in which no hour was chosen.
const noHour visits.Reason = "no_hour"

// startOf reads the hour that a form sends.
func startOf(r *http.Request) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, r.PostFormValue("start"))
	return at, err == nil
}
