package rush

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/scripts/e2e"
)

// Service is the one that everybody wants: its visits take one cell of the grid,
// so that no order in which they are taken wastes desk time.
const Service = "zbycie"

// Days on which the city hall of [Office] may be open, in the week after [e2e.Monday].
const (
	Tuesday   queue.Day = "2026-11-24"
	Wednesday queue.Day = "2026-11-25"
)

// errWords says that the demonstration office is not written as it was.
var errWords = errors.New("the demonstration office is written otherwise now")

// hallHours are the opening hours of the city hall.
var hallHours = regexp.MustCompile(`(?s)\[hours\.ratusz\]\n.*?\n\n`)

// messages is how many messages a day the office sends at most.
var messages = regexp.MustCompile(`(?m)^daily_limit += \d+`)

// Office writes the demonstration office as one whose city hall is open in the
// given hours only ("08:00-09:40", none if empty) on the Tuesday and the Wednesday,
// books a week ahead, and gives all its desk time to bookings. It has as many
// messages a day as a rush needs.
func Office(folder, name, tuesday, wednesday string) (path string, err error) {
	from, err := e2e.PatientOffice(folder)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return "", err
	}
	var hours strings.Builder
	fmt.Fprintln(&hours, "[hours.ratusz]")
	for day, open := range map[string]string{"tue": tuesday, "wed": wednesday} {
		if open != "" {
			fmt.Fprintf(&hours, "%s = [%q]\n", day, open)
		}
	}
	if !hallHours.Match(text) || !messages.Match(text) {
		return "", fmt.Errorf("%w: hours of the city hall, or messages a day", errWords)
	}
	changed, err := reword(hallHours.ReplaceAllString(messages.ReplaceAllString(string(text), "daily_limit = 1000000"), hours.String()+"\n"),
		"horizon_days              = 14", "horizon_days = 6",
		"online_share              = 0.5", "online_share = 1.0")
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, name+".toml")
	return path, os.WriteFile(path, []byte(changed), 0o600)
}

// Talkative writes an office file as one that may send any number of messages, and
// gives its path.
func Talkative(folder, office string) (path string, err error) {
	text, err := os.ReadFile(office)
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, "talkative.toml")
	return path, os.WriteFile(path, messages.ReplaceAll(text, []byte("daily_limit = 1000000")), 0o600)
}

// reword replaces words, all of which must be there.
func reword(text string, words ...string) (string, error) {
	for i := 0; i < len(words); i += 2 {
		if !strings.Contains(text, words[i]) {
			return "", fmt.Errorf("%w: no %q", errWords, words[i])
		}
	}
	return strings.NewReplacer(words...).Replace(text), nil
}

// Places counts what an empty day of an office file has of a service by the rules
// of package booking, and gives the addresses of the slots.
func Places(path, service string, day queue.Day) (places int, slots []string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, nil, err
	}
	f, problems := officefile.Parse(path, text)
	if err := problems.Err(); err != nil {
		return 0, nil, err
	}
	plan := emptyPlan(f, f.LocationOf(service), day)
	for _, s := range plan.Slots(service) {
		slots = append(slots, Slot(service, day, s.At))
		for n := 0; ; n++ {
			if _, ok := plan.Take(booking.Visit{ID: fmt.Sprint(s.At, n), Service: service, At: s.At}); !ok {
				break
			}
			places++
		}
	}
	return places, slots, nil
}

// Slot is the address of the form of a slot.
func Slot(service string, day queue.Day, at calendar.Clock) string {
	return fmt.Sprintf("/rezerwacja/%s/%s/%s", service, day, at)
}

func emptyPlan(f *officefile.Office, location string, day queue.Day) *booking.Plan {
	var services []booking.Service
	for _, s := range f.Services {
		if s.Bookable && f.LocationOf(s.ID) == location {
			hours, _ := f.Calendar().Hours(day, calendar.Place{Location: location, Department: s.Department, Service: s.ID})
			services = append(services, booking.Service{ID: s.ID, Minutes: s.Slot, Hours: hours})
		}
	}
	var desks []booking.Desk
	for _, d := range f.Desks {
		takes := slices.DeleteFunc(slices.Clone(d.Services), func(id string) bool {
			s, _ := f.Service(id)
			return !s.Bookable
		})
		if d.Location == location && len(takes) > 0 {
			desks = append(desks, booking.Desk{Number: d.Number, Services: takes})
		}
	}
	rules := booking.Rules{Grid: f.Policy.Booking.SlotGridMinutes, Share: f.Policy.Booking.OnlineShare}
	plan, _ := booking.NewPlan(rules, desks, services, nil)
	return plan
}
