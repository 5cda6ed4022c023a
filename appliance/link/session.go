package link

import (
	"context"
	"errors"

	"numerek/appliance/device"
	"numerek/appliance/errand"
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
	at := l.at
	l.mu.Unlock()
	request := &numerekv1.HelloRequest{BootEpoch: at.Epoch, BootId: l.bootID, Incarnation: at.Incarnation, Version: l.o.Version}
	state := l.o.Memory.State()
	for _, e := range errand.Presented(state) {
		request.Held = append(request.Held, heldProto(e))
	}
	answer, err := l.client.Hello(ctx, request)
	if err != nil {
		return "", err
	}
	if answer.GetIncarnation() == "" {
		return "", errors.New("the server does not say its incarnation")
	}
	return answer.GetIncarnation(), l.meet(answer, state.Open)
}

// meet notes the answer to a hello, in the journal first.
func (l *Link) meet(answer *numerekv1.HelloResponse, open []journal.Entry) error {
	welcome := errand.Welcome{Epoch: answer.GetBootEpoch(), Incarnation: answer.GetIncarnation(), Settled: answer.GetSettled()}
	l.mu.Lock()
	at := l.at
	l.mu.Unlock()
	next, records := at.Meet(welcome, open)
	if err := l.append(records); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stand(next)
	l.Deliver()
	return nil
}

// settle closes a request in the journal as it was told to the server. Evidence
// that came meanwhile keeps it open and is delivered next.
func (l *Link) settle(e journal.Entry) error {
	if err := l.append([]journal.Record{errand.Acknowledged(e)}); err != nil {
		return err
	}
	for _, now := range l.o.Memory.State().Open {
		if now.Request == e.Request {
			l.Deliver()
		}
	}
	return nil
}
