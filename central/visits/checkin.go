package visits

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"numerek/central/booking"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// CheckIn asks for the ticket of a code.
type CheckIn struct {
	ID          string // a UUID made by the kiosk
	Code        string // as it was typed
	Language    string
	Incarnation string
	BootEpoch   int64
}

// LogValue keeps the code out of every log.
func (c CheckIn) LogValue() slog.Value { return slog.StringValue(c.ID) }

// Checked is the ticket, or why there is none.
type Checked struct {
	Incarnation string
	Ticket      queue.Ticket
	StatusURL   string       // address of the ticket's page
	Refusal     *CodeRefusal // nil if there is a ticket
}

// CodeReason is why a code became no ticket. The words are kept in the database.
type CodeReason string

// The reasons.
const (
	CodeCheckDigit CodeReason = "check_digit" // a typing slip
	CodeUnknown    CodeReason = "unknown"
	CodeEarly      CodeReason = "early"
	CodeLate       CodeReason = "late"
	CodeUsed       CodeReason = "used"
	CodeElsewhere  CodeReason = "elsewhere" // another building
	CodePaused     CodeReason = "paused"    // too many wrong codes at this kiosk
	CodeCancelled  CodeReason = "cancelled"
	CodeMissed     CodeReason = "missed" // on another day
	CodeAbandoned  CodeReason = "abandoned"
	CodeClock      CodeReason = "clock"
)

// CodeRefusal says why a code became no ticket, and what helps instead.
type CodeRefusal struct {
	Reason      CodeReason `json:"reason"`
	Start       time.Time  `json:"start,omitzero"` // hour of the booking
	From        time.Time  `json:"from,omitzero"`  // when the code works
	Until       time.Time  `json:"until,omitzero"`
	PausedUntil time.Time  `json:"paused_until,omitzero"`
	Service     string     `json:"service,omitempty"`
	Location    string     `json:"location,omitempty"`
	TicketID    string     `json:"ticket,omitempty"`

	Ticket    queue.Ticket `json:"-"` // that the code became
	StatusURL string       `json:"-"`
}

// kindCode is the kind of a stored answer to a code that became no ticket.
const kindCode = "code_refused"

// CheckIn turns a code into its ticket, once: whoever asks again under the same
// id gets the same answer, and the code is used for all others. A code that no
// booking has counts against the kiosk; a typing slip, one that is early, late
// or of another building does not.
//
// Errors: [office.ErrRequestID], [office.ErrOtherBody], those of the fence, and
// of the store.
func (v *Visits) CheckIn(ctx context.Context, c office.Caller, r CheckIn) (Checked, error) {
	id, err := office.RequestID(r.ID)
	if err != nil {
		return Checked{}, err
	}
	r.ID = id
	f, err := v.office.File(ctx, c.Office)
	if err != nil {
		return Checked{}, err
	}
	seed, err := v.office.Seed(ctx, c.Office)
	if err != nil {
		return Checked{}, err
	}
	x := arrival{v: v, caller: c, r: r, seed: seed}
	x.code, x.slip = booking.ReadCode(r.Code, f.Policy.Checkin.CodeDigits)
	x.hash = v.codeHash(c.Office, x.code)
	needs := x.needs(ctx)
	var out Checked
	err = v.office.Update(ctx, c.Office, needs, func(u office.Unit) (err error) {
		x.Unit, x.alarmed = u, false
		out, err = x.arrive()
		return err
	})
	if err != nil {
		return Checked{}, v.office.Fenced(ctx, c, err)
	}
	if x.alarmed {
		v.log.WarnContext(ctx, "many wrong codes at a kiosk", "office", c.Office, "device", c.Device)
	}
	return v.complete(ctx, out)
}

// complete adds what is read beside the transaction.
func (v *Visits) complete(ctx context.Context, out Checked) (Checked, error) {
	var err error
	if out.Refusal == nil {
		out.StatusURL, err = v.office.StatusURL(ctx, out.Ticket)
		return out, err
	}
	if t := out.Refusal.Ticket; t.ID != "" {
		out.Refusal.StatusURL, err = v.office.StatusURL(ctx, t)
	}
	return out, err
}

// arrival is one check-in while it is decided.
type arrival struct {
	office.Unit
	v      *Visits
	caller office.Caller
	r      CheckIn
	seed   office.Seed
	code   string
	slip   error  // what is wrong with the code as it was typed
	hash   string // keyed, of the code
	found  string // id of the booking that has it, as it was seen beforehand

	alarmed bool // the kiosk has just had too many wrong codes
}

