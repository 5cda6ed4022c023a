// Package storetest says how every backend of package store must behave.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"numerek/central/queue"
	"numerek/central/store"
)

// Open makes a new empty database and returns a function that opens it: each
// call another handle, as another process would have. The suite closes the
// handles; the database is t's to clean up.
type Open func(t *testing.T) func() store.Backend

const (
	office = "koszalin"
	day    = queue.Day("2026-11-23")
)

var (
	hot = queue.Series{Office: office, Location: "ratusz", Prefix: "R", Day: day}
	now = time.Date(2026, 11, 23, 8, 15, 30, 123_000_000, time.UTC)
)

// Run runs the suite. Each test gets a database of its own.
func Run(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, func() store.Backend){
		"rows_come_back":              testRoundTrip,
		"rows_are_replaced":           testReplace,
		"many_rows_at_once":           testManyRows,
		"nothing_is_not_found":        testNotFound,
		"lists_are_in_order":          testLists,
		"people_and_desks_come_back":  testPeople,
		"sessions_end":                testSessions,
		"queue_within_a_commit":       testQueue,
		"bookings_come_back":          testBookings,
		"bookings_in_order":           testBookingLists,
		"personal_until_forgotten":    testPersonal,
		"code_twice_is_refused":       testBookingTwice,
		"agenda_within_a_commit":      testAgenda,
		"groups_like_a_model":         testGroups,
		"places_are_sold_once":        testPlaces,
		"messages_come_back":          testMessages,
		"outbox_knows_what_is_due":    testOutbox,
		"messages_in_order":           testMessageLists,
		"keypads_and_figures":         testCounted,
		"old_tickets_go":              testOldTickets,
		"purges_come_back":            testPurges,
		"devices_come_back":           testFleet,
		"enrolment_token_twice":       testTokens,
		"versions_and_updates":        testUpdates,
		"events_by_number":            testEvents,
		"readers_see_only_committed":  testReaders,
		"number_twice_is_refused":     testDuplicateNumber,
		"token_twice_is_refused":      testDuplicateToken,
		"bad_text_is_refused":         testBadText,
		"failing_job_leaves_no_trace": testFailingJob,
		"guilty_job_fails_alone":      testGuiltyJob,
		"one_series_64_at_once":       testHotSeries,
		"two_stores_on_one_database":  testTwoStores,
		"watch_hears_other_handles":   testWatch,
		"one_write_transaction":       testOneWriter,
		"rolled_back_is_gone":         testRollback,
		"reopened_is_the_same":        testReopen,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func start(t *testing.T, b store.Backend) *store.Store {
	t.Helper()
	s, err := store.New(t.Context(), b, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func update(t *testing.T, s *store.Store, do func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), store.Keys{}, do); err != nil {
		t.Fatal(err)
	}
}

// addOffice makes the office that events belong to.
func addOffice(t *testing.T, s *store.Store) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: office, Revision: 1})
		return nil
	})
}

func ticket(n int) queue.Ticket {
	return queue.Ticket{
		Office: office, ID: fmt.Sprintf("ticket-%d", n), Location: "ratusz", Day: day,
		Number: queue.Number{Prefix: "R", N: n}, Service: "rejestracja",
		Language: "uk", Priority: true, State: queue.Waiting, Paper: queue.PaperPending,
		IssuedAt: now.Add(time.Duration(n) * time.Second), Device: "kiosk-ratusz",
		Ahead: n - 1, Token: fmt.Sprintf("token-%d", n), BodyHash: "9f86d081",
		Wait: queue.Wait{From: 5, To: 15}, Booked: now.Add(time.Hour), Desk: 3, Wants: 4, Calls: 2, FirstCalled: now.Add(time.Minute),
		CalledAt: now.Add(2 * time.Minute), ServedAt: now.Add(3 * time.Minute), BookingID: "booking", EndedAt: now.Add(4 * time.Minute), Revived: true, Revision: 9, Copies: 2,
	}
}

