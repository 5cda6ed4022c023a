package privacy

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/secret"
	"numerek/central/store"
)

// Kinds of the events that are appended here. They are kept in the database; none
// says whose data it was.
const (
	Purged    = "privacy.purged"    // detail is a [PurgedDetail]
	Exported  = "privacy.exported"  // a person's data were given out
	Forgotten = "privacy.forgotten" // a person's data were deleted at once; detail is a [Gone]
)

// Counts is how much was deleted.
type Counts struct {
	People   int `json:"people"`   // bookings whose phone, name, e-mail and hashes were forgotten
	Codes    int `json:"codes"`    // other bookings whose sealed code or link was
	Messages int `json:"messages"` // rows
	Tickets  int `json:"tickets"`  // rows
	Figures  int `json:"figures"`  // that were written of them
	Bookings int `json:"bookings"` // rows
}

// PurgedDetail is the detail of [Purged].
type PurgedDetail struct {
	Day queue.Day `json:"day"` // business day
	Counts
}

// Options of the use cases. The zero value is what the daily purge wants.
type Options struct {
	Log  *slog.Logger // nothing is logged where it is nil
	Keys *secret.Keys // for what concerns one person; the purge needs none
}

// Privacy is the use cases of all offices of an installation.
type Privacy struct {
	office *office.Office
	store  *store.Store
	log    *slog.Logger
	keys   *secret.Keys
}

// New returns the use cases over a store; o knows the offices, their days and the time.
func New(o *office.Office, s *store.Store, opts Options) *Privacy {
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	return &Privacy{office: o, store: s, log: opts.Log, keys: opts.Keys}
}

// When the purge looks whether a day has turned. A server that has just started
// answers devices first.
const (
	firstLook  = time.Minute
	lookEvery  = time.Hour
	afterTurn  = time.Minute // so that whoever is left of the old day is closed
	afterFault = time.Minute
)

// Run purges every office once its business day has turned, until ctx is done.
// Several servers may run it at once.
func (p *Privacy) Run(ctx context.Context) error {
	for next := firstLook; ; {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(next):
		}
		var err error
		if next, err = p.purgeAll(ctx); err != nil && ctx.Err() == nil {
			p.log.ErrorContext(ctx, "old data not deleted; it is tried again", "err", err)
			next = afterFault
		}
	}
}

func (p *Privacy) purgeAll(ctx context.Context) (next time.Duration, err error) {
	ids, err := p.office.IDs(ctx)
	if err != nil {
		return 0, err
	}
	next = lookEvery
	var errs []error
	for _, id := range ids {
		f, err := p.office.File(ctx, id)
		if err == nil {
			err = p.Purge(ctx, id)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		now := p.office.Now()
		tomorrow := calendar.AddDays(calendar.BusinessDay(now, f.ZoneOrUTC()), 1)
		next = min(next, calendar.DayStart(tomorrow, f.ZoneOrUTC()).Sub(now)+afterTurn)
	}
	return max(next, time.Second), errors.Join(errs...)
}

// limits is what the rules of an office mean on a business day.
type limits struct {
	day     queue.Day
	start   time.Time // of the day
	people  queue.Day // visits up to this day are forgotten
	written time.Time // messages from before it go
	tickets queue.Day // tickets and bookings up to this day go
	lapsed  time.Time // holds that lapsed up to it are forgotten
	buckets Buckets
}

// lapsedFor is how long the data of a hold are kept that nobody confirmed.
const lapsedFor = 24 * time.Hour

func limitsOn(f *officefile.Office, day queue.Day, now time.Time) limits {
	rules, zone := f.Policy.Privacy, f.ZoneOrUTC()
	l := limits{
		day:     day,
		start:   calendar.DayStart(day, zone),
		people:  calendar.AddDays(day, -rules.PhoneRetentionDays),
		tickets: calendar.AddDays(day, -rules.TicketRetentionDays),
		lapsed:  now.Add(-lapsedFor),
		buckets: Buckets{Minutes: rules.StatisticsBucketMinutes, Least: rules.StatisticsMinGroup, Zone: zone},
	}
	l.written = calendar.DayStart(calendar.AddDays(l.people, 1), zone)
	return l
}

// detail writes the particulars of an event or of a purge.
func detail(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "" // only plain structs of ours get here
	}
	return string(b)
}