func (x *arrival) needs(ctx context.Context) store.Keys {
	key := store.RequestKey{Office: x.caller.Office, Request: x.r.ID}
	needs := store.Keys{
		Tickets: []store.RequestKey{key}, Answers: []store.RequestKey{key},
		Keypads: []store.KeypadKey{{Office: x.caller.Office, Device: x.caller.Device}},
	}
	if !x.caller.Guest {
		needs.Devices = []store.DeviceKey{{Office: x.caller.Office, ID: x.caller.Device}}
	}
	if x.slip != nil {
		return needs
	}
	if b, err := x.v.store.BookingByCode(ctx, x.caller.Office, x.hash); err == nil {
		x.found = b.ID
		needs.Bookings = []store.BookingKey{{Office: b.Office, ID: b.ID}}
	}
	return needs
}

func (x *arrival) arrive() (Checked, error) {
	if err := x.Fence(x.caller, x.r.Incarnation, x.r.BootEpoch); err != nil {
		return Checked{}, err
	}
	if out, settled, err := x.settled(); settled || err != nil {
		return out, err
	}
	day, trusted, err := x.Day()
	if err != nil {
		return Checked{}, err
	}
	b, refusal, err := x.judge(day)
	if err != nil {
		return Checked{}, err
	}
	if !trusted {
		refusal = &CodeRefusal{Reason: CodeClock}
	}
	if refusal == nil {
		ticket, err := x.v.admit(x.Unit, b, office.Admission{
			Caller: x.caller, Request: x.r.ID, BodyHash: x.bodyHash(), Language: x.r.Language,
		}, x.seed)
		return Checked{Incarnation: x.Incarnation, Ticket: ticket}, err
	}
	detail, err := json.Marshal(refusal)
	x.Tx.PutAnswer(store.Answer{
		Office: x.caller.Office, Request: x.r.ID, BodyHash: x.bodyHash(), Kind: kindCode, Detail: string(detail), At: x.Now,
	})
	return Checked{Incarnation: x.Incarnation, Refusal: refusal}, err
}

// bodyHash tells a repeated request from a misuse of its id. It does not tell the code.
func (x *arrival) bodyHash() string {
	return x.v.keys.Hash(x.caller.Office, "body", x.r.Code+"/"+x.r.Language)
}

// settled returns the answer that the request already has.
func (x *arrival) settled() (out Checked, ok bool, err error) {
	out.Incarnation = x.Incarnation
	out.Ticket, err = x.Tx.Ticket(x.caller.Office, x.r.ID)
	switch {
	case err == nil && out.Ticket.BodyHash != x.bodyHash():
		return Checked{}, true, fmt.Errorf("%w: %s", office.ErrOtherBody, x.r.ID)
	case err == nil && out.Ticket.State == queue.Void:
		return Checked{Incarnation: x.Incarnation, Refusal: &CodeRefusal{Reason: CodeAbandoned}}, true, nil
	case !errors.Is(err, store.ErrNotFound):
		return out, true, err
	}
	a, err := x.Tx.Answer(x.caller.Office, x.r.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return Checked{}, false, nil
	case err != nil:
		return Checked{}, true, err
	case a.Kind == kindCode && a.BodyHash != x.bodyHash():
		return Checked{}, true, fmt.Errorf("%w: %s", office.ErrOtherBody, x.r.ID)
	case a.Kind != kindCode:
		return Checked{Incarnation: x.Incarnation, Refusal: &CodeRefusal{Reason: CodeAbandoned}}, true, nil
	}
	out.Refusal = new(CodeRefusal)
	if err := json.Unmarshal([]byte(a.Detail), out.Refusal); err != nil {
		return Checked{}, true, err
	}
	if id := out.Refusal.TicketID; id != "" {
		out.Refusal.Ticket, err = x.Tx.Ticket(x.caller.Office, id)
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
	}
	return out, true, err
}

// judge finds the booking of the code, or says why it becomes no ticket.
func (x *arrival) judge(day queue.Day) (booking.Booking, *CodeRefusal, error) {
	pad, err := x.Tx.Keypad(store.KeypadKey{Office: x.caller.Office, Device: x.caller.Device})
	switch {
	case err != nil:
		return booking.Booking{}, nil, err
	case x.Now.Before(pad.PausedUntil):
		return booking.Booking{}, &CodeRefusal{Reason: CodePaused, PausedUntil: pad.PausedUntil}, nil
	case errors.Is(x.slip, booking.ErrCheckDigit), errors.Is(x.slip, booking.ErrCodeForm):
		return booking.Booking{}, &CodeRefusal{Reason: CodeCheckDigit}, nil
	}
	var b booking.Booking
	if x.found != "" {
		b, err = x.Tx.Booking(store.BookingKey{Office: x.caller.Office, ID: x.found})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return b, nil, err
		}
	}
	if b.CodeHash != x.hash || b.ID == "" {
		refusal, err := x.unknown(pad)
		return b, refusal, err
	}
	if b.State == booking.Held && !over(b, x.Now) { // the code proves the phone here as well
		if b, err = x.v.confirm(x.Unit, b); err != nil {
			return b, nil, err
		}
	}
	r, err := x.verdict(b, day)
	return b, r, err
}

