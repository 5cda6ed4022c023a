package devices_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/testing/protocmp"

	"numerek/central/devices"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/store/memstore"
	numerekv1 "numerek/proto/numerek/v1"
)

func TestTicket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		h.take("rejestracja")
		r := h.request("rejestracja")
		r.Language, r.Priority = "uk", true
		first := h.issue(r)
		k := first.GetTicket()
		want := &numerekv1.Ticket{
			Id: r.GetRequestId(), Number: "R 002", Prefix: "R", Sequence: 2, ServiceId: "rejestracja", LocationId: "ratusz",
			BusinessDay: "2026-11-23", WaitingAhead: 0, Priority: true, Language: "uk", // called before the walk-in
			IssuedAt: k.GetIssuedAt(), StatusUrl: k.GetStatusUrl(),
		}
		if diff := cmp.Diff(want, k, protocmp.Transform()); diff != "" {
			t.Error(diff)
		}
		if at := k.GetIssuedAt().AsTime(); at.Format(time.DateTime) != "2026-11-23 08:30:00" {
			t.Errorf("issued at %s", at)
		}
		h.take("rejestracja")
		if diff := cmp.Diff(first, h.issue(r), protocmp.Transform()); diff != "" {
			t.Errorf("a repetition differs: %s", diff)
		}
		r.Language = "de"
		_, err := h.IssueTicket(h.as(ratusz), r)
		refused(t, err, codes.InvalidArgument, "OTHER_BODY")
		_, err = h.IssueTicket(h.as(ratusz), &numerekv1.IssueTicketRequest{RequestId: "x", Incarnation: h.incarnation, BootEpoch: 1})
		refused(t, err, codes.InvalidArgument, "REQUEST_ID")
	})
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		at, service, language string
		want                  numerekv1.RefusalReason
		opens, note           string
	}{
		"unknown":      {monday, "x", "pl", numerekv1.RefusalReason_REFUSAL_REASON_UNKNOWN_SERVICE, "", ""},
		"closed":       {"2026-11-23 18:00", "zbycie", "pl", numerekv1.RefusalReason_REFUSAL_REASON_CLOSED, "2026-11-24T06:45:00Z", ""},
		"not_yet_open": {"2026-11-23 05:00", "zbycie", "pl", numerekv1.RefusalReason_REFUSAL_REASON_NOT_YET_OPEN, "2026-11-23T06:45:00Z", ""},
		"holiday":      {"2026-11-11 10:00", "zbycie", "en", numerekv1.RefusalReason_REFUSAL_REASON_HOLIDAY, "2026-11-12T06:45:00Z", "Narodowe Święto Niepodległości"},
		"exception":    {"2026-12-28 10:00", "zbycie", "de", numerekv1.RefusalReason_REFUSAL_REASON_HOLIDAY, "2026-12-29T06:45:00Z", "Geschlossen (Ersatztag)"},
		"no_language":  {"2026-12-28 10:00", "zbycie", "", numerekv1.RefusalReason_REFUSAL_REASON_HOLIDAY, "2026-12-29T06:45:00Z", "Dzień wolny za 26 grudnia"},
		"closing":      {"2026-11-23 15:50", "zbycie", "pl", numerekv1.RefusalReason_REFUSAL_REASON_CLOSING, "2026-11-24T06:45:00Z", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t, tc.at)
				r := h.request(tc.service)
				r.Language = tc.language
				got := h.issue(r).GetRefusal()
				opens := ""
				if got.GetOpensAt() != nil {
					opens = got.GetOpensAt().AsTime().Format(time.RFC3339)
				}
				if got.GetReason() != tc.want || opens != tc.opens || got.GetNote() != tc.note {
					t.Errorf("got %s until %q, %q", got.GetReason(), opens, got.GetNote())
				}
			})
		})
	}
}

