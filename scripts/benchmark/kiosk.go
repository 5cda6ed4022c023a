package main

import (
	"context"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/scene"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
)

const (
	glassWidth, glassHeight = 1080, 1920 // of a 21.5 inch panel
	restFor                 = 20 * time.Second
	restLimit               = 1  // percent of a core
	frameLimit              = 60 // milliseconds of processor time
	kioskTickets            = 8
	kioskFrames             = 10 // there and back
)

// counter is a kiosk with everything around it.
type counter struct {
	bench   *bench
	central *server
	device  *e2e.Device
	screen  *e2e.Screen
	finger  *finger
	printer *simulator.Printer
	line    string // of the printer
	kiosk   *e2e.Process
	citizen *citizen.Citizen
	size    scene.Size
	stop    func()
}

// kiosk measures the shipped kiosk on a screen in memory, with OpenGL in
// software, which is the slowest that it can be.
func (b *bench) kiosk(ctx context.Context) error {
	c := &counter{bench: b}
	defer c.close()
	if err := c.open(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{c.start, c.rest, c.frames, c.tickets} {
		if err := step(ctx); err != nil {
			if c.kiosk != nil {
				err = fmt.Errorf("%w\nthe kiosk said:\n%s", err, c.kiosk.Tail())
			}
			return err
		}
	}
	return nil
}

// open starts all but the kiosk.
func (c *counter) open(ctx context.Context) (err error) {
	folder := filepath.Join(c.bench.folder, "glass")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	if c.central, err = c.bench.startServer(ctx, "kiosk", ""); err != nil {
		return err
	}
	if c.screen, err = e2e.StartScreen(ctx, glassWidth, glassHeight, folder); err != nil {
		return err
	}
	if c.finger, err = newFinger(c.screen); err != nil {
		return err
	}
	if err := c.plugIn(ctx, filepath.Join(folder, "printer")); err != nil {
		return err
	}
	c.size = scene.Size{W: glassWidth, H: glassHeight, PPI: math.Hypot(glassWidth, glassHeight) / 21.5}
	c.citizen, err = citizen.New(c.screen, c.size, func(string, *image.RGBA) error { return nil })
	if err != nil {
		return err
	}
	if c.device, err = e2e.Dial(c.central.Devices, "", kioskID); err != nil {
		return err
	}
	go c.citizen.Follow(ctx, c.device) //nolint:errcheck // it ends with the server, at the end
	return c.citizen.Waits(ctx)
}

// plugIn starts a printer in this process, so that its first byte is seen. Its
// line is four times as fast as a real one: what counts is when it begins.
func (c *counter) plugIn(ctx context.Context, line string) error {
	ctx, cancel := context.WithCancel(ctx)
	c.printer = simulator.New(simulator.Options{Baud: 4 * 115200, RowsPerSecond: 4800})
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- c.printer.ServePTY(ctx, line, func(string) { close(ready) }) }()
	c.stop = func() {
		cancel()
		_ = c.printer.Close()
	}
	select {
	case <-ready:
		c.line = line
		return nil
	case err := <-ended:
		return fmt.Errorf("printer: %w", err)
	}
}

func (c *counter) close() {
	if c.kiosk != nil {
		c.kiosk.Kill()
	}
	if c.stop != nil {
		c.stop()
	}
	if c.device != nil {
		_ = c.device.Close()
	}
	if c.finger != nil {
		c.finger.close()
	}
	if c.screen != nil {
		c.screen.Kill()
	}
	if c.central != nil {
		c.central.close()
	}
}

// start measures the time from exec to the first picture, and leaves the last
// kiosk running.
func (c *counter) start(ctx context.Context) error {
	var took []float64
	for i := range 3 {
		if c.kiosk != nil {
			if err := c.kiosk.Stop(); err != nil {
				return err
			}
		}
		data := filepath.Join(c.bench.folder, fmt.Sprintf("journal-%d", i))
		if err := os.Mkdir(data, 0o700); err != nil {
			return err
		}
		began := time.Now()
		var err error
		c.kiosk, err = e2e.Appliance{
			Path: c.bench.appliance, Server: c.central.Devices, Device: kioskID, Printer: c.line, Data: data,
			Window: fmt.Sprintf("%dx%d", glassWidth, glassHeight), Env: c.screen.Env(),
		}.Start("kiosk")
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 30*time.Second)
		_, _, err = c.kiosk.Said(limited, 0, e2e.Contains("first frame"))
		cancel()
		if err != nil {
			return err
		}
		took = append(took, measure.Milliseconds(time.Since(began)))
		c.bench.say("kiosk: exec to first frame %.0f ms", last(took))
		if err := c.sees(ctx, kiosk.ScreenHome); err != nil {
			return err
		}
	}
	c.bench.report(measure.Plain("kiosk_start_to_first_frame", "ms", took), "1080x1920, OpenGL in software")
	return nil
}

