package devices_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"numerek/central/devices"
	"numerek/central/health"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/memstore"
	"numerek/central/visits"
	numerekv1 "numerek/proto/numerek/v1"
)

// house is a server with the Koszalin office on a pipe. It lives in the bubble
// of a test: its clock starts on a Monday at 09:30 and runs with the bubble's.
type house struct {
	numerekv1.KioskServiceClient

	t           *testing.T
	store       *store.Store
	office      *office.Office
	keys        *secret.Keys
	visits      *visits.Visits
	health      *health.Health
	registry    *prometheus.Registry
	hub         *live.Hub
	doors       *doors
	clock       office.Clock
	end         func() // of the server
	conn        *grpc.ClientConn
	stopping    chan struct{}
	incarnation string
	next        int
}

func newHouse(t *testing.T, at string) *house {
	t.Helper()
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	start, err := time.ParseInLocation("2006-01-02 15:04", at, warsaw)
	if err != nil {
		t.Fatal(err)
	}
	clock := office.ClockFrom(start)
	s, err := store.New(t.Context(), memstore.New(), store.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, store: s, clock: clock, stopping: make(chan struct{})}
	h.load(h.text())
	h.serve(office.Options{Clock: clock, Demo: true})
	t.Cleanup(func() {
		h.end()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// text is the demo office.
func (h *house) text() string {
	h.t.Helper()
	text, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

// serve starts a server on the database.
func (h *house) serve(opts office.Options) {
	h.t.Helper()
	hub := live.New(h.store, live.Options{})
	keys, err := secret.New([32]byte{1})
	if err != nil {
		h.t.Fatal(err)
	}
	book := visits.NewBook(keys, true)
	opts.Companion = book
	o := office.New(h.store, opts)
	h.keys, h.visits = keys, visits.New(o, h.store, book, visits.Options{})
	h.registry = prometheus.NewRegistry()
	h.health = health.New(o, h.store, keys, health.Options{Metrics: health.NewMetrics(h.registry)})
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.t.Context()))
	hubEnded := make(chan error, 1)
	go func() { hubEnded <- hub.Run(ctx) }()
	pipe := &doors{Listener: bufconn.Listen(1 << 16)}
	h.office, h.hub, h.doors = o, hub, pipe
	g, _ := devices.New(o, hub, devices.Options{Local: true, Stopping: h.stopping, CheckIns: h.visits, Vitals: h.health}).GRPC()
	served := make(chan error, 1)
	go func() { served <- g.Serve(pipe) }()
	conn, err := grpc.NewClient("passthrough:pipe", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return pipe.DialContext(ctx) }))
	if err != nil {
		h.t.Fatal(err)
	}
	h.conn, h.KioskServiceClient = conn, numerekv1.NewKioskServiceClient(conn)
	h.end = func() {
		conn.Close()
		g.Stop()
		<-served
		cancel()
		<-hubEnded
	}
}

// restart ends the server and starts another one on the same database.
func (h *house) restart(opts office.Options) {
	h.t.Helper()
	h.end()
	h.serve(opts)
}

// load imports an office file.
func (h *house) load(text string) {
	h.t.Helper()
	file, problems := officefile.Parse("koszalin.toml", []byte(text))
	if err := problems.Err(); err != nil {
		h.t.Fatal(err)
	}
	err := h.store.Update(h.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		row, _ := tx.Office(file.ID)
		row.ID = file.ID
		row.Revision++
		tx.PutOffice(row)
		tx.PutFile(file.ID, text)
		_, err := tx.Append(store.Event{Office: file.ID, Kind: office.OfficeImported})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// as is the context of a device.
func (h *house) as(device string) context.Context {
	return metadata.AppendToOutgoingContext(h.t.Context(), devices.MetadataDevice, device)
}

const ratusz = "kiosk-ratusz"

func (h *house) hello(device string, r *numerekv1.HelloRequest) *numerekv1.HelloResponse {
	h.t.Helper()
	out, err := h.Hello(h.as(device), r)
	if err != nil {
		h.t.Fatal(err)
	}
	h.incarnation = out.GetIncarnation()
	return out
}

// open starts a house with the kiosk of the city hall in it.
func open(t *testing.T, at string) *house {
	t.Helper()
	h := newHouse(t, at)
	h.hello(ratusz, &numerekv1.HelloRequest{BootEpoch: 1, BootId: "one"})
	return h
}

const monday = "2026-11-23 09:30"

func id(n int) string { return fmt.Sprintf("0199e000-0000-7000-8000-%012d", n) }

func (h *house) request(service string) *numerekv1.IssueTicketRequest {
	h.next++
	return &numerekv1.IssueTicketRequest{
		RequestId: id(h.next), ServiceId: service, Language: "pl", Incarnation: h.incarnation, BootEpoch: 1,
	}
}

func (h *house) issue(r *numerekv1.IssueTicketRequest) *numerekv1.IssueTicketResponse {
	h.t.Helper()
	out, err := h.IssueTicket(h.as(ratusz), r)
	if err != nil {
		h.t.Fatal(err)
	}
	if out.GetIncarnation() != h.incarnation {
		h.t.Fatalf("got incarnation %q, want %q", out.GetIncarnation(), h.incarnation)
	}
	return out
}

func (h *house) take(service string) *numerekv1.Ticket {
	h.t.Helper()
	out := h.issue(h.request(service))
	if out.GetTicket() == nil {
		h.t.Fatalf("refused: %s", out.GetRefusal().GetReason())
	}
	return out.GetTicket()
}

func (h *house) report(k *numerekv1.Ticket, p numerekv1.Paper) error {
	_, err := h.ReportTicket(h.as(ratusz), &numerekv1.ReportTicketRequest{
		Ticket: &numerekv1.HeldTicket{
			RequestId: k.GetId(), ServiceId: k.GetServiceId(), Prefix: k.GetPrefix(), Sequence: k.GetSequence(),
			BusinessDay: k.GetBusinessDay(), IssuedAt: k.GetIssuedAt(), Language: k.GetLanguage(), Paper: p, Attempt: 1,
		},
		Incarnation: h.incarnation, BootEpoch: 1,
	})
	return err
}

func (h *house) abandon(request string) error {
	_, err := h.AbandonTicket(h.as(ratusz), &numerekv1.AbandonTicketRequest{
		RequestId: request, Reason: numerekv1.AbandonReason_ABANDON_REASON_NO_ANSWER, Incarnation: h.incarnation, BootEpoch: 1,
	})
	return err
}

// refused checks an error's code and the reason for programs.
func refused(t *testing.T, err error, code codes.Code, reason string) {
	t.Helper()
	st := status.Convert(err)
	got := ""
	for _, d := range st.Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == "numerek" {
			got = info.GetReason()
		}
	}
	if st.Code() != code || got != reason {
		t.Errorf("got %s %q (%s), want %s %q", st.Code(), got, st.Message(), code, reason)
	}
}
