package record_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"numerek/central/health/record"
)

var pace = record.Pace{Hold: hold, Gather: time.Minute}

// duty is an office with some devices, and somebody who is told.
type duty struct {
	t    *testing.T
	all  map[string]record.Record
	who  record.Contact
	said []string
}

func newDuty(t *testing.T, from record.Severity) *duty {
	t.Helper()
	return &duty{t: t, all: map[string]record.Record{}, who: record.Contact{Key: "technik/mail", From: from}}
}

// reports lets a device say what is the matter.
func (d *duty) reports(second int, device string, codes ...string) {
	d.all[device] = d.all[device].Take(report(device, second, codes...), at(second))
}

// look is one round of the server; what is told is written down.
func (d *duty) look(second int) {
	for device, r := range d.all {
		v := view(second)
		v.Heard = at(second)
		d.all[device], _ = r.Look(v)
	}
	items := record.Tell(d.who, d.all, pace, at(second))
	if len(items) == 0 {
		return
	}
	var words []string
	byDevice := map[string][]record.Item{}
	for _, i := range items {
		word := i.Device + ":" + i.Code
		if i.Closed() {
			word = "ok " + word
		}
		words = append(words, word)
		byDevice[i.Device] = append(byDevice[i.Device], i)
	}
	for device, items := range byDevice {
		d.all[device] = d.all[device].Mark(d.who, items, at(second))
	}
	d.said = append(d.said, fmt.Sprintf("%d %s", second, strings.Join(words, ", ")))
}

// run looks every ten seconds; what is given happens at its second.
func (d *duty) run(until int, happens map[int]func()) string {
	for second := 0; second <= until; second += 10 {
		if do := happens[second]; do != nil {
			do()
		}
		d.look(second)
	}
	return strings.Join(d.said, "; ")
}

func TestWhoIsToldOfWhat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from    record.Severity
		until   int
		happens func(d *duty) map[int]func()
		want    string
	}{
		"a_fault_and_its_end": {record.Warning, 600, func(d *duty) map[int]func() {
			return map[int]func(){
				0:   func() { d.reports(0, "k", "paper_out") },
				300: func() { d.reports(300, "k") },
			}
		}, "90 k:paper_out; 390 ok k:paper_out"},
		"too_short_to_be_told": {record.Warning, 600, func(d *duty) map[int]func() {
			return map[int]func(){
				0:  func() { d.reports(0, "k", "cover_open") },
				20: func() { d.reports(20, "k") },
			}
		}, ""},
		"one_message_for_a_minute": {record.Warning, 200, func(d *duty) map[int]func() {
			return map[int]func(){
				0:  func() { d.reports(0, "k", "paper_low") },
				30: func() { d.reports(30, "l", "paper_out") },
				50: func() { d.reports(50, "m", "cutter") },
			}
		}, "90 l:paper_out, m:cutter, k:paper_low"},
		"only_what_matters_enough": {record.Fault, 600, func(d *duty) map[int]func() {
			return map[int]func(){
				0:   func() { d.reports(0, "k", "paper_low") },
				200: func() { d.reports(200, "k", "paper_low", "paper_out") },
			}
		}, "290 k:paper_out"},
		"not_again_within_an_hour": {record.Warning, 4500, func(d *duty) map[int]func() {
			return map[int]func(){
				0:    func() { d.reports(0, "k", "cover_open") },
				200:  func() { d.reports(200, "k") },
				600:  func() { d.reports(600, "k", "cover_open") },
				800:  func() { d.reports(800, "k") },
				1200: func() { d.reports(1200, "k", "cover_open") },
			}
		}, "90 k:cover_open; 290 ok k:cover_open; 3690 k:cover_open"},
		"quiet_until_the_morning": {record.Warning, 900, func(d *duty) map[int]func() {
			d.who.Quiet = true
			return map[int]func(){
				0:   func() { d.reports(0, "k", "paper_out"); d.reports(0, "l", "cover_open") },
				300: func() { d.reports(300, "l") },
				600: func() { d.who.Quiet = false },
			}
		}, "600 k:paper_out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDuty(t, c.from)
			if got := d.run(c.until, c.happens(d)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWorseIsToldAgain(t *testing.T) {
	t.Parallel()
	d := newDuty(t, record.Warning)
	hot := func(second int, s record.Severity) {
		r := report("k", second)
		r.Conditions = []record.Condition{{Code: record.Temperature, Severity: s, Since: at(second)}}
		d.all["k"] = d.all["k"].Take(r, at(second))
	}
	got := d.run(900, map[int]func(){
		0:   func() { hot(0, record.Warning) },
		300: func() { hot(300, record.Fault) },
		500: func() { hot(500, record.Warning) }, // still the same trouble
	})
	if want := "90 k:temperature; 300 k:temperature"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNobodyWaitsForContactsThatAreGone(t *testing.T) {
	t.Parallel()
	d := newDuty(t, record.Warning)
	d.run(200, map[int]func(){
		0:   func() { d.reports(0, "k", "paper_out") },
		150: func() { d.reports(150, "k") },
	})
	if len(d.all["k"].Alerts) != 1 {
		t.Fatalf("got %+v", d.all["k"].Alerts)
	}
	if r := d.all["k"].Forget(func(string) bool { return false }); len(r.Alerts) != 0 {
		t.Errorf("got %+v", r.Alerts)
	}
}

// Whatever devices do, nobody is told of the same code of a device more often than
// once an hour, nobody is told that something is over without having been told
// that it began, and in the end everything that was told is told to be over.
func TestTellingAtRandom(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		d := newDuty(t, record.Warning)
		open, last := map[string]bool{}, map[string]int{}
		codes := []string{"paper_out", "cover_open", "paper_low"}
		const day = 4 * 3600
		for second := 0; second <= day+8000; second += 10 {
			if rnd.IntN(6) == 0 && second < day {
				var now []string
				for _, code := range codes {
					if rnd.IntN(2) == 0 {
						now = append(now, code)
					}
				}
				d.reports(second, []string{"k", "l"}[rnd.IntN(2)], now...)
			} else if second == day {
				d.reports(second, "k")
				d.reports(second, "l")
			}
			n := len(d.said)
			d.look(second)
			if len(d.said) == n {
				continue
			}
			_, words, _ := strings.Cut(d.said[n], " ")
			for word := range strings.SplitSeq(words, ", ") {
				what, over := strings.CutPrefix(word, "ok ")
				if over != open[what] {
					t.Fatalf("seed %d, second %d: %q, open %t", seed, second, word, open[what])
				}
				if before, told := last[what]; told && !over && second-before < int(time.Hour/time.Second) {
					t.Fatalf("seed %d: %s told at %d and %d", seed, what, before, second)
				}
				if open[what] = !over; !over {
					last[what] = second
				}
			}
		}
		for what, is := range open {
			if is {
				t.Errorf("seed %d: %s was never told to be over", seed, what)
			}
		}
	}
}