// issue gives the next number of a series as the use case does: counter, ticket,
// tally and event in one job.
func issue(ctx context.Context, s *store.Store, series queue.Series, id string) (number int, err error) {
	needs := store.Keys{
		Installation: true,
		Offices:      []string{series.Office},
		Tickets:      []store.RequestKey{{Office: series.Office, Request: id}},
		Series:       []queue.Series{series},
		Tallies:      []store.TallyKey{{Office: series.Office, Service: "s", Day: series.Day}},
	}
	err = s.Update(ctx, needs, func(tx *store.Tx) error {
		if t, err := tx.Ticket(series.Office, id); err == nil {
			number = t.Number.N
			return nil
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		row, _, err := tx.Series(series)
		if err != nil {
			return err
		}
		tally, err := tx.Tally(series.Office, "s", series.Day)
		if err != nil {
			return err
		}
		row.Last++
		tally.Issued++
		tally.Waiting++
		number = row.Last
		tx.PutSeries(row)
		tx.PutTally(tally)
		tx.PutTicket(queue.Ticket{
			Office: series.Office, ID: id, Location: series.Location, Day: series.Day,
			Number: queue.Number{Prefix: series.Prefix, N: row.Last}, Service: "s", State: queue.Waiting,
			Paper: queue.PaperPending, IssuedAt: now, Token: rand.Text(), Ahead: tally.Waiting - 1,
		})
		_, err = tx.Append(store.Event{Office: series.Office, Kind: "ticket.issued", Ticket: id, At: now})
		return err
	})
	return number, err
}

func testRoundTrip(t *testing.T, open func() store.Backend) {
	// Everything that is UTF-8 comes back as it is: a field full of it.
	text := "Zażółć gęślą jaźń, Ґанок, Straße, \"'`$1?;--\n\t🙂 " + strings.Repeat("ł", 3000)
	installation := store.Installation{Incarnation: "0f", Previous: "0e", Since: now, History: "7421/1"}
	wantOffice := store.Office{ID: office, Revision: 7, Day: day, Seq: 1}
	device := store.Device{Office: office, ID: "kiosk-ratusz", BootEpoch: 1 << 40, BootID: "b", Version: "1.2", SeenAt: now}
	answer := store.Answer{Office: office, Request: "r", BodyHash: "h", Kind: "refused", Detail: `{"closed":"Ź"}`, At: now}
	waiting := ticket(1)
	void := ticket(2)
	void.State, void.Void, void.Paper, void.Priority, void.Language = queue.Void, queue.VoidLostInRestore, queue.PaperNotDelivered, false, "pl"
	row := store.SeriesRow{Series: hot, Last: 999, Incarnation: "0f"}
	tally := store.Tally{Office: office, Service: "rejestracja", Day: day, Issued: 12, Waiting: 3, Stopped: "szkolenie"}
	event := store.Event{
		Office: office, Seq: 1, At: now, Kind: "ticket.issued", Location: "ratusz", Service: "rejestracja",
		Ticket: "ticket-1", Device: "kiosk-ratusz", Detail: `{"a":1}`, Desk: 3, Clerk: "anna",
	}

	s := start(t, open())
	update(t, s, func(tx *store.Tx) error {
		tx.PutInstallation(installation)
		tx.PutOffice(wantOffice)
		tx.PutFile(office, text)
		tx.PutDevice(device)
		tx.PutAnswer(answer)
		tx.PutTicket(waiting)
		tx.PutTicket(void)
		tx.PutSeries(row)
		tx.PutTally(tally)
		_, err := tx.Append(event)
		return err
	})

	// Loaded by key in a later transaction.
	update(t, s, func(tx *store.Tx) error {
		same(t, installation)(tx.Installation())
		same(t, wantOffice)(tx.Office(office))
		same(t, text)(tx.File(office))
		same(t, device)(tx.Device(office, device.ID))
		same(t, answer)(tx.Answer(office, answer.Request))
		same(t, waiting)(tx.Ticket(office, waiting.ID))
		same(t, void)(tx.Ticket(office, void.ID))
		same(t, tally)(tx.Tally(office, tally.Service, day))
		got, ok, err := tx.Series(hot)
		if !ok {
			t.Error("the series is not there")
		}
		same(t, row)(got, err)
		return nil
	})

	// Read beside the writer.
	ctx := t.Context()
	same(t, installation)(s.Installation(ctx))
	same(t, []store.Office{wantOffice})(s.Offices(ctx))
	same(t, text)(s.File(ctx, office))
	same(t, waiting)(s.Ticket(ctx, office, waiting.ID))
	same(t, waiting)(s.TicketByToken(ctx, office, waiting.Token))
	same(t, []store.Tally{tally})(s.Tallies(ctx, office, day))
	same(t, []store.Event{event})(s.Events(ctx, office, 0, 10))
	same(t, []store.Event{event})(s.Timeline(ctx, office, "ticket-1"))
	same(t, []queue.Ticket{waiting, void})(s.ServedTickets(ctx, office, day, day))
}

// same returns a function that compares an answer with want.
func same[V any](t *testing.T, want V) func(V, error) {
	return func(got V, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("got error %v", err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func testReplace(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	before := ticket(1)
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(before)
		tx.PutSeries(store.SeriesRow{Series: hot, Last: 1})
		return nil
	})
	after := before
	after.State, after.Paper = queue.Done, queue.PaperPrinted
	after.IssuedAt = time.Date(2026, 10, 25, 2, 30, 0, 999_999, time.FixedZone("CEST", 7200))
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(after)
		tx.PutSeries(store.SeriesRow{Series: hot, Last: 2})
		return nil
	})
	// A time comes back in UTC, cut to the millisecond.
	after.IssuedAt = time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	same(t, after)(s.Ticket(t.Context(), office, after.ID))
	update(t, s, func(tx *store.Tx) error {
		if row, _, err := tx.Series(hot); err != nil || row.Last != 2 {
			t.Errorf("got %+v, %v, want last 2", row, err)
		}
		return nil
	})
}

