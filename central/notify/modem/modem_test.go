package modem_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/modem"
	"numerek/central/notify/modem/modemtest"
)

// patience is how long anything may take on a machine that is busy.
const patience = 20 * time.Second

// bench is a modem on a line with the network behind it.
type bench struct {
	*modemtest.Modem
	link string
	sent chan modemtest.Message

	mu sync.Mutex
	on modemtest.Incident // what goes wrong next, once
	at modemtest.Moment
}

func newBench(t *testing.T, options modemtest.Options) *bench {
	t.Helper()
	b := &bench{link: filepath.Join(t.TempDir(), "modem"), sent: make(chan modemtest.Message, 100)}
	options.OnSent = func(m modemtest.Message) { b.sent <- m }
	options.On = b.incident
	b.Modem = modemtest.New(options)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := b.Serve(ctx, b.link); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); serving.Wait(); b.Close() })
	until(t, "the line", func() bool { _, err := os.Lstat(b.link); return err == nil })
	return b
}

// next lets something go wrong, once.
func (b *bench) next(at modemtest.Moment, what modemtest.Incident) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at, b.on = at, what
}

func (b *bench) incident(at modemtest.Moment) modemtest.Incident {
	b.mu.Lock()
	defer b.mu.Unlock()
	if at != b.at {
		return modemtest.Nothing
	}
	b.at = ""
	return b.on
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not in %v", what, patience)
		}
	}
}

// office is a running sender, and what it was told of deliveries.
type office struct {
	*modem.Sender
	deliveries chan notify.Delivery
	mu         sync.Mutex
	refusals   int // of deliveries, that are still to come
	log        *lockedBuffer
	stop       func()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func start(t *testing.T, config modem.Config) *office {
	t.Helper()
	if config.Timeout == 0 {
		config.Timeout = 2 * time.Second
	}
	if config.Submit == 0 {
		config.Submit = 1500 * time.Millisecond
	}
	o := &office{deliveries: make(chan notify.Delivery, 100), log: &lockedBuffer{}}
	sender, err := modem.New(config, o.deliver, slog.New(slog.NewTextHandler(o.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	o.Sender = sender
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	var running sync.WaitGroup
	running.Go(func() { o.Run(ctx) })
	o.stop = func() { cancel(); running.Wait() }
	t.Cleanup(func() {
		o.stop()
		said := strings.ReplaceAll(o.log.String(), config.Port, "") // whose folder has any digits
		for _, secret := range []string{"4821", "601234", "KOD"} {
			if strings.Contains(said, secret) {
				t.Errorf("the log tells %q:\n%s", secret, o.log)
			}
		}
	})
	return o
}

func (o *office) refuse(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refusals = n
}

func (o *office) refusing() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.refusals > 0
}

func (o *office) deliver(_ context.Context, d notify.Delivery) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refusals > 0 {
		o.refusals--
		return io.ErrClosedPipe
	}
	o.deliveries <- d
	return nil
}

// receive waits for something on a channel.
func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patience):
		t.Fatalf("%s: nothing in %v", what, patience)
		panic("unreachable")
	}
}

// text is one to a number with these last digits.
func text(digits, body string) notify.Text {
	return notify.Text{ID: "m-" + digits, To: "+4860123456" + digits, Body: body, Expires: time.Now().Add(2 * time.Hour)}
}

// works sends until the modem takes a text again, and takes it off the network.
func (o *office) works(t *testing.T, b *bench) {
	t.Helper()
	until(t, "a text", func() bool { _, err := o.Send(t.Context(), text("0", "czy jest?")); return err == nil })
	for receive(t, "the text", b.sent).Text != "czy jest?" {
		continue
	}
}

func TestTextsAndTheirReports(t *testing.T) {
	for name, options := range map[string]modemtest.Options{
		"stored":    {},
		"confirmed": {NoStore: true},
		"spoken":    {NoStore: true, NoConfirm: true},
		"countries": {Countries: true},
	} {
		t.Run(name, func(t *testing.T) {
			options.Status = func(to string) byte {
				return map[byte]byte{'1': 0x46, '2': 0x30, '3': 0x01}[to[len(to)-1]]
			}
			b := newBench(t, options)
			o := start(t, modem.Config{Port: b.link})
			long := strings.Repeat("KOD 482 9151. ", 20)
			for _, c := range []struct {
				to, body string
				parts    int
			}{
				{"7", "UM Koszalin: wt 24.11 g. 10:20. KOD 482 9151 [ratusz] ~ 5 €", 1},
				{"7", "Кошалін: вт 24.11 10:20. КОД 482 9151", 1},
				{"7", long, 2},
				{"7", strings.Repeat("ї", 150), 3},
			} {
				accepted, err := o.Send(t.Context(), text(c.to, c.body))
				if err != nil {
					t.Fatal(err)
				}
				if got, want := receive(t, "the text", b.sent), (modemtest.Message{To: "+48601234567", Text: c.body}); got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
				d := receive(t, "delivery", o.deliveries)
				if accepted.Gateway == "" || accepted.Parts != c.parts || d.Gateway != accepted.Gateway || d.State != notify.Delivered ||
					d.Sender != "modem" || time.Since(d.At).Abs() > time.Minute || strings.Contains(d.Gateway, "601") {
					t.Errorf("got %+v and then %+v", accepted, d)
				}
			}
			for _, digit := range []string{"2", "3"} { // Nothing certain.
				if _, err := o.Send(t.Context(), text(digit, "KOD")); err != nil {
					t.Fatal(err)
				}
			}
			accepted, err := o.Send(t.Context(), text("1", "KOD"))
			if err != nil {
				t.Fatal(err)
			}
			if d := receive(t, "delivery", o.deliveries); d.Gateway != accepted.Gateway || d.State != notify.Undelivered || d.Fault != "status 0x46: validity expired" {
				t.Errorf("got %+v, want undelivered", d)
			}
			until(t, "reports are not kept by the modem any more", func() bool { return b.Kept() == 0 })
		})
	}
}

