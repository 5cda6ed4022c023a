package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/config"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	numerekv1 "numerek/proto/numerek/v1"
)

const code = "4829151"

// typed is what a reader of QR codes types.
func (h *hall) typed(digits string) {
	for _, d := range digits {
		h.kiosk.Key(kiosk.Press(d))
	}
	h.kiosk.Key(kiosk.Choose)
}

func TestKiosk_code_on_paper(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		server.Book(code, time.Now().Add(5*time.Minute))
		h := open(t, dir, server)
		h.touch("code")
		h.sees(kiosk.ScreenCode)
		for _, d := range code {
			h.touch(kiosk.TargetDigit + string(d))
		}
		h.sees(kiosk.ScreenPrinting)
		pass(20 * time.Second)
		h.settled(numerekv1.Paper_PAPER_PRINTED)
		booked := h.rows()
		pass(time.Minute)

		h.typed(code) // once more
		pass(time.Second)
		h.sees(kiosk.ScreenAgain)
		pass(2 * time.Minute)
		if h.fallen() != 1 {
			t.Errorf("papers: got %d, want 1", h.fallen())
		}
		h.settled(numerekv1.Paper_PAPER_PRINTED)

		h.touch(service)
		pass(20 * time.Second)
		if h.rows() >= booked {
			t.Errorf("a slip with the hour of a booking has %d rows, one without %d", booked, h.rows())
		}
	})
}

func TestKiosk_code_after_a_lost_answer(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		server.Book(code, time.Now())
		h := open(t, dir, server)
		server.Lost(func(method string) bool { return strings.HasSuffix(method, "CheckIn") })
		h.typed(code)
		pass(10 * time.Second)
		h.sees(kiosk.ScreenFailed)
		server.Lost(nil)
		h.touch("retry")
		pass(20 * time.Second)
		server.Mu.Lock()
		defer server.Mu.Unlock()
		if h.fallen() != 1 || server.Counter != 2 || len(server.Void) != 1 || len(h.kiosk.Unfinished()) != 0 {
			t.Errorf("got %d papers, %d numbers, %d void, %+v unfinished; want 1, 2, 1 and none", h.fallen(), server.Counter,
				len(server.Void), h.kiosk.Unfinished())
		}
	})
}

func TestKiosk_code_without_paper(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		server.Book(code, time.Now())
		h := open(t, dir, server)
		h.sim.PaperOut()
		h.typed(code)
		pass(3 * time.Second)
		h.sees(kiosk.ScreenOffer)
		if server.Counter != 0 {
			t.Fatal("a number was taken before the person was asked")
		}
		h.touch("on-glass")
		pass(3 * time.Second)
		h.sees(kiosk.ScreenShown)
		h.settled(numerekv1.Paper_PAPER_SHOWN)
	})
}

// Nothing that a kiosk writes down holds a code that somebody typed: right,
// wrong, or never answered.
func TestKiosk_codes_are_written_nowhere(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		var diary bytes.Buffer
		server.Book(code, time.Now())
		k, err := app.New(app.Options{ // without a printer
			Config: config.Config{Device: "kiosk-ratusz", Server: "passthrough:///test", Data: dir},
			Log:    slog.New(slog.NewTextHandler(&diary, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Dial:   server.Dial(),
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- k.Run(ctx) }()
		pass(time.Second)
		h := &hall{t: t, server: server, kiosk: k}
		const wrong, slip = "5729483", "1234567"
		h.typed(slip)
		for _, typed := range []string{code, wrong} {
			h.typed(typed)
			h.touch("on-glass")
			pass(2 * time.Minute)
		}
		server.Lost(func(string) bool { return true })
		h.typed(code)
		h.touch("on-glass")
		pass(20 * time.Second)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		card, err := os.ReadFile(filepath.Join(dir, "journal"))
		if err != nil {
			t.Fatal(err)
		}
		for _, digits := range []string{code, wrong, slip, code[:5]} {
			if bytes.Contains(diary.Bytes(), []byte(digits)) || bytes.Contains(card, []byte(digits)) {
				t.Errorf("%s is written down:\n%s\n%s", digits, diary.String(), card)
			}
		}
		if !strings.Contains(diary.String(), "code refused") {
			t.Errorf("nothing of the codes in the diary:\n%s", diary.String())
		}
	})
}
