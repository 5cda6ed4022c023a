package modem

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/pdu"
)

// gatewayID names a message as its status report can name it again, even after a
// restart: the day on which the network got it, by UTC; two octets that depend on
// the number; the modem's reference, which comes again after 256 messages. The two
// octets fit to some ten thousand numbers, so that they tell nobody's.
func gatewayID(sent time.Time, number string, reference byte) string {
	digits := strings.TrimPrefix(number, "+")
	sum := sha256.Sum256([]byte(digits[max(len(digits)-9, 0):])) // Networks leave the country out, or not.
	return fmt.Sprintf("%s-%s-%d", sent.UTC().Format("20060102"), hex.EncodeToString(sum[:2]), reference)
}

// delivery is what becomes of a text by its report; false where that is not certain yet.
func delivery(r pdu.StatusReport, now time.Time) (notify.Delivery, bool) {
	sent := r.Sent
	if sent.IsZero() {
		sent = now
	}
	d := notify.Delivery{Sender: Name, Gateway: gatewayID(sent, r.To, r.Reference), At: r.Done}
	switch r.Outcome() {
	case pdu.Received:
		d.State = notify.Delivered
	case pdu.GivenUp:
		d.State, d.Fault = notify.Undelivered, r.Reason()
	default:
		return notify.Delivery{}, false
	}
	return d, true
}

// keep keeps what a report says; false where it could not be kept. What is no
// report, or not understood, would be neither the next time.
func (s *Sender) keep(ctx context.Context, text string) bool {
	octets, err := pdu.Unframe(text)
	var r pdu.StatusReport
	if err == nil {
		r, err = pdu.DecodeStatusReport(octets)
	}
	if errors.Is(err, pdu.ErrKind) {
		return true
	}
	if err != nil {
		s.log.WarnContext(ctx, "status report not understood", "err", err)
		return true
	}
	d, certain := delivery(r, time.Now())
	if !certain {
		return true
	}
	if err := s.deliveries(ctx, d); err != nil {
		s.log.WarnContext(ctx, "status report not kept yet", "gateway", d.Gateway, "err", err)
		if s.reporting == spoken && len(s.unkept) < maxNews {
			s.unkept = append(s.unkept, d)
		}
		return false
	}
	return true
}

// reports handles what the modem has said unasked.
func (s *Sender) reports(ctx context.Context, l *line) error {
	for len(l.news) > 0 {
		if len(l.news) == 1 && !l.whole {
			return nil // Its second line is on its way.
		}
		text := l.news[0]
		l.news = l.news[1:]
		if place, ok := strings.CutPrefix(text, "+CDSI:"); ok {
			if err := s.fetch(ctx, l, place); err != nil {
				return err
			}
			continue
		}
		kept := s.keep(ctx, strings.TrimPrefix(text, "+CDS:"))
		if s.reporting != confirmed || !kept {
			continue // Without the confirmation the network says it again.
		}
		if _, err := l.command(ctx, "AT+CNMA", ""); err != nil && !isFault(err) {
			return err
		}
	}
	return nil
}

func isFault(err error) bool {
	_, ok := errors.AsType[fault](err)
	return ok
}

// fetch reads the report at a place, such as "SR",3, and deletes it when it has been kept.
func (s *Sender) fetch(ctx context.Context, l *line, place string) error {
	memory, index, ok := strings.Cut(strings.ReplaceAll(strings.TrimSpace(place), `"`, ""), ",")
	index = leading(index)
	if !ok || index == "" || strings.Trim(memory, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return nil // Garbage.
	}
	if _, err := l.command(ctx, `AT+CPMS="`+memory+`"`, "+CPMS:"); err != nil {
		return withoutFault(err)
	}
	answer, err := l.command(ctx, "AT+CMGR="+index, "+CMGR:")
	if err != nil {
		return withoutFault(err)
	}
	if len(answer) > 0 && !s.keep(ctx, answer[len(answer)-1]) {
		return nil // It stays there until the next collection.
	}
	_, err = l.command(ctx, "AT+CMGD="+index, "")
	return withoutFault(err)
}

// withoutFault leaves out what a modem refuses: there will be another collection.
func withoutFault(err error) error {
	if isFault(err) {
		return nil
	}
	return err
}

// leading are the digits at the front.
func leading(s string) string {
	s = strings.TrimSpace(s)
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// collect handles the reports that have been left over: in the modem, where it
// keeps them, and here, where it does not.
func (s *Sender) collect(ctx context.Context, l *line) error {
	over := s.unkept
	s.unkept = nil
	for i, d := range over {
		if err := s.deliveries(ctx, d); err != nil {
			s.unkept = append(s.unkept, over[i:]...)
			break
		}
	}
	if s.reporting != stored {
		return nil
	}
	if _, err := l.command(ctx, `AT+CPMS="SR"`, "+CPMS:"); err != nil {
		return withoutFault(err)
	}
	answer, err := l.command(ctx, "AT+CMGL=4", "+CMGL:")
	if err != nil {
		return withoutFault(err)
	}
	for _, a := range answer {
		if place, ok := strings.CutPrefix(a, "+CMGL:"); ok {
			if err := s.fetch(ctx, l, "SR,"+leading(place)); err != nil {
				return err
			}
		}
	}
	return nil
}
