package visits

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"numerek/central/booking"
	"numerek/central/notify"
	"numerek/central/notify/outbox"
	"numerek/central/notify/phone"
	"numerek/central/notify/wording"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/store"
)

// Order asks for a slot.
type Order struct {
	ID                 string // a UUID made for the form: sending it again books once
	Service            string
	Start              time.Time
	Phone, Name, Email string // as they were typed; name and e-mail may be empty
	Language           string
	Address            netip.Addr // of the browser; not asked of clerks
	Clerk              string     // user name; empty: the citizen
	Proof              string     // of work, where the office asks for it
}

// Held is a booking with what only its citizen may know.
type Held struct {
	Booking booking.Booking
	Token   string // of the personal link
	Code    string // only where no message brings it
}

// codeAttempts is how often a code is drawn that no other booking has; with
// 20 000 codes given, one in fifty is drawn again.
const codeAttempts = 8

// Hold takes a slot. A citizen's is held until the code that the message brings
// is typed; a clerk's is confirmed at once, needs no phone, and knows no limit but
// the capacity. The error may be a [*Refused]. Other errors: [ErrNotBookable],
// [office.ErrUnknownService], [office.ErrRequestID], [office.ErrOtherBody], and
// of the store.
func (v *Visits) Hold(ctx context.Context, officeID string, o Order) (Held, error) {
	id, err := office.RequestID(o.ID)
	if err != nil {
		return Held{}, err
	}
	o.ID, o.Start = id, o.Start.UTC().Truncate(time.Millisecond)
	op, err := v.open(ctx, officeID, o.Service)
	if err != nil {
		return Held{}, err
	}
	who, err := o.person(op.file, v.mails)
	if err != nil {
		return Held{}, err
	}
	switch _, err := v.store.Booking(ctx, officeID, id); {
	case err == nil: // made before: neither work nor budget is asked for again
		return v.hold(ctx, op, o, who)
	case !errors.Is(err, store.ErrNotFound):
		return Held{}, err
	}
	citizen := o.Clerk == ""
	if work := op.file.Policy.Booking.ProofOfWork; citizen && work > 0 && !v.proved(officeID, o, work, op.now) {
		return Held{}, no(ProofMissing)
	}
	want := wanted{start: o.Start, staff: !citizen, spread: who.Phone}
	if err := v.known(ctx, op, want); err != nil {
		return Held{}, err
	}
	if citizen && op.file.Policy.Notify.Confirm {
		if err := v.budget(ctx, op.file, who.Phone); err != nil {
			return Held{}, err
		}
	}
	for attempt := 1; ; attempt++ {
		h, err := v.hold(ctx, op, o, who)
		if !errors.Is(err, store.ErrExists) || attempt == codeAttempts {
			return h, v.instead(ctx, op, err, want)
		}
	}
}

// known refuses a slot that is known to be full, without a transaction: in a rush
// nearly all orders are of that kind, and those that can be had need not wait
// behind them.
func (v *Visits) known(ctx context.Context, op opening, want wanted) error {
	places, exists, free, err := v.look(ctx, op, want)
	if err != nil || !exists || places > 0 {
		return err
	}
	return &Refused{Why: SlotTaken, Next: want.among(free)}
}

