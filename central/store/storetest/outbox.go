package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"numerek/central/queue"
	"numerek/central/store"
)

// letter is a message in which no field is empty.
func letter(id string) store.Message {
	return store.Message{
		Office: office, ID: id, Channel: "sms", Kind: "confirm", Booking: "booking", Ticket: "ticket-1", Language: "uk",
		To: "sealed to", Text: "sealed ґанок '\"🙂", Prefix: "+48", Parts: 2, State: store.MessageQueued,
		Due: now.Add(time.Second), Expires: now.Add(time.Hour), Attempts: 3, Lease: now.Add(time.Minute), Sender: "smsapi",
		Gateway: "g " + id, Fault: "busy", CreatedAt: now, SentAt: now.Add(2 * time.Second), EndedAt: now.Add(3 * time.Second),
	}
}

func putMessages(t *testing.T, s *store.Store, all ...store.Message) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		for _, m := range all {
			tx.PutMessage(m)
		}
		return nil
	})
}

func testMessages(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	full, bare := letter("full"), store.Message{Office: office, ID: "bare", CreatedAt: now.Add(-time.Second)}
	putMessages(t, s, full, bare)
	update(t, s, func(tx *store.Tx) error {
		same(t, full)(tx.Message(store.MessageKey{Office: office, ID: "full"}))
		same(t, bare)(tx.Message(store.MessageKey{Office: office, ID: "bare"}))
		if _, err := tx.Message(store.MessageKey{Office: "elsewhere", ID: "full"}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("message elsewhere: got %v, want %v", err, store.ErrNotFound)
		}
		return nil
	})
	same(t, full)(s.MessageByGateway(ctx, "smsapi", full.Gateway))
	same(t, []store.Message{full})(s.MessagesOf(ctx, office, "booking"))

	// A gateway whose ids come round means the newest.
	again := letter("again")
	again.Gateway, again.CreatedAt, again.Booking = full.Gateway, now.Add(time.Hour), "another"
	putMessages(t, s, again)
	same(t, again)(s.MessageByGateway(ctx, "smsapi", full.Gateway))
	update(t, s, func(tx *store.Tx) error {
		tx.DropMessage(store.MessageKey{Office: office, ID: "again"})
		tx.DropMessage(store.MessageKey{Office: office, ID: "never there"})
		return nil
	})
	same(t, full)(s.MessageByGateway(ctx, "smsapi", full.Gateway))
	for what, err := range map[string]error{
		"other sender": second(s.MessageByGateway(ctx, "smpp", full.Gateway)),
		"empty id":     second(s.MessageByGateway(ctx, "", "")),
	} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: got %v, want %v", what, err, store.ErrNotFound)
		}
	}
	if n := length(s.MessagesOf(ctx, office, "")); n != 0 {
		t.Errorf("messages of no booking: got %d", n)
	}
}

func testOutbox(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	var all []store.Message
	put := func(id, state string, due, lease, created time.Duration) store.Message {
		m := store.Message{
			Office: office, ID: id, State: state, Due: now.Add(due), Lease: now.Add(lease), CreatedAt: now.Add(created),
			Channel: "sms", Prefix: "+48", Parts: 1,
		}
		all = append(all, m)
		return m
	}
	const hour = time.Hour
	lost := put("m7", store.MessageSending, -3*time.Second, 0, 0) // its lease ends now
	exact := put("m2", store.MessageQueued, 0, hour, 2)
	twin := put("m3", store.MessageQueued, 0, 0, 2)
	third := put("m9", store.MessageQueued, 0, 0, 1)
	long := put("m1", store.MessageQueued, -time.Second, 0, 0)
	put("early", store.MessageQueued, time.Millisecond, 0, 3*time.Millisecond)
	put("taken", store.MessageSending, -hour, time.Millisecond, 4*time.Millisecond)
	put("sent", "sent", -hour, -hour, 5*time.Millisecond)
	put("failed", store.MessageFailed, -hour, -hour, 6*time.Millisecond)
	put("dropped", store.MessageDropped, -hour, -hour, 7*time.Millisecond)
	elsewhere := put("elsewhere", store.MessageQueued, -2*time.Second, 0, 0)
	all[len(all)-1].Office, elsewhere.Office = "elsewhere", "elsewhere"
	// Made in the same millisecond: their ids decide.
	for _, m := range []*store.Message{&exact, &twin, &third} {
		m.CreatedAt = now
	}
	slices.Reverse(all)
	putMessages(t, s, all...)
	due := []store.Message{lost, elsewhere, long, exact, twin, third}
	same(t, due)(s.DueMessages(ctx, now, 100))
	same(t, due[:4])(s.DueMessages(ctx, now, 4))
	// The lease of the lost one is not over yet.
	same(t, due[1:3])(s.DueMessages(ctx, now.Add(-time.Second), 100))
	same(t, 7)(s.OpenMessages(ctx, office))
	same(t, 1)(s.OpenMessages(ctx, "elsewhere"))
	same(t, 0)(s.OpenMessages(ctx, "nowhere"))
	// One that was sent is not taken again.
	long.State = "sent"
	putMessages(t, s, long)
	same(t, []store.Message{lost, elsewhere, exact})(s.DueMessages(ctx, now, 3))
	same(t, 6)(s.OpenMessages(ctx, office))
}

