package app_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"numerek/central/app"
	numerekv1 "numerek/proto/numerek/v1"
)

const demo = "../demo/koszalin.toml"

// running is a whole server on real ports.
type running struct {
	t        *testing.T
	http     string
	kiosk    numerekv1.KioskServiceClient
	health   grpc_health_v1.HealthClient
	log      *bytes.Buffer // read after stop only
	shutdown context.CancelFunc
	ended    chan error
}

func start(t *testing.T, c app.Config) *running {
	t.Helper()
	r := &running{t: t, log: new(bytes.Buffer), ended: make(chan error, 1)}
	c.HTTP, c.Devices, c.Local = "127.0.0.1:0", "127.0.0.1:0", true
	c.Log = slog.New(slog.NewTextHandler(r.log, nil))
	ready := make(chan [2]string, 1)
	c.Ready = func(pages, devices string) { ready <- [2]string{pages, devices} }
	ctx, cancel := context.WithCancel(context.Background())
	r.shutdown = cancel
	go func() { r.ended <- app.Run(ctx, c) }()
	select {
	case err := <-r.ended:
		cancel()
		t.Fatalf("did not start: %v", err)
	case addr := <-ready:
		r.http = addr[0]
		conn, err := grpc.NewClient(addr[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		r.kiosk = numerekv1.NewKioskServiceClient(conn)
		r.health = grpc_health_v1.NewHealthClient(conn)
	}
	return r
}

func (r *running) stop() {
	r.t.Helper()
	r.shutdown()
	if err := <-r.ended; err != nil {
		r.t.Error(err)
	}
}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	res, err := http.Get("http://" + r.http + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func TestServe(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	s := start(t, app.Config{Data: data, Office: demo, Clock: "2026-11-23T09:30"})
	ask := &numerekv1.IssueTicketRequest{RequestId: "0199e000-0000-7000-8000-000000000001", ServiceId: "rejestracja", Language: "de"}
	first, err := s.kiosk.IssueTicket(t.Context(), ask)
	if err != nil || first.GetTicket().GetNumber() != "R 001" {
		t.Fatalf("got %v, %v", first, err)
	}
	stream, err := s.kiosk.WatchCatalog(t.Context(), &numerekv1.WatchCatalogRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if m, err := stream.Recv(); err != nil || !m.GetSnapshot().GetDemoClock() {
		t.Fatalf("got %v, %v", m, err)
	}
	page := strings.TrimPrefix(first.GetTicket().GetStatusUrl(), "https://kolejka.koszalin.example")
	if code, body := s.get(page); code != 200 || !strings.Contains(body, "Vor Ihnen wartet niemand") || !strings.Contains(body, "Uhr des Servers ist gestellt") {
		t.Errorf("got %d %s", code, body)
	}
	if code, body := s.get("/metrics"); code != 200 || !strings.Contains(body, "numerek_ticket_issue_seconds_count 1") ||
		!strings.Contains(body, "numerek_event_watchers 1") || !strings.Contains(body, "numerek_commit_jobs_count") {
		t.Errorf("got %d %s", code, body)
	}
	began := time.Now()
	s.stop() // with a stream open
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if _, err := stream.Recv(); status.Code(err) != codes.Unavailable {
		t.Errorf("the stream ended with %v", err)
	}
	for _, said := range []string{"WAL", "synchronous=FULL", "page checksums on", "let in without a certificate (--local)", "demonstration", "server ready", "server stopped"} {
		if !strings.Contains(s.log.String(), said) {
			t.Errorf("the log does not say %q:\n%s", said, s.log)
		}
	}
	for _, noise := range []string{"begins anew", "<nil>", "level=ERROR"} {
		if strings.Contains(s.log.String(), noise) {
			t.Errorf("the log of a normal stop says %q:\n%s", noise, s.log)
		}
	}
	// Without --office now: the database has one, and the ticket is still there.
	s = start(t, app.Config{Data: data, Clock: "2026-11-23T09:40"})
	again, err := s.kiosk.IssueTicket(t.Context(), ask)
	if err != nil || again.GetTicket().GetNumber() != "R 001" || again.GetIncarnation() != first.GetIncarnation() {
		t.Errorf("got %v, %v", again, err)
	}
	s.stop()
}

func TestServeRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config app.Config
		want   string
	}{
		"an_empty_database": {app.Config{}, "name an office file with --office"},
		"no_such_file":      {app.Config{Office: "none.toml"}, "none.toml"},
		"a_wrong_file":      {app.Config{Office: "app_test.go"}, "app_test.go:1"},
		"a_wrong_clock":     {app.Config{Office: demo, Clock: "noon"}, "--clock"},
		"a_wrong_address":   {app.Config{Office: demo, HTTP: "nowhere:x"}, "listen for pages"},
		"another_address":   {app.Config{Office: demo, HTTP: "127.0.0.1:0", Devices: "nowhere:x"}, "listen for devices"},
		"no_such_database":  {app.Config{Database: "postgres://127.0.0.1:1/x", HTTP: "127.0.0.1:0", Devices: "127.0.0.1:0"}, "PostgreSQL"},
		"another_engine":    {app.Config{Database: "mysql://x"}, "postgres://user@host/name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.config.Data = t.TempDir()
			if err := app.Run(t.Context(), tc.config); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
			if made, err := filepath.Glob(filepath.Join(tc.config.Data, "*.db*")); err != nil || len(made) > 0 {
				t.Errorf("got %q, %v, want no database made", made, err)
			}
		})
	}
}

// Two servers must not share a data directory; a command may work beside one.
func TestADirectoryHasOneServer(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := start(t, app.Config{Data: data, Office: demo})
	second := app.Config{Data: data, HTTP: "127.0.0.1:0", Devices: "127.0.0.1:0"}
	if err := app.Run(t.Context(), second); err == nil || !strings.Contains(err.Error(), data+" is in use by another server") {
		t.Errorf("a second server: got %v", err)
	}
	var out, problems bytes.Buffer
	if err := app.Office(t.Context(), []string{"import", demo, "--data", data}, &out, &problems); err != nil {
		t.Errorf("an import beside the server: %v", err)
	}
	s.stop()
	again := start(t, app.Config{Data: data, Office: demo})
	again.stop()
	if said := "level=WARN msg=\"office file not taken: the database has offices already; use central office import\""; !strings.Contains(again.log.String(), said) {
		t.Errorf("the log does not say %s:\n%s", said, again.log)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	c, err := app.ParseFlags([]string{"--data", "d", "--clock", "2026-11-23T09:30", "--accept-async"}, io.Discard)
	if err != nil || c.Data != "d" || c.HTTP != "127.0.0.1:8080" || c.Devices != "127.0.0.1:7070" || !c.AcceptAsync {
		t.Errorf("got %+v, %v", c, err)
	}
	if c, err := app.ParseFlags([]string{"--database", "postgres://127.0.0.1/x", "--secret", "key"}, io.Discard); err != nil || c.Data != "" {
		t.Errorf("a database needs no directory: got %+v, %v", c, err)
	}
	c, err = app.ParseFlags([]string{"--data", "d", "--proxies", "10.1.2.0/24, 192.0.2.1"}, io.Discard)
	if err != nil || fmt.Sprint(c.Proxies) != "[10.1.2.0/24 192.0.2.1/32]" {
		t.Errorf("got %v, %v", c.Proxies, err)
	}
	for args, want := range map[string]string{
		"":                                  "central serve: name the data directory with --data DIRECTORY, or a PostgreSQL with --database URL (-h lists the flags)\n",
		"--database postgres://127.0.0.1/x": "central serve: --database needs --secret FILE, too: the key that seals codes and phone numbers, the same on every server (-h lists the flags)\n",
		"--data d more":                     "central serve: \"more\" is not expected here (-h lists the flags)\n",
		"--what":                            "central serve: flag provided but not defined: -what (-h lists the flags)\n",
	} {
		var said strings.Builder
		if _, err := app.ParseFlags(strings.Fields(args), &said); !errors.Is(err, app.ErrUsage) || said.String() != want {
			t.Errorf("%q: got %v and %q, want %q", args, err, said.String(), want)
		}
	}
	for args, want := range map[string]string{"": "--data DIRECTORY", "--database postgres://127.0.0.1/x": "--secret FILE"} {
		if err := app.Device(t.Context(), append(strings.Fields(args), "add", "kiosk-ratusz"), io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("device add %s: got %v, want %s", args, err, want)
		}
	}
	var help strings.Builder
	if _, err := app.ParseFlags([]string{"-h"}, &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "-accept-async") {
		t.Errorf("got %v and %q", err, help.String())
	}
}

func TestOfficeCommand(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	var out, problems bytes.Buffer
	for _, args := range [][]string{{"import", demo, "--data", data}, {"--data", data, "list"}} {
		if err := app.Office(t.Context(), args, &out, &problems); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, problems.String())
		}
	}
	if !strings.Contains(out.String(), "koszalin  revision 1") {
		t.Errorf("got %s", out.String())
	}
	wrong := filepath.Join(t.TempDir(), "wrong")
	for _, args := range [][]string{{"list", "--data", wrong}, {"export", "koszalin", "--data", wrong}} {
		if err := app.Office(t.Context(), args, &out, &problems); err == nil || err.Error() != "no database in "+wrong {
			t.Errorf("%v: got %v", args, err)
		}
		if _, err := os.Stat(wrong); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%v: something was made: %v", args, err)
		}
	}
	if err := app.Office(t.Context(), []string{"what"}, &out, &problems); !errors.Is(err, app.ErrUsage) {
		t.Errorf("got %v", err)
	}
	if err := app.Office(t.Context(), []string{"list"}, &out, &problems); err == nil || !strings.Contains(err.Error(), "--data") {
		t.Errorf("got %v", err)
	}
}
