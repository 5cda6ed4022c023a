package link

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	numerekv1 "numerek/proto/numerek/v1"
)

// Why a session ends.
var (
	errSilent      = errors.New("no word from the server")
	errIncarnation = errors.New("the server's history may have gone back")
)

// place is how far the link has followed the catalogue.
type place struct {
	incarnation string
	seq         int64
	heard       time.Time // the last word; zero while the kiosk knows that the server is away
}

// patience is limit, or what is left of the time after which the kiosk must know
// that nobody has spoken.
func (p place) patience(limit time.Duration) time.Duration {
	if p.heard.IsZero() {
		return limit
	}
	return min(limit, time.Until(p.heard.Add(staleLimit)))
}

// keepUp holds one session after another. A session that was live is taken up
// again soon, and the kiosk hears of it only if that fails.
func (l *Link) keepUp(ctx context.Context) {
	var at place
	away, bar := "", kiosk.Bar("") // why the server is, as it was said last
	wait := firstRedial
	for ctx.Err() == nil {
		live, err := l.session(ctx, &at)
		if ctx.Err() != nil {
			return
		}
		l.conn.ResetConnectBackoff() // this loop waits instead
		if live {
			l.o.Log.InfoContext(ctx, "line to the server broken", "err", err)
			away, wait = "", firstRedial
			nap(ctx, wait)
			continue
		}
		now := barOf(err)
		if away == "" || now != bar {
			l.o.Notify(ctx, kiosk.LinkLost{Bar: now, Device: l.o.Device, Office: l.o.Office})
			at.heard = time.Time{}
		}
		if kind := kindOf(err); kind != away {
			l.o.Log.WarnContext(ctx, "server away", "server", l.o.Server, "device", l.o.Device, "office", l.o.Office, "err", err)
			away = kind
		}
		if bar = now; bar != "" { // somebody has to mend it first
			wait = longRedial
		}
		nap(ctx, wait)
		wait = min(2*wait, longRedial)
	}
}

// session says hello and follows the catalogue until the line breaks. live says
// whether the catalogue was current at least once.
func (l *Link) session(ctx context.Context, at *place) (live bool, err error) {
	ctx, drop := context.WithCancelCause(ctx)
	defer drop(nil)
	if err := l.hello(ctx, at.patience(helloLimit)); err != nil {
		return false, fmt.Errorf("hello: %w", err)
	}
	l.mu.Lock()
	l.drop = func() { drop(errIncarnation) }
	l.mu.Unlock()
	for {
		again, err := l.watch(ctx, at, &live)
		if !again {
			return live, errors.Join(err, context.Cause(ctx))
		}
		l.o.Log.WarnContext(ctx, "catalogue has a hole", "after", at.seq, "err", err)
		*at = place{heard: at.heard}
	}
}

// hello introduces the kiosk, presents what it holds and takes note of where it
// stands.
func (l *Link) hello(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
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
		return err
	}
	if answer.GetIncarnation() == "" {
		return errors.New("the server does not say its incarnation")
	}
	return l.meet(answer, open)
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

// watch follows the stream from where the link stands. again says that the
// stream has a hole, and that a snapshot is needed.
func (l *Link) watch(ctx context.Context, at *place, live *bool) (again bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	l.mu.Lock()
	incarnation := l.incarnation
	l.mu.Unlock()
	if at.incarnation != incarnation {
		*at = place{heard: at.heard}
	}
	stream, err := l.client.WatchCatalog(ctx, &numerekv1.WatchCatalogRequest{
		Incarnation: at.incarnation, AfterSeq: at.seq,
	})
	if err != nil {
		return false, err
	}
	silence := time.AfterFunc(at.patience(beatLimit), func() { cancel(errSilent) })
	defer silence.Stop()
	for first := true; ; first = false {
		m, err := stream.Recv()
		if err != nil {
			return false, errors.Join(err, context.Cause(ctx))
		}
		silence.Reset(beatLimit)
		if m.GetIncarnation() != incarnation {
			l.doubt(incarnation)
			return false, errIncarnation
		}
		snapshot := m.GetSnapshot() != nil
		if !snapshot && (at.incarnation == "" || m.GetAfterSeq() != at.seq) {
			return true, fmt.Errorf("message after %d", m.GetAfterSeq())
		}
		event, err := eventFrom(m)
		if err != nil {
			return false, err
		}
		*at = place{incarnation: incarnation, seq: m.GetSeq(), heard: time.Now()}
		if _, beat := event.(kiosk.LinkUp); first && !snapshot && !beat {
			l.o.Notify(ctx, kiosk.LinkUp{ServerTime: instant(m.GetServerTime())})
		}
		l.o.Notify(ctx, event)
		*live = true
	}
}