// TestALateReport comes while nobody is there, and cannot be kept at first.
func TestALateReport(t *testing.T) {
	b := newBench(t, modemtest.Options{Delay: 300 * time.Millisecond})
	o := start(t, modem.Config{Port: b.link})
	accepted, err := o.Send(t.Context(), text("7", "KOD 482 9151"))
	if err != nil {
		t.Fatal(err)
	}
	o.stop()
	until(t, "the report is kept by the modem", func() bool { return b.Kept() == 1 })
	o = start(t, modem.Config{Port: b.link, Look: 50 * time.Millisecond})
	o.refuse(2)
	if d := receive(t, "delivery", o.deliveries); d.Gateway != accepted.Gateway || d.State != notify.Delivered {
		t.Errorf("got %+v, want %s delivered", d, accepted.Gateway)
	}
	until(t, "the report is deleted", func() bool { return b.Kept() == 0 })
}

func TestAReportIsConfirmedWhenItIsKept(t *testing.T) {
	b := newBench(t, modemtest.Options{NoStore: true})
	o := start(t, modem.Config{Port: b.link})
	o.refuse(1)
	accepted, err := o.Send(t.Context(), text("7", "KOD 482 9151"))
	if err != nil {
		t.Fatal(err)
	}
	until(t, "the report is refused", func() bool { return !o.refusing() })
	if b.Kept() != 1 {
		t.Fatal("got the report confirmed, want it said again")
	}
	b.Resend()
	if d := receive(t, "delivery", o.deliveries); d.Gateway != accepted.Gateway {
		t.Errorf("got %+v, want %s", d, accepted.Gateway)
	}
	until(t, "the confirmation", func() bool { return b.Kept() == 0 })
}

func TestASpokenReportIsKeptInTheEnd(t *testing.T) {
	b := newBench(t, modemtest.Options{NoStore: true, NoConfirm: true})
	o := start(t, modem.Config{Port: b.link, Look: 50 * time.Millisecond})
	o.refuse(3)
	accepted, err := o.Send(t.Context(), text("7", "KOD 482 9151"))
	if err != nil {
		t.Fatal(err)
	}
	if d := receive(t, "delivery", o.deliveries); d.Gateway != accepted.Gateway {
		t.Errorf("got %+v, want %s", d, accepted.Gateway)
	}
}

// TestWhatGoesWrong says for each moment what is known of the text. A text of which it is said that it was not sent must
// not be in the network, or the citizen gets it twice.
func TestWhatGoesWrong(t *testing.T) {
	for name, c := range map[string]struct {
		at   modemtest.Moment
		what modemtest.Incident
		want error
		out  bool // whether the network has it all the same
	}{
		"refused_before":       {modemtest.Asked, "+CMS ERROR: 304", notify.ErrRefused, false},
		"error_before":         {modemtest.Asked, "ERROR", notify.ErrNotSent, false},
		"unknown_before":       {modemtest.Asked, "+CMS ERROR: 500", notify.ErrNotSent, false},
		"pulled_before":        {modemtest.Asked, modemtest.Unplug, notify.ErrNotSent, false},
		"silent_before":        {modemtest.Asked, modemtest.Silence, notify.ErrNotSent, false},
		"power_cut_before":     {modemtest.Asked, modemtest.PowerCut, notify.ErrNotSent, false},
		"congested":            {modemtest.Given, "+CMS ERROR: 42", notify.ErrNotSent, false},
		"unknown_subscriber":   {modemtest.Given, "+CMS ERROR: 30", notify.ErrRefused, false},
		"error":                {modemtest.Given, "ERROR", notify.ErrAmbiguous, false},
		"answer_breaks_off":    {modemtest.Taken, "+CMGS: 77", nil, true},
		"unknown":              {modemtest.Given, "+CMS ERROR: 500", notify.ErrAmbiguous, false},
		"network_silent":       {modemtest.Given, "+CMS ERROR: 332", notify.ErrAmbiguous, false},
		"pulled_halfway":       {modemtest.Halfway, modemtest.Unplug, notify.ErrAmbiguous, false}, // It was written to its end.
		"silent_after":         {modemtest.Given, modemtest.Silence, notify.ErrAmbiguous, false},
		"silent_when_taken":    {modemtest.Taken, modemtest.Silence, notify.ErrAmbiguous, true},
		"pulled_when_taken":    {modemtest.Taken, modemtest.Unplug, notify.ErrAmbiguous, true},
		"power_cut_when_taken": {modemtest.Taken, modemtest.PowerCut, notify.ErrAmbiguous, true},
		"taken_no_reference":   {modemtest.Taken, "OK", nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, modemtest.Options{PIN: "4821"})
			o := start(t, modem.Config{Port: b.link, PIN: "4821"})
			o.works(t, b)
			b.next(c.at, c.what)
			_, err := o.Send(t.Context(), text("7", "KOD 482 9151"))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			switch c.what {
			case modemtest.Unplug:
				b.Plug()
			case modemtest.Silence:
				b.CutPower()
			default:
			}
			until(t, "a text", func() bool { _, err := o.Send(t.Context(), text("0", "czy jest?")); return err == nil })
			got := receive(t, "a text", b.sent)
			if out := got.Text != "czy jest?"; out != c.out {
				t.Errorf("got in the network %t, want %t", out, c.out)
			}
		})
	}
}

