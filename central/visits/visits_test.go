package visits_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"numerek/central/booking"
	"numerek/central/notify"
	"numerek/central/notify/outbox"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
)

// stillClock shows one instant until a test moves it.
type stillClock struct {
	now    time.Time
	uptime time.Duration
}

func (c *stillClock) Now() time.Time        { return c.now }
func (c *stillClock) Uptime() time.Duration { return c.uptime }

func (c *stillClock) pass(d time.Duration) { c.now, c.uptime = c.now.Add(d), c.uptime+d }

// dice is a source of randomness that is the same in every run.
type dice struct{ n atomic.Uint64 }

func (d *dice) Read(p []byte) (int, error) {
	for i := 0; i < len(p); i += sha256.Size {
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, d.n.Add(1)))
		copy(p[i:], sum[:])
	}
	return len(p), nil
}

// town is the demo office on Monday 23 November 2026, 09:30, with what its
// citizens got by SMS.
type town struct {
	t     testing.TB
	clock *stillClock
	keys  *secret.Keys
	store *store.Store
	*office.Office
	*visits.Visits
	orders int
	text   string // of the office file
}

const where = "koszalin"

func newTown(t testing.TB, change ...string) *town {
	t.Helper()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	w := &town{
		t: t, clock: &stillClock{now: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC)},
		text: strings.NewReplacer(change...).Replace(string(text)),
	}
	if w.keys, err = secret.New([32]byte{1}); err != nil {
		t.Fatal(err)
	}
	w.serve(memstore.New())
	w.load(w.text)
	return w
}

// serve begins to serve from a database.
func (w *town) serve(db store.Backend) {
	w.t.Helper()
	var err error
	if w.store, err = store.New(context.Background(), db, store.Options{Now: w.clock.Now}); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = w.store.Close() })
	random := new(dice)
	book := visits.NewBook(w.keys, true)
	w.Office = office.New(w.store, office.Options{Clock: w.clock, Random: random, Companion: book})
	w.Visits = visits.New(w.Office, w.store, book, visits.Options{Random: random})
}

