package simulation

import (
	"context"
	"fmt"
	"slices"
	"time"

	"numerek/appliance/errand"
	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/central/office"
	"numerek/central/queue"
)

// link is what appliance/link keeps of the line to the server. Its sessions are
// simpler than the shipped ones: a session is alive while its server is.
type link struct {
	at      errand.Standing
	bootID  string
	waiting []func() // for a hello
	server  *process // of the present session; nil while there is none
	life    int      // of that server
	asking  bool     // a hello is under way
	lost    bool     // the machine knows that the server is away
	session int

	delivering, again bool
	patience          errand.Patience
	round             int
}

// startLink notes the start, as link.New does, and says hello.
func (k *device) startLink() error {
	k.link = link{bootID: fmt.Sprintf("boot-%d-%d", k.id, k.life), lost: true}
	at, records := errand.Started(k.book.State())
	k.link.at = at
	if err := k.append(records); err != nil {
		return err
	}
	k.greet(errand.FirstRetry)
	k.beat()
	return nil
}

func (k *device) append(records []journal.Record) error {
	for _, r := range records {
		if err := k.note(r); err != nil {
			return err
		}
	}
	return nil
}

// stand takes note of where the kiosk stands.
func (k *device) stand(at errand.Standing) {
	was := k.link.at
	k.link.at = at
	if at.Met {
		waiting := k.link.waiting
		k.link.waiting = nil
		for _, do := range waiting {
			k.later(0, do)
		}
	} else if was.Met {
		k.endSession()
	}
}

// endSession makes the kiosk say hello again.
func (k *device) endSession() {
	k.link.server = nil
	k.link.session++
	k.later(errand.FirstRetry, func() { k.greet(errand.FirstRetry) })
}

// serverGone is a connection that breaks because its server fell.
func (k *device) serverGone(p *process) {
	if k.up && k.link.server == p {
		k.later(k.w.between("reset", k.id, time.Millisecond, 200*time.Millisecond), func() {
			if k.link.server == p {
				k.endSession()
			}
		})
	}
}

// beat looks every few seconds whether the session still lives: a stream that is
// silent for too long is dead, and one that speaks of another incarnation is over.
func (k *device) beat() {
	k.later(5*time.Second, func() {
		defer k.beat()
		p := k.link.server
		switch {
		case p == nil:
		case k.w.cut[k.id] > 0 || !p.up || p.life != k.link.life:
			session := k.link.session
			k.later(7*time.Second, func() {
				if k.link.session == session && (k.w.cut[k.id] > 0 || !p.up || p.life != k.link.life) {
					k.endSession()
				}
			})
		default:
			if now, err := p.office.Incarnation(context.Background()); err == nil && now != k.link.at.Incarnation {
				k.stand(k.link.at.Doubt(k.link.at.Incarnation))
				if k.link.server != nil {
					k.endSession()
				}
			}
		}
	})
}

// welcome is the answer to a hello.
type welcome struct {
	errand.Welcome
	now     time.Time
	server  *process
	life    int
	trouble errand.Trouble
}

// greet says hello until somebody answers.
func (k *device) greet(pause time.Duration) {
	if k.link.asking || k.link.server != nil {
		return
	}
	k.link.asking = true
	at, state := k.link.at, k.book.State()
	start := office.Start{BootEpoch: at.Epoch, BootID: k.link.bootID}
	for _, e := range errand.Presented(state) {
		start.Held = append(start.Held, heldOf(e))
	}
	over := false
	end := func(w welcome) {
		if over {
			return
		}
		over = true
		k.link.asking = false
		if w.trouble == errand.None {
			next, records := at.Meet(w.Welcome, state.Open)
			if k.append(records) == nil {
				k.w.tell("kiosk %d says hello to %s at epoch %d", k.id, short(w.Incarnation), next.Epoch)
				k.link.server, k.link.life, k.link.lost = w.server, w.life, false
				k.stand(next)
				k.deliver()
				k.online(w.now)
				return
			}
		}
		if !k.link.lost {
			k.link.lost = true
			k.event(kiosk.LinkLost{})
		}
		k.later(pause, func() { k.greet(min(2*pause, 10*time.Second)) })
	}
	k.later(errand.HelloLimit, func() { end(welcome{trouble: errand.Silent}) })
	life := k.life
	call(k.w, k.id, "hello", func(p *process) welcome {
		s, err := p.office.Hello(context.Background(), k.caller(p), start)
		return welcome{
			Welcome: errand.Welcome{Epoch: s.BootEpoch, Incarnation: s.Incarnation, Settled: s.Settled},
			now:     s.Now, server: p, life: p.life, trouble: TroubleOf(err),
		}
	}, func(w welcome) { k.alive(life, func() { end(w) }) })
}

