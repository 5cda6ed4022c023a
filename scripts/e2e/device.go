package e2e

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	numerekv1 "numerek/proto/numerek/v1"
)

// Device talks to a server as a kiosk does, without a screen or a printer.
type Device struct {
	numerekv1.KioskServiceClient

	ID          string
	Office      string // empty where the server holds one
	Incarnation string // after Hello
	BootEpoch   int64  // after Hello

	bootID     string
	connection *grpc.ClientConn
}

// Dial prepares a connection; it is made with the first call, and again after a break.
func Dial(address, office, id string) (*Device, error) {
	c, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithConnectParams(grpc.ConnectParams{
		Backoff: backoff.Config{BaseDelay: 2 * time.Millisecond, Multiplier: 1.5, MaxDelay: 50 * time.Millisecond}, MinConnectTimeout: time.Second,
	}))
	if err != nil {
		return nil, err
	}
	return &Device{KioskServiceClient: numerekv1.NewKioskServiceClient(c), ID: id, Office: office, bootID: uuid.NewString(), connection: c}, nil
}

// Close ends the connection.
func (d *Device) Close() error { return d.connection.Close() }

// Context carries who calls.
func (d *Device) Context(ctx context.Context) context.Context {
	ctx = metadata.AppendToOutgoingContext(ctx, "numerek-device", d.ID)
	if d.Office != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "numerek-office", d.Office)
	}
	return ctx
}

// Hello introduces the device with the tickets that it holds, and remembers
// incarnation and boot epoch.
func (d *Device) Hello(ctx context.Context, held ...*numerekv1.HeldTicket) error {
	answer, err := d.KioskServiceClient.Hello(d.Context(ctx), &numerekv1.HelloRequest{
		BootEpoch: d.BootEpoch, BootId: d.bootID, Incarnation: d.Incarnation, Version: "e2e", Held: held,
	})
	if err != nil {
		return err
	}
	d.Incarnation, d.BootEpoch = answer.GetIncarnation(), answer.GetBootEpoch()
	return nil
}

// Held is a ticket as a device remembers it that knows what became of its paper.
func Held(t *numerekv1.Ticket, paper numerekv1.Paper) *numerekv1.HeldTicket {
	return &numerekv1.HeldTicket{
		RequestId: t.GetId(), ServiceId: t.GetServiceId(), Prefix: t.GetPrefix(), Sequence: t.GetSequence(),
		BusinessDay: t.GetBusinessDay(), IssuedAt: t.GetIssuedAt(), Language: t.GetLanguage(), Paper: paper, Attempt: 1,
		BookedFor: t.GetBookedFor(),
	}
}

// Report says what became of a ticket's paper.
func (d *Device) Report(ctx context.Context, t *numerekv1.Ticket, paper numerekv1.Paper) error {
	_, err := d.ReportTicket(d.Context(ctx), &numerekv1.ReportTicketRequest{
		Ticket: Held(t, paper), Incarnation: d.Incarnation, BootEpoch: d.BootEpoch,
	})
	return err
}

// NewRequest is the key of one tap.
func NewRequest() string { return uuid.Must(uuid.NewV7()).String() }

// ErrRefused says that the server gave a reason instead of a ticket.
var ErrRefused = errors.New("no ticket")

// Issue asks for a ticket under the key. Errors: those of the line, and [ErrRefused].
func (d *Device) Issue(ctx context.Context, request, service string) (*numerekv1.Ticket, error) {
	answer, err := d.IssueTicket(d.Context(ctx), &numerekv1.IssueTicketRequest{
		RequestId: request, ServiceId: service, Language: "pl", Incarnation: d.Incarnation, BootEpoch: d.BootEpoch,
	})
	if err != nil {
		return nil, err
	}
	if refusal := answer.GetRefusal(); refusal != nil {
		return nil, fmt.Errorf("%w: %s", ErrRefused, refusal)
	}
	return answer.GetTicket(), nil
}

// Catalog waits for the snapshot of the device's location.
func (d *Device) Catalog(ctx context.Context) (*numerekv1.Catalog, error) {
	ctx, cancel := context.WithCancel(d.Context(ctx))
	defer cancel()
	stream, err := d.WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{})
	if err != nil {
		return nil, err
	}
	for {
		message, err := stream.Recv()
		if err != nil {
			return nil, err
		}
		if snapshot := message.GetSnapshot(); snapshot != nil {
			return snapshot, nil
		}
	}
}
