package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
)

// keypad begins the names of the pictures of the kiosk that are about codes.
const keypad = "keypad-"

// touches types digits with a finger.
func (g *guide) touches(ctx context.Context, digits string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 2*stepLimit, errors.New("no answer to the touch"))
	defer cancel()
	var longest time.Duration
	for _, d := range digits {
		took, err := g.citizen.Tap(ctx, kiosk.TargetDigit+string(d))
		if err != nil {
			return fmt.Errorf("touching digits: %w", err)
		}
		longest = max(longest, took)
	}
	g.did(fmt.Sprintf("touched %d digits of the keypad", len(digits)), longest)
	return nil
}

// refusedCode waits until the kiosk says that a code became no ticket.
func (g *guide) refusedCode(ctx context.Context, reason kiosk.CodeReason) (err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, stepLimit, errors.New("no answer to the code"))
	defer cancel()
	_, g.said, err = g.parts.kiosk.Said(ctx, g.said, e2e.Contains("code refused\" reason="+string(reason)))
	return err
}

// tooEarly is the citizen who comes an hour too soon: the keypad finds a wrong
// digit, and the kiosk says from when the code works.
func (g *guide) tooEarly(ctx context.Context) error {
	if err := g.tap(ctx, kiosk.TargetCode); err != nil {
		return err
	}
	if err := g.see(ctx, keypad+"empty", kiosk.ScreenCode); err != nil {
		return err
	}
	half, last := g.visit.code[:4], g.visit.code[len(g.visit.code)-1]
	if err := g.touches(ctx, half); err != nil {
		return err
	}
	if err := g.see(ctx, keypad+"half", kiosk.ScreenCode); err != nil {
		return err
	}
	slip := "0"
	if last == '0' {
		slip = "1"
	}
	if err := g.touches(ctx, g.visit.code[4:len(g.visit.code)-1]+slip); err != nil {
		return err
	}
	if err := g.see(ctx, keypad+"slip", kiosk.ScreenCode); err != nil {
		return err
	}
	if err := g.tap(ctx, kiosk.TargetErase); err != nil {
		return err
	}
	if err := g.touches(ctx, string(last)); err != nil {
		return err
	}
	if err := g.refusedCode(ctx, kiosk.CodeEarly); err != nil {
		return err
	}
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	g.citizen.Tell(kiosk.CodeRefused{Session: g.citizen.Twin().Session, Refusal: kiosk.CodeRefusal{
		Reason: kiosk.CodeEarly, ServiceID: service, Start: g.visit.start,
		From:  g.visit.start.Add(-minutes(g.office.Policy.Checkin.EarlyMinutes)),
		Until: g.visit.start.Add(minutes(g.office.Policy.Checkin.LateMinutes)),
	}})
	return g.see(ctx, keypad+"too-early", kiosk.ScreenCodeRefused)
}

// checksIn lets the hour come nearer while the citizen stands there: the kiosk
// notices that the code works now, and prints the ticket.
func (g *guide) checksIn(ctx context.Context) error {
	if err := g.clear(ctx); err != nil {
		return err
	}
	if err := g.later(ctx, g.visit.start.Add(-soon)); err != nil {
		return err
	}
	if err := g.see(ctx, keypad+"works-now", kiosk.ScreenCodeReady); err != nil {
		return err
	}
	if err := g.giveOut(ctx, 1); err != nil {
		return err
	}
	if err := g.tap(ctx, kiosk.TargetCheckIn); err != nil {
		return err
	}
	chosen := time.Now()
	issued, err := g.issued(ctx, "pl")
	if err != nil {
		return err
	}
	issued.Booked = g.visit.start
	g.booked = issued
	if err := g.printed(ctx, issued, "booked", "ticket-booked.png", chosen); err != nil {
		return err
	}
	if err := g.tap(ctx, "restart"); err != nil {
		return err
	}
	return g.see(ctx, "home-after-code", kiosk.ScreenHome)
}

// usedAgain types the code once more: there is no second paper, but the number.
func (g *guide) usedAgain(ctx context.Context) error {
	if err := g.tap(ctx, kiosk.TargetCode); err != nil {
		return err
	}
	if err := g.touches(ctx, g.visit.code); err != nil {
		return err
	}
	if err := g.refusedCode(ctx, kiosk.CodeUsed); err != nil {
		return err
	}
	used := g.booked
	at := slices.IndexFunc(g.report.Tickets, func(t ticket) bool { return t.Number == used.Number })
	used.StatusURL = g.report.Tickets[at].QR
	g.citizen.Tell(kiosk.CodeRefused{Session: g.citizen.Twin().Session, Refusal: kiosk.CodeRefusal{Reason: kiosk.CodeUsed, Ticket: used}})
	if err := g.see(ctx, keypad+"used", kiosk.ScreenAgain); err != nil {
		return err
	}
	if err := g.tap(ctx, "done"); err != nil {
		return err
	}
	return g.see(ctx, "home-after-used", kiosk.ScreenHome)
}
