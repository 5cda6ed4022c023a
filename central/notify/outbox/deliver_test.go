package outbox_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/notify"
	"numerek/central/store"
)

func TestDeliver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate"})
		b.start()
		defer b.close()
		b.write("a", nil)
		synctest.Wait()
		b.want("a", notify.Sent, 1)
		report := func(d notify.Delivery) error { return b.box.Deliver(t.Context(), d) }
		for name, d := range map[string]notify.Delivery{
			"another_number":        {Sender: "gate", Gateway: "gw2", State: notify.Delivered},
			"another_sender":        {Sender: "other", Gateway: "gw1", State: notify.Delivered},
			"another_sender_by_key": {Sender: "other", ID: "koszalin.a", State: notify.Delivered},
			"another_office":        {Sender: "gate", ID: "szczecin.a", State: notify.Delivered},
			"nothing":               {Sender: "gate", State: notify.Delivered},
		} {
			if err := report(d); err == nil {
				t.Errorf("%s: was taken", name)
			}
		}
		if err := report(notify.Delivery{Sender: "gate", Gateway: "gw1", State: notify.Sent}); err == nil {
			t.Error("a report that is none was taken")
		}
		b.want("a", notify.Sent, 1)
		if err := report(notify.Delivery{Sender: "gate", Gateway: "gw1", State: notify.Undelivered, Fault: "phone off +48 601 234 567"}); err != nil {
			t.Error(err)
		}
		if m := b.want("a", notify.Undelivered, 1); m.Fault != "phone off …" || m.EndedAt.IsZero() {
			t.Errorf("got fault %q, ended %v", m.Fault, m.EndedAt)
		}
		for _, state := range []notify.State{notify.Delivered, notify.Delivered, notify.Undelivered} {
			if err := report(notify.Delivery{Sender: "gate", Gateway: "gw1", State: state}); err != nil {
				t.Error(err)
			}
		}
		b.want("a", notify.Delivered, 1)
		if b.meter.count["delivered"] != 1 || b.meter.count["undelivered"] != 1 {
			t.Errorf("got %v", b.meter.count)
		}
	})
}

// A report by our own key is about a message that the gateway has, even if its
// answer never came: it is not sent again.
func TestReportEndsTheTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", plan: []error{errLost}})
		b.start()
		defer b.close()
		b.write("a", nil)
		time.Sleep(time.Second)
		b.want("a", notify.Queued, 1)
		if err := b.box.Deliver(t.Context(), notify.Delivery{Sender: "gate", Gateway: "gw1", ID: "koszalin.a", State: notify.Delivered}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if m := b.want("a", notify.Delivered, 1); m.Gateway != "gw1" {
			t.Errorf("got gateway id %q", m.Gateway)
		}
	})
}

// A report may overtake the transaction that records what it is about.
func TestReportBeforeTheRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", took: time.Second})
		b.start()
		defer b.close()
		b.write("a", nil)
		time.Sleep(500 * time.Millisecond)
		if err := b.box.Deliver(t.Context(), notify.Delivery{Sender: "gate", Gateway: "gw1", State: notify.Delivered}); err == nil {
			t.Error("a report about nothing that is known was taken without a word")
		}
		time.Sleep(time.Second)
		b.want("a", notify.Delivered, 1)
	})
}

// Two servers on one database send each message once, and one of them that is
// gone costs no message.
func TestTwoOutboxes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", took: 10 * time.Millisecond})
		b.start()
		first := b.stop
		b.start()
		defer b.close()
		for i := range 100 {
			b.write(fmt.Sprintf("m%d", i), nil)
			if i == 50 {
				first()
			}
		}
		time.Sleep(10 * time.Second)
		if got := len(b.gate.shown()); got != 100 {
			t.Errorf("got %d messages, want 100", got)
		}
	})
}

func TestCeilingWhenSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(12 * time.Hour) // noon, in no quiet hour
		b := newBed(t, &gateway{name: "gate", took: time.Millisecond})
		b.file.Policy.Notify.DailyLimit = 50
		for i := range 60 {
			b.write(fmt.Sprintf("r%02d", i), func(m *store.Message) { m.Kind = "remind" })
		}
		b.write("c", nil)
		b.write("o", func(m *store.Message) { m.Kind = "office_cancel" })
		b.start()
		defer b.close()
		time.Sleep(time.Minute)
		b.want("c", notify.Sent, 50)
		b.want("o", notify.Sent, 50)
		dropped := 0
		for i := range 60 {
			if m := b.read(fmt.Sprintf("r%02d", i)); m.State == string(notify.Dropped) {
				dropped++
				if m.Fault != "daily ceiling" || m.To != "" {
					t.Errorf("got fault %q", m.Fault)
				}
			}
		}
		if dropped != 12 {
			t.Errorf("%d reminders were dropped, want 12", dropped)
		}
		if n := strings.Count(b.log.String(), "near the daily ceiling"); n != 1 {
			t.Errorf("the operator was told %d times, want once", n)
		}
	})
}

func TestQuietHoursWhenSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(18*time.Hour + 59*time.Minute) // 19:59 in Koszalin
		b := newBed(t, &gateway{name: "gate", plan: []error{notify.ErrNotSent, notify.ErrNotSent, notify.ErrNotSent, notify.ErrNotSent, notify.ErrNotSent}})
		b.start()
		defer b.close()
		b.write("r", func(m *store.Message) { m.Kind, m.Expires = "remind", time.Now().Add(20*time.Hour) })
		time.Sleep(11 * time.Hour)
		m := b.want("r", notify.Queued, 0)
		if got := m.Due.In(b.file.Zone).Format("15:04"); got != "07:30" {
			t.Errorf("due at %s, want 07:30", got)
		}
		time.Sleep(time.Hour)
		b.want("r", notify.Sent, 1)
	})
}

// away is a store that commits nothing for a while.
type away struct {
	*store.Store
	from, to time.Time
}

func (a away) Update(ctx context.Context, k store.Keys, do func(*store.Tx) error) error {
	if now := time.Now(); now.After(a.from) && now.Before(a.to) {
		return store.ErrUnavailable
	}
	return a.Store.Update(ctx, k, do)
}

// What a gateway has taken is not sent again because the database was away when
// that was to be recorded.
func TestDatabaseIsAwayWhileRecording(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBed(t, &gateway{name: "gate", took: time.Second})
		b.startOn(away{b.store, time.Now().Add(500 * time.Millisecond), time.Now().Add(30 * time.Second)})
		defer b.close()
		b.write("a", nil)
		time.Sleep(29 * time.Second)
		b.want("a", notify.Sending, 1)
		time.Sleep(10 * time.Minute)
		if m := b.want("a", notify.Sent, 1); m.Fault != "" {
			t.Errorf("got fault %q", m.Fault)
		}
	})
}
