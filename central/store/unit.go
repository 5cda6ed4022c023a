package store

import (
	"numerek/central/booking"
	"numerek/central/queue"
)

// unit is a unit of work: every row that the transaction has seen or written,
// by key. The batch has one; each job writes to one of its own that lies over
// the batch's and is merged into it only if the job succeeds.
type unit struct {
	installation table[struct{}, Installation]
	offices      table[string, Office]
	files        table[string, File]
	devices      table[DeviceKey, Device]
	answers      table[RequestKey, Answer]
	tickets      table[RequestKey, queue.Ticket]
	series       table[queue.Series, SeriesRow]
	tallies      table[TallyKey, Tally]
	desks        table[DeskKey, Desk]
	halls        table[HallKey, Hall]
	users        table[UserKey, User]
	sessions     table[string, Session]
	bookings     table[BookingKey, booking.Booking]
	messages     table[MessageKey, Message]
	keypads      table[KeypadKey, Keypad]
	figures      table[FigureKey, Figure]
	purges       table[PurgeKey, Purge]
	authority    table[struct{}, Authority]
	enrolments   table[EnrolmentKey, Enrolment]
	healths      table[EnrolmentKey, DeviceHealth]
	releases     table[string, Release]
	updates      table[EnrolmentKey, DeviceUpdate]
	events       []Event

	// Of the batch's unit alone.
	queues  group[QueueKey, RequestKey, queue.Ticket]
	agendas group[AgendaKey, BookingKey, booking.Booking]
	phones  group[PhoneKey, BookingKey, booking.Booking]
	origins group[OriginKey, BookingKey, booking.Booking]
}

// begin returns the empty unit of a batch.
func begin() *unit {
	u := new(unit)
	u.queues.of, u.queues.order, u.queues.rows = queueOf, byPlace, &u.tickets
	u.agendas.of, u.agendas.order, u.agendas.rows = agendaOf, ByStart, &u.bookings
	u.phones.of, u.phones.order, u.phones.rows = phoneOf, ByBooking, &u.bookings
	u.origins.of, u.origins.order, u.origins.rows = originOf, ByBooking, &u.bookings
	return u
}

// over returns an empty unit whose reads fall through to base.
func over(base *unit) *unit {
	u := new(unit)
	u.installation.under = &base.installation
	u.offices.under = &base.offices
	u.files.under = &base.files
	u.devices.under = &base.devices
	u.answers.under = &base.answers
	u.tickets.under = &base.tickets
	u.series.under = &base.series
	u.tallies.under = &base.tallies
	u.desks.under = &base.desks
	u.halls.under = &base.halls
	u.users.under = &base.users
	u.sessions.under = &base.sessions
	u.bookings.under = &base.bookings
	u.messages.under = &base.messages
	u.keypads.under = &base.keypads
	u.figures.under = &base.figures
	u.purges.under = &base.purges
	u.authority.under = &base.authority
	u.enrolments.under = &base.enrolments
	u.healths.under = &base.healths
	u.releases.under = &base.releases
	u.updates.under = &base.updates
	return u
}

// claim returns the keys that are not known yet and notes them as absent,
// until learn says otherwise.
func (u *unit) claim(k Keys) Keys {
	return Keys{
		Installation: k.Installation && len(u.installation.claim([]struct{}{{}})) > 0,
		Offices:      u.offices.claim(k.Offices),
		Files:        u.files.claim(k.Files),
		Devices:      u.devices.claim(k.Devices),
		Answers:      u.answers.claim(k.Answers),
		Tickets:      u.tickets.claim(k.Tickets),
		Series:       u.series.claim(k.Series),
		Tallies:      u.tallies.claim(k.Tallies),
		Desks:        u.desks.claim(k.Desks),
		Halls:        u.halls.claim(k.Halls),
		Users:        u.users.claim(k.Users),
		Sessions:     u.sessions.claim(k.Sessions),
		Queues:       u.queues.claim(k.Queues),
		Bookings:     u.bookings.claim(k.Bookings),
		Agendas:      u.agendas.claim(k.Agendas),
		Phones:       u.phones.claim(k.Phones),
		Origins:      u.origins.claim(k.Origins),
		Messages:     u.messages.claim(k.Messages),
		Keypads:      u.keypads.claim(k.Keypads),
		Figures:      u.figures.claim(k.Figures),
		Purges:       u.purges.claim(k.Purges),
		Authority:    k.Authority && len(u.authority.claim([]struct{}{{}})) > 0,
		Enrolments:   u.enrolments.claim(k.Enrolments),
		Healths:      u.healths.claim(k.Healths),
		Releases:     u.releases.claim(k.Releases),
		Updates:      u.updates.claim(k.Updates),
	}
}

func (k Keys) empty() bool {
	return !k.Installation && !k.Authority && len(k.Offices)+len(k.Files)+len(k.Devices)+len(k.Answers)+len(k.Tickets)+
		len(k.Series)+len(k.Tallies)+len(k.Desks)+len(k.Halls)+len(k.Users)+len(k.Sessions)+len(k.Queues)+
		len(k.Bookings)+len(k.Agendas)+len(k.Phones)+len(k.Origins)+len(k.Messages)+len(k.Keypads)+len(k.Figures)+
		len(k.Purges)+len(k.Enrolments)+len(k.Healths)+len(k.Releases)+len(k.Updates) == 0
}