func TestNoNetwork(t *testing.T) {
	b := newBench(t, modemtest.Options{})
	b.SetNetwork(false)
	o := start(t, modem.Config{Port: b.link})
	if _, err := o.Send(t.Context(), text("7", "KOD")); !errors.Is(err, notify.ErrNotSent) || !strings.Contains(err.Error(), "no network") {
		t.Errorf("got %v, want %v without network", err, notify.ErrNotSent)
	}
	b.SetNetwork(true)
	o.works(t, b)
}

func TestNobodyOnTheLine(t *testing.T) {
	o := start(t, modem.Config{Port: filepath.Join(t.TempDir(), "none")})
	if _, err := o.Send(t.Context(), text("7", "KOD")); !errors.Is(err, notify.ErrNotSent) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want %v", err, notify.ErrNotSent)
	}
}

func TestWhoGoesKnowsWhatIsKnown(t *testing.T) {
	b := newBench(t, modemtest.Options{})
	o := start(t, modem.Config{Port: b.link, Timeout: 4 * time.Second, Submit: 2 * time.Second})
	o.works(t, b)
	for _, c := range []struct {
		at   modemtest.Moment
		want error
	}{{modemtest.Given, notify.ErrAmbiguous}, {modemtest.Asked, notify.ErrNotSent}} {
		b.next(c.at, modemtest.Silence)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		began := time.Now()
		_, err := o.Send(ctx, text("7", "KOD"))
		cancel()
		if took := time.Since(began); !errors.Is(err, c.want) || took > 1500*time.Millisecond {
			t.Errorf("%s: got %v after %v, want %v soon after 300 ms", c.at, err, took, c.want)
		}
		b.CutPower()
		o.works(t, b)
	}
}

func TestNoise(t *testing.T) {
	b := newBench(t, modemtest.Options{})
	o := start(t, modem.Config{Port: b.link, Look: 20 * time.Millisecond})
	ctx, cancel := context.WithCancel(t.Context())
	var humming sync.WaitGroup
	humming.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			b.Hum([]byte{0, 0xff, byte(i), 0x80, '+', 'C', byte(i * 7), '\r', '\n'})
			b.Hum([]byte("\r\n^RSSI: 19\r\n\r\nRING\r\n\r\n+CMTI: \"SM\",1\r\n\r\n+CDSI: \"..\",x\r\n"))
			<-time.After(3 * time.Millisecond)
		}
	})
	defer func() { cancel(); humming.Wait() }()
	for range 5 {
		accepted, err := o.Send(t.Context(), text("7", "KOD 482 9151"))
		if err != nil {
			t.Fatal(err)
		}
		if got := receive(t, "the text", b.sent).Text; got != "KOD 482 9151" {
			t.Errorf("got %q", got)
		}
		if d := receive(t, "delivery", o.deliveries); d.Gateway != accepted.Gateway {
			t.Errorf("got %+v, want %s", d, accepted.Gateway)
		}
	}
}

func TestRefusedBeforeTheModem(t *testing.T) {
	o := start(t, modem.Config{Port: filepath.Join(t.TempDir(), "none")})
	for name, change := range map[string]func(*notify.Text){
		"number":   func(t *notify.Text) { t.To = "601 234 567 x" },
		"too_late": func(t *notify.Text) { t.Expires = time.Now().Add(-time.Second) },
		"endless":  func(t *notify.Text) { t.Body = strings.Repeat("KOD ", 20_000) },
	} {
		text := text("7", "KOD")
		change(&text)
		if _, err := o.Send(t.Context(), text); !errors.Is(err, notify.ErrRefused) || strings.Contains(err.Error(), "601") {
			t.Errorf("%s: got %v, want %v", name, err, notify.ErrRefused)
		}
	}
}
