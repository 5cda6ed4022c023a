package officefile

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func (o *Office) locationIDs() []string {
	return idsOf(o.Locations, func(l Location) string { return l.ID })
}

func (o *Office) departmentIDs() []string {
	return idsOf(o.Departments, func(d Department) string { return d.ID })
}

func (o *Office) serviceIDs() []string {
	return idsOf(o.Services, func(s Service) string { return s.ID })
}

func idsOf[T any](list []T, id func(T) string) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		if s := id(v); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (c checker) atLeastOne(where string, n int) {
	if c.lines[where] > 0 && n == 0 {
		c.wrong(where, "there must be at least one")
	}
}

func (c checker) locations() {
	c.atLeastOne("locations", len(c.o.Locations))
	ids, devices := map[string]string{}, map[string]string{}
	weeks := slices.Sorted(maps.Keys(c.o.Hours))
	for i, l := range c.o.Locations {
		where := item("locations", i)
		c.ident(where+".id", l.ID)
		c.once(ids, where+".id", "location", l.ID)
		c.known(where+".hours", "week", l.Hours, weeks)
		for j, k := range l.Kiosks {
			at := item(where+".kiosks", j) + ".id"
			c.ident(at, k.ID)
			c.once(devices, at, "device", k.ID)
		}
		for j, d := range l.Displays {
			at := item(where+".displays", j) + ".id"
			c.ident(at, d.ID)
			c.once(devices, at, "device", d.ID)
		}
	}
}

func (c checker) departments() {
	c.atLeastOne("departments", len(c.o.Departments))
	ids := map[string]string{}
	for i, d := range c.o.Departments {
		where := item("departments", i)
		c.ident(where+".id", d.ID)
		c.once(ids, where+".id", "department", d.ID)
		c.known(where+".location", "location", d.Location, c.o.locationIDs())
	}
}

func (c checker) services() {
	c.atLeastOne("services", len(c.o.Services))
	ids, prefixes := map[string]string{}, map[string]Service{}
	for i, s := range c.o.Services {
		where := item("services", i)
		c.ident(where+".id", s.ID)
		c.once(ids, where+".id", "service", s.ID)
		c.known(where+".department", "department", s.Department, c.o.departmentIDs())
		c.known(where+".hours", "week", s.Hours, slices.Sorted(maps.Keys(c.o.Hours)))
		c.known(where+".priority", "priority group", s.Priority, c.o.Policy.Calling.PriorityGroups)
		c.prefix(prefixes, where+".prefix", s)
		if s.Minutes > 0 && s.P90 > 0 && s.P90 < s.Minutes {
			c.wrong(where+".p90", "a slow case of %d minutes is faster than the typical one of %d; allowed: at least minutes", s.P90, s.Minutes)
		}
		if grid := c.o.Policy.Booking.SlotGridMinutes; s.Bookable && grid > 0 && s.Slot%grid != 0 {
			c.wrong(where+".slot", "%d is not a multiple of slot_grid_minutes; allowed: multiples of %d", s.Slot, grid)
		}
		if s.ID != "" && len(c.o.DesksFor(s.ID)) == 0 && len(c.o.Desks) > 0 && !c.nearlyServed(s.ID) {
			c.wrong(where+".id", "no desk serves service %q; allowed: at least one desk that lists it in its services", s.ID)
		}
	}
}

// nearlyServed says whether a desk has a service that does not exist and is
// spelled nearly like this one: then that is the problem.
func (c checker) nearlyServed(id string) bool {
	for _, d := range c.o.Desks {
		for _, s := range d.Services {
			if !slices.Contains(c.o.serviceIDs(), s) && didYouMean(s, []string{id}) != "" {
				return true
			}
		}
	}
	return false
}

func (c checker) prefix(seen map[string]Service, where string, s Service) {
	if s.Prefix == "" {
		return
	}
	if !prefixPattern.MatchString(s.Prefix) {
		c.wrong(where, "%q is not a prefix; allowed: one letter A-Z", s.Prefix)
		return
	}
	location := c.o.LocationOf(s.ID)
	if first, ok := seen[location+"/"+s.Prefix]; ok && location != "" {
		c.wrong(where, "prefix %q is already that of service %q at %s; allowed: each letter once at a location; free: %s",
			s.Prefix, first.ID, location, c.freePrefixes(location))
		return
	}
	seen[location+"/"+s.Prefix] = s
}

