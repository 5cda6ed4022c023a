package privacy_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/privacy"
	"numerek/central/queue"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
)

// stillClock shows one instant until a test moves it.
type stillClock struct {
	mu     sync.Mutex
	now    time.Time
	uptime time.Duration
}

func (c *stillClock) Now() time.Time        { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *stillClock) Uptime() time.Duration { c.mu.Lock(); defer c.mu.Unlock(); return c.uptime }

func (c *stillClock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.uptime = c.now.Add(d), c.uptime+d
}

const where = "koszalin"

// town is the demo office on Monday 23 November 2026, 09:30.
type town struct {
	t      testing.TB
	clock  *stillClock
	keys   *secret.Keys
	db     store.Backend
	store  *store.Store
	office *office.Office
	visits *visits.Visits
	*privacy.Privacy
	orders int
}

func newTown(t testing.TB) *town {
	t.Helper()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)}, db: memstore.New()}
	if w.keys, err = secret.New([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	file, problems := officefile.Parse("test.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.update(func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: file.ID, Revision: 1})
		tx.PutFile(file.ID, string(text))
		_, err = tx.Append(store.Event{Office: file.ID, Kind: office.OfficeImported, At: w.clock.now})
		return err
	})
	return w
}

// start opens the database as a server of its own.
func (w *town) start() {
	w.t.Helper()
	var err error
	if w.store, err = store.New(context.Background(), w.db, store.Options{Now: w.clock.Now}); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.store.Close() })
	book := visits.NewBook(w.keys, true)
	w.office = office.New(w.store, office.Options{Clock: w.clock, Companion: book})
	w.visits = visits.New(w.office, w.store, book, visits.Options{})
	w.Privacy = privacy.New(w.office, w.store, privacy.Options{Keys: w.keys})
}

func (w *town) update(do func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), store.Keys{}, do); err != nil {
		w.t.Fatal(err)
	}
}

// day moves the clock to half past four of the n-th day from that Monday.
func (w *town) day(n int) queue.Day {
	w.t.Helper()
	day := calendar.AddDays(monday, n)
	w.clock.pass(calendar.FirstInstant(day, 4*60+30, warsaw).Sub(w.clock.Now()))
	return day
}

