package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/scripts/e2e"
)

// Where the pages and the devices are, if nobody else is there.
const (
	httpAddress    = "127.0.0.1:8080"
	devicesAddress = "127.0.0.1:7070"
)

// show runs everything until somebody ends it or a part of it ends.
func show(ctx context.Context, o options, office *officefile.Office, programs e2e.Programs, out io.Writer) error {
	data := o.data
	if data == "" {
		root, err := e2e.Root()
		if err != nil {
			return err
		}
		data = filepath.Join(root, ".cache", "run")
	}
	folder, err := takeFolder(data)
	if err != nil {
		return err
	}
	defer folder.Close() //nolint:errcheck // the lock ends with the program at the latest
	data = folder.path
	if o.fresh {
		if err := folder.clear(office); err != nil {
			return err
		}
	}
	clock, err := openHour(office, time.Now())
	if err != nil {
		return err
	}
	parts, err := begin(ctx, data, programs, clock, o.device)
	defer parts.end()
	if err != nil {
		return err
	}
	if err := hire(ctx, parts.server); err != nil {
		return err
	}
	clerk, err := colleague(ctx, parts.central)
	if err != nil {
		return err
	}
	now := clock
	if now.IsZero() {
		now = time.Now()
	}
	if _, err := expect(ctx, clerk, office, now); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n  server     %-37s who waits; /healthz, /metrics\n", "http://"+parts.central.HTTP+"/")
	fmt.Fprintf(out, "  booking    %-37s citizens book here; /umow is the link for the city's own site\n", "http://"+parts.central.HTTP+"/rezerwacja")
	fmt.Fprintf(out, "  SMS        %-37s not sent, but written there\n", filepath.Join(data, "messages.txt"))
	tellLogIns(out, parts.central.HTTP)
	fmt.Fprintf(out, "  devices    %s (gRPC; the kiosk and the monitor have enrolled, others of this machine need not)\n", parts.central.Devices)
	fmt.Fprintf(out, "  printer    %s; its tickets are pictures in %s\n", parts.printer.Line, parts.printer.Tickets)
	fmt.Fprintf(out, "  faults     echo \"paper out\" | nc -UN %s\n", filepath.Join(data, "printer.sock"))
	fmt.Fprintf(out, "  logs, data %s\n", data)
	if !clock.IsZero() {
		fmt.Fprintf(out, "  clock      the office would be closed now: the server's clock starts at %s\n", clock.Format("Monday 2 January 15:04"))
	}
	if os.Getenv("DISPLAY") == "" {
		fmt.Fprint(out, "  windows    no screen here (DISPLAY is not set), so no kiosk and no monitor; ./scripts/run --tour DIR shows them in pictures\n")
	} else if err := parts.open(ctx, o, programs, out); err != nil {
		return err
	}
	fmt.Fprint(out, "\nCtrl-C stops all of it.\n")
	return parts.wait(ctx, out)
}

// open opens the windows.
func (p *parts) open(ctx context.Context, o options, programs e2e.Programs, out io.Writer) error {
	if err := p.startMonitor(ctx, programs, o.display, o.displayWindow, nil, ""); err != nil {
		return err
	}
	fmt.Fprintf(out, "  monitor    %s, in its window, with its voice\n", o.display)
	if err := p.startKiosk(ctx, programs, o.device, o.window, nil, ""); err != nil {
		return err
	}
	fmt.Fprintf(out, "  kiosk      %s, in its window\n", o.device)
	return nil
}

// wait waits until somebody ends the demonstration, or a part of it ends.
func (p *parts) wait(ctx context.Context, out io.Writer) error {
	window, wall := ended(p.kiosk), ended(p.monitor)
	closed := func(of *e2e.Process) error {
		if err := died(of); err != nil {
			return err
		}
		fmt.Fprintf(out, "The window of the %s was closed.\n", of.Name)
		return nil
	}
	select {
	case <-ctx.Done():
		return nil
	case <-window:
		return closed(p.kiosk)
	case <-wall:
		return closed(p.monitor)
	case <-p.central.Done():
		return errors.New("the server ended:\n" + p.central.Tail())
	case <-p.printer.Done():
		return errors.New("the printer ended:\n" + p.printer.Tail())
	}
}

// ended is closed when a program has ended; never where there is none.
func ended(p *e2e.Process) <-chan struct{} {
	if p == nil {
		return nil
	}
	return p.Done()
}

// died is why a program that has ended did so, with the last that it said; nil
// where all was well.
func died(p *e2e.Process) error {
	lines := p.Lines()
	switch {
	case p.Err() == nil:
		return nil
	case len(lines) == 0:
		return fmt.Errorf("the %s ended: %w", p.Name, p.Err())
	}
	return fmt.Errorf("the %s ended: %w: %s", p.Name, p.Err(), lines[len(lines)-1])
}

