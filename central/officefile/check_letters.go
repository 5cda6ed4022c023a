package officefile

import (
	"maps"
	"slices"
)

// letters asks whether kiosk and slip can write what citizens read.
func (c checker) letters() {
	if c.checks.Missing == nil {
		return
	}
	c.written("office.name", c.o.Name)
	for i, l := range c.o.Locations {
		where := item("locations", i)
		c.written(where+".name", l.Name)
		c.spelt(where+".address", l.Address)
		for j, k := range l.Kiosks {
			c.written(item(where+".kiosks", j)+".place", k.Place)
		}
	}
	for i, d := range c.o.Departments {
		c.written(item("departments", i)+".name", d.Name)
		c.written(item("departments", i)+".place", d.Place)
	}
	for i, s := range c.o.Services {
		c.written(item("services", i)+".label", s.Label)
		c.written(item("services", i)+".detail", s.Detail)
	}
	for i, e := range c.o.Exceptions {
		c.written(item("exceptions", i)+".reason", e.Reason)
	}
	for i, h := range c.o.Holidays.Fixed {
		c.written(item("holidays.fixed", i)+".name", h.Name)
	}
	for i, h := range c.o.Holidays.EasterOffset {
		c.written(item("holidays.easter_offset", i)+".name", h.Name)
	}
}

// written checks a text in all its languages.
func (c checker) written(where string, t Text) {
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		c.spelt(c.textKey(where, lang), t[lang])
	}
}

// spelt checks the letters of one text.
func (c checker) spelt(where, text string) {
	if missing := c.checks.Missing(text); len(missing) > 0 {
		c.wrong(where, "%q has letters that kiosk and slip cannot write: %q; allowed: Latin, Cyrillic and Greek letters, figures and common signs",
			text, string(missing))
	}
}