// rest measures a kiosk that nobody touches.
func (c *counter) rest(ctx context.Context) error {
	if _, err := c.quiet(ctx); err != nil {
		return err
	}
	before, err := cpu(c.kiosk.Pid())
	if err != nil {
		return err
	}
	began := time.Now()
	if err := pause(ctx, restFor); err != nil {
		return err
	}
	after, err := cpu(c.kiosk.Pid())
	if err != nil {
		return err
	}
	percent := 100 * (after - before).Seconds() / time.Since(began).Seconds()
	rss, err := resident(c.kiosk.Pid())
	if err != nil {
		return err
	}
	c.bench.say("kiosk at rest: %.2f %% of a core, %.0f MiB", percent, rss)
	c.bench.report(measure.AtMost("kiosk_at_rest", "% of a core", []float64{percent}, restLimit),
		fmt.Sprintf("over %s, printer watched and catalogue followed; resident %.0f MiB", restFor, rss))
	return nil
}

// frames measures the processor time of a touch that changes the whole screen,
// from the release of the finger until the kiosk is quiet again.
func (c *counter) frames(ctx context.Context) error {
	var spent []float64
	for range kioskFrames {
		for _, to := range []struct {
			target string
			screen kiosk.Screen
		}{{"department:km", kiosk.ScreenServices}, {"back", kiosk.ScreenHome}} {
			before, err := c.press(ctx, to.target)
			if err != nil {
				return err
			}
			if _, err := c.release(to.target); err != nil {
				return err
			}
			after, err := c.quiet(ctx)
			if err != nil {
				return err
			}
			if err := c.sees(ctx, to.screen); err != nil {
				return err
			}
			spent = append(spent, measure.Milliseconds(after-before))
		}
	}
	c.bench.say("kiosk: a changed screen takes %.1f ms of the processor", measure.Median(spent))
	c.bench.report(measure.AtMost("kiosk_changed_frame_cpu", "ms", spent, frameLimit),
		"1080x1920, OpenGL in software; all that the process did from the release of the finger until it was quiet")
	return nil
}

// tickets measures the time from the last tap of a visit to the first byte of
// its paper at the printer.
func (c *counter) tickets(ctx context.Context) error {
	var took []time.Duration
	for i := range kioskTickets {
		if err := c.tap(ctx, "department:km"); err != nil {
			return err
		}
		if err := c.sees(ctx, kiosk.ScreenServices); err != nil {
			return err
		}
		if _, err := c.press(ctx, "service:"+hotService); err != nil {
			return err
		}
		job := watchJob(ctx, c.printer)
		released, err := c.release("service:" + hotService)
		if err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 20*time.Second)
		err = e2e.Until(limited, "a paper is cut", func() (bool, error) { return c.printer.Papers() == i+1, nil })
		cancel()
		if err != nil {
			return err
		}
		took = append(took, (<-job).Sub(released))
		c.bench.say("kiosk: tap to first byte at the printer %.1f ms", measure.Milliseconds(took[i]))
		if err := c.goHome(ctx); err != nil {
			return err
		}
	}
	c.bench.report(measure.Plain("tap_to_first_byte_at_printer", "ms", []float64{measure.Milliseconds(measure.Percentile(took, 50))}),
		fmt.Sprintf("the worst of %d: %.1f ms; the printer is asked whether it is ready, the number is committed, the paper drawn", len(took),
			measure.Milliseconds(measure.Percentile(took, 100))))
	return nil
}

// goHome tells the twin what has happened at the printer, and leaves.
func (c *counter) goHome(ctx context.Context) error {
	session := c.citizen.Twin().Session
	c.citizen.Tell(
		kiosk.Issued{Session: session, Ticket: kiosk.Ticket{ID: e2e.NewRequest(), Number: "R 001", ServiceID: hotService}},
		kiosk.Printed{Session: session, Outcome: kiosk.PaperPrinted},
	)
	if _, err := c.quiet(ctx); err != nil {
		return err
	}
	if err := c.tap(ctx, "restart"); err != nil {
		return err
	}
	return c.sees(ctx, kiosk.ScreenHome)
}

// sees waits until the glass shows a screen, pixel by pixel.
func (c *counter) sees(ctx context.Context, screen kiosk.Screen) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	return c.citizen.See(ctx, string(screen), screen)
}
