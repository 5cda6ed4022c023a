package image_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"numerek/scripts/e2e"
)

var (
	instants = flag.Int("instants", 20, "`number` of moments by chance at which the power is cut")
	seed     = flag.Uint64("seed", 1, "`seed` of those moments")
)

// steps of a first start, as the serial line tells them.
var steps = []string{
	"U-Boot 20",
	"numerek: boot.scr",
	"numerek: slot A",
	"Starting kernel",
	"numerek-data.service",
	"numerek-settings.service",
	"numerek.service",
	"kiosk started",
	enrolled,
	"first frame",
	"slots known",
}

// enrolled is said by the server, as it spends the token of the card.
const enrolled = "device enrolled"

// The power is cut at every step of the first start, also when the server has just let
// the device in: the kiosk comes back each time, one of the two copies of the boot
// loader's state is whole, and the device is let in with the one token that it has.
func TestPowerCuts(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	for _, step := range steps {
		if step == enrolled {
			_, _, err := s.central.Said(soon(t), 0, e2e.Contains(enrolled))
			k.must(err)
		} else {
			k.says(startPatience, step)
		}
		k.restart()
		t.Logf("cut at %q", step)
	}
	k.ticket(s, k.home(s, "0-home"))
	k.settled(s)
}

// moments of a ticket.
const (
	issued  = "ticket issued"
	begun   = "the first rows are sent"
	half    = "half of the rows are sent"
	out     = "the paper is out"
	settled = "msg=paper"
)

// The power is cut at every step of a ticket: no paper comes out twice, and the server
// knows in the end what became of each.
func TestPowerCutsInATicket(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	for _, moment := range []string{issued, begun, half, out, settled} {
		c := k.home(s, "0-home")
		before := k.sent.Load()
		ticket := k.choose(c)
		sent := func(bytes int64) {
			k.must(e2e.Until(soon(t), moment, func() (bool, error) { return k.sent.Load()-before > bytes, nil }))
		}
		switch moment {
		case begun:
			sent(8 << 10) // more than the printer keeps for later
		case half:
			sent(24 << 10)
		case out:
			k.paper(s.token(ticket.ID))
		case settled:
			k.says(stepPatience, settled)
		}
		k.restart()
		t.Logf("cut when %q", moment)
	}
	k.ticket(s, k.home(s, "1-home"))
	k.settled(s)
}

// fresh is after how many cuts by chance the card is written anew.
const fresh = 4

// The power is cut at moments by chance between the power and the screen of
// departments, also when the card starts for the first time: the kiosk comes back each
// time, and gives a ticket.
func TestPowerCutsByChance(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	k.home(s, "0-home")
	whole := time.Since(k.began)
	chance := rand.New(rand.NewPCG(*seed, 0))
	for i := range *instants {
		if i%fresh == 0 {
			k.Cut()
			k.blank(s.invite("replace", device, technician), unwatched)
			k.on()
		} else {
			k.restart()
		}
		after := time.Duration(chance.Float64() * float64(whole))
		select {
		case <-time.After(after):
		case <-k.Done():
			t.Fatalf("the machine ended by itself: %s", k.Tail())
		}
		k.restart()
		t.Logf("cut %d after %v", i, after.Round(time.Millisecond))
		c := k.home(s, "1-home")
		figure(t, "image_back", "s", time.Since(k.began).Seconds())
		k.ticket(s, c)
	}
	k.settled(s)
}

// restart cuts the power, looks at the boot loader's state, and gives the power back.
func (k *machine) restart() {
	k.t.Helper()
	k.Cut()
	k.cuts++
	if len(states(k.t, k.options.Card)) == 0 {
		k.t.Fatal("neither copy of the boot loader's state is whole")
	}
	k.on()
}

// states are those copies of the boot loader's state on a card, of two, that are whole.
func states(t *testing.T, path string) (copies [][]byte) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	const sector, size, sum = 512, 0x1000, 4
	for _, at := range []int64{2048, 2056} {
		state := make([]byte, size)
		if _, err := file.ReadAt(state, at*sector); err != nil {
			t.Fatal(err)
		}
		if binary.LittleEndian.Uint32(state) == crc32.ChecksumIEEE(state[sum:]) && bytes.Contains(state, []byte("BOOT_ORDER=")) {
			copies = append(copies, state[sum:])
		}
	}
	return copies
}
