package devices_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"numerek/central/office"
	"numerek/central/store"
	numerekv1 "numerek/proto/numerek/v1"
)

// set writes what the manager has set at the city hall.
func (h *house) set(message string, silent time.Time) {
	h.t.Helper()
	k := store.HallKey{Office: "koszalin", Location: "ratusz"}
	err := h.store.Update(h.t.Context(), store.Keys{Halls: []store.HallKey{k}}, func(tx *store.Tx) error {
		row, err := tx.Hall(k)
		if err != nil {
			return err
		}
		row.Message, row.SilentUntil = "", silent
		if message != "" {
			row.Message = `{"pl":"` + message + `"}`
		}
		tx.PutHall(row)
		_, err = tx.Append(store.Event{Office: "koszalin", At: h.clock.Now(), Kind: office.HallChanged, Location: "ratusz"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestAMonitorBeginsWithItsHall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		first, second := h.clerk("ratusz", 1), h.clerk("ratusz", 2)
		elsewhere := h.clerk("usc", 1)
		for range 3 {
			h.take("zbycie")
		}
		h.take("dowod_wniosek")
		h.hello("kiosk-usc", &numerekv1.HelloRequest{BootEpoch: 1, BootId: "one"})
		if out, err := h.IssueTicket(h.as("kiosk-usc"), h.request("odpisy")); err != nil || out.GetTicket() == nil {
			t.Fatalf("got %v, %v", out, err)
		}
		first.do(office.DeedCallNext)
		elsewhere.do(office.DeedCallNext)
		second.do(office.DeedCallNext)
		h.set("Kasa nieczynna", time.Time{})
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		r := m.recv()
		hall := r.GetSnapshot()
		if r.GetIncarnation() != h.incarnation || r.GetSeq() == 0 || !r.GetServerTime().AsTime().Equal(h.clock.Now()) {
			t.Errorf("got %v", r)
		}
		if hall.GetOfficeId() != "koszalin" || hall.GetLocationId() != "ratusz" || hall.GetBusinessDay() != "2026-11-23" ||
			!hall.GetDemoClock() || hall.GetTimezone() != "Europe/Warsaw" || hall.GetColour() != "#00508C" ||
			hall.GetLocationName().GetByLanguage()["de"] != "Rathaus" || hall.GetOfficeName().GetByLanguage()["en"] != "Koszalin City Hall" ||
			hall.GetPlace().GetByLanguage()["pl"] != "korytarz Wydziału Komunikacji" {
			t.Errorf("got %v", hall)
		}
		if got := strings.Join(hall.GetQueues(), ""); got != "RBNWTPJ" || !hall.GetAnnouncer() {
			t.Errorf("shows %s, announcer %t", got, hall.GetAnnouncer())
		}
		if d := hall.GetDepartments(); len(d) != 1 || d[0].GetId() != "km" || d[0].GetMark() != 1 || len(m.waiting) != 1 || m.waiting["km"] != 1 {
			t.Errorf("got departments %v, waiting %v", d, m.waiting)
		}
		if c := hall.GetCalls()[0]; m.numbers() != "[N 102 N 101]" || c.GetDesk() != 2 || c.GetSequence() != 102 {
			t.Errorf("got calls %s, the newest %v", m.numbers(), c)
		}
		voice := hall.GetVoice()
		if m.message != "Kasa nieczynna" || voice.GetVolume() != 100 || voice.GetRepeatAfter() != 30 || voice.GetGap() != 60 ||
			!slices.Equal(voice.GetLanguages(), []string{"pl"}) || len(voice.GetSentences()) != 4 ||
			voice.GetSentences()["pl"].GetPlaces()["stanowisko"] != "stanowiska" || !strings.Contains(voice.GetSentences()["de"].GetCall(), "{number}") {
			t.Errorf("got message %q, voice %v", m.message, voice)
		}
		other := h.watch(screenR2, shown{})
		defer other.cancel()
		hall = other.recv().GetSnapshot()
		if d := hall.GetDepartments(); len(d) != 1 || d[0].GetId() != "so" || d[0].GetMark() != 2 || other.waiting["so"] != 1 || hall.GetAnnouncer() {
			t.Errorf("the other monitor: got %v, waiting %v", d, other.waiting)
		}
		if other.numbers() != m.numbers() {
			t.Errorf("the other monitor knows %s", other.numbers())
		}
	})
}

// No time passes on the way of a call; counts may take a moment.
func TestACallComesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		h.load(strings.Replace(h.text(), "number = 1\nlocation = \"ratusz\"\n",
			"number = 1\nlocation = \"ratusz\"\narrow = \"left\"\nroom = { pl = \"pokój 12\", en = \"room 12\", uk = \"кабінет 12\", de = \"Zimmer 12\" }\n", 1))
		c := h.clerk("ratusz", 1)
		k := h.take("zbycie")
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		m.recv()
		time.Sleep(time.Second)
		for times := range int32(3) {
			at := h.clock.Now()
			if times == 0 {
				c.do(office.DeedCallNext)
			} else {
				c.do(office.DeedCallAgain)
			}
			events := m.events()
			got := events[0].GetCalled()
			if !h.clock.Now().Equal(at) {
				t.Errorf("call %d came after %s", times, h.clock.Now().Sub(at))
			}
			if len(events) != 1 || got.GetTicketId() != k.GetId() || got.GetNumber() != k.GetNumber() || got.GetPrefix() != k.GetPrefix() ||
				got.GetSequence() != k.GetSequence() || got.GetDepartmentId() != "km" || got.GetDesk() != 1 || got.GetPlaceWord() != "stanowisko" ||
				got.GetLanguage() != "pl" || got.GetTimes() != times+1 || got.GetArrow() != "left" ||
				got.GetRoom().GetByLanguage()["pl"] != "pokój 12" || !got.GetCalledAt().AsTime().Equal(at.UTC().Truncate(time.Millisecond)) {
				t.Errorf("got %v", events)
			}
			if times == 0 {
				if m.news(); m.waiting["km"] != 0 || h.clock.Now().Sub(at) > 200*time.Millisecond {
					t.Errorf("%d wait, known after %s", m.waiting["km"], h.clock.Now().Sub(at))
				}
			}
			time.Sleep(time.Second)
		}
		if c.do(office.DeedFinish); len(m.calls) != 1 {
			t.Errorf("who was served is gone: %s", m.numbers())
		}
	})
}

