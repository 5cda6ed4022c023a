package app_test

import (
	"sync"
	"testing"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
)

// counted is a line that counts what is sent.
type counted struct {
	printer.Port

	mu    *sync.Mutex
	bytes *int
}

func (c counted) Write(b []byte) (int, error) {
	n, err := c.Port.Write(b)
	c.mu.Lock()
	*c.bytes += n
	c.mu.Unlock()
	return n, err
}

// TestKiosk_paper_takes_no_longer_than_it_must compares the time from the number
// to the confirmed paper with what the line and the mechanism take at least.
func TestKiosk_paper_takes_no_longer_than_it_must(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		var mu sync.Mutex
		sent := 0
		h := openWith(t, dir, server, func(port printer.Port) printer.Port { return counted{port, &mu, &sent} })
		pass(300 * time.Millisecond)
		mu.Lock()
		before := sent
		mu.Unlock()
		h.kiosk.Touch(service)
		for h.stage() != journal.Held && h.stage() != journal.Printing {
			pass(time.Millisecond)
		}
		begun := time.Now()
		for h.kiosk.Model().View() != kiosk.ScreenTake {
			pass(time.Millisecond)
		}
		took := time.Since(begun)
		mu.Lock()
		bytes := sent - before
		mu.Unlock()
		rows := h.rows()
		least := time.Duration(bytes)*time.Second/11520 + time.Duration(rows)*time.Second/1000 + 300*time.Millisecond
		t.Logf("%d bytes, %d rows: confirmed %v after the number, at least %v: ratio %.2f", bytes, rows, took, least, took.Seconds()/least.Seconds())
		if took > least*13/10 {
			t.Errorf("took %v, want at most 1.3 times %v", took, least)
		}
	})
}