func (w *town) purge() {
	w.t.Helper()
	if err := w.Purge(context.Background(), where); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) report() privacy.Report {
	w.t.Helper()
	r, err := w.Report(context.Background(), where)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// events are those of a kind.
func (w *town) events(kind string) (found []store.Event) {
	w.t.Helper()
	all, err := w.store.Events(context.Background(), where, 0, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range all {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

func (w *town) booking(id string) booking.Booking {
	w.t.Helper()
	b, err := w.store.Booking(context.Background(), where, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// hold takes the first free slot of a later day for a phone.
func (w *town) hold(day queue.Day, phone string) booking.Booking {
	w.t.Helper()
	slots, err := w.visits.Slots(context.Background(), where, "rejestracja", day)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range slots {
		if s.Places == 0 {
			continue
		}
		w.orders++
		h, err := w.visits.Hold(context.Background(), where, visits.Order{
			ID: id(1000 + w.orders), Service: "rejestracja", Start: s.Start, Phone: phone, Name: "Obywatelka Pierwsza", Language: "pl",
		})
		if err != nil {
			w.t.Fatal(err)
		}
		return h.Booking
	}
	w.t.Fatal("nothing is free")
	return booking.Booking{}
}

// confirm proves the phone of a hold.
func (w *town) confirm(b booking.Booking) booking.Booking {
	w.t.Helper()
	w.update(func(tx *store.Tx) error {
		k, err := tx.Booking(store.BookingKey{Office: where, ID: b.ID})
		if err != nil {
			return err
		}
		if b, err = k.Confirm(w.clock.Now()); err == nil {
			tx.PutBooking(b)
		}
		return err
	})
	return b
}

func TestPeopleAreForgotten(t *testing.T) {
	w := newTown(t)
	visit := w.confirm(w.hold("2026-11-26", "601 234 567"))
	lapsed := w.hold("2026-12-03", "601 234 568")
	for n := range 19 {
		today := w.day(n + 1)
		if err := w.visits.Tend(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.purge()
		b := w.booking(visit.ID)
		past := today > visit.Day
		if gone := b.Code == "" && b.Token == ""; gone != past {
			t.Errorf("%s: code and link gone: %v", today, gone)
		}
		forgotten := b.Person == "" && b.PhoneHash == "" && b.Origin == "" && b.CodeHash == "" && b.TokenHash == ""
		if want := today >= "2026-12-10"; forgotten != want || b.Person == "" != want {
			t.Errorf("%s: forgotten: %v, want %v", today, forgotten, want)
		}
		if k := w.booking(lapsed.ID); (k.Person == "") != (n+1 >= 2) {
			t.Errorf("%s: the hold that nobody confirmed: %q", today, k.Person)
		}
		messages, err := w.store.OldMessages(t.Context(), where, w.clock.Now(), 100)
		if want := today < "2026-12-07"; err != nil || want && len(messages) != 2 || today >= "2026-12-10" && len(messages) != 0 {
			t.Errorf("%s: got %d messages, %v", today, len(messages), err)
		}
		for _, k := range w.report().Kept {
			if k.Broken > 0 {
				t.Errorf("%s: %s: %d are kept against the rule", today, k.What, k.Broken)
			}
		}
	}
	purged := w.events(privacy.Purged)
	if len(purged) != 19 {
		t.Errorf("got %d events, want one a day", len(purged))
	}
	var all privacy.Counts
	for _, e := range purged {
		var d privacy.PurgedDetail
		if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
			t.Fatal(err)
		}
		all.People += d.People
		all.Codes += d.Codes
		all.Messages += d.Messages
	}
	if want := (privacy.Counts{People: 2, Codes: 1, Messages: 2}); all != want {
		t.Errorf("got %+v, want %+v", all, want)
	}
}

// fill writes tickets and bookings of many days.
func (w *town) fill(r *rand.Rand, days int) (perDay map[queue.Day]store.Figure) {
	perDay = make(map[queue.Day]store.Figure)
	for n := range days {
		day := calendar.AddDays(monday, -n)
		tickets := crowd(r, r.IntN(60))
		w.update(func(tx *store.Tx) error {
			for i, k := range tickets {
				back := -time.Duration(n) * 24 * time.Hour
				k.ID, k.Token, k.Day, k.Number.N = fmt.Sprint(day, i), fmt.Sprint("token", day, i), day, i+1
				for _, t := range []*time.Time{&k.IssuedAt, &k.FirstCalled, &k.CalledAt, &k.ServedAt, &k.EndedAt, &k.Booked} {
					if !t.IsZero() {
						*t = t.Add(back)
					}
				}
				tickets[i] = k
				tx.PutTicket(k)
				if i%5 == 0 {
					tx.PutBooking(booking.Booking{
						Office: where, ID: k.ID, Location: "ratusz", Service: "rejestracja", Day: day, Start: k.IssuedAt, Minutes: 15,
						State: booking.Arrived, Ticket: k.ID, PhoneHash: "h", Person: "p", CreatedAt: k.IssuedAt,
					})
					tx.PutMessage(store.Message{Office: where, ID: k.ID, Channel: "sms", Booking: k.ID, State: "delivered", CreatedAt: k.IssuedAt})
				}
			}
			return nil
		})
		perDay[day] = total(privacy.Figures(tickets, quarters))
	}
	return perDay
}

// Whatever day it is: after the purge nothing is older than the rules allow, and
// the figures say what the tickets said, be it interrupted, repeated, or done
// by two servers at once.
func TestNothingOlderThanThePolicyRemains(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	w := newTown(t)
	perDay := w.fill(r, 110)
	w.day(0)
	for _, n := range []int{1, 2, 3, 20, 50, 100, 220} {
		today := w.day(n)
		for range 5 { // stopped somewhere
			ctx, stop := context.WithCancel(t.Context())
			time.AfterFunc(time.Duration(r.IntN(3000))*time.Microsecond, stop)
			_ = w.Purge(ctx, where)
			stop()
			w.start()
		}
		first := w.Privacy
		w.start()
		second := w.Privacy
		var both sync.WaitGroup
		for _, p := range []*privacy.Privacy{first, second} {
			both.Go(func() {
				if err := p.Purge(t.Context(), where); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		if report := w.report(); report.Broken() {
			t.Errorf("%s: %+v", today, report)
		}
		if n := len(w.events(privacy.Purged)); n == 0 {
			t.Errorf("%s: no event", today)
		}
		for day, want := range perDay {
			tickets, err1 := w.store.TicketsOfDay(t.Context(), where, day)
			figures, err2 := w.store.Figures(t.Context(), where, day, day)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			switch old := day <= calendar.AddDays(today, -90); {
			case old && len(tickets) > 0:
				t.Fatalf("%s: %d tickets of %s", today, len(tickets), day)
			case old && total(figures) != want:
				t.Fatalf("%s: the figures of %s: got %+v, want %+v", today, day, total(figures), want)
			case !old && (len(tickets) != want.Tickets || len(figures) > 0):
				t.Fatalf("%s: %s has %d tickets of %d and %d figures", today, day, len(tickets), want.Tickets, len(figures))
			}
		}
	}
	var counted, all int
	for _, e := range w.events(privacy.Purged) {
		var d privacy.PurgedDetail
		if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
			t.Fatal(err)
		}
		counted += d.Tickets
	}
	for _, f := range perDay {
		all += f.Tickets
	}
	if counted != all || len(w.events(privacy.Purged)) != 7 {
		t.Errorf("%d events count %d tickets, want 7 and %d", len(w.events(privacy.Purged)), counted, all)
	}
	// One that comes back afterwards is counted, too.
	back := visit(9999, "s0", 0, at(9, 0))
	back.FirstCalled, back.State = time.Time{}, queue.Expired
	w.update(func(tx *store.Tx) error { tx.PutTicket(back); return nil })
	w.day(221)
	w.purge()
	figures, err := w.store.Figures(t.Context(), where, monday, monday)
	if got := total(figures).Tickets; err != nil || got != perDay[monday].Tickets+1 {
		t.Errorf("with a late ticket: got %d, %v, want one more than %d", got, err, perDay[monday].Tickets)
	}
}

// A clock that jumps ahead deletes nothing.
func TestAJumpOfTheClockDeletesNothing(t *testing.T) {
	w := newTown(t)
	w.confirm(w.hold("2026-11-26", "601 234 567"))
	w.purge()
	w.clock.mu.Lock()
	w.clock.now = w.clock.now.AddDate(1, 0, 0)
	w.clock.mu.Unlock()
	w.purge()
	if report := w.report(); report.Kept[0].Count != 1 || report.Ran {
		t.Errorf("got %+v", report)
	}
	if n := len(w.events(privacy.Purged)); n != 1 {
		t.Errorf("got %d purges, want 1", n)
	}
}

// Run begins soon after the start, and does its work once after each turn of the day.
func TestRunPurgesEveryDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTown(t)
		o := office.New(w.store, office.Options{}) // its clock is that of the bubble: 1 January 2000, 01:00 in Koszalin
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		for range 2 { // servers
			go func() { ended <- privacy.New(o, w.store, privacy.Options{}).Run(ctx) }()
		}
		time.Sleep(72 * time.Hour)
		synctest.Wait()
		stop()
		for range 2 {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("ended with %v", err)
			}
		}
		var got []string
		for _, e := range w.events(privacy.Purged) {
			var d privacy.PurgedDetail
			if err := json.Unmarshal([]byte(e.Detail), &d); err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(d.Day, " ", e.At.In(warsaw).Format("15:04")))
		}
		want := []string{"1999-12-31 01:01", "2000-01-01 04:01", "2000-01-02 04:01", "2000-01-03 04:01"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