// Whatever takes a call off the monitors, and whatever brings it back.
func TestACallIsOver(t *testing.T) {
	t.Parallel()
	over := map[string]struct {
		deed office.Action
		gone bool // else taken back
		back bool // undone in its turn, the call stands again
	}{
		"taken_back":  {office.Action{Deed: office.DeedUndo}, false, false},
		"parked":      {office.Action{Deed: office.DeedPark}, true, true},
		"missed":      {office.Action{Deed: office.DeedMiss}, true, true},
		"transferred": {office.Action{Deed: office.DeedTransfer, Desk: 2}, true, true},
	}
	for name, tc := range over {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := open(t, monday)
				c := h.clerk("ratusz", 1)
				k := h.take("zbycie")
				m := h.watch(screenR1, shown{})
				defer m.cancel()
				m.recv()
				c.do(office.DeedCallNext)
				m.until(func(s shown) bool { return len(s.calls) == 1 })
				if name == "missed" {
					for range 2 {
						time.Sleep(31 * time.Second)
						c.do(office.DeedCallAgain)
					}
					time.Sleep(91 * time.Second)
				}
				m.until(func(s shown) bool { return s.waiting["km"] == 0 })
				stood := m.calls
				if name == "missed" {
					m.until(func(s shown) bool { return len(s.calls) == 1 && s.calls[0].GetTimes() == 3 })
					stood = m.calls
				}
				if out := c.try(tc.deed); out.Refused != "" {
					t.Fatalf("refused: %s", out.Refused)
				}
				e := m.events()[0]
				if got := e.GetGone(); tc.gone && got != k.GetId() {
					t.Errorf("got %v", e)
				}
				if got := e.GetTakenBack(); !tc.gone && got != k.GetId() {
					t.Errorf("got %v", e)
				}
				if len(m.calls) != 0 {
					t.Errorf("stand: %s", m.numbers())
				}
				if !tc.back {
					return
				}
				c.do(office.DeedUndo)
				m.until(func(s shown) bool { return len(s.calls) == 1 })
				if m.calls[0].GetId() != stood[0].GetId() || !m.calls[0].GetCalledAt().AsTime().Equal(stood[0].GetCalledAt().AsTime()) {
					t.Errorf("got %v, want the call that there was, %v", m.calls[0], stood[0])
				}
			})
		})
	}
}