// person reads what the form tells. Errors: [*Refused].
func (o Order) person(f *officefile.Office, mails bool) (p person, err error) {
	asked := f.Policy.Booking.FieldsRequired
	p.Name = strings.Join(strings.Fields(o.Name), " ")
	if runes := []rune(p.Name); len(runes) > 60 {
		p.Name = string(runes[:60])
	}
	switch p.Phone, err = phone.Parse(o.Phone, "PL", f.Policy.Notify.Prefixes); {
	case strings.TrimSpace(o.Phone) == "" && (o.Clerk != "" || !f.Policy.Notify.Confirm && !slices.Contains(asked, "phone")):
		p.Phone = ""
	case strings.TrimSpace(o.Phone) == "":
		return p, no(PhoneMissing)
	case errors.Is(err, phone.ErrPrefix), errors.Is(err, phone.ErrPremium):
		return p, no(PhonePrefix)
	case errors.Is(err, phone.ErrNotMobile):
		return p, no(PhoneNotMobile)
	case err != nil:
		return p, no(PhoneWrong)
	}
	if at, err := mail.ParseAddress(o.Email); mails && strings.TrimSpace(o.Email) != "" {
		if err != nil || at.Name != "" || len(at.Address) > 254 {
			return p, no(EmailWrong)
		}
		p.Email = at.Address
	}
	switch {
	case o.Clerk != "":
	case p.Name == "" && slices.Contains(asked, "name"):
		return p, no(NameMissing)
	case p.Email == "" && mails && slices.Contains(asked, "email"):
		return p, no(EmailMissing)
	}
	return p, nil
}

// budget refuses when the office may send no more codes today.
func (v *Visits) budget(ctx context.Context, f *officefile.Office, to string) error {
	sent, err := v.sentToday(ctx, f)
	if err != nil {
		return err
	}
	if outbox.Ceiling(f, wording.Confirm, phone.Prefix(to), sent) != nil {
		return no(Budget)
	}
	return nil
}

// sums is how many SMS an office has sent on a day, as it was counted last.
type sums struct {
	day, at time.Time
	sent    map[string]int // by prefix
}

// countEvery is how often that is counted: whoever sends counts again.
const countEvery = time.Second

func (v *Visits) sentToday(ctx context.Context, f *officefile.Office) (map[string]int, error) {
	now := v.office.Now()
	today := outbox.Today(f, now)
	v.mu.Lock()
	known := v.sums[f.ID]
	v.mu.Unlock()
	if age := now.Sub(known.at); known.day.Equal(today) && age >= 0 && age < countEvery {
		return known.sent, nil
	}
	sent, err := v.store.SentSince(ctx, f.ID, today)
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sums[f.ID] = sums{day: today, at: now, sent: sent}
	return sent, nil
}

// secrets of a booking, drawn before its transaction.
type secrets struct{ code, token string }

func (v *Visits) secrets(f *officefile.Office) (secrets, error) {
	var random [16]byte
	if _, err := io.ReadFull(v.random, random[:]); err != nil {
		return secrets{}, fmt.Errorf("secrets of a booking: %w", err)
	}
	return secrets{
		code:  booking.NewCode(binary.BigEndian.Uint64(random[:8]), f.Policy.Checkin.CodeDigits),
		token: booking.NewLink(binary.BigEndian.Uint64(random[8:])),
	}, nil
}