// testManyRows crosses the sizes of statements over many rows.
func testManyRows(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	last := 0
	for _, n := range []int{1, 2, 5, 17, 63, 64, 65, 150} {
		from, to := last+1, last+n
		last = to
		update(t, s, func(tx *store.Tx) error {
			for i := from; i <= to; i++ {
				tx.PutTicket(ticket(i))
				if _, err := tx.Append(store.Event{Office: office, Kind: "ticket.issued", Ticket: ticket(i).ID}); err != nil {
					return err
				}
			}
			return nil
		})
		var needs store.Keys
		for i := to; i >= from; i-- {
			needs.Tickets = append(needs.Tickets, store.RequestKey{Office: office, Request: ticket(i).ID})
		}
		if err := s.Update(t.Context(), needs, func(tx *store.Tx) error {
			for i := from; i <= to; i++ {
				same(t, ticket(i))(tx.Ticket(office, ticket(i).ID))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	events, err := s.Events(t.Context(), office, 0, last+1)
	if err != nil || len(events) != last {
		t.Errorf("got %d events, %v, want %d", len(events), err, last)
	}
}

func testNotFound(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	update(t, s, func(tx *store.Tx) error {
		for what, err := range map[string]error{
			"office": second(tx.Office("x")), "device": second(tx.Device(office, "x")),
			"answer": second(tx.Answer(office, "x")), "ticket": second(tx.Ticket(office, "x")),
		} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: got %v, want %v", what, err, store.ErrNotFound)
			}
		}
		if _, ok, err := tx.Series(hot); ok || err != nil {
			t.Errorf("series: got %v, %v", ok, err)
		}
		same(t, store.Tally{Office: office, Service: "s", Day: day})(tx.Tally(office, "s", day))
		tx.PutTicket(queue.Ticket{Office: office, ID: "without-token", Location: "ratusz", Day: day, Number: queue.Number{Prefix: "R", N: 1}})
		return nil
	})
	for what, err := range map[string]error{
		"ticket":                second(s.Ticket(ctx, office, "x")),
		"ticket, other office":  second(s.Ticket(ctx, "x", "without-token")),
		"office file":           second(s.File(ctx, "x")),
		"ticket by token":       second(s.TicketByToken(ctx, office, "x")),
		"ticket by empty token": second(s.TicketByToken(ctx, office, "")),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", what, err, store.ErrNotFound)
		}
	}
	for what, n := range map[string]int{
		"offices": length(s.Offices(ctx)), "waiting": length(s.WaitingTickets(ctx, "x", day, 10)),
		"of day": length(s.TicketsOfDay(ctx, "x", day)), "tallies": length(s.Tallies(ctx, office, day)),
		"events": length(s.Events(ctx, office, 0, 10)), "timeline": length(s.Timeline(ctx, office, "x")),
		"timeline of none": length(s.Timeline(ctx, office, "")),
	} {
		if n != 0 {
			t.Errorf("%s: got %d rows, want none", what, n)
		}
	}
}

func second[V any](_ V, err error) error { return err }

func length[V any](vs []V, err error) int {
	if err != nil {
		return -1
	}
	return len(vs)
}

func testLists(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	put := func(id, location, prefix, service string, n int, state queue.State, after time.Duration) queue.Ticket {
		return queue.Ticket{
			Office: office, ID: id, Location: location, Day: day, Number: queue.Number{Prefix: prefix, N: n},
			Service: service, State: state, Token: id, IssuedAt: now.Add(after),
		}
	}
	// The clock was set back between b2 and b10; numbers are not texts; Ć comes
	// after Z by its bytes.
	b2 := put("i1", "ratusz", "B", "dowody", 2, queue.Waiting, 50*time.Second)
	b10 := put("i2", "ratusz", "B", "dowody", 10, queue.Waiting, 10*time.Second)
	b11 := put("i3", "ratusz", "B", "dowody", 11, queue.Called, 60*time.Second)
	b12 := put("i4", "ratusz", "B", "dowody", 12, queue.Waiting, 60*time.Second)
	z1 := put("i5", "ratusz", "Z", "zameldowanie", 1, queue.Waiting, 20*time.Second)
	c1 := put("i6", "ratusz", "Ć", "ćwiczenia", 1, queue.Waiting, 20*time.Second)
	usc := put("i7", "a-usc", "Z", "zgony", 1, queue.Waiting, 5*time.Second)
	yesterday := put("i8", "ratusz", "B", "dowody", 1, queue.Waiting, 0)
	yesterday.Day = "2026-11-22"
	elsewhere := put("i9", "ratusz", "B", "dowody", 1, queue.Waiting, 0)
	elsewhere.Office = "elsewhere"
	update(t, s, func(tx *store.Tx) error {
		for _, v := range []queue.Ticket{z1, c1, usc, b12, b11, b10, b2, yesterday, elsewhere} {
			tx.PutTicket(v)
		}
		for _, id := range []string{"zgony", "ćwiczenia", "dowody"} {
			tx.PutTally(store.Tally{Office: office, Service: id, Day: day, Issued: 1})
		}
		for _, id := range []string{"Łódź", "koszalin", "Zgierz"} {
			tx.PutOffice(store.Office{ID: id})
		}
		return nil
	})
	ctx := t.Context()
	same(t, []queue.Ticket{usc, b2, b10, b11, b12, z1, c1})(s.TicketsOfDay(ctx, office, day))
	same(t, []queue.Ticket{usc, b10, z1, c1, b2, b12})(s.WaitingTickets(ctx, office, day, 100))
	same(t, []queue.Ticket{usc, b10})(s.WaitingTickets(ctx, office, day, 2))
	tallies, err := s.Tallies(ctx, office, day)
	if err != nil || len(tallies) != 3 || tallies[0].Service != "dowody" || tallies[2].Service != "ćwiczenia" {
		t.Errorf("tallies: got %v, %v", tallies, err)
	}
	offices, err := s.Offices(ctx)
	if err != nil || len(offices) != 3 || offices[0].ID != "Zgierz" || offices[2].ID != "Łódź" {
		t.Errorf("offices: got %v, %v", offices, err)
	}
}
