package devices

import (
	"slices"
	"strconv"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
	numerekv1 "numerek/proto/numerek/v1"
)

// mostCalls is how many calls a monitor is told of when it begins: those of all
// desks of a large location, of which it shows its own queues'.
const mostCalls = 40

// hallState is a location as its monitors know it.
type hallState struct {
	view    office.HallView // the one that message, volume and counts come from
	calls   []office.Call
	waiting map[string]int // by department
}

// snapshot is everything that one monitor shows and says.
func (h *hallState) snapshot(c office.Caller) *numerekv1.Hall {
	f := h.view.File
	out := &numerekv1.Hall{
		OfficeId: h.view.Office, OfficeName: text(f.Name), Timezone: f.Timezone, Languages: f.Languages, Colour: f.InkColour(),
		LocationId: c.Location, BusinessDay: string(h.view.Day), DemoClock: h.view.Demo,
		Message: text(h.view.Halls[c.Location].Message), Voice: voice(f, h.view.Halls[c.Location].Volume),
	}
	l, d, _ := f.Display(c.Device)
	out.LocationName, out.Place, out.Queues, out.Announcer = text(l.Name), text(d.Place), d.Queues, d.Announcer
	for i, dep := range f.DepartmentsAt(c.Location) {
		if showsDepartment(f, d.Queues, dep.ID) {
			out.Departments = append(out.Departments, department(dep, i+1))
			out.Waiting = append(out.Waiting, &numerekv1.DepartmentWaiting{DepartmentId: dep.ID, Waiting: whole(h.waiting[dep.ID])})
		}
	}
	for _, k := range h.calls {
		out.Calls = append(out.Calls, call(f, c.Location, k))
	}
	return out
}

func showsDepartment(f *officefile.Office, queues []string, department string) bool {
	for _, s := range f.ServicesOf(department) {
		if slices.Contains(queues, s.Prefix) {
			return true
		}
	}
	return false
}

// waitingAt counts the waiting tickets of a location by department.
func waitingAt(v office.HallView, location string) map[string]int {
	out := make(map[string]int)
	for _, s := range v.File.Services {
		if v.File.LocationOf(s.ID) == location {
			out[s.Department] += v.Waiting[s.ID]
		}
	}
	return out
}

// note keeps a call as the newest; its ticket has but one.
func (h *hallState) note(c office.Call) {
	h.drop(c.Ticket)
	h.calls = append([]office.Call{c}, h.calls...)
	if len(h.calls) > mostCalls {
		h.calls = h.calls[:mostCalls]
	}
}

func (h *hallState) drop(ticket string) {
	var kept []office.Call
	for _, c := range h.calls {
		if c.Ticket != ticket {
			kept = append(kept, c)
		}
	}
	h.calls = kept
}

func call(f *officefile.Office, location string, c office.Call) *numerekv1.Call {
	out := &numerekv1.Call{
		Id: strconv.FormatInt(c.Seq, 10), TicketId: c.Ticket, Number: c.Number.String(), Prefix: c.Number.Prefix,
		Sequence: whole(c.Number.N), Desk: whole(c.Desk), Language: c.Language, CalledAt: instant(c.At), Times: whole(c.Times),
	}
	if s, ok := f.Service(c.Service); ok {
		out.DepartmentId = s.Department
	}
	if d, ok := f.Desk(location, c.Desk); ok {
		out.Arrow, out.Room = d.Arrow, text(d.Room)
		if dep, ok := f.Department(d.Department); ok {
			out.PlaceWord = dep.PlaceWord
		}
	}
	return out
}

