package devices

import (
	"strings"

	"google.golang.org/protobuf/proto"

	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/officefile"
	numerekv1 "numerek/proto/numerek/v1"
)

// catalog is everything that a kiosk shows. A guest, who stands nowhere, gets
// the whole office.
func catalog(v office.View, c office.Caller) *numerekv1.Catalog {
	f := v.File
	out := &numerekv1.Catalog{
		OfficeId: v.Office, OfficeName: text(f.Name), Timezone: f.Timezone, Languages: f.Languages,
		Colour: f.InkColour(), HelpPhone: f.HelpPhone, LocationId: c.Location,
		PriorityOffered: len(f.Policy.Calling.PriorityGroups) > 0, BusinessDay: string(v.Day), DemoClock: v.Demo,
	}
	if l, ok := f.Location(c.Location); ok {
		out.LocationName, out.LocationAddress = text(l.Name), l.Address
		out.WeeklyHours = weeklyHours(f.Hours[l.Hours])
		for _, k := range l.Kiosks {
			if k.ID == c.Device {
				out.KioskPlace = text(k.Place)
			} else {
				out.OtherKiosks = append(out.OtherKiosks, text(k.Place))
			}
		}
	}
	for _, l := range f.Locations {
		if c.Location == "" || l.ID == c.Location {
			for i, d := range f.DepartmentsAt(l.ID) {
				out.Departments = append(out.Departments, department(d, i+1))
			}
		}
	}
	for _, state := range states(v, c) {
		s, _ := f.Service(state.GetServiceId())
		out.Services = append(out.Services, &numerekv1.Service{
			Id: s.ID, DepartmentId: s.Department, Prefix: s.Prefix, Label: text(s.Label), Detail: text(s.Detail), State: state,
		})
	}
	return out
}

// department is the one at a place among those of its location, from 1.
func department(d officefile.Department, mark int) *numerekv1.Department {
	return &numerekv1.Department{Id: d.ID, Name: text(d.Name), Place: text(d.Place), Mark: whole(mark)}
}

// states lists the services at the caller's location as they are now, in the
// order of the office file.
func states(v office.View, c office.Caller) []*numerekv1.ServiceState {
	var out []*numerekv1.ServiceState
	for _, s := range v.File.Services {
		if c.Location != "" && v.File.LocationOf(s.ID) != c.Location {
			continue
		}
		now := v.Services[s.ID]
		state := &numerekv1.ServiceState{ServiceId: s.ID, Waiting: whole(now.Waiting), Open: now.Refusal == nil, Wait: wait(now.Wait)}
		if now.Refusal != nil {
			state.Refusal, state.Note = refusal(now.Refusal, v.File.Default()), text(now.Refusal.Note)
		}
		out = append(out, state)
	}
	return out
}

// changed lists the states that differ from those before.
func changed(before, after []*numerekv1.ServiceState) []*numerekv1.ServiceState {
	old := make(map[string]*numerekv1.ServiceState, len(before))
	for _, s := range before {
		old[s.GetServiceId()] = s
	}
	var out []*numerekv1.ServiceState
	for _, s := range after {
		if !proto.Equal(old[s.GetServiceId()], s) {
			out = append(out, s)
		}
	}
	return out
}

// weeklyHours writes the hours of a location as people read them, Monday first.
func weeklyHours(w officefile.Week) []string {
	days := [][]calendar.Span{w.Mon, w.Tue, w.Wed, w.Thu, w.Fri, w.Sat, w.Sun}
	out := make([]string, len(days))
	for i, spans := range days {
		parts := make([]string, len(spans))
		for j, s := range spans {
			parts[j] = s.From.String() + "–" + s.To.String()
		}
		out[i] = strings.Join(parts, ", ")
	}
	return out
}