func TestReportsAndAbandon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		late := h.request("zbycie")
		if err := h.abandon(late.GetRequestId()); err != nil {
			t.Fatal(err)
		}
		if got := h.issue(late).GetRefusal().GetReason(); got != numerekv1.RefusalReason_REFUSAL_REASON_ABANDONED {
			t.Errorf("late issue: got %s", got)
		}
		k := h.take("zbycie")
		for _, p := range []numerekv1.Paper{
			numerekv1.Paper_PAPER_PRINTED, numerekv1.Paper_PAPER_UNKNOWN, numerekv1.Paper_PAPER_NOT_DELIVERED, numerekv1.Paper_PAPER_PRINTED,
		} {
			if err := h.report(k, p); err != nil {
				t.Fatalf("%s: %v", p, err)
			}
		}
		refused(t, h.abandon(k.GetId()), codes.AlreadyExists, "HAS_PAPER")
		given := h.take("zbycie")
		for range 2 {
			if err := h.abandon(given.GetId()); err != nil {
				t.Fatal(err)
			}
		}
		if next := h.take("zbycie"); next.GetWaitingAhead() != 1 || next.GetSequence() != given.GetSequence()+1 {
			t.Errorf("got %s with %d ahead", next.GetNumber(), next.GetWaitingAhead())
		}
		refused(t, h.report(&numerekv1.Ticket{Id: id(90)}, numerekv1.Paper_PAPER_SHOWN), codes.NotFound, "UNKNOWN_TICKET")
		refused(t, h.report(k, numerekv1.Paper_PAPER_UNSPECIFIED), codes.InvalidArgument, "PAPER")
		lost := &numerekv1.Ticket{Id: id(91), ServiceId: "zbycie", Prefix: "N", Sequence: 140, BusinessDay: k.GetBusinessDay()}
		if err := h.report(lost, numerekv1.Paper_PAPER_PRINTED); err != nil {
			t.Fatal(err)
		}
		if next := h.take("zbycie"); next.GetSequence() != 141 {
			t.Errorf("got %s after a lost N 140 came back", next.GetNumber())
		}
		lost.Id = id(92)
		refused(t, h.report(lost, numerekv1.Paper_PAPER_PRINTED), codes.AlreadyExists, "NUMBER_TAKEN")
		lost.BusinessDay = "2027-01-01"
		refused(t, h.report(lost, numerekv1.Paper_PAPER_PRINTED), codes.OutOfRange, "FUTURE_DAY")
		lost.BusinessDay = "tomorrow"
		refused(t, h.report(lost, numerekv1.Paper_PAPER_PRINTED), codes.InvalidArgument, "DAY")
	})
}

func TestIncarnationFence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		r := h.request("zbycie")
		r.Incarnation = "another"
		var trailer metadata.MD
		_, err := h.IssueTicket(h.as(ratusz), r, grpc.Trailer(&trailer))
		refused(t, err, codes.FailedPrecondition, "INCARNATION")
		if got := trailer.Get(devices.TrailerIncarnation); len(got) != 1 || got[0] != h.incarnation {
			t.Errorf("got trailer %v, want %s", got, h.incarnation)
		}
		r.Incarnation = ""
		_, err = h.IssueTicket(h.as(ratusz), r)
		refused(t, err, codes.FailedPrecondition, "INCARNATION")
	})
}

func TestClonedCard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		_, err := h.Hello(h.as(ratusz), &numerekv1.HelloRequest{BootEpoch: 1, BootId: "two"})
		refused(t, err, codes.PermissionDenied, "CLONED")
		if got := h.hello(ratusz, &numerekv1.HelloRequest{BootId: "three"}); got.GetBootEpoch() != 2 {
			t.Errorf("a device without memory got epoch %d", got.GetBootEpoch())
		}
		_, err = h.IssueTicket(h.as(ratusz), h.request("zbycie"))
		refused(t, err, codes.PermissionDenied, "OLD_BOOT")
		_, err = h.IssueTicket(h.as("kiosk-usc"), h.request("slub"))
		refused(t, err, codes.FailedPrecondition, "HELLO_FIRST")
		_, err = h.IssueTicket(h.as("ekran-r1"), h.request("zbycie"))
		refused(t, err, codes.PermissionDenied, "UNKNOWN_DEVICE")
		ctx := metadata.AppendToOutgoingContext(h.as(ratusz), devices.MetadataOffice, "nowhere")
		_, err = h.IssueTicket(ctx, h.request("zbycie"))
		refused(t, err, codes.NotFound, "UNKNOWN_OFFICE")
	})
}

func TestGuest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, monday)
		for n, service := range []string{"zbycie", "slub"} {
			out, err := h.IssueTicket(t.Context(), &numerekv1.IssueTicketRequest{RequestId: id(n), ServiceId: service})
			if err != nil || out.GetTicket().GetLanguage() != "pl" {
				t.Errorf("%s: got %v, %v", service, out, err)
			}
		}
		stream, err := h.WatchCatalog(t.Context(), &numerekv1.WatchCatalogRequest{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := stream.Recv()
		if err != nil || len(m.GetSnapshot().GetServices()) != 21 || len(m.GetSnapshot().GetDepartments()) != 5 {
			t.Errorf("got %v, %v", m, err)
		}
	})
}

