package fanout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"numerek/central/commands"
	"numerek/central/devices"
	"numerek/central/enrolment"
	"numerek/central/health"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
	"numerek/scripts/e2e"
)

const (
	location = "ratusz"
	service  = "zbycie"
	desk     = 1
)

const officeName = "office-%04d"

// OfficeName is the id of the n-th office of a server.
func OfficeName(n int) string { return fmt.Sprintf(officeName, n) }

// hall is the real server without its pages: database, use cases and the device
// service, with a clerk at a desk of every office.
type hall struct {
	control *control
	store   *store.Store
	office  *office.Office
	hub     *live.Hub
	clerks  []*clerk

	folder    string
	enrolment *enrolment.Enrolment // nil where monitors need none
	health    *health.Health       // likewise
	cards     []Card
}

// clerk is at the first desk of an office.
type clerk struct {
	seat office.Seat

	mu        sync.Mutex
	operation office.Operation
}

// Site says where and how the real server runs.
type Site struct {
	Folder  string // of its SQLite database
	File    string // the office file that all offices are made from
	Offices int
	Address string // of the devices; any port if empty
	Secure  bool   // only enrolled devices are let in
}

// ServeCalls runs the server, on what a former one has left or on a new database.
//
// Commands: "give N" gives out N tickets in every office, "give-to N OFFICE" in
// one; "call OFFICE" lets its clerk call the next; "watched" tells how many
// watch; "enrol OFFICE N" lets N of its monitors enrol, and "cards" keeps what all
// of them got (see [Cards]).
func ServeCalls(site Site) error {
	ctx := context.Background()
	c, err := openControl()
	if err != nil {
		return err
	}
	backend, err := sqlstore.OpenSQLite(ctx, filepath.Join(site.Folder, "calls.db"), sqlstore.Options{})
	if err != nil {
		return err
	}
	clock := office.ClockFrom(e2e.Monday())
	s, err := store.New(ctx, backend, store.Options{Now: clock.Now})
	if err != nil {
		return errors.Join(err, backend.Close())
	}
	h := &hall{control: c, folder: site.Folder, store: s, office: office.New(s, office.Options{Clock: clock}), hub: live.New(s, live.Options{})}
	if err := h.serve(ctx, site); err != nil {
		return errors.Join(err, s.Close())
	}
	return c.obey(func(word string, args []int) (string, error) { return h.do(ctx, word, args) })
}

// serve prepares the offices, listens, and says where.
func (h *hall) serve(ctx context.Context, site Site) (err error) {
	if site.Secure {
		if err := h.secure(ctx, site.Folder); err != nil {
			return err
		}
	}
	if err := h.prepare(ctx, site.File, site.Offices); err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", cmp.Or(site.Address, "127.0.0.1:0"))
	if err != nil {
		return err
	}
	options := devices.Options{Local: !site.Secure, Enrolment: h.enrolment}
	if h.health != nil {
		options.Vitals = h.health
	}
	grpc, _ := devices.New(h.office, h.hub, options).GRPC()
	go h.tellKept(ctx)
	go h.hub.Run(ctx) //nolint:errcheck // it runs as long as the process
	go grpc.Serve(l)  //nolint:errcheck // likewise
	h.control.say("%s", l.Addr())
	return nil
}

// tellKept says when calls are durable.
func (h *hall) tellKept(ctx context.Context) {
	type call struct {
		office string
		at     time.Time
	}
	calls := make(chan call, 1024)
	go func() {
		var office int
		for c := range calls {
			if _, err := fmt.Sscanf(c.office, officeName, &office); err == nil {
				h.control.say(keptLine, office, c.at.UnixNano())
			}
		}
	}()
	_ = h.store.Watch(ctx, func(events []store.Event) {
		for _, e := range events {
			if _, ok := office.CallOf(e); ok {
				calls <- call{e.Office, time.Now()}
			}
		}
	})
}

// prepare imports the offices and seats the clerks.
func (h *hall) prepare(ctx context.Context, file string, offices int) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	const id = `id          = "koszalin"`
	if !strings.Contains(string(text), id) {
		return fmt.Errorf("%s has no line %s", file, id)
	}
	var g errgroup.Group
	g.SetLimit(16)
	h.clerks = make([]*clerk, offices)
	for n := range offices {
		name := OfficeName(n)
		h.clerks[n] = &clerk{seat: office.Seat{Office: name, Location: location, Desk: desk, Workstation: name, Clerk: "anna"}}
		g.Go(func() error {
			if _, err := h.store.Office(ctx, name); err == nil {
				return h.resume(ctx, h.clerks[n])
			}
			mine := strings.Replace(string(text), id, fmt.Sprintf("id = %q", name), 1)
			if _, err := commands.Import(ctx, h.store, name, []byte(mine)); err != nil {
				return err
			}
			last, err := h.office.TakeDesk(ctx, h.clerks[n].seat, false)
			h.clerks[n].operation = last
			return err
		})
	}
	return g.Wait()
}

// resume lets a clerk go on whose server was away.
func (h *hall) resume(ctx context.Context, c *clerk) error {
	rows, err := h.store.Desks(ctx, c.seat.Office)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Number == desk {
			c.operation.Number = row.Operation
		}
	}
	floor, err := h.office.Floor(ctx, c.seat.Office) // which reads the office file
	c.operation.Incarnation = floor.Incarnation
	return err
}

func (h *hall) do(ctx context.Context, word string, args []int) (string, error) {
	switch word {
	case "give":
		var g errgroup.Group
		g.SetLimit(64)
		for n := range h.clerks {
			g.Go(func() error { return h.give(ctx, n, args[0]) })
		}
		return "ok", g.Wait()
	case "give-to":
		return "ok", h.give(ctx, args[1], args[0])
	case "call":
		go func() {
			if err := h.act(ctx, args[0], office.Action{Deed: office.DeedCallNext}); err != nil {
				h.control.say("failed call: %v", err)
			}
		}()
		return "", nil
	case "enrol":
		return "ok", h.enrol(ctx, args[0], args[1])
	case "cards":
		return "ok", h.keepCards(ctx)
	case "watched":
		return fmt.Sprint(h.hub.Watchers()), nil
	}
	return "", fmt.Errorf("unknown command %q", word)
}

func (h *hall) give(ctx context.Context, n, tickets int) error {
	for range tickets {
		if err := h.act(ctx, n, office.Action{Deed: office.DeedGiveOut, Service: service, Language: "pl"}); err != nil {
			return err
		}
	}
	return nil
}

// act lets the clerk of an office do something.
func (h *hall) act(ctx context.Context, n int, a office.Action) error {
	c := h.clerks[n]
	c.mu.Lock()
	defer c.mu.Unlock()
	c.operation = c.operation.Next()
	out, err := h.office.Act(ctx, c.seat, c.operation, a)
	if err == nil && out.Refused != "" {
		err = fmt.Errorf("%s in %s is refused: %s", a.Deed, c.seat.Office, out.Refused)
	}
	return err
}