// load imports an office file.
func (w *town) load(text string) {
	w.t.Helper()
	file, problems := officefile.Parse("test.toml", []byte(text))
	if err := problems.Err(); err != nil {
		w.t.Fatal(err)
	}
	err := w.store.Update(context.Background(), store.Keys{}, func(tx *store.Tx) error {
		row, err := tx.Office(file.ID)
		if err != nil {
			row = store.Office{ID: file.ID}
		}
		row.Revision++
		tx.PutOffice(row)
		tx.PutFile(file.ID, text)
		_, err = tx.Append(store.Event{Office: file.ID, Kind: office.OfficeImported, At: w.clock.now})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// at is an instant of the office's time.
func (w *town) at(day, clock string) time.Time {
	w.t.Helper()
	zone, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		w.t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, zone)
	if err != nil {
		w.t.Fatal(err)
	}
	return at
}

// goTo sets the clock.
func (w *town) goTo(day, clock string) { w.clock.pass(w.at(day, clock).Sub(w.clock.now)) }

func id(n int) string { return fmt.Sprintf("019a0000-0000-7000-8000-%012x", n) }

// order is a citizen's wish with a phone of its own.
func (w *town) order(service, day, clock string) visits.Order {
	w.orders++
	return visits.Order{
		ID: id(w.orders), Service: service, Start: w.at(day, clock), Language: "pl",
		Phone:   fmt.Sprintf("601 %03d %03d", w.orders/1000, w.orders%1000),
		Address: netip.AddrFrom4([4]byte{198, byte(18 + w.orders>>16), byte(w.orders >> 8), byte(w.orders)}),
	}
}

func (w *town) hold(o visits.Order) visits.Held {
	w.t.Helper()
	h, err := w.Hold(w.t.Context(), where, o)
	if err != nil {
		w.t.Fatalf("hold %s at %s: %v", o.Service, o.Start, err)
	}
	return h
}

// message is one that was written, opened.
type message struct{ kind, channel, to, text, state string }

// mail lists the messages about a booking, in the order in which they were written.
func (w *town) mail(id string) (list []message) {
	w.t.Helper()
	all, err := w.store.MessagesOf(w.t.Context(), where, id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range all {
		got := message{kind: m.Kind, channel: m.Channel, state: m.State}
		if m.To != "" {
			if got.to, err = w.keys.Open(outbox.About(m), m.To); err != nil {
				w.t.Fatal(err)
			}
			if got.text, err = w.keys.Open(outbox.About(m), m.Text); err != nil {
				w.t.Fatal(err)
			}
		}
		list = append(list, got)
	}
	return list
}

// kinds are those of the SMS about a booking that were not taken back.
func (w *town) kinds(id string) string {
	w.t.Helper()
	var words []string
	for _, m := range w.mail(id) {
		if m.channel == notify.SMS && m.state != string(notify.Dropped) {
			words = append(words, m.kind)
		}
	}
	return strings.Join(words, " ")
}

// code reads the code from the SMS.
func (w *town) code(id string) string {
	w.t.Helper()
	for _, m := range w.mail(id) {
		if _, after, ok := strings.Cut(m.text, "KOD "); ok {
			return after[:8]
		}
	}
	w.t.Fatalf("no code in %v", w.mail(id))
	return ""
}

// booked holds and confirms.
func (w *town) booked(o visits.Order) (visits.Held, string) {
	w.t.Helper()
	h := w.hold(o)
	code := w.code(h.Booking.ID)
	if _, err := w.Confirm(w.t.Context(), where, h.Token, code); err != nil {
		w.t.Fatal(err)
	}
	return h, code
}

func (w *town) booking(id string) booking.Booking {
	w.t.Helper()
	b, err := w.store.Booking(w.t.Context(), where, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// refusal is the reason of an error.
func refusal(t testing.TB, err error) *visits.Refused {
	t.Helper()
	r, ok := errors.AsType[*visits.Refused](err)
	if !ok {
		t.Fatalf("got %v, want a refusal", err)
	}
	return r
}

func (w *town) tend() {
	w.t.Helper()
	if err := w.Tend(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// kiosk says hello.
func (w *town) kiosk(device string) (office.Caller, visits.CheckIn) {
	w.t.Helper()
	c, err := w.Kiosk(w.t.Context(), where, device)
	if err != nil {
		w.t.Fatal(err)
	}
	in, err := w.Incarnation(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	hello, err := w.Hello(w.t.Context(), c, office.Start{BootID: device})
	if err != nil {
		w.t.Fatal(err)
	}
	return c, visits.CheckIn{Incarnation: in, BootEpoch: hello.BootEpoch, Language: "pl"}
}

// check types a code at a kiosk.
func (w *town) check(device, request, code string) visits.Checked {
	w.t.Helper()
	c, r := w.kiosk(device)
	r.ID, r.Code = request, code
	out, err := w.CheckIn(w.t.Context(), c, r)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

const (
	tuesday = "2026-11-24"
	cars    = "rejestracja" // 20 minutes, at desks 1 to 4 or so
)

func TestDaysAndSlots(t *testing.T) {
	w := newTown(t)
	days, err := w.Days(t.Context(), where, cars)
	if err != nil {
		t.Fatal(err)
	}
	if len(days) != 15 {
		t.Fatalf("got %d days, want today and 14 more", len(days))
	}
	words := map[queue.Day]visits.DayReason{}
	for _, d := range days {
		words[d.Day] = d.Why
		if (d.Free == 0) != (d.Why != "") {
			t.Errorf("%s: %d free because %q", d.Day, d.Free, d.Why)
		}
	}
	for day, want := range map[queue.Day]visits.DayReason{
		"2026-11-23": "", "2026-11-24": "", "2026-11-28": visits.DayClosed, "2026-11-29": visits.DayClosed, "2026-12-07": "",
	} {
		if words[day] != want {
			t.Errorf("%s: got %q, want %q", day, words[day], want)
		}
	}
	slots, err := w.Slots(t.Context(), where, cars, "2026-11-23")
	if err != nil || len(slots) == 0 || slots[0].Start.Before(w.clock.now.Add(time.Hour)) {
		t.Errorf("today's slots begin %v, %v, want an hour from now", slots, err)
	}
	w.goTo("2026-11-24", "06:59")
	if days, _ = w.Days(t.Context(), where, cars); days[len(days)-1].Day != "2026-12-08" || days[len(days)-1].Why != visits.DayNotOpenYet {
		t.Errorf("before seven the newest day is %+v", days[len(days)-1])
	}
	w.goTo("2026-11-24", "07:00")
	if days, _ = w.Days(t.Context(), where, cars); days[len(days)-1].Day != "2026-12-08" || days[len(days)-1].Free == 0 {
		t.Errorf("at seven the newest day is %+v", days[len(days)-1])
	}
	if _, err := w.Days(t.Context(), where, "zgon"); err != nil && !errors.Is(err, visits.ErrNotBookable) {
		t.Errorf("got %v", err)
	}
	if _, err := w.Days(t.Context(), where, "nothing"); !errors.Is(err, office.ErrUnknownService) {
		t.Errorf("got %v, want ErrUnknownService", err)
	}
}

func TestHoldConfirmAndLook(t *testing.T) {
	w := newTown(t)
	o := w.order(cars, tuesday, "10:20")
	o.Email, o.Name = "citizen@example.org", "Osoba  Pierwsza"
	h := w.hold(o)
	if again := w.hold(o); again.Token != h.Token || again.Booking.ID != h.Booking.ID {
		t.Error("the form was sent twice and booked twice")
	}
	if got := w.kinds(h.Booking.ID); got != "confirm" {
		t.Errorf("got messages %q, want the code once and no mail before the phone is proved", got)
	}
	sms := w.mail(h.Booking.ID)[0]
	if sms.to != "+48601000001" || !strings.Contains(sms.text, h.Token) || strings.Contains(sms.text, "\n") {
		t.Errorf("got %+v", sms)
	}
	x, err := w.Find(t.Context(), "", strings.ToLower(h.Token))
	if err != nil || x.Code != "" || x.Phone != "*** *** 001" || x.Booking.State != booking.Held {
		t.Errorf("held page: %+v, %v", x, err)
	}
	if _, err := w.Confirm(t.Context(), where, h.Token, "1"); refusal(t, err).Left != booking.MaxTries {
		t.Error("a typing slip costs a try")
	}
	code := w.code(h.Booking.ID)
	x, err = w.Confirm(t.Context(), where, h.Token, code)
	if err != nil || booking.ShowCode(x.Code) != code || x.Booking.State != booking.Confirmed || !x.Changeable {
		t.Errorf("confirmed page: %+v, %v", x, err)
	}
	if x.Opens != h.Booking.Start.Add(-10*time.Minute) || x.Link != "https://kolejka.koszalin.example/w/"+h.Token {
		t.Errorf("got %v, %s", x.Opens, x.Link)
	}
	if _, err := w.Confirm(t.Context(), where, h.Token, code); err != nil {
		t.Errorf("typing it again: %v", err)
	}
	var mails int
	for _, m := range w.mail(h.Booking.ID) {
		if m.channel == notify.Mail {
			mails++
		}
	}
	if mails != 1 || w.kinds(h.Booking.ID) != "confirm" {
		t.Errorf("got %d mails, %q", mails, w.kinds(h.Booking.ID))
	}
	b := w.booking(h.Booking.ID)
	for _, secret := range []string{strings.ReplaceAll(code, " ", ""), "601000001", "Pierwsza", h.Token} {
		if strings.Contains(fmt.Sprintf("%+v", b), secret) {
			t.Errorf("the row tells %s: %+v", secret, b)
		}
	}
	if _, err := w.Find(t.Context(), where, "7KQ4MNPXT2"); !errors.Is(err, visits.ErrUnknownBooking) {
		t.Errorf("got %v, want ErrUnknownBooking", err)
	}
}

func TestWrongCodesOnThePage(t *testing.T) {
	w := newTown(t)
	h := w.hold(w.order(cars, tuesday, "10:20"))
	wrong := booking.NewCode(12345, 7)
	for left := booking.MaxTries - 1; left > 0; left-- {
		if _, err := w.Confirm(t.Context(), where, h.Token, wrong); refusal(t, err).Left != left {
			t.Fatalf("got %+v, want %d tries left", err, left)
		}
	}
	if _, err := w.Confirm(t.Context(), where, h.Token, wrong); refusal(t, err).Why != visits.TriesOver {
		t.Errorf("got %v", err)
	}
	if _, err := w.Confirm(t.Context(), where, h.Token, w.code(h.Booking.ID)); refusal(t, err).Why != visits.HoldOver {
		t.Errorf("the right code after too many wrong ones: %v", err)
	}
	if w.booking(h.Booking.ID).State != booking.Lapsed {
		t.Error("the slot is still held")
	}
}

func TestHoldLapses(t *testing.T) {
	w := newTown(t)
	o := w.order(cars, tuesday, "10:20")
	h := w.hold(o)
	w.clock.pass(10 * time.Minute)
	if _, err := w.Confirm(t.Context(), where, h.Token, w.code(h.Booking.ID)); refusal(t, err).Why != visits.HoldOver {
		t.Errorf("got %v", err)
	}
	w.tend()
	if b := w.booking(h.Booking.ID); b.State != booking.Lapsed {
		t.Errorf("got %s", b.State)
	}
	o.ID = id(9999)
	w.hold(o) // the phone may try again
}

// free is how many places of a start there are.
func (w *town) free(service, day, clock string) int {
	w.t.Helper()
	slots, err := w.Slots(w.t.Context(), where, service, queue.Day(day))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range slots {
		if s.Start.Equal(w.at(day, clock)) {
			return s.Places
		}
	}
	w.t.Fatalf("no slot at %s", clock)
	return 0
}

func TestSlotIsSoldAsOftenAsThereIsRoom(t *testing.T) {
	w := newTown(t)
	places := w.free(cars, tuesday, "10:00")
	if places < 2 {
		t.Fatalf("%d places at ten", places)
	}
	for range places {
		w.hold(w.order(cars, tuesday, "10:00"))
	}
	if left := w.free(cars, tuesday, "10:00"); left != 0 {
		t.Errorf("%d places left", left)
	}
	_, err := w.Hold(t.Context(), where, w.order(cars, tuesday, "10:00"))
	r := refusal(t, err)
	if r.Why != visits.SlotTaken || len(r.Next) == 0 {
		t.Fatalf("got %+v", r)
	}
	o := w.order(cars, tuesday, "10:00")
	o.Start = r.Next[0].Start
	w.hold(o) // what the refusal offers is free
	for name, at := range map[string]time.Time{
		"between_the_grid": w.at(tuesday, "10:05"), "closed": w.at(tuesday, "19:00"), "sunday": w.at("2026-11-29", "10:00"),
		"past": w.at("2026-11-23", "09:00"), "too_soon": w.at("2026-11-23", "10:20"), "too_far": w.at("2026-12-08", "10:00"),
	} {
		o := w.order(cars, tuesday, "10:00")
		o.Start = at
		if _, err := w.Hold(t.Context(), where, o); refusal(t, err).Why != visits.Outside {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMoveAndCancel(t *testing.T) {
	w := newTown(t)
	h, code := w.booked(w.order(cars, tuesday, "10:00"))
	before := w.free(cars, tuesday, "10:00")
	x, err := w.Move(t.Context(), where, h.Token, w.at(tuesday, "10:10")) // overlapping itself
	if err != nil || !x.Booking.Start.Equal(w.at(tuesday, "10:10")) || booking.ShowCode(x.Code) != code {
		t.Fatalf("got %+v, %v", x.Booking, err)
	}
	if x, err = w.Move(t.Context(), where, h.Token, w.at("2026-11-26", "09:00")); err != nil || x.Booking.Day != "2026-11-26" {
		t.Fatalf("got %+v, %v", x.Booking, err)
	}
	if got := w.free(cars, tuesday, "10:00"); got != before+1 {
		t.Errorf("%d places after the move, want %d", got, before+1)
	}
	w.clock.pass(time.Second)
	if _, err := w.Cancel(t.Context(), where, h.Token); err != nil {
		t.Fatal(err)
	}
	if x, err = w.Cancel(t.Context(), where, h.Token); err != nil || x.Booking.State != booking.Cancelled || x.Code != "" || x.Changeable {
		t.Errorf("cancelled twice: %+v, %v", x.Booking, err)
	}
	if got, want := w.kinds(h.Booking.ID), "confirm cancelled"; got != want {
		t.Errorf("got messages %q, want %q", got, want)
	}
	if _, err := w.Move(t.Context(), where, h.Token, w.at(tuesday, "10:00")); refusal(t, err).Why != visits.Over {
		t.Errorf("got %v", err)
	}
}
