package officefile

import (
	"time"

	"numerek/central/calendar"
	"numerek/central/queue"
)

// Spans returns the week's hours by weekday.
func (w Week) Spans() calendar.Week {
	return calendar.Week{
		time.Monday: w.Mon, time.Tuesday: w.Tue, time.Wednesday: w.Wed, time.Thursday: w.Thu,
		time.Friday: w.Fri, time.Saturday: w.Sat, time.Sunday: w.Sun,
	}
}

// Calendar returns the hours, holidays and exceptions of the office.
func (o *Office) Calendar() calendar.Calendar {
	c := calendar.Calendar{
		Zone:      o.ZoneOrUTC(),
		Locations: map[string]calendar.Week{},
		Services:  map[string]calendar.Week{},
	}
	for _, l := range o.Locations {
		c.Locations[l.ID] = o.Hours[l.Hours].Spans()
	}
	for _, s := range o.Services {
		if s.Hours != "" {
			c.Services[s.ID] = o.Hours[s.Hours].Spans()
		}
	}
	for _, h := range o.Holidays.Fixed {
		if month, day, ok := monthDay(h.Date); ok {
			c.Fixed = append(c.Fixed, calendar.Fixed{Month: month, Day: day, FromYear: h.FromYear, Name: h.Name})
		}
	}
	for _, h := range o.Holidays.EasterOffset {
		c.Movable = append(c.Movable, calendar.Movable{Offset: h.Days, FromYear: h.FromYear, Name: h.Name})
	}
	for _, e := range o.Exceptions {
		c.Exceptions = append(c.Exceptions, calendar.Exception{
			Day: queue.Day(e.Date), Locations: e.Locations, Departments: e.Departments, Services: e.Services,
			Closed: e.Closed, Hours: e.Hours, Reason: e.Reason,
		})
	}
	return c
}

// Place returns where a service is, for questions to the calendar.
func (o *Office) Place(service string) (calendar.Place, bool) {
	s, ok := o.Service(service)
	if !ok {
		return calendar.Place{}, false
	}
	return calendar.Place{Location: o.LocationOf(service), Department: s.Department, Service: s.ID}, true
}

// IssuingRule returns when the office gives tickets around its hours.
func (o *Office) IssuingRule() calendar.IssuingRule {
	return calendar.IssuingRule{
		Before:      time.Duration(o.Policy.Issuing.FromBeforeOpenMin) * time.Minute,
		LastMinutes: time.Duration(o.Policy.Closing.FixedBeforeMin) * time.Minute,
	}
}

// monthDay reads "12-24". 29 February is a day, though not in every year.
func monthDay(s string) (time.Month, int, bool) {
	t, err := time.Parse(time.DateOnly, "2024-"+s)
	return t.Month(), t.Day(), err == nil
}
