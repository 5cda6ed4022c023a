package citizen

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
	"numerek/central/web/frame"
)

// visit is the part of a ticket's page that changes while it is open.
type visit struct {
	T        *translations.Texts
	Phase    string // names the look
	Title    string // of the window
	Say      string // to those who do not see the page
	Call     string // changes with every call; empty unless called
	Over     bool   // nobody will call it
	Withdraw string // address of the question; empty where it is too late

	Prefix, Digits string
	Service        string
	Priority       bool

	Heading string
	Desk    string // number of the desk to go to, which ends the heading; empty: none
	Room    string // where that desk is
	Wait    string
	What    string
	Of, At  int // the way to the call: At of Of are gone; Of is 0 where nothing is known

	Department string
	Place      []string // from the room to the street; each breaks as a whole where it can
	Mark       int      // colour of the department, from 1; 0: none
	IssuedAt   string
}

// phaseNext is a ticket that waits with nobody before it.
const phaseNext = "next"

// newVisit writes what a phone shows. withdraw is the address of the question
// whether to give up the visit.
func newVisit(ph office.Phone, t *translations.Texts, withdraw string) visit {
	k := ph.Ticket
	v := visit{
		T: t, Phase: string(ph.State), Prefix: k.Number.Prefix, Digits: fmt.Sprintf("%03d", k.Number.N), Priority: k.Priority,
		IssuedAt: k.IssuedAt.In(ph.File.ZoneOrUTC()).Format("02.01.2006, 15:04"),
	}
	// A service that the office has given up since keeps its ticket's page.
	if service, ok := ph.File.Service(k.Service); ok {
		v.Service = ph.File.Text(service.Label, t.Code)
	}
	v.where(ph.File, k)
	if ph.State == queue.Waiting || ph.State == queue.Parked {
		v.Withdraw = withdraw
	}
	switch ph.State {
	case queue.Waiting:
		v.waits(ph)
	case queue.Called:
		v.called(ph)
	default:
		v.tells(ph)
	}
	if v.Title == "" {
		v.Title = k.Number.String() + " · " + v.Heading
	}
	if v.Say == "" {
		v.Say = v.Heading
	}
	return v
}

// waits tells somebody whose call is still to come.
func (v *visit) waits(ph office.Phone) {
	words, k := &v.T.Phone, ph.Ticket
	v.Heading, v.What = words.Ahead+": "+v.T.People(ph.Ahead), words.Waits
	if ph.Ahead == 0 {
		v.Phase, v.Heading = phaseNext, words.First
	}
	if ph.Ahead == 0 && ph.Wait.From == 0 {
		v.What = words.Next
	}
	switch {
	case k.Wants != 0:
		v.What = translations.Fill(words.AgainAt, "{desk}", deskName(ph.File, k.Location, k.Wants, v.T))
	case !k.FirstCalled.IsZero():
		v.What = words.Again
	default:
		v.Of, v.At = k.Ahead, min(max(k.Ahead-ph.Ahead, 0), k.Ahead)
	}
	if ph.Wait != (queue.Wait{}) {
		v.Wait = translations.Fill(words.Wait, "{range}", v.T.Minutes(ph.Wait.From, ph.Wait.To))
	}
}

// called sends somebody to a desk.
func (v *visit) called(ph office.Phone) {
	words, k := &v.T.Phone, ph.Ticket
	name := deskName(ph.File, k.Location, k.Desk, v.T)
	whole := translations.Fill(words.GoTo, "{desk}", name)
	v.Desk = strconv.Itoa(k.Desk)
	v.Heading = strings.TrimSuffix(whole, "\u00a0"+v.Desk)
	v.Title, v.Say = whole+" · "+k.Number.String(), k.Number.String()+": "+whole
	at := frame.Clock(ph.File, k.CalledAt)
	v.What = translations.Fill(words.CalledAt, "{time}", at)
	if k.Calls > 1 {
		v.What = v.T.CalledOften(k.Calls, at)
	}
	v.Call = strconv.FormatInt(k.CalledAt.UnixMilli(), 10)
	if d, ok := ph.File.Desk(k.Location, k.Desk); ok {
		v.Room = ph.File.Text(d.Room, v.T.Code)
	}
}

// tells what became of a ticket that neither waits nor is called.
func (v *visit) tells(ph office.Phone) {
	words := &v.T.Phone
	var state translations.State
	switch ph.State {
	case queue.Serving:
		state = words.Serving
	case queue.Parked:
		state = words.Parked
	case queue.NoShow:
		state = words.Missed
		if v.Over = ph.ComeBack.IsZero(); v.Over {
			state = words.Gone
		}
	case queue.Done:
		state, v.Over = words.Done, true
	case queue.Withdrawn:
		state, v.Over = words.Withdrawn, true
	case queue.Expired:
		state, v.Over = words.Expired, true
	default:
		state, v.Over = words.Void, true
	}
	v.Heading = state.Title
	v.What = translations.Fill(state.What, "{time}", frame.Clock(ph.File, ph.ComeBack),
		"{desk}", deskName(ph.File, ph.Ticket.Location, ph.Ticket.Desk, v.T))
}

// deskName is a desk as it is called after "to", "stanowiska 3": in the words of
// the office's announcements where they have some.
func deskName(file *officefile.Office, location string, number int, t *translations.Texts) string {
	word := t.Phone.Desk
	if d, ok := file.Desk(location, number); ok {
		if of, ok := file.Department(d.Department); ok && file.Audio.Voices[t.Code].Place[of.PlaceWord] != "" {
			word = file.Audio.Voices[t.Code].Place[of.PlaceWord]
		}
	}
	return word + "\u00a0" + strconv.Itoa(number)
}

// where says where the ticket's service is given. A department that has a
// building to itself is named once.
func (v *visit) where(file *officefile.Office, k queue.Ticket) {
	service, _ := file.Service(k.Service)
	for i, d := range file.DepartmentsAt(k.Location) {
		if d.ID == service.Department {
			v.Department, v.Mark = file.Text(d.Name, v.T.Code), frame.Mark(i)
			v.Place = append(v.Place, file.Text(d.Place, v.T.Code))
		}
	}
	if l, ok := file.Location(k.Location); ok {
		if name := file.Text(l.Name, v.T.Code); name != v.Department {
			v.Place = append(v.Place, name)
		}
		v.Place = append(v.Place, l.Address)
	}
	v.Place = slices.DeleteFunc(v.Place, func(s string) bool { return s == "" })
}
