package modem

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Errors of a SIM that a person must mend.
var (
	errWantsPIN = errors.New("the SIM wants a PIN and none is configured")
	errWrongPIN = errors.New("the SIM has not accepted this PIN; it is not tried again")
	errFewTries = errors.New("the SIM has fewer tries left than usual: unlock it once in a telephone")
	errLocked   = errors.New("the SIM is locked")
)

// tries is how many a SIM gives before it wants its PUK.
const tries = 3

// reporting is how a modem hands status reports over.
type reporting string

const (
	stored    reporting = "stored"    // keeps them and says where
	confirmed reporting = "confirmed" // says them and wants to hear that they were taken
	spoken    reporting = "spoken"    // says them once
	none      reporting = "none"
)

// setup tells the modem all that it forgets when its power is cut, and unlocks
// the SIM. It may be repeated at any time.
func (s *Sender) setup(ctx context.Context, l *line) error {
	for _, command := range []string{"ATE0", "AT+CMEE=1"} {
		if _, err := l.command(ctx, command, ""); err != nil {
			return fmt.Errorf("%s: %w", command, err)
		}
	}
	if err := s.unlock(ctx, l); err != nil {
		return err
	}
	if err := pduMode(ctx, l); err != nil {
		return err
	}
	how, err := wantReports(ctx, l)
	if err != nil {
		return err
	}
	if how != s.reporting {
		s.log.InfoContext(ctx, "status reports of the modem", "how", how)
	}
	s.reporting = how
	return s.look(ctx, l)
}

// pduMode also waits for a SIM that has just been unlocked.
func pduMode(ctx context.Context, l *line) error {
	for end := time.Now().Add(l.timeout); ; {
		_, err := l.command(ctx, "AT+CMGF=0", "")
		if f, ok := errors.AsType[fault](err); !ok || f.code != 14 && f.code != 314 || time.Now().After(end) {
			return err
		}
		if err := l.settle(ctx); err != nil {
			return err
		}
	}
}

// unlock gives the SIM its PIN where it wants one: once, whatever the answer is.
func (s *Sender) unlock(ctx context.Context, l *line) error {
	state, err := l.value(ctx, "AT+CPIN?", "+CPIN:")
	if f, ok := errors.AsType[fault](err); ok && (f.kind == "" || f.code == 3 || f.code == 4) {
		return nil // A modem that does not know the question asks for nothing.
	}
	if err != nil {
		return fmt.Errorf("SIM: %w", err)
	}
	switch {
	case state == "READY":
		return s.pins.accepted() // Whoever did it: the SIM counts its tries from the beginning again.
	case state != "SIM PIN":
		return fmt.Errorf("%w: %s", errLocked, state)
	case s.config.PIN == "":
		return errWantsPIN
	}
	if left, ok := triesLeft(ctx, l); ok && left < tries {
		return fmt.Errorf("%w: %d", errFewTries, left)
	}
	if err := s.pins.begin(s.config.PIN); err != nil {
		return err
	}
	if _, err := l.command(ctx, `AT+CPIN="`+s.config.PIN+`"`, ""); err != nil {
		if _, ok := errors.AsType[fault](err); ok {
			return fmt.Errorf("%w: %w", errWrongPIN, err)
		}
		return err
	}
	return s.pins.accepted()
}

// triesLeft asks how often a PIN may still be tried; not every modem knows.
func triesLeft(ctx context.Context, l *line) (int, bool) {
	answer, err := l.command(ctx, "AT+CPINR", "+CPINR:")
	if err != nil {
		return 0, false
	}
	for _, a := range answer {
		fields := strings.Split(strings.TrimPrefix(a, "+CPINR:"), ",")
		if len(fields) >= 2 && strings.TrimSpace(fields[0]) == "SIM PIN" {
			n, err := strconv.Atoi(strings.TrimSpace(fields[1]))
			return n, err == nil
		}
	}
	return 0, false
}

// wantReports asks for status reports: kept by the modem, or else said aloud.
func wantReports(ctx context.Context, l *line) (reporting, error) {
	ways := []struct {
		command string
		how     reporting
	}{
		{"AT+CNMI=2,0,0,2,0", stored}, {"AT+CNMI=2,0,0,1,0", spoken}, {"AT+CNMI=1,0,0,1,0", spoken},
	}
	_, err := l.command(ctx, "AT+CSMS=1", "+CSMS:")
	_, isFault := errors.AsType[fault](err)
	if err != nil && !isFault {
		return none, err
	}
	for _, way := range ways {
		_, e := l.command(ctx, way.command, "")
		if _, refused := errors.AsType[fault](e); refused {
			continue
		}
		if e == nil && way.how == spoken && err == nil {
			return confirmed, nil
		}
		return way.how, e
	}
	return none, nil
}

// look notes whether there is a network.
func (s *Sender) look(ctx context.Context, l *line) error {
	there, err := registered(ctx, l)
	if err != nil {
		return err
	}
	if there == s.network && s.looked {
		return nil
	}
	s.network, s.looked = there, true
	if !there {
		s.log.WarnContext(ctx, "the modem has no network")
		return nil
	}
	signal, err := l.value(ctx, "AT+CSQ", "+CSQ:")
	if _, isFault := errors.AsType[fault](err); err != nil && !isFault && !errors.Is(err, errUnknown) {
		return err
	}
	s.log.InfoContext(ctx, "the modem has a network", "signal", signal)
	return nil
}

// registered asks whether a network has taken the modem in: by the old question,
// and by that of LTE, as some modems answer only one with yes. One that answers
// neither is believed.
func registered(ctx context.Context, l *line) (bool, error) {
	asked := false
	for _, name := range []string{"+CREG", "+CEREG"} {
		state, err := l.value(ctx, "AT"+name+"?", name+":")
		if _, isFault := errors.AsType[fault](err); isFault || errors.Is(err, errUnknown) {
			continue
		}
		if err != nil {
			return false, err
		}
		fields := strings.Split(state, ",")
		if len(fields) < 2 {
			continue
		}
		asked = true
		switch strings.TrimSpace(fields[1]) { // TS 27.007, 7.2: at home, abroad, and for messages only.
		case "1", "5", "6", "7":
			return true, nil
		}
	}
	return !asked, nil
}
