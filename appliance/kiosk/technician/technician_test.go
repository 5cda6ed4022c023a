package technician_test

import (
	"testing"
	"time"

	"numerek/appliance/kiosk/technician"
)

// The bits that are on are those of facts that the manuals name, each in its answer.
func TestRows(t *testing.T) {
	on := func(status [4]byte) (all []technician.Bit) {
		for _, r := range technician.Rows(status) {
			if r.On {
				all = append(all, r.Bit)
			}
		}
		return all
	}
	for name, c := range map[string]struct {
		status [4]byte
		want   []technician.Bit
	}{
		"healthy":       {[4]byte{0x12, 0x12, 0x12, 0x12}, nil},
		"drawer_high":   {[4]byte{0x16, 0x12, 0x12, 0x12}, []technician.Bit{technician.BitDrawer}},
		"cover":         {[4]byte{0x1a, 0x16, 0x12, 0x12}, []technician.Bit{technician.BitOffline, technician.BitCover}},
		"paper_low":     {[4]byte{0x12, 0x12, 0x12, 0x1e}, []technician.Bit{technician.BitRollEnds}},
		"paper_ended":   {[4]byte{0x1a, 0x32, 0x12, 0x7e}, []technician.Bit{technician.BitOffline, technician.BitStopped, technician.BitRollEnds, technician.BitRollEnded}},
		"cutter":        {[4]byte{0x1a, 0x52, 0x1a, 0x12}, []technician.Bit{technician.BitOffline, technician.BitError, technician.BitCutter}},
		"hot_and_fatal": {[4]byte{0x1a, 0x52, 0x72, 0x12}, []technician.Bit{technician.BitOffline, technician.BitError, technician.BitBroken, technician.BitHot}},
	} {
		got := on(c.status)
		if len(got) != len(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
	}
}

// FuzzPIN types whatever the bytes say: nothing but the PIN opens the mode, and
// nothing at all during a pause.
func FuzzPIN(f *testing.F) {
	const pin = "4071"
	f.Add([]byte("4071!"))
	f.Add([]byte("1234!4071!"))
	f.Add([]byte("1!1!1!1!1!4071!"))
	f.Add([]byte("40<4071! 4070!"))
	lock := technician.NewLock(pin, []byte("salt"))
	f.Fuzz(func(t *testing.T, keys []byte) {
		now := time.Unix(1_800_000_000, 0)
		m := technician.Mode{Lock: lock}
		for i := range 5 {
			m = m.Corner(0.95-0.9*float64(i%2), 0.01, "pl", now)
		}
		typed, tries := "", 0
		for _, k := range keys[:min(len(keys), 60)] {
			now = now.Add(time.Second)
			before := m
			switch k {
			case '!':
				m, _ = m.Choose(technician.TargetTry, now)
				paused := before.PausedFor(now) > 0
				if right := typed == pin && !paused; m.Entered() != right {
					t.Fatalf("%q with a pause of %v: entered %v", typed, before.PausedFor(now), m.Entered())
				}
				if m.Entered() {
					return
				}
				if typed != "" && !paused {
					tries++
					typed = ""
				}
				if m.Tries != tries {
					t.Fatalf("got %d tries, want %d", m.Tries, tries)
				}
			case '<':
				m, _ = m.Choose(technician.TargetErase, now)
				typed = typed[:max(0, len(typed)-1)]
			case ' ':
				now = now.Add(20 * time.Second)
			default:
				m, _ = m.Choose(technician.TargetDigit+string(rune(k)), now)
				if k >= '0' && k <= '9' && before.PausedFor(now) == 0 && len(typed) < technician.MostPIN {
					typed += string(rune(k))
				}
			}
			if string(m.Digits) != typed {
				t.Fatalf("digits: got %d, want %d", len(m.Digits), len(typed))
			}
		}
	})
}
