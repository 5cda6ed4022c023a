package office_test

import (
	"testing"
	"time"

	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// putBack exchanges the database of a town for a copy.
func (w *town) putBack(name string) {
	w.t.Helper()
	s, err := store.New(w.t.Context(), w.db.Clone(name), store.Options{Now: w.clock.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.t.Error(err)
		}
	})
	w.store = s
	w.open()
}

func TestBeginAnewJumpsPastWhatIsKnown(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		known []office.Given
		ahead int
		want  int // next number of R after R 001
		empty int // next number of B, which has given none and begins with 101
	}{
		"nothing_known":    {nil, 0, 102, 201},
		"known":            {[]office.Given{{Series: queue.Series{Prefix: "R"}, Last: 160}}, 0, 261, 201},
		"known_to_be_less": {[]office.Given{{Series: queue.Series{Prefix: "R"}, Last: 1}}, 0, 102, 201},
		"guessed":          {nil, 480, 582, 681},
		"known_and_guessed": {
			[]office.Given{{Series: queue.Series{Prefix: "R"}, Last: 1000}, {Series: queue.Series{Prefix: "B"}, Last: 130}},
			50, 1101, 251,
		},
		"of_another_day": {[]office.Given{{Series: queue.Series{Prefix: "R", Day: "2026-11-20"}, Last: 500}}, 0, 102, 201},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, "")
			first := w.take("rejestracja")
			w.putBack("copy")
			for i := range c.known {
				s := &c.known[i].Series
				s.Office, s.Location = first.Office, first.Location
				if s.Day == "" {
					s.Day = first.Day
				}
			}
			before := w.incarnation()
			done, err := w.BeginAnew(t.Context(), c.known, c.ahead)
			if err != nil || done.Previous != before || done.Incarnation != w.incarnation() || done.Incarnation == before {
				t.Fatalf("got %+v, %v", done, err)
			}
			if k := w.take("rejestracja"); k.Number.N != c.want {
				t.Errorf("R: got %d, want %d", k.Number.N, c.want)
			}
			if k := w.take("odbior_rejestracji"); k.Number.N != c.empty {
				t.Errorf("B: got %d, want %d", k.Number.N, c.empty)
			}
			w.accounted(first.Series(), 1)
			b := first.Series()
			b.Prefix = "B"
			w.accounted(b, 101)
		})
	}
}

// Test_begin_anew_overnight puts the copy of yesterday back when today's numbers have begun.
func Test_begin_anew_overnight(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	k := w.take("rejestracja")
	w.clock.pass(24 * time.Hour)
	s := k.Series()
	s.Day = "2026-11-24"
	done, err := w.BeginAnew(t.Context(), []office.Given{{Series: s, Last: 77}}, 0)
	if err != nil || len(done.Raised) != 1 || done.Raised[0] != (office.Raised{Series: s, From: 0, To: 77}) {
		t.Fatalf("got %+v, %v", done, err)
	}
	if row, err := w.store.Office(t.Context(), k.Office); err != nil || row.Day != k.Day {
		t.Errorf("the day was turned to %s, %v", row.Day, err)
	}
	w.hello()
	if next := w.take("rejestracja"); next.Number.N != 178 || next.Day != s.Day {
		t.Errorf("got %s on %s, want R 178", next.Number, next.Day)
	}
	w.accounted(s, 1)
	if most, err := w.Busiest(t.Context()); err != nil || most != 1 {
		t.Errorf("busiest: got %d, %v", most, err)
	}
	for range 3 {
		w.take("rejestracja")
	}
	if most, err := w.Busiest(t.Context()); err != nil || most != 4 {
		t.Errorf("busiest: got %d, %v", most, err)
	}
}

// marks is the memory of a server beside its database.
type marks map[queue.Series]int

func (m marks) Saw(s queue.Series, n int)  { m[s] = max(m[s], n) }
func (m marks) Reached(s queue.Series) int { return m[s] }

// A copy from before a jump of the counter is put back a second time: by itself the
// counter would jump to where it has jumped before.
func TestASecondLossJumpsPastTheFirst(t *testing.T) {
	t.Parallel()
	w := newTown(t, "")
	seen := marks{}
	w.take("rejestracja")
	copied := w.db.Clone("copy")
	given := 1
	for i, name := range []string{"first", "second", "third"} {
		w.db = copied.Clone(name)
		w.putBack(name + " restored")
		w.Office = office.New(w.store, office.Options{Clock: w.clock, Marks: seen})
		w.hello()
		k := w.take("rejestracja")
		if k.Number.N <= given || k.Number.N > given+office.Margin+1 {
			t.Errorf("after loss %d: got %s, want one of the %d after %d", i+1, k.Number, office.Margin+1, given)
		}
		given = k.Number.N
		if _, err := w.Floor(t.Context(), k.Office); err != nil { // as those see it who watch, on whichever server
			t.Fatal(err)
		}
		w.accounted(k.Series(), 1)
	}
}

// When history goes back just before the day turns, by a clock that may be slow, the
// new day may have begun before: its numbers jump, and those of the day after do not.
func TestASlowClockBeforeTheTurnOfTheDay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before time.Duration // of the turn, on the clock of the server
		want   int
	}{
		"an_hour_before": {time.Hour, 101},
		"at_noon":        {16 * time.Hour, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t, "")
			k := w.take("rejestracja")
			turn := time.Date(2026, 11, 24, 4, 0, 0, 0, k.IssuedAt.Location()).Add(-time.Hour) // 04:00 in Warsaw
			w.clock.pass(turn.Add(-c.before).Sub(w.clock.Now()))
			w.putBack(name)
			w.clock.pass(turn.Add(6 * time.Hour).Sub(w.clock.Now()))
			w.hello()
			if next := w.take("rejestracja"); next.Day != "2026-11-24" || next.Number.N != c.want {
				t.Errorf("got %s on %s, want %d", next.Number, next.Day, c.want)
			}
			w.clock.pass(24 * time.Hour)
			if next := w.take("rejestracja"); next.Number.N != 1 {
				t.Errorf("a day later: got %s, want 1", next.Number)
			}
		})
	}
}
