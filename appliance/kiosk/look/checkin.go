package look

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/words"
)

// codeNotice says why a code is no ticket, and what to do instead.
func (b *board) codeNotice() notice {
	r, t := b.m.CodeRefusal, b.t.Code
	other := action{target: kiosk.TargetOther, label: t.Choose}
	switch r.Reason {
	case kiosk.CodeEarly:
		return b.earlyNotice()
	case kiosk.CodeLate:
		return b.lateNotice(other)
	case kiosk.CodeElsewhere:
		return notice{
			title: t.Elsewhere, caption: b.yourVisit(), lead: b.say(r.Location), lines: []string{r.Address, t.ElsewhereWhy, b.helpLine()},
		}
	case kiosk.CodeCancelled:
		return notice{
			title: t.Cancelled, caption: b.yourVisit(), lead: t.CancelledThen, lines: []string{t.CancelledWhy, b.helpLine()},
			actions: []action{other},
		}
	case kiosk.CodeMissed:
		return notice{
			title: t.Missed, caption: b.yourVisit(), lead: t.MissedWhy, lines: []string{b.bookAt(), b.helpLine()},
			actions: []action{other},
		}
	case kiosk.CodeAbandoned:
		return notice{
			title: b.t.Failed, lead: b.t.FailedWhy, lines: []string{t.Kept, b.helpLine()},
			actions: []action{{target: kiosk.TargetCheckIn, label: b.t.Retry}},
		}
	case kiosk.CodeClock:
		return notice{title: b.t.ClockDoubt, lead: b.t.ClockWhy, lines: []string{b.helpLine()}}
	default:
		// Nobody knows it, or why it does not work.
	}
	return notice{
		title: t.Unknown, lead: t.UnknownWhy, lines: []string{b.helpLine()},
		actions: []action{{target: kiosk.TargetCode, label: t.Again}},
	}
}

// earlyNotice says from when the code works, and counts the time until then.
func (b *board) earlyNotice() notice {
	r, t, left := b.m.CodeRefusal, b.t.Code, b.m.EarlyFor()
	from, now := r.From.In(b.m.Zone), b.m.OfficeTime()
	when := b.t.WhenFrom(from, now)
	if from.YearDay() == now.YearDay() && from.Year() == now.Year() {
		when = b.t.From(from.Hour(), from.Minute())
	}
	n := notice{title: fmt.Sprintf(t.Works, when), lead: b.yourVisit(), lines: []string{b.helpLine()}}
	if r.ServiceID != "" {
		service, _ := b.m.Catalog.Service(r.ServiceID)
		n.caption = b.say(service.Label)
	}
	if left > kiosk.Longest {
		n.lines = append([]string{fmt.Sprintf(t.Come, b.t.WhenFrom(from, now))}, n.lines...)
		return n
	}
	n.figure = countdown(left)
	n.lead, n.lines = t.WorksIn(int((left+time.Minute-1)/time.Minute)), append([]string{n.lead}, n.lines...)
	return n
}

// lateNotice offers an ordinary ticket where there is one.
func (b *board) lateNotice(other action) notice {
	r, t := b.m.CodeRefusal, b.t.Code
	n, why := notice{title: t.Late, caption: b.yourVisit()}, ""
	if !r.Until.IsZero() {
		why = fmt.Sprintf(t.LateWhy, b.hour(r.Until))
	}
	service, ok := b.m.Ordinary()
	if !ok {
		n.lead, n.lines, n.actions = t.LateNone, []string{sentence(why, b.t.UnknownWhy), b.helpLine()}, []action{other}
		return n
	}
	n.lead, n.lines = t.LateOffer, []string{why, b.helpLine()}
	queue := strconv.Itoa(service.State.Waiting) + "\u00a0" + b.t.Waiting(service.State.Waiting)
	if wait := b.wait(service.State.Wait); wait != "" {
		queue += " · " + wait
	}
	n.actions = []action{{target: kiosk.TargetOrdinary, label: t.Ordinary, detail: b.say(service.Label) + ": " + queue}}
	return n
}

// pausedNotice says that no codes are taken, and counts the time until they are.
func (b *board) pausedNotice() notice {
	left := b.m.PausedFor()
	seconds := int((left + time.Second - 1) / time.Second)
	n := notice{title: b.t.Code.Paused, figure: countdown(left), lead: b.t.Code.PausedWhy, lines: []string{b.helpLine()}}
	if seconds <= 60 {
		n.figure, n.lead = strconv.Itoa(seconds), b.t.StillSeconds(seconds)
		n.lines = append([]string{b.t.Code.PausedWhy}, n.lines...)
	}
	return n
}

// onlyBookedNotice says how to book where nobody else is served today.
func (b *board) onlyBookedNotice(n notice) notice {
	n.title, n.lead = b.t.Code.OnlyBooked, b.bookAt()
	n.lines = n.lines[:1] // what the office says itself
	if phone := b.m.Catalog.HelpPhone; phone != "" {
		n.lines = append(n.lines, fmt.Sprintf(b.t.Code.BookPhone, strings.ReplaceAll(phone, " ", "\u00a0")))
	}
	if b.m.TakesCodes() {
		n.actions = append(n.actions, action{target: kiosk.TargetCode, label: b.t.Code.Have})
	}
	return n
}

// bookAt says where visits are booked, "" where they are not.
func (b *board) bookAt() string {
	if b.m.Catalog.BookingURL == "" {
		return ""
	}
	return fmt.Sprintf(b.t.Code.BookAt, shortURL(b.m.Catalog.BookingURL))
}

// shortURL is an address as people write it.
func shortURL(url string) string {
	_, address, ok := strings.Cut(url, "://")
	if !ok {
		address = url
	}
	return strings.TrimSuffix(address, "/")
}

// yourVisit says when the visit is, "" where nobody said it.
func (b *board) yourVisit() string {
	if b.m.CodeRefusal.Start.IsZero() {
		return ""
	}
	return fmt.Sprintf(b.t.Code.YourVisit, b.when(b.m.CodeRefusal.Start))
}

// issuedAt says when a ticket was given out.
func (b *board) issuedAt() string {
	at := b.m.Ticket.IssuedAt
	if at.IsZero() {
		return ""
	}
	at = at.In(b.m.Zone)
	return fmt.Sprintf(b.t.Code.UsedAt, b.t.At(at.Hour(), at.Minute()))
}

// hour is an hour at the office by itself.
func (b *board) hour(t time.Time) string {
	t = t.In(b.m.Zone)
	return words.Hour(t.Hour(), t.Minute())
}

// countdown writes what is left as minutes and seconds: "6:05".
func countdown(left time.Duration) string {
	seconds := int((left + time.Second - 1) / time.Second)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// sentence puts two of them together, where there are two.
func sentence(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