// parts are the processes of a demonstration.
type parts struct {
	data    string
	server  e2e.Server // how the central server was started
	printer *e2e.Printer
	central *e2e.Central
	kiosk   *e2e.Process
	monitor *e2e.Process
}

// begin starts the printer and the server in a folder. What was started is in
// the parts even where an error came after.
func begin(ctx context.Context, data string, programs e2e.Programs, clock time.Time, device string) (p *parts, err error) {
	p = &parts{data: data}
	for _, folder := range []string{data, filepath.Join(data, device)} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return p, err
		}
	}
	office, err := e2e.Office()
	if err != nil {
		return p, err
	}
	if p.printer, err = e2e.StartPrinter(ctx, programs, data, nil); err != nil {
		return p, err
	}
	http, err := address(httpAddress)
	if err != nil {
		return p, err
	}
	devices, err := address(devicesAddress)
	if err != nil {
		return p, err
	}
	ready, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	p.server = e2e.Server{Path: programs.Central, Data: data, Office: office, Clock: clock, HTTP: http, Devices: devices}
	p.central, err = p.server.Start(ready, "central")
	return p, err
}

// startKiosk enrols the kiosk, if it has not before, and opens its window.
func (p *parts) startKiosk(ctx context.Context, programs e2e.Programs, device, window string, env []string, record string) (err error) {
	p.kiosk, err = p.enrol(ctx, e2e.Appliance{
		Path: programs.Appliance, Server: p.central.Devices, Device: device, Window: window, Printer: p.printer.Line, Env: env, Record: record,
		Settings: serviceSettings,
	}, "kiosk")
	return err
}

// startMonitor enrols a wall monitor, if it has not before, and opens its window.
func (p *parts) startMonitor(ctx context.Context, programs e2e.Programs, device, window string, env []string, record string) (err error) {
	p.monitor, err = p.enrol(ctx, e2e.Appliance{
		Path: programs.Appliance, Role: "display", Server: p.central.Devices, Device: device, Window: window, Env: env, Record: record,
	}, "monitor")
	return err
}

// enrol starts a device as a technician does: with the file that the server made for it.
func (p *parts) enrol(ctx context.Context, a e2e.Appliance, name string) (*e2e.Process, error) {
	a.Data = filepath.Join(p.data, a.Device)
	if err := os.MkdirAll(a.Data, 0o700); err != nil {
		return nil, err
	}
	a, err := a.Enrol(ctx, p.server)
	if err != nil {
		return nil, err
	}
	return a.Start(name)
}

// end stops what runs, the windows first.
func (p *parts) end() {
	if p.kiosk != nil {
		_ = p.kiosk.Stop()
	}
	if p.monitor != nil {
		_ = p.monitor.Stop()
	}
	if p.central != nil {
		_ = p.central.Stop()
	}
	if p.printer != nil {
		_ = p.printer.Stop()
	}
}

// address is the wanted one, or a free one where somebody else has it.
func address(wanted string) (string, error) {
	l, err := net.Listen("tcp", wanted) //nolint:noctx // returns at once
	if err != nil {
		return e2e.FreePort()
	}
	return wanted, l.Close()
}

// readOffice reads the demonstration office.
func readOffice() (*officefile.Office, error) {
	path, err := e2e.Office()
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	office, problems := officefile.Parse(path, data)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %v", path, problems)
	}
	return office, nil
}

// openHour is a time at which the office gives tickets, for the server's clock;
// zero where it does now.
func openHour(office *officefile.Office, now time.Time) (time.Time, error) {
	issuing, err := issuing(office)
	if err != nil {
		return time.Time{}, err
	}
	if issuing(now).Open {
		return time.Time{}, nil
	}
	return morning(office, now)
}

// morning is half past nine of today or of the next day on which the office is open.
func morning(office *officefile.Office, now time.Time) (time.Time, error) {
	issuing, err := issuing(office)
	if err != nil {
		return time.Time{}, err
	}
	local := now.In(office.ZoneOrUTC())
	today := time.Date(local.Year(), local.Month(), local.Day(), 9, 30, 0, 0, local.Location())
	if issuing(today).Open {
		return today, nil
	}
	next := issuing(today).OpensAt
	if next.IsZero() {
		return time.Time{}, errors.New("the demonstration office never opens again")
	}
	return next.Add(105 * time.Minute), nil
}

// issuing decides whether the office gives tickets at an hour.
func issuing(office *officefile.Office) (func(at time.Time) calendar.Decision, error) {
	place, ok := office.Place(office.Services[0].ID)
	if !ok {
		return nil, fmt.Errorf("no place for %s", office.Services[0].ID)
	}
	return func(at time.Time) calendar.Decision {
		return office.Calendar().Issuing(at, place, office.IssuingRule())
	}, nil
}
