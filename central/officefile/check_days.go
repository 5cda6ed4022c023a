package officefile

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"numerek/central/calendar"
)

func (c checker) hours() {
	if c.lines["hours"] > 0 && len(c.o.Hours) == 0 {
		c.wrong("hours", "there must be at least one week, such as [hours.ratusz]")
	}
	for _, name := range slices.Sorted(maps.Keys(c.o.Hours)) {
		w := c.o.Hours[name]
		for day, list := range map[string][]calendar.Span{
			"mon": w.Mon, "tue": w.Tue, "wed": w.Wed, "thu": w.Thu, "fri": w.Fri, "sat": w.Sat, "sun": w.Sun,
		} {
			c.spans("hours."+name+"."+day, list)
		}
	}
}

// spans checks the hours of one day and puts them in order.
func (c checker) spans(where string, list []calendar.Span) {
	for i, s := range list {
		if s == (calendar.Span{}) {
			continue // it could not be read, which has been told
		}
		if s.From >= s.To {
			c.wrong(item(where, i), "%s ends before it starts, or when it starts; allowed: such as \"08:00-16:00\"; hours past midnight are two days' hours", s)
			continue
		}
		for j, earlier := range list[:i] {
			if s.From < earlier.To && earlier.From < s.To {
				c.wrong(item(where, i), "%s overlaps %s in %s; allowed: spans that do not overlap", s, earlier, item(where, j))
			}
		}
	}
	slices.SortFunc(list, func(a, b calendar.Span) int { return cmp.Compare(a.From, b.From) })
}

func (c checker) holidays() {
	for i, h := range c.o.Holidays.Fixed {
		if _, _, ok := monthDay(h.Date); !ok && h.Date != "" {
			c.wrong(item("holidays.fixed", i)+".date", "there is no day %q in any year; allowed: month and day, MM-DD, such as \"12-24\"", h.Date)
		}
	}
}

// day checks a date and says whether there is one.
func (c checker) day(where, s string) bool {
	if s == "" {
		return false
	}
	if _, err := calendar.ParseDay(s); err != nil {
		c.wrong(where, "there is no day %q; allowed: YYYY-MM-DD, such as \"2026-12-28\"", s)
		return false
	}
	return true
}

func (c checker) exceptions() {
	for i, e := range c.o.Exceptions {
		where := item("exceptions", i)
		c.day(where+".date", e.Date)
		c.allKnown(where+".locations", "location", e.Locations, c.o.locationIDs())
		c.allKnown(where+".departments", "department", e.Departments, c.o.departmentIDs())
		c.allKnown(where+".services", "service", e.Services, c.o.serviceIDs())
		switch given := c.lines[where+".hours"] > 0; {
		case e.Closed && given:
			c.wrong(where+".hours", "the day is closed and has hours; allowed: closed = true, or hours, not both")
		case !e.Closed && !given:
			c.wrong(where, "the exception of %s changes nothing; allowed: closed = true, or hours = [\"08:00-13:00\"]", e.Date)
		case !e.Closed && len(e.Hours) == 0:
			c.wrong(where+".hours", "there are no hours; allowed: such as [\"08:00-13:00\"], or closed = true instead")
		}
		c.spans(where+".hours", e.Hours)
		c.elsewhere(where, e)
	}
}

// elsewhere finds exceptions that can never be true, because what they name is
// not at the locations they name.
func (c checker) elsewhere(where string, e Exception) {
	if len(e.Locations) == 0 {
		return
	}
	at := func(key, what, id, location string) {
		if location != "" && !slices.Contains(e.Locations, location) {
			c.wrong(key, "%s %q is at %q, not at %s; allowed: what is at the locations of the exception", what, id, location, quoted(e.Locations))
		}
	}
	for j, id := range e.Departments {
		d, _ := c.o.Department(id)
		at(item(where+".departments", j), "department", id, d.Location)
	}
	for j, id := range e.Services {
		at(item(where+".services", j), "service", id, c.o.LocationOf(id))
	}
}

func (c checker) policy() {
	b := c.o.Policy.Booking
	if b.SlotGridMinutes > 0 && 60%b.SlotGridMinutes != 0 {
		c.wrong("policy.booking.slot_grid_minutes", "%d does not divide an hour; allowed: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60", b.SlotGridMinutes)
	}
	if m := c.o.Policy.Privacy.StatisticsBucketMinutes; m > 0 && 60%m != 0 {
		c.wrong("policy.privacy.statistics_bucket_minutes", "%d does not divide an hour; allowed: 5, 6, 10, 12, 15, 20, 30, 60", m)
	}
	for i, m := range b.Modes {
		where := item("policy.booking.modes", i)
		c.allKnown(where+".departments", "department", m.Departments, c.o.departmentIDs())
		c.allKnown(where+".services", "service", m.Services, c.o.serviceIDs())
		from, to := c.day(where+".from", m.From), c.day(where+".to", m.To)
		if from && to && m.To < m.From {
			c.wrong(where+".to", "%s is before %s; allowed: the same day or a later one", m.To, m.From)
		}
	}
	if c.lines["policy.booking.fields_required"] > 0 && !slices.Contains(b.FieldsRequired, "phone") {
		c.wrong("policy.booking.fields_required", "\"phone\" is missing: the SMS code proves the phone; allowed: a list with \"phone\"")
	}
	for i, f := range b.FieldsOptional {
		if c.lines["policy.booking.fields_optional"] > 0 && slices.Contains(b.FieldsRequired, f) {
			c.wrong(item("policy.booking.fields_optional", i), "%q is required already; allowed: each field in one of the two lists", f)
		}
	}
	if b.PESEL {
		c.wrong("policy.booking.pesel", "PESEL numbers are not collected; allowed: false")
	}
	seen := map[string]string{}
	for i, g := range c.o.Policy.Calling.PriorityGroups {
		where := item("policy.calling.priority_groups", i)
		c.once(seen, where, "priority group", g)
		if !groupPattern.MatchString(g) {
			c.wrong(where, "%q is not the name of a group; allowed: lower-case letters a-z, digits and '_', such as \"disability\"", g)
		}
	}
	for i, p := range c.o.Policy.Notify.Prefixes {
		if !codePattern.MatchString(p) {
			c.wrong(item("policy.notify.prefixes", i), "%q is not a country code; allowed: '+' and one to four digits, such as \"+48\"", p)
		}
	}
	c.notice()
	mask := c.o.Policy.Privacy.MaskPhone
	if rest := strings.Replace(mask, "{last3}", "", 1); strings.ContainsAny(rest, "0123456789{}") {
		c.wrong("policy.privacy.mask_phone", "%q shows more than the last three digits; allowed: any signs but digits, and {last3}", mask)
	}
}

// notice asks whether the privacy notice has only places that are filled in.
func (c checker) notice() {
	for lang, text := range c.o.Policy.Privacy.Notice {
		rest := strings.NewReplacer("{administrator}", "", "{days}", "").Replace(text)
		if strings.ContainsAny(rest, "{}") {
			c.wrong(c.textKey("policy.privacy.notice", lang), "the notice has other braces than {administrator} and {days}, which are filled in")
		}
	}
}
