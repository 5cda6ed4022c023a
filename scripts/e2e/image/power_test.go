package image_test

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"flag"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
)

var (
	instants = flag.Int("instants", 20, "`number` of moments by chance at which the power is cut")
	seed     = flag.Uint64("seed", 1, "`seed` of those moments")
)

// steps of a start, as the serial line tells them.
var steps = [][]string{
	{"U-Boot 20"},
	{"numerek: boot.scr"},
	{"numerek: slot A"},
	{"Starting kernel"},
	{"numerek-data.service"},
	{"numerek-settings.service"},
	{"numerek.service"},
	{"kiosk started"},
	{"first frame"},
	{"slots known"},
}

// The power is cut at every step of the first start, and while a ticket is printed: the
// kiosk comes back each time, one of the two copies of the boot loader's state is whole,
// and no number is given twice.
func TestPowerCuts(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	for _, step := range steps {
		k.says(startPatience, step...)
		k.restart()
		t.Logf("cut at %q", step)
	}
	c := k.home(s, "0-home")
	_, err := c.Tap(soon(t), department)
	k.must(err)
	k.must(c.See(soon(t), "1-services", kiosk.ScreenServices))
	_, err = c.Tap(soon(t), kiosk.TargetService+service)
	k.must(err)
	k.says(stepPatience, "ticket issued")
	k.restart()
	k.printed(s, k.ticket(k.home(s, "2-home")))
	k.settled(s)
}

// The power is cut at moments by chance between the power and the screen of
// departments: the kiosk comes back each time, and gives tickets.
func TestPowerCutsByChance(t *testing.T) {
	needAll(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	k.home(s, "0-home")
	whole := time.Since(k.began)
	chance := rand.New(rand.NewPCG(*seed, 0))
	for i := range *instants {
		k.restart()
		after := time.Duration(chance.Float64() * float64(whole))
		select {
		case <-time.After(after):
		case <-k.Done():
			t.Fatalf("the machine ended by itself: %s", k.Tail())
		}
		k.restart()
		t.Logf("cut %d after %v", i, after.Round(time.Millisecond))
		k.home(s, "1-home")
		figure(t, "image_back", "s", time.Since(k.began).Seconds())
	}
	k.printed(s, k.ticket(k.citizen(s)))
	k.settled(s)
}

// restart cuts the power, looks at the boot loader's state, and gives the power back.
func (k *machine) restart() {
	k.t.Helper()
	k.Cut()
	k.stateIsWhole()
	k.on()
}

// stateIsWhole looks at the two copies of the boot loader's state on the card.
func (k *machine) stateIsWhole() {
	k.t.Helper()
	card, err := os.Open(k.options.Card)
	k.must(err)
	defer card.Close()
	const sector, size = 512, 0x1000
	for _, at := range []int64{2048, 2056} {
		copy := make([]byte, size)
		_, err := card.ReadAt(copy, at*sector)
		k.must(err)
		if binary.LittleEndian.Uint32(copy) == crc32.ChecksumIEEE(copy[4:]) && bytes.Contains(copy, []byte("BOOT_ORDER=")) {
			return
		}
	}
	k.t.Fatal("neither copy of the boot loader's state is whole")
}

// settled waits until the server knows what became of every paper; that no number
// came out twice, [machine.paper] sees to.
func (k *machine) settled(s *site) {
	k.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.server.Data, "numerek.db")+"?mode=ro")
	k.must(err)
	defer db.Close()
	k.must(e2e.Until(soon(k.t), "the fate of every paper is known", func() (bool, error) {
		var pending int
		err := db.QueryRowContext(k.t.Context(), `SELECT COUNT(*) FROM tickets WHERE paper = 'pending'`).Scan(&pending)
		return err == nil && pending == 0, err
	}))
}