// verdict is nil where the booking may become a ticket here and now.
func (x *arrival) verdict(b booking.Booking, day queue.Day) (*CodeRefusal, error) {
	w := window(x.File)
	r := &CodeRefusal{Start: b.Start, From: w.Opens(b.Start), Until: w.Closes(b.Start), Service: b.Service, Location: b.Location}
	today := b.Day == day
	_, served := x.File.Service(b.Service)
	switch {
	case !served: // the office file has it no more: the staff must help
		return &CodeRefusal{Reason: CodeUnknown}, nil
	case !x.caller.Guest && b.Location != x.caller.Location:
		r.Reason = CodeElsewhere
	case b.State == booking.Arrived:
		r.Reason, r.TicketID = CodeUsed, b.Ticket
		var err error
		if r.Ticket, err = x.Tx.Ticket(b.Office, b.Ticket); errors.Is(err, store.ErrNotFound) {
			return r, nil
		}
		if err == nil { // whoever issued it may have lost the answer, and must not give it up now
			r.Ticket, err = x.Show(r.Ticket, x.caller.Device)
		}
		return r, err
	case b.State == booking.Missed && today:
		r.Reason = CodeLate
	case b.State == booking.Missed:
		r.Reason = CodeMissed
	case b.State != booking.Confirmed:
		r.Reason = CodeCancelled
	case w.At(b.Start, x.Now) == booking.Early:
		r.Reason = CodeEarly
	case w.At(b.Start, x.Now) == booking.Late && today:
		r.Reason = CodeLate
	case w.At(b.Start, x.Now) == booking.Late:
		r.Reason = CodeMissed
	default:
		return nil, nil //nolint:nilnil // Nothing stands in the way.
	}
	return r, nil
}

// How wrong codes are counted.
const (
	badWithin   = time.Minute
	pauseFor    = time.Minute
	alarmWithin = 15 * time.Minute
)

// unknown counts a code that no booking has, and pauses the kiosk's keypad after
// too many.
func (x *arrival) unknown(pad store.Keypad) (*CodeRefusal, error) {
	policy := x.File.Policy.Checkin
	bad := slices.DeleteFunc(instants(pad.Bad), func(at time.Time) bool { return !at.After(x.Now.Add(-alarmWithin)) })
	bad = append(bad, x.Now)
	if most := max(policy.BadCodeLimit, policy.AlarmAfterBad); len(bad) > most {
		bad = bad[len(bad)-most:]
	}
	pad.Bad = spell(bad)
	r := &CodeRefusal{Reason: CodeUnknown}
	if lately(bad, x.Now.Add(-badWithin)) >= policy.BadCodeLimit {
		pad.PausedUntil = x.Now.Add(pauseFor)
		r.PausedUntil = pad.PausedUntil
	}
	var err error
	if len(bad) >= policy.AlarmAfterBad && !pad.AlarmedAt.After(x.Now.Add(-alarmWithin)) {
		pad.AlarmedAt = x.Now
		err = appendEvent(x.Unit, store.Event{
			Office: x.caller.Office, Kind: KioskAlarmed, Location: x.caller.Location, Device: x.caller.Device,
		}, struct {
			Bad int `json:"bad"`
		}{len(bad)})
		x.alarmed = true
	}
	x.Tx.PutKeypad(pad)
	return r, err
}

func lately(all []time.Time, since time.Time) (n int) {
	for _, at := range all {
		if at.After(since) {
			n++
		}
	}
	return n
}

func instants(stored string) (all []time.Time) {
	for word := range strings.FieldsSeq(stored) {
		if ms, err := strconv.ParseInt(word, 10, 64); err == nil {
			all = append(all, time.UnixMilli(ms).UTC())
		}
	}
	return all
}

func spell(all []time.Time) string {
	words := make([]string, len(all))
	for i, at := range all {
		words[i] = strconv.FormatInt(at.UnixMilli(), 10)
	}
	return strings.Join(words, " ")
}

// admit turns a confirmed booking into its ticket.
func (v *Visits) admit(u office.Unit, b booking.Booking, a office.Admission, seed office.Seed) (queue.Ticket, error) {
	s, ok := u.File.Service(b.Service)
	if !ok {
		return queue.Ticket{}, fmt.Errorf("%w: %q", office.ErrUnknownService, b.Service)
	}
	after, err := b.Arrive(a.Request)
	if err != nil {
		return queue.Ticket{}, err
	}
	if a.Language == "" {
		a.Language = b.Language
	}
	a.Service, a.Booking, a.Booked = s, b.ID, b.Start
	if err := keep(u, b, after, BookingArrived, a.Clerk); err != nil {
		return queue.Ticket{}, err
	}
	return u.Admit(a, seed)
}