// Desks call in one instant, over and over: every call comes once, in order.
func TestCallsOfOneInstantAllCome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		var desks []*clerk
		for n := range 4 {
			desks = append(desks, h.clerk("ratusz", n+1))
		}
		for range 40 {
			h.take("zbycie")
		}
		monitors := []*monitor{h.watch(screenR1, shown{}), h.watch(screenR2, shown{})}
		for _, m := range monitors {
			defer m.cancel()
			m.recv()
		}
		for range 10 {
			var all sync.WaitGroup
			for _, c := range desks {
				all.Go(func() { c.do(office.DeedCallNext) })
			}
			all.Wait()
		}
		for _, m := range monitors {
			seen := map[string]bool{}
			for len(seen) < 40 {
				for _, e := range m.events() {
					if c := e.GetCalled(); c != nil {
						seen[c.GetNumber()] = true
					}
				}
			}
			if !slices.IsSortedFunc(m.calls, func(a, b *numerekv1.Call) int { return int(callID(b) - callID(a)) }) {
				t.Errorf("got %s", m.numbers())
			}
		}
	})
}

func TestMessageAndSilence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, "2026-11-23 17:50")
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		m.recv()
		at := h.clock.Now()
		h.set("Kasa nieczynna", time.Time{})
		if e := m.events(); len(e) != 1 || m.message != "Kasa nieczynna" || h.clock.Now().Sub(at) > 200*time.Millisecond {
			t.Errorf("after %s got %v", h.clock.Now().Sub(at), e)
		}
		at = h.clock.Now()
		h.set("", at.Add(5*time.Minute))
		if e := m.events(); len(e) != 2 || m.message != "" || m.volume != 0 || len(e[1].GetVoice().GetSentences()) != 4 {
			t.Errorf("got %v", e)
		}
		if took := h.clock.Now().Sub(at); took > 200*time.Millisecond {
			t.Errorf("it took %s", took)
		}
		m.news() // the silence is over
		if took := h.clock.Now().Sub(at); m.volume != 100 || took < 5*time.Minute || took > 5*time.Minute+200*time.Millisecond {
			t.Errorf("volume %d after %s", m.volume, took)
		}
		m.news() // nobody is called at night
		if took := h.clock.Now().Sub(at); m.volume != 0 || took < 9*time.Minute || took > 10*time.Minute+200*time.Millisecond {
			t.Errorf("volume %d after %s", m.volume, took)
		}
	})
}

func TestTheLineBeats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		m.recv()
		for n := range 100 {
			began := time.Now()
			r := m.recv()
			if took := time.Since(began); n == 0 && took > 5*time.Second || n > 0 && took != 5*time.Second {
				t.Errorf("beat %d comes after %s", n, took)
			}
			if r.GetHeartbeat() == nil || r.GetSeq() != m.seq ||
				!r.GetServerTime().AsTime().Equal(h.clock.Now()) {
				t.Fatalf("got %v after %s", r, time.Since(began))
			}
		}
	})
}

func TestAMonitorMustBeKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		for device, want := range map[string]struct {
			code   codes.Code
			reason string
		}{
			"":       {codes.InvalidArgument, ""},
			ratusz:   {codes.PermissionDenied, "UNKNOWN_DEVICE"},
			"nobody": {codes.PermissionDenied, "UNKNOWN_DEVICE"},
		} {
			m := h.watch(device, shown{})
			_, err := m.stream.Recv()
			refused(t, err, want.code, want.reason)
			m.cancel()
		}
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		m.recv()
		h.load(strings.Replace(h.text(), screenR1, "ekran-new", 1))
		_, err := m.stream.Recv()
		refused(t, err, codes.PermissionDenied, "UNKNOWN_DEVICE")
	})
}

// A new office file may put a monitor into another building; it asks again and
// gets that hall.
func TestAMonitorIsWhereTheFileSaysNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		m.recv()
		h.load(strings.NewReplacer(screenR1, "ekran-u1", "ekran-u1", screenR1).Replace(h.text()))
		if _, err := m.stream.Recv(); status.Code(err) != codes.Unavailable {
			t.Errorf("got %v", err)
		}
		again := h.watch(screenR1, m.shown)
		defer again.cancel()
		if hall := again.recv().GetSnapshot(); hall.GetLocationId() != "usc" {
			t.Errorf("got %v", hall)
		}
	})
}

func TestCallsEndWhenTheServerStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		m := h.watch(screenR1, shown{})
		defer m.cancel()
		m.recv()
		close(h.stopping)
		if _, err := m.stream.Recv(); status.Code(err) != codes.Unavailable {
			t.Errorf("got %v", err)
		}
	})
}
