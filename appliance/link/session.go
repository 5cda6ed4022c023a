package link

import (
	"context"
	"errors"
	"slices"
	"time"

	"numerek/appliance/device"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// role is what the kiosk asks of the line: a hello, the catalogue, and to be told.
func (l *Link) role() line.Role[*numerekv1.WatchCatalogResponse] {
	return line.Role[*numerekv1.WatchCatalogResponse]{
		Greet: l.hello,
		Open: func(ctx context.Context, incarnation string, after int64) (line.Stream[*numerekv1.WatchCatalogResponse], error) {
			return l.client.WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{Incarnation: incarnation, AfterSeq: after})
		},
		Snapshot: func(m *numerekv1.WatchCatalogResponse) bool { return m.GetSnapshot() != nil },
		Heard:    l.heard,
		Doubt:    l.doubt,
		Lost: func(ctx context.Context, bar device.Bar) {
			l.o.Notify(ctx, kiosk.LinkLost{Bar: bar, Device: l.o.Device, Office: l.o.Office})
		},
		Redial: line.LongRedial,
	}
}

// heard tells the kiosk what a message of the catalogue's stream means. The line
// is up before the first change comes.
func (l *Link) heard(ctx context.Context, m *numerekv1.WatchCatalogResponse, first bool) error {
	event, err := eventFrom(m)
	if err != nil {
		return err
	}
	if _, change := event.(kiosk.StatesChanged); change && first {
		l.o.Notify(ctx, kiosk.LinkUp{ServerTime: instant(m.GetServerTime())})
	}
	l.o.Notify(ctx, event)
	return nil
}

// hello introduces the kiosk, presents what it holds and takes note of where it
// stands, which is the incarnation that the answer confirms.
func (l *Link) hello(ctx context.Context) (incarnation string, err error) {
	l.mu.Lock()
	request := &numerekv1.HelloRequest{
		BootEpoch: l.epoch, BootId: l.bootID, Incarnation: l.incarnation, Version: l.o.Version,
	}
	l.mu.Unlock()
	open := l.o.Memory.State().Open
	for _, e := range open {
		if e.Stage != journal.Abandoned && e.Ticket != (journal.Ticket{}) {
			request.Held = append(request.Held, heldProto(e))
		}
	}
	answer, err := l.client.Hello(ctx, request)
	if err != nil {
		return "", err
	}
	if answer.GetIncarnation() == "" {
		return "", errors.New("the server does not say its incarnation")
	}
	return answer.GetIncarnation(), l.meet(answer, open)
}

// meet notes the answer to a hello, in the journal first.
func (l *Link) meet(answer *numerekv1.HelloResponse, open []journal.Entry) error {
	l.mu.Lock()
	epoch := max(l.epoch, answer.GetBootEpoch())
	known := epoch == l.epoch && answer.GetIncarnation() == l.incarnation
	l.mu.Unlock()
	if !known {
		r := journal.Record{Kind: journal.Boot, At: time.Now(), Epoch: epoch, Incarnation: answer.GetIncarnation()}
		if err := l.o.Memory.Append(r); err != nil {
			return err
		}
	}
	for _, e := range open {
		if e.Stage != journal.Done || !slices.Contains(answer.GetSettled(), e.Request) {
			continue // not decided yet when it was presented, or not taken
		}
		if err := l.settle(e); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.epoch, l.incarnation = epoch, answer.GetIncarnation()
	select {
	case <-l.met:
	default:
		close(l.met)
	}
	l.Deliver()
	return nil
}

// settle closes a request in the journal as it was told to the server. Evidence
// that came meanwhile keeps it open and is delivered next.
func (l *Link) settle(e journal.Entry) error {
	r := journal.Record{Kind: journal.Settled, At: time.Now(), Request: e.Request, Outcome: e.Outcome}
	if err := l.o.Memory.Append(r); err != nil {
		return err
	}
	for _, now := range l.o.Memory.State().Open {
		if now.Request == e.Request {
			l.Deliver()
		}
	}
	return nil
}