// learn takes in what was loaded for claimed keys.
func (u *unit) learn(r Rows) {
	if r.Installation != nil {
		u.installation.learn(struct{}{}, *r.Installation)
	}
	for _, v := range r.Offices {
		u.offices.learn(v.ID, v)
	}
	for _, v := range r.Files {
		u.files.learn(v.Office, v)
	}
	for _, v := range r.Devices {
		u.devices.learn(DeviceKey{v.Office, v.ID}, v)
	}
	for _, v := range r.Answers {
		u.answers.learn(RequestKey{v.Office, v.Request}, v)
	}
	for _, v := range r.Tickets {
		k := RequestKey{v.Office, v.ID}
		u.tickets.learn(k, v)
		u.queues.learn(k, v)
	}
	for _, v := range r.Series {
		u.series.learn(v.Series, v)
	}
	for _, v := range r.Tallies {
		u.tallies.learn(TallyKey{v.Office, v.Service, v.Day}, v)
	}
	for _, v := range r.Desks {
		u.desks.learn(v.DeskKey, v)
	}
	for _, v := range r.Halls {
		u.halls.learn(v.HallKey, v)
	}
	for _, v := range r.Users {
		u.users.learn(v.UserKey, v)
	}
	for _, v := range r.Sessions {
		u.sessions.learn(v.Token, v)
	}
	u.learnVisits(r)
	u.learnFleet(r)
}

func (u *unit) learnVisits(r Rows) {
	for _, v := range r.Bookings {
		k := BookingKey{v.Office, v.ID}
		u.bookings.learn(k, v)
		u.agendas.learn(k, v)
		u.phones.learn(k, v)
		u.origins.learn(k, v)
	}
	for _, v := range r.Messages {
		u.messages.learn(MessageKey{v.Office, v.ID}, v)
	}
	for _, v := range r.Keypads {
		u.keypads.learn(v.KeypadKey, v)
	}
	for _, v := range r.Figures {
		u.figures.learn(v.FigureKey, v)
	}
	for _, v := range r.Purges {
		u.purges.learn(v.PurgeKey, v)
	}
}

func (u *unit) learnFleet(r Rows) {
	if r.Authority != nil {
		u.authority.learn(struct{}{}, *r.Authority)
	}
	for _, v := range r.Enrolments {
		u.enrolments.learn(v.EnrolmentKey, v)
	}
	for _, v := range r.Healths {
		u.healths.learn(v.EnrolmentKey, v)
	}
	for _, v := range r.Releases {
		u.releases.learn(v.Version, v)
	}
	for _, v := range r.Updates {
		u.updates.learn(v.EnrolmentKey, v)
	}
}

// merge moves what u has written to the unit under it, and drop forgets it.
func (u *unit) merge(base *unit) {
	base.queues.merge(&u.tickets)
	base.agendas.merge(&u.bookings)
	base.phones.merge(&u.bookings)
	base.origins.merge(&u.bookings)
	u.installation.merge()
	u.offices.merge()
	u.files.merge()
	u.devices.merge()
	u.answers.merge()
	u.tickets.merge()
	u.series.merge()
	u.tallies.merge()
	u.desks.merge()
	u.halls.merge()
	u.users.merge()
	u.sessions.merge()
	u.bookings.merge()
	u.messages.merge()
	u.keypads.merge()
	u.figures.merge()
	u.purges.merge()
	u.authority.merge()
	u.enrolments.merge()
	u.healths.merge()
	u.releases.merge()
	u.updates.merge()
	base.events = append(base.events, u.events...)
	u.drop()
}

func (u *unit) drop() {
	u.installation.drop()
	u.offices.drop()
	u.files.drop()
	u.devices.drop()
	u.answers.drop()
	u.tickets.drop()
	u.series.drop()
	u.tallies.drop()
	u.desks.drop()
	u.halls.drop()
	u.users.drop()
	u.sessions.drop()
	u.bookings.drop()
	u.messages.drop()
	u.keypads.drop()
	u.figures.drop()
	u.purges.drop()
	u.authority.drop()
	u.enrolments.drop()
	u.healths.drop()
	u.releases.drop()
	u.updates.drop()
	u.events = u.events[:0]
}

// written returns what is to be saved, in the order of the first writing.
func (u *unit) written() Rows {
	r := Rows{
		Offices: u.offices.values(),
		Files:   u.files.values(),
		Devices: u.devices.values(),
		Answers: u.answers.values(),
		Tickets: u.tickets.values(),
		Series:  u.series.values(),
		Tallies: u.tallies.values(),
		Desks:   u.desks.values(),
		Halls:   u.halls.values(),
		Users:   u.users.values(),
		Events:  u.events,

		Sessions:     u.sessions.values(),
		EndedSession: u.sessions.gone(),
		GoneTickets:  u.tickets.gone(),

		Bookings:     u.bookings.values(),
		GoneBookings: u.bookings.gone(),
		Messages:     u.messages.values(),
		GoneMessages: u.messages.gone(),
		Keypads:      u.keypads.values(),
		Figures:      u.figures.values(),
		Purges:       u.purges.values(),
		Enrolments:   u.enrolments.values(),
		Healths:      u.healths.values(),
		Releases:     u.releases.values(),
		Updates:      u.updates.values(),
	}
	if in := u.installation.values(); len(in) > 0 {
		r.Installation = &in[0]
	}
	if a := u.authority.values(); len(a) > 0 {
		r.Authority = &a[0]
	}
	return r
}

func (r Rows) empty() bool {
	return r.Installation == nil && r.Authority == nil && len(r.Offices)+len(r.Files)+len(r.Devices)+len(r.Answers)+len(r.Tickets)+
		len(r.Series)+len(r.Tallies)+len(r.Desks)+len(r.Halls)+len(r.Users)+
		len(r.Sessions)+len(r.EndedSession)+len(r.GoneTickets)+len(r.Events)+
		len(r.Bookings)+len(r.GoneBookings)+len(r.Messages)+len(r.GoneMessages)+len(r.Keypads)+len(r.Figures)+
		len(r.Purges)+len(r.Enrolments)+len(r.Healths)+len(r.Releases)+len(r.Updates) == 0
}
