package main

import (
	"context"
	"errors"
	"os"

	"github.com/google/uuid"

	"numerek/central/commands"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/scripts/e2e"
)

// kioskID is the kiosk that asks for everything.
const kioskID = "kiosk-ratusz"

// inProcess is the use cases over a database, in this process: what is left of
// the server without its edges.
type inProcess struct {
	store    *store.Store
	office   *office.Office
	caller   office.Caller
	standing office.Standing
}

// openInProcess imports the demonstration office into an empty database, which
// it then owns, and says hello.
func openInProcess(ctx context.Context, backend store.Backend, options store.Options) (*inProcess, error) {
	clock := office.ClockFrom(e2e.Monday())
	options.Now = clock.Now
	s, err := store.New(ctx, backend, options)
	if err != nil {
		return nil, errors.Join(err, backend.Close())
	}
	p := &inProcess{store: s, office: office.New(s, office.Options{Clock: clock})} //nolint:contextcheck // a jump of the clock belongs to no request
	if err := p.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return p, nil
}

func (p *inProcess) prepare(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "numerek-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	path, err := e2e.PatientOffice(folder)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if _, err := commands.Import(ctx, p.store, path, text); err != nil {
		return err
	}
	if p.caller, err = p.office.Kiosk(ctx, "", kioskID); err != nil {
		return err
	}
	p.standing, err = p.office.Hello(ctx, p.caller, office.Start{BootID: uuid.NewString(), Version: "benchmark"})
	return err
}

// services are those that the kiosk may give tickets of.
func (p *inProcess) services(ctx context.Context) ([]string, error) {
	file, err := p.office.File(ctx, p.caller.Office)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, s := range file.Services {
		if file.LocationOf(s.ID) == p.caller.Location {
			ids = append(ids, s.ID)
		}
	}
	return ids, nil
}

func (p *inProcess) issue(ctx context.Context, _ int, service string) (number, error) {
	a, err := p.office.Issue(ctx, p.caller, office.Request{
		ID: e2e.NewRequest(), Service: service, Language: "pl",
		Incarnation: p.standing.Incarnation, BootEpoch: p.standing.BootEpoch,
	})
	if err != nil {
		return number{}, err
	}
	if a.Refusal != nil {
		return number{}, errors.New("refused: " + string(a.Refusal.Reason))
	}
	return number{a.Ticket.Number.Prefix, a.Ticket.Number.N}, nil
}

func (p *inProcess) close() error { return p.store.Close() }