// voice is how calls are spoken at the present volume.
func voice(f *officefile.Office, volume int) *numerekv1.Voice {
	a := f.Audio
	out := &numerekv1.Voice{
		Languages: a.Order, RepeatAfter: whole(a.RepeatAfterS), Gap: whole(a.GapMS), Volume: whole(volume),
		Sentences: make(map[string]*numerekv1.Sentence, len(a.Voices)), Gong: a.Gong,
	}
	if len(a.Order) == 0 {
		out.Languages = []string{f.Default()}
	}
	for lang, v := range a.Voices {
		out.Sentences[lang] = &numerekv1.Sentence{Call: v.Call, Places: v.Place}
	}
	return out
}

// events turns what was committed into what the monitors of a location are told,
// and keeps h in step.
func (h *hallState) events(location string, batch []store.Event) (out []*numerekv1.CallEvent) {
	for _, e := range batch {
		if e.Location != location {
			continue
		}
		c, isCall := office.CallOf(e)
		switch {
		case isCall:
			h.note(c)
			out = append(out, &numerekv1.CallEvent{What: &numerekv1.CallEvent_Called{Called: call(h.view.File, location, c)}})
		case e.Kind == office.CallTakenBack:
			h.drop(e.Ticket)
			out = append(out, &numerekv1.CallEvent{What: &numerekv1.CallEvent_TakenBack{TakenBack: e.Ticket}})
		case office.EndsCall(e.Kind):
			before := len(h.calls)
			if h.drop(e.Ticket); len(h.calls) != before {
				out = append(out, &numerekv1.CallEvent{What: &numerekv1.CallEvent_Gone{Gone: e.Ticket}})
			}
		}
	}
	return out
}

// changes turns a newer view into what the monitors are told of it: counts, the
// message, the voice.
func (h *hallState) changes(location string, v office.HallView) (out []*numerekv1.CallEvent) {
	old := h.view.Halls[location]
	h.view = v
	now := v.Halls[location]
	if !sameText(old.Message, now.Message) {
		out = append(out, messageEvent(now.Message))
	}
	if old.Volume != now.Volume {
		out = append(out, voiceEvent(v.File, now.Volume))
	}
	waiting := waitingAt(v, location)
	for _, d := range v.File.DepartmentsAt(location) {
		if waiting[d.ID] != h.waiting[d.ID] {
			out = append(out, waitingEvent(d.ID, waiting[d.ID]))
		}
	}
	h.waiting = waiting
	return out
}

// besides is everything that the monitors of a location are told besides calls.
// It goes with no event of the sequence, so that whoever was away gets all of it.
func (h *hallState) besides(location string) []*numerekv1.CallEvent {
	now := h.view.Halls[location]
	out := []*numerekv1.CallEvent{messageEvent(now.Message), voiceEvent(h.view.File, now.Volume)}
	for _, d := range h.view.File.DepartmentsAt(location) {
		out = append(out, waitingEvent(d.ID, h.waiting[d.ID]))
	}
	return out
}

func messageEvent(t officefile.Text) *numerekv1.CallEvent {
	message := text(t)
	if message == nil {
		message = &numerekv1.Text{}
	}
	return &numerekv1.CallEvent{What: &numerekv1.CallEvent_Message{Message: message}}
}

func voiceEvent(f *officefile.Office, volume int) *numerekv1.CallEvent {
	return &numerekv1.CallEvent{What: &numerekv1.CallEvent_Voice{Voice: voice(f, volume)}}
}

func waitingEvent(department string, n int) *numerekv1.CallEvent {
	return &numerekv1.CallEvent{What: &numerekv1.CallEvent_Waiting{
		Waiting: &numerekv1.DepartmentWaiting{DepartmentId: department, Waiting: whole(n)},
	}}
}

func sameText(a, b officefile.Text) bool {
	if len(a) != len(b) {
		return false
	}
	for lang, s := range a {
		if b[lang] != s {
			return false
		}
	}
	return true
}

// anew says whether the monitors must be told everything after a view: texts,
// the day or history itself are others.
func anew(before, after office.HallView) bool {
	return before.Incarnation != after.Incarnation || before.Revision != after.Revision || before.Day != after.Day
}
