package e2e_test

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	"numerek/scripts/e2e"
)

// issueTogether has clients ask all at once, each for a number of tickets of one
// series, each request twice; the devices are dealt to them in turn.
func issueTogether(t *testing.T, ledger *e2e.Ledger, clients, each int, devices ...*e2e.Device) {
	t.Helper()
	ctx := soon(t)
	var ready, hands sync.WaitGroup
	begin := make(chan struct{})
	ready.Add(clients)
	for i := range clients {
		hands.Go(func() {
			device := devices[i%len(devices)]
			ready.Done()
			<-begin
			for range each {
				request := e2e.NewRequest()
				for range 2 {
					ticket, err := device.Issue(ctx, request, service)
					if err != nil {
						t.Errorf("client %d: %v", i, err)
						return
					}
					ledger.Promised(request, ticket)
				}
			}
		})
	}
	ready.Wait()
	close(begin)
	hands.Wait()
}

const (
	clients = 64
	each    = 25
)

func TestSixtyFourClientsOnSQLite(t *testing.T) {
	data := t.TempDir()
	server := start(t, "central", e2e.Server{Data: data, Office: office(t), Clock: e2e.Monday()})
	ledger := e2e.NewLedger()
	issueTogether(t, ledger, clients, each, hello(t, server, "", "kiosk-ratusz"))
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if ledger.Len() != clients*each {
		t.Errorf("got %d tickets, want %d", ledger.Len(), clients*each)
	}
	auditSQLite(t, data, "koszalin", ledger)
}

// newDatabase makes an empty database beside the others, gone with the test.
func newDatabase(t *testing.T, name string) string {
	t.Helper()
	address := postgres(t)
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	name += "_" + e2e.NewRequest()[24:]
	if _, err := admin.ExecContext(t.Context(), `CREATE DATABASE `+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func auditPostgres(t *testing.T, address, office string, ledger *e2e.Ledger) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	audit(t, db, office, ledger)
}

func TestSixtyFourClientsOnPostgreSQL(t *testing.T) {
	address := newDatabase(t, "clients")
	server := start(t, "central", e2e.Server{Database: address, Office: office(t), Clock: e2e.Monday()})
	ledger := e2e.NewLedger()
	issueTogether(t, ledger, clients, each, hello(t, server, "", "kiosk-ratusz"))
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	auditPostgres(t, address, "koszalin", ledger)
}

// TestTwoServersOnePostgreSQL has the clients spread over two servers; one of
// them is killed in the middle and its clients go on with the other.
func TestTwoServersOnePostgreSQL(t *testing.T) {
	address := newDatabase(t, "servers")
	key := filepath.Join(t.TempDir(), "secret.key") // which both have
	first := start(t, "first", e2e.Server{Database: address, Secret: key, Office: office(t), Clock: e2e.Monday()})
	second := start(t, "second", e2e.Server{Database: address, Secret: key, Clock: e2e.Monday()})
	ledger := e2e.NewLedger()
	a := hello(t, first, "", "kiosk-ratusz")
	b, err := e2e.Dial(second.Devices, "", "kiosk-ratusz")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	b.Incarnation, b.BootEpoch = a.Incarnation, a.BootEpoch // the same kiosk by another way
	issueTogether(t, ledger, clients, each, a, b)
	if ledger.Len() != clients*each {
		t.Errorf("got %d tickets, want %d", ledger.Len(), clients*each)
	}

	// Requests are under way at both when one dies; the keys without an answer are asked of the other.
	ctx := soon(t)
	var mu sync.Mutex
	var open []string
	var hands sync.WaitGroup
	answered := make(chan struct{}, 1000)
	for range 16 {
		hands.Go(func() {
			for {
				request := e2e.NewRequest()
				ticket, err := a.Issue(ctx, request, service)
				if err != nil {
					mu.Lock()
					open = append(open, request)
					mu.Unlock()
					return
				}
				ledger.Promised(request, ticket)
				select {
				case answered <- struct{}{}:
				default:
				}
			}
		})
	}
	for range 100 {
		<-answered
	}
	first.Kill()
	hands.Wait()
	for _, request := range open {
		ticket, err := b.Issue(ctx, request, service)
		if err != nil {
			t.Errorf("asking the other server: %v", err)
			continue
		}
		ledger.Promised(request, ticket)
	}
	issueTogether(t, ledger, clients, 2, b)
	if err := second.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	auditPostgres(t, address, "koszalin", ledger)
}
