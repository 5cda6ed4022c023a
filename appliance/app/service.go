package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"numerek/appliance/config"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/printer"
)

// serviceEvery is how often what the service mode shows is looked at again.
const serviceEvery = 2 * time.Second

// lastTickets is how many the service mode lists.
const lastTickets = 10

// cabinet is what the kiosk knows for its technician.
type cabinet struct {
	started time.Time
	bell    chan struct{} // somebody has opened the service mode, or left it; or the book has changed
	book    *serviceBook

	mu    sync.Mutex
	about printer.About // of the printer, asked once while somebody looks
	asked bool
}

// newCabinet opens the book beside the journal.
func newCabinet(c config.Config) *cabinet {
	return &cabinet{
		started: time.Now(), bell: make(chan struct{}, 1), book: openServiceBook(filepath.Join(c.Data, "service.json")),
	}
}

// ring wakes whoever watches the service mode.
func (c *cabinet) ring() {
	select {
	case c.bell <- struct{}{}:
	default:
	}
}

// lock brings the PIN of the configuration to the machine, salted and hashed.
func (k *Kiosk) lock() {
	if k.o.Config.Service.PIN == "" {
		return
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails
	lock := technician.NewLock(string(k.o.Config.Service.PIN), salt)
	k.o.Config.Service.PIN = ""
	k.send(kiosk.ServiceLock{Lock: lock})
}

// serviced rings when the service mode was opened or left. It runs in the
// machine's goroutine.
func (k *Kiosk) serviced(m kiosk.Model) {
	if open := m.Technician.Entered(); open != k.inService {
		k.inService = open
		k.log.InfoContext(k.ctx, "service mode", "open", open)
		k.cabinet.ring()
	}
}

// watchService tells the machine what the technician wants to see, as long as
// there is one, and keeps the book on the card. The goroutine ends with ctx.
func (k *Kiosk) watchService(ctx context.Context) {
	k.lock()
	again := time.NewTicker(serviceEvery)
	defer again.Stop()
	again.Stop()
	defer k.saveBook(context.WithoutCancel(ctx))
	for {
		select {
		case <-ctx.Done():
			return
		case <-k.cabinet.bell:
		case <-again.C:
		}
		k.saveBook(ctx)
		if !k.loop.Model().Technician.Entered() {
			again.Stop()
			k.cabinet.forget()
			continue
		}
		k.send(kiosk.ServiceChanged{Info: k.serviceInfo(ctx)})
		again.Reset(serviceEvery)
	}
}

// saveBook writes the book where it has changed. A card that refuses it is the
// journal's to tell: the book is only a help.
func (k *Kiosk) saveBook(ctx context.Context) {
	if err := k.cabinet.book.save(k.paper.spent.Swap(nil)); err != nil {
		k.log.WarnContext(ctx, "service book not written", "err", err)
	}
}

// forget lets the next technician ask the printer anew who it is.
func (c *cabinet) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.about, c.asked = printer.About{}, false
}

// serviceInfo is everything that the service mode shows beside the model.
func (k *Kiosk) serviceInfo(ctx context.Context) technician.Info {
	c := k.o.Config
	state := k.journal.State()
	i := technician.Info{
		Known: true, Version: k.o.Version, Image: k.updater.image(), Device: c.Device, Office: c.Office, Server: c.Server, Started: k.cabinet.started,
		Addresses: addresses(), Certificate: certificateEnd(c.Data), Celsius: celsius(),
		Unfinished: len(state.Open), Doubtful: len(state.Doubtful), Newer: k.journal.Newer(),
		Printer: k.printerInfo(ctx), Roll: k.cabinet.book.roll(), Reboots: k.o.Supervisor != nil && k.o.Supervisor.CanReboot(),
	}
	i.DiskFree, i.DiskTotal = diskOf(c.Data)
	i.Tickets = k.papers(state)
	return i
}

// printerInfo asks the printer, for as long as a person waits.
func (k *Kiosk) printerInfo(ctx context.Context) technician.PrinterInfo {
	p := technician.PrinterInfo{Path: k.o.Config.Printer.Path, Profile: k.o.Profile.Name, Baud: k.o.Config.Printer.Baud, Cuts: -1}
	if k.paper.printer == nil {
		return p
	}
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	if answers, err := k.paper.printer.Answers(ctx); err == nil {
		p.Answered, p.Status, p.Cuts = true, answers.Status, answers.Cuts
	}
	k.cabinet.mu.Lock()
	defer k.cabinet.mu.Unlock()
	if !k.cabinet.asked && p.Answered {
		about, err := k.paper.printer.About(ctx)
		k.cabinet.about, k.cabinet.asked = about, err == nil
	}
	p.Model = join(k.cabinet.about.Maker, k.cabinet.about.Model, k.cabinet.about.Firmware)
	return p
}

// join puts the words that there are one after the other.
func join(words ...string) (all string) {
	for _, w := range words {
		if w != "" && all != "" {
			all += " "
		}
		all += w
	}
	return all
}

// papers are the last tickets that the journal and the book know of, the newest first.
func (k *Kiosk) papers(s journal.State) []technician.Paper {
	var all []technician.Paper
	seen := map[string]bool{}
	for _, e := range slices.Concat(s.Open, s.Doubtful, s.Delivered) {
		if e.Ticket == (journal.Ticket{}) || seen[e.Request] {
			continue
		}
		seen[e.Request] = true
		p := technician.Paper{
			Request: e.Request, Number: fmt.Sprintf("%s %03d", e.Ticket.Prefix, e.Ticket.Sequence), At: e.Ticket.IssuedAt,
			Became: became(e), Evidence: e.Evidence,
		}
		if kept, ok := k.cabinet.book.find(e.Request); ok {
			p.Printable, p.Copies = e.Stage == journal.Done && e.Outcome != journal.NotDelivered, kept.Copies
		}
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b technician.Paper) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Request, a.Request))
	})
	return all[:min(len(all), lastTickets)]
}

// became is what the technician reads of a paper. One that only the person vouches
// for was not on the screen.
func became(e journal.Entry) technician.Became {
	if e.Outcome == journal.Shown && strings.Contains(e.Evidence, kiosk.PersonHasIt) {
		return technician.Taken
	}
	return technician.Became(e.Outcome)
}

// keepTicket keeps a ticket for a copy that somebody may want later. It runs in the
// machine's goroutine.
func (k *Kiosk) keepTicket(effect kiosk.Effect) {
	switch f := effect.(type) {
	case kiosk.Print:
		k.cabinet.book.keep(f.Ticket)
	case kiosk.Report:
		if m := k.loop.Model(); m.Ticket.ID == f.TicketID {
			k.cabinet.book.keep(m.Ticket)
		}
	default:
		return
	}
	k.cabinet.ring()
}