func testMessageLists(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	var all []store.Message
	put := func(id string, created time.Duration, set func(*store.Message)) store.Message {
		m := store.Message{Office: office, ID: id, CreatedAt: now.Add(created), Channel: "sms", Prefix: "+48", Parts: 1, State: "sent", Booking: "b"}
		if set != nil {
			set(&m)
		}
		all = append(all, m)
		return m
	}
	first := put("9", 0, nil)
	second := put("1", time.Second, func(m *store.Message) { m.Parts = 2 })
	third := put("2", time.Second, func(m *store.Message) { m.Prefix, m.Parts, m.State, m.Booking = "+380", 1, "delivered", "c" })
	fourth := put("0", 2*time.Second, func(m *store.Message) { m.State = store.MessageDropped })
	fifth := put("3", 3*time.Second, func(m *store.Message) { m.State = store.MessageFailed })
	mail := put("4", 4*time.Second, func(m *store.Message) { m.Channel, m.Prefix, m.Parts = "mail", "", 0 })
	queued := put("5", 5*time.Second, func(m *store.Message) { m.State = store.MessageQueued })
	put("6", 0, func(m *store.Message) { m.Office = "elsewhere" })
	putMessages(t, s, all...)

	until := now.Add(time.Hour)
	same(t, []store.Message{queued, mail, fifth, fourth, third, second, first})(s.MessagesBetween(ctx, office, now, until, 100))
	same(t, []store.Message{queued, mail})(s.MessagesBetween(ctx, office, now, until, 2))
	same(t, []store.Message{third, second})(s.MessagesBetween(ctx, office, now.Add(time.Second), now.Add(2*time.Second), 100))
	same(t, []store.Message{first, second, third})(s.OldMessages(ctx, office, now.Add(2*time.Second), 100))
	same(t, []store.Message{first, second})(s.OldMessages(ctx, office, now.Add(2*time.Second), 2))
	same(t, []store.Message{first, second, fourth, fifth, mail, queued})(s.MessagesOf(ctx, office, "b"))
	same(t, map[string]int{"+48": 4, "+380": 1})(s.SentSince(ctx, office, now))
	same(t, map[string]int{"+48": 1})(s.SentSince(ctx, office, now.Add(2*time.Second)))
	same(t, map[string]int{})(s.SentSince(ctx, office, until))
	for what, n := range map[string]int{
		"none between":   length(s.MessagesBetween(ctx, office, until, now, 100)),
		"none older":     length(s.OldMessages(ctx, office, now, 100)),
		"none at all":    length(s.OldMessages(ctx, office, until, 0)),
		"none of office": length(s.MessagesOf(ctx, "nowhere", "b")),
	} {
		if n != 0 {
			t.Errorf("%s: got %d rows", what, n)
		}
	}
}

