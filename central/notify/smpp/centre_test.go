package smpp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/smpp"
)

// TestTextsAtARealCentre holds what the npm package smpp understood against what was sent.
func TestTextsAtARealCentre(t *testing.T) {
	c := startCentre(t)
	o := startOffice(t, account(c.port))
	if got := c.wait(t, "bound"); got.Type != "UM" || got.Version != 0x34 {
		t.Errorf("got %+v, want type UM and version 0x34", got)
	}
	long := strings.Repeat("Kod 482 9151. ", 20)
	for name, c2 := range map[string]struct {
		body           string
		parts, codings int
	}{
		"gsm7":      {"UM Koszalin: wt 24.11 g. 10:20. KOD 482 9151 [ratusz] ~ 5 €", 1, 0},
		"german":    {"Öffnungszeiten für Sie: größer, schöner; Kod", 1, 0},
		"ukrainian": {"Кошалін: вт 24.11 10:20. КОД 482 9151. Ґанок, їжак", 1, 8},
		"full":      {strings.Repeat("k", 160), 1, 0},
		"long":      {long, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			accepted, err := o.Send(t.Context(), text("03", c2.body))
			if err != nil {
				t.Fatal(err)
			}
			got := c.wait(t, "submit")
			if got.Text != c2.body || got.Coding != c2.codings || got.From != "UM Koszalin" || got.Ton != 5 || got.Registered != 1 || got.To != "48601234503" {
				t.Errorf("got %+v", got)
			}
			if got.Minutes < 119 || got.Minutes > 120 {
				t.Errorf("got valid for %d minutes, want 120", got.Minutes)
			}
			if accepted.Parts != c2.parts || accepted.Gateway == "" {
				t.Errorf("got %+v, want an id and %d parts", accepted, c2.parts)
			}
			d := o.delivery(t)
			at := time.Date(2026, 11, 24, 9, 31, 0, 0, time.UTC)
			if want := (notify.Delivery{Sender: "smpp", Gateway: accepted.Gateway, State: notify.Delivered, At: at}); d != want {
				t.Errorf("got %+v, want %+v", d, want)
			}
			if got := c.wait(t, "receipt"); got.Status != 0 {
				t.Errorf("got status %d of the receipt's acknowledgement, want 0", got.Status)
			}
		})
	}
}

func TestWhatARealCentreRefuses(t *testing.T) {
	c := startCentre(t)
	o := startOffice(t, account(c.port))
	for digits, want := range map[string]error{"99": notify.ErrThrottled, "98": notify.ErrThrottled, "97": notify.ErrRefused} {
		accepted, err := o.Send(t.Context(), text(digits, "Kod 482 9151"))
		if !errors.Is(err, want) {
			t.Errorf("%s: got %+v, %v, want %v", digits, accepted, err, want)
		}
		if _, ok := errors.AsType[*notify.Throttled](err); ok != errors.Is(want, notify.ErrThrottled) {
			t.Errorf("%s: got %v", digits, err)
		}
	}
	accepted, err := o.Send(t.Context(), text("00", "Kod 482 9151"))
	if err != nil {
		t.Fatal(err)
	}
	if d := o.delivery(t); d.State != notify.Undelivered || d.Gateway != accepted.Gateway || d.Fault != "UNDELIV error 007" {
		t.Errorf("got %+v, want undelivered", d)
	}
	accepted, err = o.Send(t.Context(), text("01", "Kod 482 9151")) // By parameters alone.
	if err != nil {
		t.Fatal(err)
	}
	if d := o.delivery(t); d.State != notify.Delivered || d.Gateway != accepted.Gateway {
		t.Errorf("got %+v, want %s delivered", d, accepted.Gateway)
	}
}

// TestALateReceiptOutlivesItsSession: the receipt comes after the connection was lost and made again, and the office
// cannot keep it at first.
func TestALateReceiptOutlivesItsSession(t *testing.T) {
	c := startCentre(t)
	o := startOffice(t, account(c.port))
	accepted, err := o.Send(t.Context(), text("02", "Kod 482 9151"))
	if err != nil {
		t.Fatal(err)
	}
	c.wait(t, "bound")
	c.tell(t, "drop")
	c.wait(t, "bound")
	o.mu.Lock()
	o.refusals = 2
	o.mu.Unlock()
	c.tell(t, "receipts")
	for _, want := range []int{0x64, 0x64, 0} {
		if got := c.wait(t, "receipt"); got.Status != want {
			t.Errorf("got status %#x of the acknowledgement, want %#x", got.Status, want)
		}
	}
	if d := o.delivery(t); d.Gateway != accepted.Gateway || d.State != notify.Delivered {
		t.Errorf("got %+v, want %s delivered", d, accepted.Gateway)
	}
}

