package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// followed is how long after a change a kiosk must know of it.
const followed = 200 * time.Millisecond

// changed writes the demonstration office with other words to a file.
func changed(t *testing.T, words ...string) string {
	t.Helper()
	text, err := os.ReadFile(office(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(words); i += 2 {
		if !strings.Contains(string(text), words[i]) {
			t.Fatalf("the office file has no %q", words[i])
		}
	}
	path := filepath.Join(t.TempDir(), "office.toml")
	if err := os.WriteFile(path, []byte(strings.NewReplacer(words...).Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func importOffice(t *testing.T, data, file string) {
	t.Helper()
	said, err := exec.CommandContext(soon(t), programs.Central, "office", "import", "--data", data, file).CombinedOutput()
	if err != nil {
		t.Fatalf("import: %v: %s", err, said)
	}
}

// watch gives the messages of a kiosk's stream.
func watch(t *testing.T, device *e2e.Device) <-chan *numerekv1.WatchCatalogResponse {
	t.Helper()
	ctx, cancel := context.WithCancel(device.Context(context.Background()))
	t.Cleanup(cancel)
	stream, err := device.WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{})
	if err != nil {
		t.Fatal(err)
	}
	messages := make(chan *numerekv1.WatchCatalogResponse, 10_000)
	go func() {
		defer close(messages)
		for {
			message, err := stream.Recv()
			if err != nil {
				return
			}
			messages <- message
		}
	}()
	return messages
}

// await takes messages until one fits.
func await(t *testing.T, messages <-chan *numerekv1.WatchCatalogResponse, fits func(*numerekv1.WatchCatalogResponse) bool) {
	t.Helper()
	ctx := soon(t)
	for {
		select {
		case message, ok := <-messages:
			if !ok {
				t.Fatal("the stream ended")
			}
			if fits(message) {
				return
			}
		case <-ctx.Done():
			t.Fatal("no such message in time")
		}
	}
}

// TestCatalogFollows measures how long after a ticket another kiosk's stream
// says that one more waits, and after an import that a name is another.
func TestCatalogFollows(t *testing.T) {
	data := t.TempDir()
	server := start(t, "central", e2e.Server{Data: data, Office: office(t), Clock: e2e.Monday()})
	device := hello(t, server, "koszalin", "kiosk-ratusz")
	messages := watch(t, device)
	await(t, messages, func(m *numerekv1.WatchCatalogResponse) bool { return m.GetSnapshot() != nil })

	const tickets = 40
	var delays []time.Duration
	for n := range tickets {
		if _, err := device.Issue(soon(t), e2e.NewRequest(), service); err != nil {
			t.Fatal(err)
		}
		issued := time.Now()
		await(t, messages, func(m *numerekv1.WatchCatalogResponse) bool {
			return slices.ContainsFunc(m.GetChange().GetServices(), func(s *numerekv1.ServiceState) bool {
				return s.GetServiceId() == service && int(s.GetWaiting()) == n+1
			})
		})
		delays = append(delays, time.Since(issued))
	}
	slices.Sort(delays)
	if slowest := delays[tickets*95/100]; slowest > followed {
		t.Errorf("one in twenty changes took %s or longer, want at most %s", slowest, followed)
	}

	importOffice(t, data, changed(t, `pl = "Rejestracja pojazdu"`, `pl = "Rejestracja aut"`))
	imported := time.Now()
	await(t, messages, func(m *numerekv1.WatchCatalogResponse) bool {
		return slices.ContainsFunc(m.GetSnapshot().GetServices(), func(s *numerekv1.Service) bool {
			return s.GetLabel().GetByLanguage()["pl"] == "Rejestracja aut"
		})
	})
	renamed := time.Since(imported)
	if renamed > followed {
		t.Errorf("an import of another process took %s, want at most %s", renamed, followed)
	}
	t.Logf("count: catalogue follows a ticket in %s (median) and %s (worst), an import in %s", delays[tickets/2], delays[tickets-1], renamed)
}

// TestSecondOffice imports another office beside the first one while tickets
// are issued; they share nothing.
func TestSecondOffice(t *testing.T) {
	data := t.TempDir()
	server := start(t, "central", e2e.Server{Data: data, Office: office(t), Clock: e2e.Monday()})
	first := hello(t, server, "koszalin", "kiosk-ratusz")
	ledger := e2e.NewLedger()
	imported := make(chan struct{})
	under := make(chan struct{})
	go func() {
		defer close(under)
		for i := 0; ; i++ {
			select {
			case <-imported:
				return
			default:
			}
			request := e2e.NewRequest()
			ticket, err := first.Issue(soon(t), request, service)
			if err != nil {
				t.Errorf("ticket %d beside the import: %v", i, err)
				return
			}
			ledger.Promised(request, ticket)
		}
	}()
	importOffice(t, data, changed(t, `id          = "koszalin"`, `id = "kolobrzeg"`, `en = "Koszalin City Hall"`, `en = "Kolobrzeg Town Hall"`, "kiosk-usc", "kiosk-port"))
	close(imported)
	<-under
	if ledger.Len() == 0 {
		t.Error("no ticket was issued beside the import")
	}

	// Only one office has each of these, so that they need not name it.
	for _, id := range []string{"kiosk-usc", "kiosk-port"} {
		if _, err := hello(t, server, "", id).Catalog(soon(t)); err != nil {
			t.Errorf("%s, which names no office: %v", id, err)
		}
	}
	second := hello(t, server, "kolobrzeg", "kiosk-ratusz")
	other := e2e.NewLedger()
	issueTogether(t, other, 8, 5, second)
	issueTogether(t, ledger, 8, 5, first)
	ticket, err := second.Issue(soon(t), e2e.NewRequest(), service)
	if err != nil {
		t.Fatal(err)
	}
	if ticket.GetNumber() != "R 041" {
		t.Errorf("the second office's ticket after 40: got %s, want R 041", ticket.GetNumber())
	}
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	auditSQLite(t, data, "koszalin", ledger)
	auditSQLite(t, data, "kolobrzeg", other)
}