// alive runs something in a life of the kiosk, if it still lasts.
func (k *device) alive(life int, do func()) {
	if k.up && k.life == life {
		k.live(do)
	}
}

// caller is who the server takes this kiosk for.
func (k *device) caller(p *process) office.Caller {
	c, err := p.office.Kiosk(context.Background(), "", k.name)
	if err != nil {
		k.w.violate("kiosk %d is not known: %v", k.id, err)
	}
	return c
}

func short(s string) string { return s[:min(6, len(s))] }

// reply is the answer to an issue, a report or a giving up.
type reply struct {
	incarnation string
	trouble     errand.Trouble
	answer      errand.Answer
	existed     bool // a giving up found a ticket
}

// ask asks for a ticket as link.Issue does.
func (k *device) ask(r errand.Request, answer func(errand.Input)) {
	over := false
	finish := func(in errand.Input) {
		if !over {
			over = true
			answer(in)
		}
	}
	k.later(errand.AskLimit, func() { finish(errand.Unanswered{}) })
	var try func(asking errand.Asking)
	try = func(asking errand.Asking) {
		if over {
			return
		}
		if !k.link.at.Met {
			k.link.waiting = append(k.link.waiting, func() { try(asking) })
			return
		}
		at, q, tried := k.link.at, asking.Question(r), false
		life, op := k.life, k.w.facts.asked(k.w, k.id, q.ID)
		heard := func(answer errand.Answer, t errand.Trouble) {
			if tried || over {
				return
			}
			tried = true
			next, verdict, wait := asking.Tried(t)
			switch verdict {
			case errand.Accept:
				op.answer(k.w, answer)
				finish(errand.Answered{Answer: answer})
			case errand.Reject:
				finish(errand.Unanswered{})
			case errand.Again:
				k.later(k.w.between("nap", k.id, wait*4/5, wait*6/5), func() { try(next) })
			}
		}
		k.later(errand.TryLimit, func() { heard(errand.Answer{}, errand.Silent) })
		call(k.w, k.id, "issue", func(p *process) reply { return k.w.issue(p, k.caller(p), q, at) },
			func(r reply) {
				k.alive(life, func() {
					next, pass := k.link.at.Fence(at.Incarnation, r.incarnation, r.trouble)
					k.stand(next)
					heard(r.answer, pass)
				})
			})
	}
	try(errand.Asking{})
}

// deliver rings the outbox.
func (k *device) deliver() {
	k.link.patience = errand.Patience{}
	if k.link.delivering {
		k.link.again = true
		return
	}
	k.link.delivering = true
	k.link.round++
	k.next(errand.Outbox(k.book.State()), false)
}

// next tells the server about the first of a round, and goes on with the others.
func (k *device) next(due []journal.Entry, left bool) {
	if len(due) == 0 {
		k.endRound(left)
		return
	}
	e, over := due[0], false
	end := func(ok bool) {
		if !over {
			over = true
			k.next(due[1:], left || !ok)
		}
	}
	k.later(errand.HelloLimit, func() { end(false) })
	tell := func() {
		if over {
			return
		}
		at, life := k.link.at, k.life
		call(k.w, k.id, "deliver", func(p *process) reply { return k.w.report(p, k.caller(p), e, at) },
			func(r reply) {
				k.alive(life, func() {
					if over {
						return
					}
					next, pass := k.link.at.Fence(at.Incarnation, r.incarnation, r.trouble)
					k.stand(next)
					if errand.Told(e, pass) {
						k.w.facts.told(k.w, e, r)
						ok := k.note(errand.Acknowledged(e)) == nil
						if slices.ContainsFunc(k.book.State().Open, func(o journal.Entry) bool { return o.Request == e.Request }) {
							k.link.again = true // evidence came meanwhile
						}
						end(ok)
						return
					}
					end(false)
				})
			})
	}
	if k.link.at.Met {
		tell()
	} else {
		k.link.waiting = append(k.link.waiting, tell)
	}
}