func TestAConnectionLostInTheMiddle(t *testing.T) {
	c := startCentre(t)
	config := account(c.port)
	config.Window = 1
	o := startOffice(t, config)
	o.connected(t)
	// Taken and not answered; the second waits for the window, so that it is certain not to have left.
	var sending sync.WaitGroup
	errs := make(chan error, 1)
	sending.Go(func() {
		_, err := o.Send(t.Context(), text("95", "Kod 482 9151"))
		errs <- err
	})
	await(t, c.events, func(e event) bool { return e.Event == "submit" && strings.HasSuffix(e.To, "95") }, "the text")
	queued := make(chan error, 1)
	sending.Go(func() {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := o.Send(ctx, text("03", "Kod 482 9151"))
		queued <- err
	})
	if err := <-queued; !errors.Is(err, notify.ErrNotSent) {
		t.Errorf("beyond the window: got %v, want %v", err, notify.ErrNotSent)
	}
	c.tell(t, "drop")
	if err := <-errs; !errors.Is(err, notify.ErrAmbiguous) {
		t.Errorf("taken and not answered: got %v, want %v", err, notify.ErrAmbiguous)
	}
	sending.Wait()
	o.connected(t)
	if _, err := o.Send(t.Context(), text("96", "Kod 482 9151")); !errors.Is(err, notify.ErrAmbiguous) {
		t.Errorf("lost by the text: got %v, want %v", err, notify.ErrAmbiguous)
	}
	o.connected(t)
}

func TestAnswersInTheWrongOrder(t *testing.T) {
	c := startCentre(t)
	o := startOffice(t, account(c.port))
	var sending sync.WaitGroup
	var mu sync.Mutex
	ids := map[string]string{}
	for i := range 5 {
		sending.Go(func() {
			body := fmt.Sprintf("Kod %d", i)
			accepted, err := o.Send(t.Context(), text("94", body))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[body] = accepted.Gateway
		})
	}
	// The centre counts its ids up in the order in which the texts come.
	order := make([]string, 5)
	for i := range order {
		order[i] = await(t, c.events, func(e event) bool { return e.Event == "submit" }, "text").Text
	}
	sending.Wait()
	for i, body := range order {
		if want := fmt.Sprintf("%x", 0x9a00+i); ids[body] != want {
			t.Errorf("%s: got id %s, want %s", body, ids[body], want)
		}
	}
}

func TestARealCentresOwnRequests(t *testing.T) {
	c := startCentre(t)
	config := account(c.port)
	config.Enquire = 100 * time.Millisecond
	o := startOffice(t, config)
	c.wait(t, "enquired") // By us, in the silence.
	c.wait(t, "enquired")
	c.tell(t, "enquire")
	if got := c.wait(t, "alive"); got.Status != 0 {
		t.Errorf("got status %d, want 0", got.Status)
	}
	c.tell(t, "person")
	if got := c.wait(t, "heard"); got.Status != 0 {
		t.Errorf("got status %d for a person's text, want 0", got.Status)
	}
	c.tell(t, "odd") // A request that no centre makes: a nack, and life goes on.
	o.connected(t)
	c.tell(t, "unbind")
	c.wait(t, "released")
	c.wait(t, "bound")
	o.connected(t)
	o.stop()
	c.wait(t, "unbound")
	if _, err := o.Send(t.Context(), text("03", "Kod")); !errors.Is(err, notify.ErrNotSent) {
		t.Errorf("after the end: got %v, want %v", err, notify.ErrNotSent)
	}
}

func TestARefusedAccount(t *testing.T) {
	c := startCentre(t)
	config := account(c.port)
	config.Password = "tajnefalsz"
	o := startOffice(t, config)
	c.wait(t, "refused")
	c.wait(t, "closed")
	_, err := o.Send(t.Context(), text("03", "Kod"))
	if !errors.Is(err, notify.ErrNotSent) || !strings.Contains(err.Error(), "ESME_RBINDFAIL (0x0D)") {
		t.Errorf("got %v, want %v with the status's name", err, notify.ErrNotSent)
	}
}

func TestNobodyThere(t *testing.T) {
	config := account(1)
	o := startOffice(t, config)
	if _, err := o.Send(t.Context(), text("03", "Kod")); !errors.Is(err, notify.ErrNotSent) {
		t.Errorf("got %v, want %v", err, notify.ErrNotSent)
	}
}

func TestEncrypted(t *testing.T) {
	roots, key, cert := certificate(t)
	c := startCentre(t, key, cert)
	config := account(c.port)
	config.TLS = true
	stranger := startOffice(t, config) // Nobody vouches for the centre.
	if _, err := stranger.Send(t.Context(), text("03", "Kod")); !errors.Is(err, notify.ErrNotSent) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v, want %v for the certificate", err, notify.ErrNotSent)
	}
	config.Roots = roots
	o := startOffice(t, config)
	o.connected(t)
}

func TestConfig(t *testing.T) {
	for name, config := range map[string]smpp.Config{
		"no_address": {SystemID: "urzad"},
		"no_port":    {Address: "smpp.example", SystemID: "urzad"},
		"no_account": {Address: "smpp.example:2775"},
		"zero":       {Address: "smpp.example:2775", SystemID: "ur\x00zad"},
	} {
		if _, err := smpp.New(config, nil, nil); !errors.Is(err, smpp.ErrConfig) {
			t.Errorf("%s: got %v, want %v", name, err, smpp.ErrConfig)
		}
	}
}
