package simulator_test

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/simulator"
)

// inkedJob is what a host sends for one paper, from the question to the id, and then the clear. It waits after each part.
func inkedJob(t *testing.T) [][]byte {
	t.Helper()
	b := bitmap.New(576, 300)
	for i := range b.Bits {
		b.Bits[i] = 0x55
	}
	stored, err := escpos.StoreRaster(b)
	if err != nil {
		t.Fatal(err)
	}
	id, err := escpos.AskProcessID("0001")
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{
		bytes.Join([][]byte{escpos.AskStatus(1), escpos.Initialize(), stored, escpos.AskInfo(67)}, nil),
		bytes.Join([][]byte{escpos.PrintStored(), escpos.Cut(0), id}, nil),
		escpos.Clear(),
	}
}

func TestMoments_come_in_the_order_of_a_job(t *testing.T) {
	var mu sync.Mutex
	var got []simulator.Moment
	options := simulator.Options{Observe: func(m simulator.Moment) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, m)
	}}
	withHost(t, options, func(h *host) {
		for _, part := range inkedJob(t) {
			h.send(part)
			time.Sleep(time.Minute)
			synctest.Wait()
		}
	})
	want := []simulator.Moment{
		simulator.Asked, simulator.Storing, simulator.Fenced, simulator.Committing, simulator.Printing, simulator.CutOff, simulator.Clearing,
	}
	if !slices.Equal(got, want) {
		t.Errorf("moments: got %v, want %v", got, want)
	}
}

func TestCommand_on_a_moment(t *testing.T) {
	var obeyed []string
	options := simulator.Options{Baud: 115200, Obeyed: func(command string) { obeyed = append(obeyed, command) }}
	withHost(t, options, func(h *host) {
		if _, err := h.sim.Command("on storing unplug"); err != nil {
			t.Fatal(err)
		}
		n, err := h.conn.Write(bytes.Join(inkedJob(t), nil))
		if !errors.Is(err, simulator.ErrUnplugged) || n < 1024 || n > 1100 {
			t.Errorf("got %d bytes and %v, want the plug pulled in the picture", n, err)
		}
		if want := []string{"unplug"}; !slices.Equal(obeyed, want) {
			t.Errorf("obeyed %q, want %q", obeyed, want)
		}
		for _, wrong := range []string{"on storing", "on storing fly", "on sunday unplug", "on storing paper left some"} {
			if _, err := h.sim.Command(wrong); !errors.Is(err, simulator.ErrCommand) {
				t.Errorf("%q: got %v, want %v", wrong, err, simulator.ErrCommand)
			}
		}
	})
}