func testCounted(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	ctx := t.Context()
	pad := store.Keypad{
		KeypadKey: store.KeypadKey{Office: office, Device: "kiosk-ratusz"}, Bad: "1795421730123 1795421730124", PausedUntil: now,
		AlarmedAt: now.Add(time.Second),
	}
	quiet := store.Keypad{KeypadKey: store.KeypadKey{Office: office, Device: "kiosk-a"}}
	figure := func(on queue.Day, service string, desk, minute int) store.Figure {
		return store.Figure{
			FigureKey: store.FigureKey{Office: office, Day: on, Service: service, Desk: desk, Minute: minute},
			Tickets:   7, Booked: 1, Served: 4, Missed: 2, Withdrawn: 3, Waited: 90*time.Minute + time.Millisecond, Serving: 3 * time.Second,
		}
	}
	// Desk 10 comes after desk 9, minute 1000 after 15, Ć after Z.
	want := []store.Figure{
		figure(day, "Z", 0, 15), figure(day, "Z", 9, 15), figure(day, "Z", 9, 1000), figure(day, "Z", 10, 15), figure(day, "Ć", 0, 15),
		figure("2026-11-24", "A", 0, 0),
	}
	update(t, s, func(tx *store.Tx) error {
		same(t, store.Keypad{KeypadKey: pad.KeypadKey})(tx.Keypad(pad.KeypadKey))
		same(t, store.Figure{FigureKey: want[0].FigureKey})(tx.Figure(want[0].FigureKey))
		tx.PutKeypad(pad)
		tx.PutKeypad(quiet)
		for _, f := range slices.Backward(want) {
			tx.PutFigure(f)
		}
		tx.PutFigure(figure("2026-11-22", "Z", 0, 15))
		return nil
	})
	same(t, []store.Keypad{quiet, pad})(s.Keypads(ctx, office))
	same(t, want)(s.Figures(ctx, office, day, "2026-11-24"))
	if n := length(s.Figures(ctx, "elsewhere", day, day)) + length(s.Keypads(ctx, "elsewhere")); n != 0 {
		t.Errorf("elsewhere: got %d rows", n)
	}
	// Counted on, in one load of many.
	var needs store.Keys
	for _, f := range want {
		needs.Figures = append(needs.Figures, f.FigureKey)
	}
	needs.Keypads = []store.KeypadKey{pad.KeypadKey, {Office: office, Device: "never there"}}
	if err := s.Update(ctx, needs, func(tx *store.Tx) error {
		same(t, pad)(tx.Keypad(pad.KeypadKey))
		for i := range want {
			f, err := tx.Figure(want[i].FigureKey)
			same(t, want[i])(f, err)
			f.Tickets++
			want[i] = f
			tx.PutFigure(f)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	same(t, want)(s.Figures(ctx, office, day, "2026-11-24"))
}

func testOldTickets(t *testing.T, open func() store.Backend) {
	s := start(t, open())
	addOffice(t, s)
	ctx := t.Context()
	var all, old []queue.Ticket
	for i := range 12 {
		v := ticket(i%3 + 1)
		v.Day = queue.Day(fmt.Sprintf("2026-%02d-23", 1+i/3*2)) // January, March, May, July
		v.ID, v.Token = fmt.Sprint("old", i), fmt.Sprint("token", i)
		if v.Day < "2026-07-23" {
			old = append(old, v)
		}
		all = append(all, v)
	}
	elsewhere := ticket(1)
	elsewhere.Office, elsewhere.Day = "elsewhere", "2026-02-23"
	slices.Reverse(all)
	update(t, s, func(tx *store.Tx) error {
		for _, v := range append(all, elsewhere) {
			tx.PutTicket(v)
		}
		_, err := tx.Append(store.Event{Office: office, Kind: "ticket.issued", Ticket: "old0", At: now})
		return err
	})
	same(t, old)(s.TicketsBefore(ctx, office, "2026-07-23", 100))
	same(t, old[:6])(s.TicketsBefore(ctx, office, "2026-07-23", 6))
	same(t, []queue.Ticket{elsewhere})(s.TicketsBefore(ctx, "elsewhere", "2026-07-23", 6))
	// Of the last day that fits in part, any will do.
	some, err := s.TicketsBefore(ctx, office, "2026-07-23", 4)
	if err != nil || len(some) != 4 || some[3].Day != "2026-03-23" {
		t.Errorf("got %v, %v", some, err)
	}
	for what, n := range map[string]int{
		"before the first": length(s.TicketsBefore(ctx, office, "2026-01-23", 100)),
		"limit of none":    length(s.TicketsBefore(ctx, office, "2026-07-23", 0)),
		"nowhere":          length(s.TicketsBefore(ctx, "nowhere", "2026-07-23", 100)),
	} {
		if n != 0 {
			t.Errorf("%s: got %d rows", what, n)
		}
	}

	waiting := store.QueueKey{Office: office, Location: "ratusz", Day: "2026-01-23"}
	update(t, s, func(tx *store.Tx) error {
		if n := length(tx.Waiting(waiting)); n != 3 {
			t.Errorf("waiting before: got %d", n)
		}
		for _, v := range old {
			tx.DropTicket(store.RequestKey{Office: office, Request: v.ID})
		}
		tx.DropTicket(store.RequestKey{Office: office, Request: "never there"})
		if n := length(tx.Waiting(waiting)); n != 0 {
			t.Errorf("waiting after: got %d", n)
		}
		if _, err := tx.Ticket(office, "old0"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("dropped, in the job: got %v, want %v", err, store.ErrNotFound)
		}
		return nil
	})
	if n := length(s.TicketsBefore(ctx, office, "2026-07-23", 100)); n != 0 {
		t.Errorf("after all were dropped: got %d rows", n)
	}
	if _, err := s.TicketByToken(ctx, office, "token0"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("token of a dropped ticket: got %v, want %v", err, store.ErrNotFound)
	}
	if n := length(s.TicketsOfDay(ctx, office, "2026-07-23")); n != 3 {
		t.Errorf("of the day that stays: got %d tickets", n)
	}
	// The timeline stays, and number and token are free.
	if n := length(s.Timeline(ctx, office, "old0")); n != 1 {
		t.Errorf("timeline: got %d events", n)
	}
	heir := old[0]
	heir.ID = "heir"
	update(t, s, func(tx *store.Tx) error {
		tx.PutTicket(heir)
		return nil
	})
	same(t, heir)(s.TicketByToken(ctx, office, heir.Token))
}
