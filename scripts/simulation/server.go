package simulation

import (
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"numerek/central/highwater"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/central/store/memstore"
)

//go:embed office.toml
var officeText string

// errDisk is what a commit says that may or may not be durable.
var errDisk = errors.New("fsync: input/output error")

// fallen is the panic of a process that dies in the middle of a commit.
type fallen struct{}

// site is where the servers stand: two of them on one database, and copies of it.
type site struct {
	w       *World
	id      string // of the office
	db      *memstore.DB
	line    int // of history
	skew    time.Duration
	both    [2]*process
	copies  []*memstore.DB // the last ones, oldest first
	day     queue.Day      // newest that was seen on this line of history
	commits int
	jumped  bool // a number was given on this line of history
	looking bool // the servers are about to look at what was committed
}

// process is one server program.
type process struct {
	site   *site
	number int
	up     bool
	life   int
	handle *handle
	store  *store.Store
	office *office.Office
	mark   *highwater.Mark // in its data directory, which outlives it
}

// handle is a process's way to the database, which may be another one tomorrow.
type handle struct {
	store.Backend
	p *process
}

// Begin implements [store.Backend].
func (h *handle) Begin(ctx context.Context) (store.Batch, error) {
	b, err := h.Backend.Begin(ctx)
	return &batch{b, h.p}, err
}

type batch struct {
	store.Batch
	p *process
}

// Commit is where servers fall, and where disks lie.
func (b *batch) Commit(ctx context.Context) error {
	w := b.p.site.w
	actor := b.p.number
	switch {
	case w.fault("fall_before_commit", actor, 0.003):
		_ = b.Rollback()
		panic(fallen{})
	case w.fault("commit_lost", actor, 0.0015):
		return errDisk
	}
	if err := b.Batch.Commit(ctx); err != nil {
		return err
	}
	b.p.site.committed(ctx)
	switch {
	case w.fault("fall_after_commit", actor, 0.004):
		panic(fallen{})
	case w.fault("commit_doubtful", actor, 0.0015):
		return errDisk
	}
	return nil
}

// committed looks at the day, which never goes back on one line of history.
func (s *site) committed(ctx context.Context) {
	s.commits++
	row, err := s.db.Office(ctx, s.id)
	if err != nil {
		return
	}
	if row.Day < s.day {
		s.w.violate("I11 business day went back from %s to %s", s.day, row.Day)
	}
	s.day = max(s.day, row.Day)
	s.look() //nolint:contextcheck // It comes later, and belongs to no commit.
}

// look has every server read the floor soon after a commit, as it does for those who
// watch it: monitors, consoles, phones. What a server has seen counts after a loss.
func (s *site) look() {
	if s.looking || !s.w.Lossy {
		return
	}
	s.looking = true
	s.w.after(s.w.between("look_again", 0, 50*time.Millisecond, 300*time.Millisecond), func() {
		s.looking = false
		for _, p := range s.both {
			if p.up {
				_, _ = p.office.Floor(context.Background(), s.id) // who cannot look, looks again
			}
		}
	})
}

// serverClock is the server's wall clock, which jumps, and its uptime, which does not.
type serverClock struct{ s *site }

func (c serverClock) Now() time.Time        { return c.s.w.clock().Add(c.s.skew) }
func (c serverClock) Uptime() time.Duration { return c.s.w.now }

// random is a source of secrets that are the same in every run.
type random struct {
	w    *World
	kind string
}

func (r random) Read(p []byte) (int, error) {
	for i := 0; i < len(p); i += 8 {
		bits, _ := r.w.roll(r.kind, 0)
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], bits)
		copy(p[i:], b[:])
	}
	return len(p), nil
}

// newSite founds the office on an empty database.
func newSite(w *World) (s *site, err error) {
	s = &site{w: w, db: memstore.New()}
	for i := range s.both {
		s.both[i] = &process{site: s, number: i}
		if s.both[i].mark, err = highwater.Read(""); err != nil {
			return nil, err
		}
	}
	if err := s.both[0].start(); err != nil {
		return nil, err
	}
	file, problems := officefile.Parse("office.toml", []byte(officeText))
	if err := problems.Err(); err != nil {
		return nil, err
	}
	s.id = file.ID
	err = s.both[0].store.Update(context.Background(), store.Keys{Offices: []string{s.id}}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: s.id, Revision: 1})
		tx.PutFile(s.id, officeText)
		_, err := tx.Append(store.Event{Office: s.id, Kind: office.OfficeImported})
		return err
	})
	if err != nil {
		return nil, err
	}
	return s, s.both[1].start()
}