// A device one release newer sends fields and values that this server does not
// know; one release older leaves out what was added. Both get their ticket.
func TestNeighbouringReleases(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		newer := h.request("zbycie")
		unknown := protowire.AppendTag(nil, 999, protowire.BytesType)
		newer.ProtoReflect().SetUnknown(protowire.AppendString(unknown, "from the future"))
		first := h.issue(newer).GetTicket()
		if first == nil {
			t.Fatal("no ticket for a newer device")
		}
		newer.ProtoReflect().SetUnknown(nil)
		if again := h.issue(newer).GetTicket(); again.GetNumber() != first.GetNumber() {
			t.Errorf("unknown fields are part of the key: got %s and %s", first.GetNumber(), again.GetNumber())
		}
		if err := h.report(first, numerekv1.Paper(77)); err != nil { // an outcome of later
			t.Fatal(err)
		}
		if k, err := h.store.Ticket(t.Context(), "koszalin", first.GetId()); err != nil || k.State != "waiting" || k.Paper != "unknown" {
			t.Errorf("got %s %s, %v", k.State, k.Paper, err)
		}
		_, err := h.AbandonTicket(h.as(ratusz), &numerekv1.AbandonTicketRequest{
			RequestId: id(50), Reason: numerekv1.AbandonReason(77), Incarnation: h.incarnation, BootEpoch: 1,
		})
		if err != nil {
			t.Errorf("a reason of later: %v", err)
		}
		older := h.request("zbycie")
		older.Language, older.Priority = "", false
		if k := h.issue(older).GetTicket(); k.GetLanguage() != "pl" {
			t.Errorf("got %v for an older device", k)
		}
		h.hello("kiosk-usc", &numerekv1.HelloRequest{}) // knows of no epochs
	})
}

func TestHealthAndReflection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, monday)
		out, err := grpc_health_v1.NewHealthClient(h.conn).Check(t.Context(),
			&grpc_health_v1.HealthCheckRequest{Service: numerekv1.KioskService_ServiceDesc.ServiceName})
		if err != nil || out.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
			t.Errorf("got %v, %v", out, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		stream, err := grpc_reflection_v1.NewServerReflectionClient(h.conn).ServerReflectionInfo(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.Send(&grpc_reflection_v1.ServerReflectionRequest{
			MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: "numerek.v1.KioskService"},
		}); err != nil {
			t.Fatal(err)
		}
		if m, err := stream.Recv(); err != nil || len(m.GetFileDescriptorResponse().GetFileDescriptorProto()) == 0 {
			t.Errorf("got %v, %v", m, err)
		}
	})
}

// stranger is a listener whose connections come from another machine.
type stranger struct{ net.Listener }

type strangerConn struct{ net.Conn }

func (s stranger) Accept() (net.Conn, error) {
	c, err := s.Listener.Accept()
	return strangerConn{c}, err
}

func (strangerConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 1} }

// Plain text is for this machine, also where the server takes it.
func TestPlainTextFromElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	s, err := store.New(t.Context(), memstore.New(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	g, _ := devices.New(office.New(s, office.Options{}), live.New(s, live.Options{}), devices.Options{Local: true}).GRPC()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- g.Serve(stranger{l}) }()
	defer func() { g.Stop(); <-served }()
	conn := dial(t, l.Addr().String())
	_, err = numerekv1.NewKioskServiceClient(conn).Hello(t.Context(), &numerekv1.HelloRequest{})
	refused(t, err, codes.Unavailable, "")
	_, err = grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
	refused(t, err, codes.Unavailable, "")
	stream, err := grpc_reflection_v1.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context())
	if err == nil {
		_, err = stream.Recv()
	}
	refused(t, err, codes.Unavailable, "")
}

func TestADatabaseThatIsGoneIsUnavailable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		if err := h.store.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := h.IssueTicket(h.as(ratusz), h.request("zbycie"))
		refused(t, err, codes.Unavailable, "STOPPING")
		if errors.Is(err, store.ErrClosed) {
			t.Error("an error of the store went over the wire")
		}
	})
}
