package office_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/calling/callingtest"
	"numerek/central/forecast"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

// aDay is a Tuesday of the whole office: people take tickets at both kiosks,
// twenty clerks call, and everything goes through the use cases.
type aDay struct {
	*office.Office
	t     *testing.T
	store *store.Store
	file  *officefile.Office

	mu      sync.Mutex
	visits  map[string]*callingtest.Visit // by ticket
	refused map[office.Reason]int
	last    map[string]time.Time // by location: when the last visit ended
	coming  int                  // people who have not been at the kiosk yet
	undone  int
}

func (d *aDay) zone() *time.Location { return d.file.ZoneOrUTC() }

// wall is the instant at which the office's clock shows what UTC does at t.
func (d *aDay) wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, d.zone())
}

func (d *aDay) sleepUntil(t time.Time) { time.Sleep(t.Sub(d.Now())) }

// TestADayOfKoszalin plays a day at its ordinary and at an overloaded pace. No
// ticket is lost, each comes to one end, nobody is overtaken by who came later
// for the same, forecasts are scored, and tickets stop in time.
func TestADayOfKoszalin(t *testing.T) {
	overrun := map[string]time.Duration{}
	for name, tc := range map[string]struct {
		load     float64
		closing  string
		late     time.Duration // the last visit at most so long after closing
		coverage float64       // of the forecasts, at least
	}{
		"load_86":               {0.86, "dynamic", 15 * time.Minute, 0.75},
		"load_120":              {1.2, "dynamic", 45 * time.Minute, 0.6},
		"load_120_fixed_at_end": {1.2, "fixed", 5 * time.Hour, 0.5}, // nobody could be right about four hours
	} {
		if !wholeDays && name != "load_86" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := openDay(t, tc.closing)
				d.play(tc.load)
				late := d.check(tc.coverage)
				if late > tc.late {
					t.Errorf("the last visit ended %s after closing, want at most %s", late, tc.late)
				}
				overrun[name] = late
			})
		})
	}
	if wholeDays && overrun["load_120"] >= overrun["load_120_fixed_at_end"] {
		t.Errorf("dynamic closing runs %s over, without it %s", overrun["load_120"], overrun["load_120_fixed_at_end"])
	}
}