func (v *Visits) hold(ctx context.Context, op opening, o Order, who person) (Held, error) {
	drawn, err := v.secrets(op.file)
	if err != nil {
		return Held{}, err
	}
	fresh := booking.Booking{
		Office: op.office, ID: o.ID, Location: op.location, Service: o.Service, Start: o.Start,
		Day: civilDay(op.file, o.Start), Minutes: op.service.Slot, Clerk: o.Clerk,
		Language: language(op.file, o.Language), State: booking.Held,
	}
	if err := v.seal(&fresh, who); err != nil {
		return Held{}, err
	}
	if o.Clerk == "" && o.Address.IsValid() && !o.Address.IsLoopback() { // of a proxy that does not say whom it asks for
		fresh.Origin = v.keys.Hash(op.office, hashOrigin, network(o.Address))
	}
	fresh.CodeHash, fresh.TokenHash = v.codeHash(op.office, drawn.code), v.tokenHash(op.office, drawn.token)
	fresh.Code, fresh.Token = v.keys.Seal(aboutCode(fresh), drawn.code), v.keys.Seal(aboutToken(fresh), drawn.token)

	key := store.BookingKey{Office: op.office, ID: o.ID}
	needs := store.Keys{
		Bookings: []store.BookingKey{key},
		Agendas:  []store.AgendaKey{{Office: op.office, Location: op.location, Day: fresh.Day}},
	}
	if fresh.PhoneHash != "" {
		needs.Phones = []store.PhoneKey{{Office: op.office, Hash: fresh.PhoneHash}}
	}
	if fresh.Origin != "" {
		needs.Origins = []store.OriginKey{{Office: op.office, Hash: fresh.Origin}}
	}
	var h Held
	err = v.office.Update(ctx, op.office, needs, func(u office.Unit) error {
		before, err := u.Tx.Booking(key)
		if err == nil {
			h, err = v.again(before, fresh)
			return err
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		h = Held{Token: drawn.token}
		if h.Booking, err = v.take(u, fresh); err == nil && fresh.PhoneHash == "" {
			h.Code = drawn.code
		}
		return err
	})
	if err != nil {
		return Held{}, err
	}
	v.nudge()
	return h, nil
}

// again is the answer to an order that was made before.
func (v *Visits) again(before, asked booking.Booking) (Held, error) {
	if before.Service != asked.Service || !before.Start.Equal(asked.Start) || before.PhoneHash != asked.PhoneHash {
		return Held{}, fmt.Errorf("%w: %s", office.ErrOtherBody, asked.ID)
	}
	token, err := v.unseal(aboutToken(before), before.Token)
	if err != nil {
		return Held{}, err
	}
	h := Held{Booking: before, Token: token}
	if before.PhoneHash == "" {
		h.Code, err = v.unseal(aboutCode(before), before.Code)
	}
	return h, err
}

// take is the one step that checks that a slot is free and takes it.
func (v *Visits) take(u office.Unit, b booking.Booking) (booking.Booking, error) {
	policy, citizen := u.File.Policy.Booking, b.Clerk == ""
	if err := v.limits(u, b); citizen && err != nil {
		return b, err
	}
	b.CreatedAt = u.Now
	b, err := place{file: u.File, calendar: u.Calendar, key: agendaOf(b)}.take(u, b, citizen)
	if err != nil {
		return b, err
	}
	note := note{kind: wording.Confirm, which: "1"} // without an end where nobody need hurry
	if citizen && b.PhoneHash != "" && u.File.Policy.Notify.Confirm {
		b.HeldUntil = u.Now.Add(time.Duration(policy.HoldMinutes) * time.Minute)
		note = codeNote(b, 1)
		if err := keep(u, booking.Booking{}, b, BookingHeld, b.Clerk); err != nil {
			return b, err
		}
		return b, v.send(u.Tx, u.File, b, note, u.Now)
	}
	b.State, b.ConfirmedAt = booking.Confirmed, u.Now
	if err := keep(u, booking.Booking{}, b, BookingConfirmed, b.Clerk); err != nil {
		return b, err
	}
	if !u.File.Policy.Notify.Confirm {
		return b, nil
	}
	return b, v.send(u.Tx, u.File, b, note, u.Now)
}

// limits refuses a citizen who books too much. Errors: [*Refused].
func (v *Visits) limits(u office.Unit, b booking.Booking) error {
	policy := u.File.Policy.Booking
	hour := u.Now.Add(-time.Hour)
	if b.Origin != "" {
		all, err := u.Tx.OfOrigin(store.OriginKey{Office: b.Office, Hash: b.Origin})
		if err != nil {
			return err
		}
		if r := within(all, hour, policy.MaxPerAddressHour, LimitAddress); r != nil {
			return r
		}
	}
	if b.PhoneHash == "" {
		return nil
	}
	all, err := u.Tx.OfPhone(store.PhoneKey{Office: b.Office, Hash: b.PhoneHash})
	if err != nil {
		return err
	}
	if word := phoneLimits(u.File).Check(all, b.Service, b.Day, u.Now, u.File.Policy.Privacy.PhoneRetentionDays, ""); word != "" {
		return no(LimitPhone)
	}
	return v.codesLately(u, all)
}

// within refuses where most or more were made by citizens since an instant.
func within(all []booking.Booking, since time.Time, most int, why Reason) error {
	var made []time.Time
	for _, b := range all {
		if b.CreatedAt.After(since) && b.Clerk == "" && b.OfferTo == "" {
			made = append(made, b.CreatedAt)
		}
	}
	return atMost(made, most, why)
}

// codesLately refuses where a phone got as many codes within an hour as it may,
// for whichever of its bookings. Errors: [*Refused].
func (v *Visits) codesLately(u office.Unit, ofPhone []booking.Booking) error {
	hour := u.Now.Add(-time.Hour)
	hold := time.Duration(u.File.Policy.Booking.HoldMinutes) * time.Minute
	var sent []time.Time
	for _, b := range ofPhone {
		if b.Clerk != "" || b.OfferTo != "" || !b.CreatedAt.After(hour.Add(-hold)) {
			continue
		}
		for which := range mostCodes {
			m, err := u.Tx.Message(store.MessageKey{Office: b.Office, ID: v.messageID(b, notify.SMS, codeNote(b, which+1))})
			switch {
			case errors.Is(err, store.ErrNotFound):
			case err != nil:
				return err
			case m.State != string(notify.Dropped) && m.CreatedAt.After(hour):
				sent = append(sent, m.CreatedAt)
			}
		}
	}
	return atMost(sent, u.File.Policy.Booking.MaxCodesPerPhoneHour, LimitSMS)
}

// atMost refuses where most or more happened within the last hour.
func atMost(made []time.Time, most int, why Reason) error {
	if len(made) < most {
		return nil
	}
	slices.SortFunc(made, time.Time.Compare)
	return &Refused{Why: why, Until: made[len(made)-most].Add(time.Hour)}
}

func agendaOf(b booking.Booking) store.AgendaKey {
	return store.AgendaKey{Office: b.Office, Location: b.Location, Day: b.Day}
}

// take gives the booking a desk's time, if its slot can be had. Errors: [*Refused].
func (p place) take(u office.Unit, b booking.Booking, citizen bool) (booking.Booking, error) {
	h := horizon(p.file)
	earliest := u.Now
	if citizen {
		earliest = h.Earliest(u.Now)
	}
	switch s, err := service(p.file, b.Service); {
	case err != nil:
		return b, no(NotBookable)
	case b.Start.Before(earliest), b.Day > h.Last(u.Now, p.file.Zone):
		return b, no(Outside)
	default:
		b.Minutes = s.Slot
	}
	live, err := u.Tx.Agenda(p.key)
	if err != nil {
		return b, err
	}
	plan, _ := p.plan(live, u.Now)
	plan.Drop(b.ID) // where it is moved within the day
	changed, ok := plan.Take(p.visit(b))
	if !ok {
		return b, no(SlotTaken) // or there is none; see instead
	}
	// By the clock of another server, or by this one's when it was set back, a hold
	// may not be over yet that has just lost its slot: so it ends here.
	for _, o := range live {
		if lapsed, err := o.Lapse(u.Now); err == nil && o.ID != b.ID {
			if err := keep(u, o, lapsed, BookingLapsed, ""); err != nil {
				return b, err
			}
		}
	}
	for _, c := range changed {
		if c.ID == b.ID {
			b.Desk = c.Desk
			continue
		}
		i := slices.IndexFunc(live, func(o booking.Booking) bool { return o.ID == c.ID })
		live[i].Desk = c.Desk
		u.Tx.PutBooking(live[i])
	}
	return b, nil
}

// network is what one household or office has of addresses.
func network(a netip.Addr) string {
	a = a.Unmap()
	bits := 24
	if a.Is6() {
		bits = 56
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return strconv.Quote(a.String())
	}
	return p.String()
}

func (b *Book) codeHash(office, code string) string   { return b.keys.Hash(office, hashCode, code) }
func (b *Book) tokenHash(office, token string) string { return b.keys.Hash(office, hashToken, token) }

// language is the one asked for, if the office has it.
func language(f *officefile.Office, asked string) string {
	if slices.Contains(f.Languages, asked) {
		return asked
	}
	return f.Default()
}