// freePrefixes lists the letters that a location does not use and that are
// neither misread nor misheard.
func (c checker) freePrefixes(location string) string {
	used := c.prefixesAt(location)
	return strings.Map(func(letter rune) rune {
		if slices.Contains(used, string(letter)) {
			return -1
		}
		return letter
	}, "ABCDEFGHJKLMNPRSTUWYZ")
}

func (c checker) prefixesAt(location string) []string {
	var out []string
	for _, s := range c.o.Services {
		if s.Prefix != "" && c.o.LocationOf(s.ID) == location {
			out = append(out, s.Prefix)
		}
	}
	return out
}

func (c checker) desks() {
	c.atLeastOne("desks", len(c.o.Desks))
	numbers := map[string]string{}
	for i, d := range c.o.Desks {
		where := item("desks", i)
		name := "desk " + strconv.Itoa(d.Number)
		if d.Number > 0 && d.Location != "" {
			c.once(numbers, where+".number", "desk", fmt.Sprintf("%d at %s", d.Number, d.Location))
		}
		c.known(where+".location", name+": location", d.Location, c.o.locationIDs())
		if c.known(where+".department", name+": department", d.Department, c.o.departmentIDs()) {
			if dep, _ := c.o.Department(d.Department); dep.Location != d.Location && dep.Location != "" && d.Location != "" {
				c.wrong(where+".department", "%s: department %q is at %q, not at %q", name, d.Department, dep.Location, d.Location)
			}
		}
		if c.lines[where+".services"] > 0 && len(d.Services) == 0 {
			c.wrong(where+".services", "%s: there must be at least one service; services of %s: %s", name, d.Location, quoted(c.servicesAt(d.Location)))
		}
		c.deskServices(where+".services", name, d)
	}
}

func (c checker) deskServices(where, name string, d Desk) {
	here := c.servicesAt(d.Location)
	seen := map[string]string{}
	for j, id := range d.Services {
		at := item(where, j)
		c.once(seen, at, name+": service", id)
		switch location := c.o.LocationOf(id); {
		case id == "":
			c.wrong(at, "%s: a service has no id; services of %s: %s", name, d.Location, quoted(here))
		case !slices.Contains(c.o.serviceIDs(), id):
			c.wrong(at, "%s: service %q does not exist%s; services of %s: %s", name, id, didYouMean(id, here), d.Location, quoted(here))
		case location != d.Location && location != "" && slices.Contains(c.o.locationIDs(), d.Location):
			c.wrong(at, "%s: service %q is at %q, not at %q; services of %s: %s", name, id, location, d.Location, d.Location, quoted(here))
		}
	}
}

func (c checker) servicesAt(location string) []string {
	var out []string
	for _, s := range c.o.Services {
		if s.ID != "" && c.o.LocationOf(s.ID) == location && !slices.Contains(out, s.ID) {
			out = append(out, s.ID)
		}
	}
	return out
}

// displays checks that every call is shown, and spoken by one voice at a location.
func (c checker) displays() {
	for i, l := range c.o.Locations {
		here, shown, sure := c.prefixesAt(l.ID), map[string]bool{}, len(l.Displays) > 0
		announcer := ""
		for j, d := range l.Displays {
			where := item(item("locations", i)+".displays", j)
			if d.Announcer && announcer != "" {
				c.wrong(where+".announcer", "%q speaks at %s already; allowed: one announcer at a location, so that two voices never overlap", announcer, l.ID)
			} else if d.Announcer {
				announcer = d.ID
			}
			if c.lines[where+".queues"] > 0 && len(d.Queues) == 0 {
				c.wrong(where+".queues", "there must be at least one prefix; prefixes at %s: %s", l.ID, quoted(here))
			}
			for k, q := range d.Queues {
				shown[q] = true
				if !slices.Contains(here, q) {
					sure = false
					c.wrong(item(where+".queues", k), "no service at %s has prefix %q; prefixes there: %s", l.ID, q, quoted(here))
				}
			}
		}
		for k, s := range c.o.Services {
			if sure && s.ID != "" && c.o.LocationOf(s.ID) == l.ID && prefixPattern.MatchString(s.Prefix) && !shown[s.Prefix] {
				c.wrong(item("services", k)+".prefix", "no display at %s shows prefix %q of service %q; allowed: each prefix in the queues of a display, where a location has displays", l.ID, s.Prefix, s.ID)
			}
		}
	}
}