func (k *device) endRound(left bool) {
	k.link.delivering = false
	if k.link.again {
		k.link.again = false
		k.later(time.Millisecond, k.deliver)
		return
	}
	if left {
		var wait time.Duration
		k.link.patience, wait = k.link.patience.Next()
		round, patience := k.link.round, k.link.patience
		k.later(wait, func() {
			if k.link.round == round {
				k.deliver()
				k.link.patience = patience
			}
		})
	}
}

// issue is the server's part of asking.
func (w *World) issue(p *process, c office.Caller, r errand.Request, at errand.Standing) reply {
	a, err := p.office.Issue(context.Background(), c, office.Request{
		ID: r.ID, Service: r.ServiceID, Language: r.Language, Priority: r.Priority, Incarnation: at.Incarnation, BootEpoch: at.Epoch,
	})
	out := reply{incarnation: a.Incarnation, trouble: TroubleOf(err)}
	switch {
	case err != nil:
		return out
	case a.Refusal != nil:
		out.answer = errand.Answer{Refused: true, Refusal: kiosk.Refusal{Reason: kiosk.Reason(a.Refusal.Reason)}}
		w.tell("server %d refuses %s: %s", p.number, r.ID, a.Refusal.Reason)
		return out
	}
	w.facts.issue(w, a.Ticket)
	out.answer = answerOf(a)
	return out
}

func answerOf(a office.Answer) errand.Answer {
	t := a.Ticket
	return errand.Answer{
		Ticket: kiosk.Ticket{
			ID: t.ID, Number: t.Number.String(), ServiceID: t.Service, IssuedAt: t.IssuedAt, Ahead: t.Ahead,
			StatusURL: a.StatusURL, Priority: t.Priority, Language: t.Language, Day: string(t.Day),
		},
		Held: journal.Ticket{
			Prefix: t.Number.Prefix, Sequence: t.Number.N, BusinessDay: string(t.Day), IssuedAt: t.IssuedAt, StatusToken: t.Token,
		},
	}
}

// report is the server's part of delivering.
func (w *World) report(p *process, c office.Caller, e journal.Entry, at errand.Standing) reply {
	ctx := context.Background()
	var out reply
	var err error
	if e.Stage == journal.Abandoned {
		out.incarnation, err = p.office.Abandon(ctx, c, e.Request, string(e.Reason), at.Incarnation, at.Epoch)
		_, missing := w.site.db.Ticket(ctx, w.site.id, e.Request)
		out.existed = missing == nil
	} else {
		out.incarnation, err = p.office.Report(ctx, c, heldOf(e), at.Incarnation, at.Epoch)
	}
	out.trouble = TroubleOf(err)
	if err != nil {
		w.tell("server %d takes no report of %s: %v", p.number, e.Request, err)
	}
	return out
}

// heldOf is a ticket as a kiosk presents it.
func heldOf(e journal.Entry) office.Held {
	h := office.Held{
		Request: e.Request, Service: e.Service, Prefix: e.Ticket.Prefix, Sequence: e.Ticket.Sequence,
		Day: queue.Day(e.Ticket.BusinessDay), IssuedAt: e.Ticket.IssuedAt, Language: e.Language, Priority: e.Priority,
		Paper: queue.Paper(e.Outcome), Attempt: e.Attempt, Evidence: e.Evidence, Token: e.Ticket.StatusToken,
	}
	if e.Outcome == "" {
		h.Paper = queue.PaperPending
	}
	return h
}
