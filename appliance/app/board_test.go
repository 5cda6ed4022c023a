package app_test

import (
	"log/slog"
	"testing"
	"time"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"numerek/appliance/app"
	"numerek/appliance/board"
	"numerek/appliance/config"
	"numerek/appliance/kiosk"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
)

// The lamp calls for somebody while there is no paper, the light leads the hand
// to a ticket, the key opens the service mode, and the sensor wakes the glass.
func TestCabinet(t *testing.T) {
	story(t, func(t *testing.T, dir string, server *linktest.Server) {
		pins := make(map[string]*gpiotest.Pin)
		b, err := board.New(board.Lines{Lamp: "lamp", Bezel: "bezel", Buzzer: "buzzer", Key: "key", Door: "door", Presence: "presence"},
			func(name string) gpio.PinIO {
				pins[name] = &gpiotest.Pin{N: name, EdgesChan: make(chan gpio.Level, 10)}
				return pins[name]
			}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		h := openWith(t, dir, server, func(p printer.Port) printer.Port { return p }, func(o *app.Options) { o.Board = b })
		lit := func(name string, moments int) (n int) {
			for range moments {
				pass(100 * time.Millisecond)
				if pins[name].Read() {
					n++
				}
			}
			return n
		}
		if n := lit("lamp", 20); n != 20 {
			t.Errorf("the lamp of a well kiosk was lit at %d of 20 moments", n)
		}
		h.sim.PaperOut()
		pass(5 * time.Second)
		if n := lit("lamp", 40); n < 10 || n > 30 {
			t.Errorf("the lamp of a kiosk without paper was lit at %d of 40 moments", n)
		}
		h.sim.PaperIn()
		pass(5 * time.Second)

		pins["presence"].EdgesChan <- gpio.High
		pass(time.Second)
		pins["presence"].EdgesChan <- gpio.Low
		pass(kiosk.DimAfter + time.Second)
		h.sees(kiosk.ScreenDimmed)
		pins["presence"].EdgesChan <- gpio.High
		pass(time.Second)
		h.sees(kiosk.ScreenServices)

		h.touch(service)
		if lit("bezel", 1) != 0 {
			t.Error("the light leads to a ticket that is not there yet")
		}
		pass(6 * time.Second)
		h.sees(kiosk.ScreenTake)
		if lit("bezel", 1) != 1 {
			t.Error("the light does not lead to the ticket")
		}
		pass(kiosk.TakeFor + time.Second)
		if lit("bezel", 1) != 0 {
			t.Error("the light leads to a ticket that was taken")
		}

		pins["key"].EdgesChan <- gpio.High
		pass(time.Second)
		h.sees(kiosk.ScreenTechnician)
		pins["key"].EdgesChan <- gpio.Low
		pass(time.Second)
		h.sees(kiosk.ScreenServices)
	})
}

func TestBoardOf(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	if b := app.BoardOf(config.Board{}, log); b != nil {
		t.Error("a kiosk without a cabinet has one")
	}
	if b := app.BoardOf(config.Board{Power: "no such line"}, log); b == nil || b.CutsPower() {
		t.Error("a line that is not there cuts the power")
	}
}
