package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"numerek/scripts/e2e"
)

// connectionsAtMost is how many kiosks ask at once; more clients than that
// share their connections.
const connectionsAtMost = 16

// server is the shipped server in a process of its own, with kiosks before it.
type server struct {
	*e2e.Central

	kiosks []*e2e.Device
	given  ledger
}

// startServer starts one in a new folder with the demonstration office.
func (b *bench) startServer(ctx context.Context, name, database string) (*server, error) {
	data := filepath.Join(b.folder, name)
	if err := os.Mkdir(data, 0o700); err != nil {
		return nil, err
	}
	central, err := e2e.Server{
		Path: b.central, Data: data, Office: b.office, Database: database, Clock: e2e.Monday(),
	}.Start(ctx, name)
	if err != nil {
		return nil, err
	}
	s := &server{Central: central}
	if err := s.connect(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// connect makes the connections. All of them are one kiosk, which has said
// hello once.
func (s *server) connect(ctx context.Context) error {
	for i := range connectionsAtMost {
		kiosk, err := e2e.Dial(s.Devices, "", kioskID)
		if err != nil {
			return err
		}
		s.kiosks = append(s.kiosks, kiosk)
		if i == 0 {
			if err := kiosk.Hello(ctx); err != nil {
				return fmt.Errorf("hello: %w", err)
			}
			continue
		}
		kiosk.Incarnation, kiosk.BootEpoch = s.kiosks[0].Incarnation, s.kiosks[0].BootEpoch
	}
	return nil
}

func (s *server) issue(ctx context.Context, client int, service string) (number, error) {
	ticket, err := s.kiosks[client%len(s.kiosks)].Issue(ctx, e2e.NewRequest(), service)
	if err != nil {
		return number{}, err
	}
	return number{ticket.GetPrefix(), int(ticket.GetSequence())}, nil
}

// services are those that the kiosk may give tickets of.
func (s *server) services(ctx context.Context) ([]string, error) {
	catalog, err := s.kiosks[0].Catalog(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, service := range catalog.GetServices() {
		ids = append(ids, service.GetId())
	}
	return ids, nil
}

// close ends the server at once: nothing that it still has to do counts.
func (s *server) close() {
	for _, k := range s.kiosks {
		_ = k.Close()
	}
	s.Kill()
}

// cpu is the processor time that a process has used so far, from the kernel's
// clock of the process: exact, unlike the ticks of /proc.
func cpu(pid int) (time.Duration, error) {
	const ofProcess = 2 // CPUCLOCK_SCHED of all threads, see clock_getcpuclockid(3)
	var used unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|ofProcess), &used); err != nil { //nolint:gosec // a pid has 22 bits
		return 0, fmt.Errorf("processor time of %d: %w", pid, err)
	}
	return time.Duration(used.Nano()), nil
}

// resident is the memory that a process holds, in MiB.
func resident(pid int) (float64, error) {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kib / 1024, err
		}
	}
	return 0, errors.New("the kernel does not say how much memory the process holds")
}

// machineLoad is how many tasks wanted to run on average in the last minute.
func machineLoad() (float64, error) {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), " ")
	return strconv.ParseFloat(first, 64)
}