func openDay(t *testing.T, closing string) *aDay {
	t.Helper()
	text := strings.Replace(demoText(t), `mode               = "dynamic"`, `mode               = "`+closing+`"`, 1)
	file, problems := officefile.Parse("koszalin.toml", []byte(text))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	clock := office.ClockFrom(time.Date(2026, 11, 24, 7, 40, 0, 0, file.Zone))
	s, err := store.New(t.Context(), memstore.New(), store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	load(t, s, text)
	return &aDay{
		Office: office.New(s, office.Options{Clock: clock}), t: t, store: s, file: file,
		visits: map[string]*callingtest.Visit{}, refused: map[office.Reason]int{}, last: map[string]time.Time{},
	}
}

func (d *aDay) play(load float64) {
	var people []callingtest.Visit
	for i, l := range d.file.Locations {
		people = append(people, callingtest.Day{Office: d.file, Location: l.ID, Seed: uint64(7 + i), Load: load}.Visits()...)
	}
	slices.SortStableFunc(people, func(a, b callingtest.Visit) int { return a.Comes.Compare(b.Comes) })
	d.coming = len(people)
	var crowd, clerks sync.WaitGroup
	for i := range people {
		crowd.Go(func() { d.come(i, &people[i]) })
	}
	for _, desk := range d.file.Desks {
		clerks.Go(func() { d.work(desk) })
	}
	done := make(chan struct{})
	kiosk := new(sync.WaitGroup)
	kiosk.Go(func() { d.watch(done) })
	crowd.Wait()
	clerks.Wait()
	close(done)
	kiosk.Wait()
}

// watch is what a kiosk does: it keeps the view, and with it the forecast, fresh.
func (d *aDay) watch(done <-chan struct{}) {
	for {
		if _, err := d.View(d.t.Context(), "koszalin"); err != nil {
			d.t.Error(err)
		}
		select {
		case <-done:
			return
		case <-time.After(time.Minute):
		}
	}
}

func (d *aDay) come(i int, v *callingtest.Visit) {
	d.sleepUntil(d.wall(v.Comes))
	guest, err := d.Guest(d.t.Context(), "koszalin")
	if err != nil {
		d.t.Error(err)
		return
	}
	d.mu.Lock()
	d.visits[id(i)] = v // a desk may call before the kiosk has its answer
	d.mu.Unlock()
	a, err := d.Issue(d.t.Context(), guest, office.Request{ID: id(i), Service: v.Service, Language: "pl", Priority: v.Priority})
	d.mu.Lock()
	defer d.mu.Unlock()
	d.coming--
	switch {
	case err != nil:
		d.t.Error(err)
	case a.Refusal != nil:
		d.refused[a.Refusal.Reason]++
		delete(d.visits, id(i))
	}
}

// worker is a clerk in front of a console.
type worker struct {
	*aDay
	seat      office.Seat
	desk      officefile.Desk
	operation office.Operation
	later     []todo // what the clerk promised somebody
	calls     int
}

type todo struct {
	at time.Time
	do office.Action
}

func (d *aDay) work(desk officefile.Desk) {
	w := &worker{aDay: d, desk: desk, seat: office.Seat{
		Office: "koszalin", Location: desk.Location, Desk: desk.Number,
		Workstation: fmt.Sprint(desk.Location, desk.Number), Clerk: fmt.Sprint("clerk-", desk.Number),
	}}
	d.sleepUntil(time.Date(2026, 11, 24, 8, 0, 0, 0, d.zone()))
	var err error
	if w.operation, err = d.TakeDesk(d.t.Context(), w.seat, false); err != nil {
		d.t.Error(err)
		return
	}
	for !w.mayGoHome() {
		w.keepPromises()
		if out := w.do(office.Action{Deed: office.DeedCallNext}); out.Ticket != "" {
			w.serve(out)
			continue
		}
		time.Sleep(10 * time.Second)
	}
	if err := d.LeaveDesk(d.t.Context(), w.seat); err != nil {
		d.t.Error(err)
	}
}

func (w *worker) do(a office.Action) office.Outcome {
	w.operation = w.operation.Next()
	out, err := w.Act(w.t.Context(), w.seat, w.operation, a)
	if err != nil {
		w.t.Errorf("%s: %v", a.Deed, err)
	}
	return out
}

// mayGoHome says that the doors are closed and nobody is left for anybody here.
func (w *worker) mayGoHome() bool {
	w.mu.Lock()
	coming := w.coming
	w.mu.Unlock()
	if coming > 0 || len(w.later) > 0 || w.Now().In(w.zone()).Hour() < 14 {
		return false
	}
	open, err := w.store.OpenTickets(w.t.Context(), "koszalin", w.desk.Location, "2026-11-24")
	return err == nil && !slices.ContainsFunc(open, func(k queue.Ticket) bool { return k.State != queue.NoShow })
}

func (w *worker) keepPromises() {
	w.later = slices.DeleteFunc(w.later, func(p todo) bool {
		if w.Now().Before(p.at) {
			return false
		}
		w.do(p.do)
		return true
	})
}

func (w *worker) serve(called office.Outcome) {
	if w.calls++; w.calls%25 == 0 { // a slip of the finger
		time.Sleep(3 * time.Second)
		w.do(office.Action{Deed: office.DeedUndo})
		w.mu.Lock()
		w.undone++
		w.mu.Unlock()
		return
	}
	w.mu.Lock()
	v := w.visits[called.Ticket]
	w.mu.Unlock()
	if v.Absent {
		v.Absent = false
		w.miss(called.Ticket, v)
		return
	}
	time.Sleep(v.Walk)
	w.do(office.Action{Deed: office.DeedStart})
	took := v.AtDesk[0]
	if len(v.AtDesk) > 1 {
		v.AtDesk = v.AtDesk[1:]
	}
	time.Sleep(took)
	i := slices.Index(w.desk.Services, called.Service)
	switch {
	case v.Parked:
		v.Parked = false
		w.do(office.Action{Deed: office.DeedPark, Reason: "kopia"})
		w.later = append(w.later, todo{w.Now().Add(10 * time.Minute), office.Action{Deed: office.DeedResume, Ticket: called.Ticket}})
	case v.Passed && len(w.desk.Services) > 1:
		v.Passed = false
		w.do(office.Action{Deed: office.DeedTransfer, Service: w.desk.Services[(i+1)%len(w.desk.Services)]})
	default:
		w.do(office.Action{Deed: office.DeedFinish})
		w.mu.Lock()
		w.last[w.desk.Location] = w.Now()
		w.mu.Unlock()
	}
}

func (w *worker) miss(ticket string, v *callingtest.Visit) {
	for range w.file.Policy.Calling.CallRepeat {
		time.Sleep(30 * time.Second)
		w.do(office.Action{Deed: office.DeedCallAgain})
	}
	time.Sleep(30 * time.Second)
	if out := w.do(office.Action{Deed: office.DeedMiss}); out.Refused != "" {
		w.t.Errorf("not missed after all calls: %+v", out)
	}
	if v.ComesBack {
		w.later = append(w.later, todo{w.Now().Add(5 * time.Minute), office.Action{Deed: office.DeedRevive, Ticket: ticket}})
	}
}

// check looks at what the day has left behind, and returns how long after closing
// the last visit ended.
func (d *aDay) check(coverage float64) (late time.Duration) {
	tickets, err := d.store.TicketsOfDay(d.t.Context(), "koszalin", "2026-11-24")
	if err != nil {
		d.t.Fatal(err)
	}
	if len(tickets) != len(d.visits) {
		d.t.Errorf("%d tickets for %d people", len(tickets), len(d.visits))
	}
	ends := map[queue.State]int{}
	var outcomes []forecast.Outcome
	for _, k := range tickets {
		ends[k.State]++
		if k.State != queue.Done && k.State != queue.NoShow {
			d.t.Errorf("%s ended as %s", k.Number, k.State)
		}
		outcomes = append(outcomes, forecast.Outcome{Service: k.Service, Wait: k.Wait, Waited: k.FirstCalled.Sub(k.IssuedAt)})
		d.checkTimeline(k)
	}
	d.checkOrder(tickets)
	score, _ := forecast.Compare(outcomes)
	for _, l := range d.file.Locations {
		closes := time.Date(2026, 11, 24, 14, 30, 0, 0, d.zone())
		if l.ID == "usc" {
			closes = time.Date(2026, 11, 24, 14, 0, 0, 0, d.zone())
		}
		late = max(late, d.last[l.ID].Sub(closes))
	}
	d.t.Logf("%d tickets, refused %v, ended %v, %d undone; the last visit ended %s after closing; forecasts: %d, coverage %.0f %%, bias %+.1f min, width %.1f min",
		len(tickets), d.refused, ends, d.undone, late.Round(time.Second), score.N, 100*score.Coverage, score.Bias, score.Width)
	if score.N < len(tickets)*9/10 || score.Coverage < coverage {
		d.t.Errorf("forecasts: %+v", score)
	}
	return late
}

// checkTimeline follows a ticket through its rows: from waiting to its end
// without a step that the life of a ticket does not have.
func (d *aDay) checkTimeline(k queue.Ticket) {
	timeline, err := d.store.Timeline(d.t.Context(), "koszalin", k.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	state, before := queue.State(""), queue.State("")
	for _, e := range timeline {
		if e.Kind != office.TicketIssued && (e.Desk == 0 || e.Clerk == "") {
			d.t.Errorf("%s: nobody did %s", k.Number, e.Kind)
		}
		step, ok := lifeSteps[e.Kind]
		if !ok || !slices.Contains(step.from, state) {
			d.t.Errorf("%s: %s while %q", k.Number, e.Kind, state)
			return
		}
		if step.to == "" { // undone
			state = before
			continue
		}
		state, before = step.to, state
	}
	if state != k.State {
		d.t.Errorf("%s is %s, its rows say %s", k.Number, k.State, state)
	}
}

// lifeSteps is the life of a ticket as its rows tell it.
var lifeSteps = map[string]struct {
	from []queue.State
	to   queue.State
}{
	office.TicketIssued:      {[]queue.State{""}, queue.Waiting},
	office.TicketCalled:      {[]queue.State{queue.Waiting}, queue.Called},
	office.TicketCalledAgain: {[]queue.State{queue.Called}, queue.Called},
	office.TicketStarted:     {[]queue.State{queue.Called}, queue.Serving},
	office.TicketFinished:    {[]queue.State{queue.Called, queue.Serving}, queue.Done},
	office.TicketMissed:      {[]queue.State{queue.Called}, queue.NoShow},
	office.TicketRevived:     {[]queue.State{queue.NoShow}, queue.Waiting},
	office.TicketParked:      {[]queue.State{queue.Called, queue.Serving}, queue.Parked},
	office.TicketResumed:     {[]queue.State{queue.Parked}, queue.Waiting},
	office.TicketTransferred: {[]queue.State{queue.Called, queue.Serving}, queue.Waiting},
	office.CallTakenBack:     {[]queue.State{queue.Called}, ""},
}

// checkOrder says that within one service nobody without priority was called
// before somebody else without priority who had come earlier.
func (d *aDay) checkOrder(tickets []queue.Ticket) {
	byService := map[string][]queue.Ticket{}
	for _, k := range tickets { // in the order of their numbers
		if !k.Priority && k.Calls > 0 && !k.Revived {
			byService[k.Number.Prefix] = append(byService[k.Number.Prefix], k)
		}
	}
	for prefix, line := range byService {
		for i := 1; i < len(line); i++ {
			if line[i].FirstCalled.Before(line[i-1].FirstCalled) && !d.slipped(line[i-1]) {
				d.t.Errorf("%s: %s was called at %s, before %s at %s", prefix, line[i].Number, line[i].FirstCalled, line[i-1].Number, line[i-1].FirstCalled)
			}
		}
	}
}

// slipped says whether a call of the ticket was taken back, so that its first one
// was another desk's.
func (d *aDay) slipped(k queue.Ticket) bool {
	timeline, err := d.store.Timeline(d.t.Context(), "koszalin", k.ID)
	return err == nil && slices.ContainsFunc(timeline, func(e store.Event) bool { return e.Kind == office.CallTakenBack })
}