// start begins a process on the present database.
func (p *process) start() (err error) {
	p.life++
	p.handle = &handle{Backend: p.site.db, p: p}
	clock := serverClock{p.site}
	began := p.serving("start", func() {
		p.store, err = store.New(context.Background(), p.handle, store.Options{
			Inline: true, Now: clock.Now, Random: random{p.site.w, "incarnation"}, Written: p.mark.Note,
		})
	})
	if !began || err != nil {
		return errors.Join(err, errDown(began))
	}
	p.office = office.New(p.store, office.Options{Clock: clock, Random: random{p.site.w, "secret"}, Marks: p.mark})
	p.up = true
	return nil
}

func errDown(up bool) error {
	if up {
		return nil
	}
	return errors.New("fell at the start")
}

// serving runs something of the process, and says whether it lived through it.
func (p *process) serving(what string, do func()) (lived bool) {
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case fallen:
			lived = false
			p.fall(what)
		default:
			panic(r)
		}
	}()
	do()
	return true
}

// fall ends a process; it comes back after a while.
func (p *process) fall(why string) {
	w := p.site.w
	w.tell("server %d falls: %s", p.number, why)
	p.up = false
	p.life++
	for _, k := range w.kiosks {
		k.serverGone(p)
	}
	p.rise(w.between("down", p.number, 500*time.Millisecond, 6*time.Second))
}

func (p *process) rise(after time.Duration) {
	w := p.site.w
	w.after(after, func() {
		if p.up {
			return
		}
		if err := p.start(); err != nil {
			w.tell("server %d does not start: %v", p.number, err)
			if !p.up {
				p.rise(time.Second)
			}
			return
		}
		w.tell("server %d up", p.number)
	})
}

// pick is the server that an actor reaches.
func (s *site) pick(actor int) *process {
	p := s.both[0]
	if s.w.chance("replica", actor, 0.5) && s.both[1].up || !p.up {
		p = s.both[1]
	}
	return p
}

// copyNow keeps a copy of the database; the last few are there for disasters. A
// copy that lacks the last jump of the counter is none: what can happen after two
// losses to copies from before the same jump stands in TRACK-RECORD, O1.
func (s *site) copyNow() {
	if !s.jumped {
		return
	}
	s.copies = append(s.copies, s.db.Clone(fmt.Sprint("line ", s.line)))
	if len(s.copies) > 4 {
		s.copies = s.copies[1:]
	}
}

// moveTo goes on with another copy of the database on a new line of history. A
// process either notices when it is connected again, or is started again.
func (s *site) moveTo(from *memstore.DB, why string) {
	s.line++
	s.db = from.Clone(fmt.Sprint("line ", s.line))
	s.copies, s.jumped = nil, false
	s.w.facts.lines++
	row, err := s.db.Office(context.Background(), s.id)
	if err == nil {
		s.day = row.Day
	}
	s.w.tell("%s: line %d of history", why, s.line)
	for _, p := range s.both {
		if p.up && s.w.chance("reconnect", p.number, 0.5) {
			p.handle.Backend = s.db
			continue
		}
		p.fall(why)
	}
}

// failover goes to a standby that has everything.
func (s *site) failover() { s.moveTo(s.db, "failover") }

// restore goes to a copy that lacks the tail.
func (s *site) restore() {
	if len(s.copies) == 0 {
		return
	}
	i := int(s.w.between("copy", 0, 0, time.Duration(len(s.copies)-1)))
	s.w.facts.lossy++
	s.moveTo(s.copies[i], "lossy restore")
}

// open are the tickets that have not come to their end, for the end of a run.
func (s *site) tickets() []queue.Ticket {
	var all []queue.Ticket
	for _, day := range s.days() {
		some, err := s.db.TicketsOfDay(context.Background(), s.id, day)
		if err != nil {
			s.w.violate("tickets of %s: %v", day, err)
		}
		all = append(all, some...)
	}
	return all
}

// days are those that a run can have seen.
func (s *site) days() (all []queue.Day) {
	for d := -2; d <= 2; d++ {
		all = append(all, queue.Day(s.w.base.AddDate(0, 0, d).Format(time.DateOnly)))
	}
	return all
}

// events are everything that is in the database.
func (s *site) events() []store.Event {
	all, err := s.db.Events(context.Background(), s.id, 0, 1<<20)
	if err != nil {
		s.w.violate("events: %v", err)
	}
	return all
}
