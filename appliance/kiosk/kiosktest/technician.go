package kiosktest

import (
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
)

// PIN of the kiosks whose service mode has one.
const PIN = "270519"

// lock is made once: it takes a while, as it must.
var lock = sync.OnceValue(func() technician.Lock { return technician.NewLock(PIN, []byte("a salt of the test")) })

// Lock is that PIN as a kiosk remembers it.
func Lock() technician.Lock { return lock() }

// Info is what the service mode of the demonstration's kiosk shows.
func Info(t testing.TB) technician.Info {
	t.Helper()
	at := func(minutes int) time.Time { return Morning(t).Add(time.Duration(minutes) * time.Minute) }
	paper := func(number string, minutes int, became technician.Became, evidence string, copies int) technician.Paper {
		return technician.Paper{
			Request: "019ab2a4-7c1e-7000-8000-" + strings.ReplaceAll(number, " ", ""), Number: number, At: at(minutes), Became: became, Evidence: evidence,
			Copies: copies, Printable: became != technician.NotDelivered,
		}
	}
	return technician.Info{
		Known: true, Version: "v0.9.1 4f0c2d9a71be5533", Device: "kiosk-ratusz", Office: "koszalin", Server: "kolejka.koszalin.example:7070",
		Started: at(-4 * 24 * 60), Addresses: []string{"192.168.14.27", "fd12:3456:789a::27"}, Certificate: at(19 * 24 * 60),
		Celsius: 52.4, DiskFree: 11_900_000_000, DiskTotal: 14_600_000_000, Unfinished: 0, Doubtful: 1,
		Printer: technician.PrinterInfo{
			Path: "/dev/serial/by-id/usb-FTDI_FT232R-if00", Profile: "epson", Model: "EPSON TM-T20III 1.05", Baud: 115200, Answered: true,
			Status: [4]byte{0x16, 0x12, 0x12, 0x12}, Cuts: 18342,
		},
		Roll: technician.Roll{Changed: at(-3 * 24 * 60), Papers: 412, Millimetres: 47_580},
		Tickets: []technician.Paper{
			paper("R 015", -2, technician.Printed, "job 4711 confirmed by the printer", 0),
			paper("D 008", -6, technician.Printed, "job 4710 confirmed by the printer", 1),
			paper("R 014", -9, technician.Unknown, "at the cut: port is gone; the printer did not say whether job 4709 was done", 0),
			paper("K 003", -14, technician.Shown, "in piece 2 of 5: write to printer: input/output error; the rest of the ticket was never sent; on the screen", 0),
			paper("R 013", -15, technician.Printed, "job 4708 confirmed by the printer", 0),
			paper("U 1021", -21, technician.Printed, "job 4707 confirmed by the printer", 0),
			paper("M 007", -30, technician.NotDelivered, "the answer came after the kiosk had given up", 0),
			paper("R 012", -33, technician.Printed, "job 4706 confirmed by the printer", 0),
			paper("R 011", -37, technician.Printed, "job 4705 confirmed by the printer", 0),
			paper("D 007", -41, technician.Printed, "job 4704 confirmed by the printer", 0),
		},
	}
}

// Image is what runs on a kiosk's card on which nothing is to do.
func Image() technician.Image {
	return technician.Image{Version: "1.4.0", Slot: "A", Good: true, Stage: technician.StageIdle}
}

// NewService is a kiosk whose technician has turned the key.
func NewService(t testing.TB, lang string) *Visit {
	t.Helper()
	v := NewVisit(t, Koszalin("ratusz"))
	v.Do(kiosk.ServiceLock{Lock: Lock()}, kiosk.ServiceChanged{Info: Info(t)}, kiosk.ServiceKey{On: true})
	return v.Tap(technician.TargetLanguage + lang)
}

// Gesture touches the two corners in turn, as the service mode wants it.
func (v *Visit) Gesture() *Visit {
	for i := range 5 {
		x := 0.9
		if i%2 == 1 {
			x = 0.1
		}
		v.Do(kiosk.Pointer{Phase: kiosk.Down, X: x, Y: 0.03})
		v.Model, v.Effects = kiosk.Update(v.Model, kiosk.Pointer{Phase: kiosk.Up, X: x, Y: 0.03}, v.Now)
	}
	return v
}

// TypePIN taps the digits of a PIN and the end of it.
func (v *Visit) TypePIN(digits string) *Visit {
	for _, d := range digits {
		v.Tap(technician.TargetDigit + string(d))
	}
	return v.Tap(technician.TargetTry)
}

// ServiceShots are all the screens of the service mode.
func ServiceShots() []Shot {
	page := func(name string, p technician.Page, more func(t testing.TB, v *Visit)) Shot {
		return Shot{name, func(t testing.TB, l string) kiosk.Model {
			v := NewService(t, l).Tap(technician.TargetPage + string(p))
			if more != nil {
				more(t, v)
			}
			return v.Model
		}}
	}
	do := func(d technician.Deed) string { return technician.TargetDo + string(d) }
	lost := func(t testing.TB, v *Visit) {
		info := Info(t)
		info.Printer.Status = [4]byte{0x1e, 0x36, 0x12, 0x7e}
		info.Celsius, info.Addresses, info.DiskFree, info.Newer = 84, nil, 100_000_000, true
		v.Do(kiosk.ServiceChanged{Info: info}, kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut, kiosk.CoverOpen}}, kiosk.LinkLost{})
	}
	pin := func(name string, more func(v *Visit)) Shot {
		return Shot{name, func(t testing.TB, l string) kiosk.Model {
			v := NewVisit(t, Koszalin("ratusz")).Do(kiosk.ServiceLock{Lock: Lock()}).Gesture().Tap(technician.TargetLanguage + l)
			more(v)
			return v.Model
		}}
	}
	image := func(name string, p technician.Page, change func(t testing.TB, i *technician.Image)) Shot {
		return Shot{name, func(t testing.TB, l string) kiosk.Model {
			info := Info(t)
			info.Version, info.Image, info.Reboots = Image().Version, Image(), true
			change(t, &info.Image)
			return NewService(t, l).Do(kiosk.ServiceChanged{Info: info}).Tap(technician.TargetPage + string(p)).Model
		}}
	}
	next := func(stage technician.Stage) func(testing.TB, *technician.Image) {
		return func(_ testing.TB, i *technician.Image) { i.Stage, i.Next, i.Percent = stage, "1.5.0", 43 }
	}
	back := technician.Failure{Version: "1.5.0", Back: true, Reason: "printer is gone, was ready"}
	return []Shot{
		pin("pin", func(v *Visit) {
			v.Tap(technician.TargetDigit+"2", technician.TargetDigit+"7", technician.TargetDigit+"0")
		}),
		pin("pin_wrong", func(v *Visit) { v.TypePIN("1111") }),
		pin("pin_paused", func(v *Visit) { v.TypePIN("1111").TypePIN("1112").TypePIN("1113").TypePIN("1114").TypePIN("1115") }),
		page("overview", technician.Overview, nil),
		page("overview_trouble", technician.Overview, lost),
		image("overview_image", technician.Overview, next(technician.StageInstalling)),
		image("overview_back", technician.Overview, func(_ testing.TB, i *technician.Image) { i.Failed = back }),
		image("version", technician.Version, func(testing.TB, *technician.Image) {}),
		image("version_unknown", technician.Version, func(_ testing.TB, i *technician.Image) {
			*i = technician.Image{Version: i.Version}
		}),
		image("version_waiting", technician.Version, func(t testing.TB, i *technician.Image) {
			next(technician.StageWaiting)(t, i)
			i.From = Morning(t).Add(12 * time.Hour)
		}),
		image("version_installing", technician.Version, next(technician.StageInstalling)),
		image("version_standby", technician.Version, func(t testing.TB, i *technician.Image) {
			next(technician.StageStandby)(t, i)
			i.From, i.Failed = Morning(t).Add(14*time.Hour), back
			i.Failed.Version = "1.4.9"
		}),
		image("version_restarting", technician.Version, next(technician.StageRestarting)),
		image("version_trial", technician.Version, func(_ testing.TB, i *technician.Image) {
			i.Version, i.Slot, i.Good, i.Stage = "1.5.0", "B", false, technician.StageTrial
		}),
		image("version_back", technician.Version, func(_ testing.TB, i *technician.Image) { i.Failed = back }),
		image("version_refused", technician.Version, func(_ testing.TB, i *technician.Image) {
			i.Failed = technician.Failure{
				Version: "1.5.0", Reason: "Failed to download bundle https://kolejka.koszalin.example:7070/updates/numerek-appliance-1.5.0.raucb: " +
					"signature verification failed: Verify error: self-signed certificate",
			}
		}),
		page("printer", technician.Printer, nil),
		page("printer_busy", technician.Printer, func(_ testing.TB, v *Visit) { v.Tap(do(technician.TestPrint)) }),
		page("printer_failed", technician.Printer, func(t testing.TB, v *Visit) {
			lost(t, v)
			v.Tap(do(technician.TestPrint))
			v.Do(kiosk.ServiceDone{Result: technician.Result{Deed: technician.TestPrint, Outcome: technician.Failed, Evidence: "not ready: cover open, paper out"}})
		}),
		page("status", technician.Status, nil),
		page("status_trouble", technician.Status, lost),
		page("tickets", technician.Tickets, nil),
		page("tickets_older", technician.Tickets, func(_ testing.TB, v *Visit) { v.Tap(technician.TargetList + "1") }),
		page("tickets_none", technician.Tickets, func(t testing.TB, v *Visit) {
			info := Info(t)
			info.Tickets = nil
			v.Do(kiosk.ServiceChanged{Info: info})
		}),
		page("ticket", technician.Tickets, func(t testing.TB, v *Visit) {
			v.Tap(technician.TargetTicket + Info(t).Tickets[2].Request)
		}),
		page("ticket_quote", technician.Tickets, func(t testing.TB, v *Visit) {
			v.Tap(technician.TargetTicket + Info(t).Tickets[3].Request)
		}),
		page("ticket_copied", technician.Tickets, func(t testing.TB, v *Visit) {
			v.Tap(technician.TargetTicket+Info(t).Tickets[3].Request, do(technician.Copy), technician.TargetYes)
			v.Do(kiosk.ServiceDone{Result: technician.Result{Deed: technician.Copy, Outcome: technician.Failed, Evidence: "not ready: cover open, paper out"}})
		}),
		page("copy", technician.Tickets, func(t testing.TB, v *Visit) {
			v.Tap(technician.TargetTicket+Info(t).Tickets[0].Request, do(technician.Copy))
		}),
		page("tests", technician.Tests, nil),
		page("tests_heard", technician.Tests, func(_ testing.TB, v *Visit) {
			v.Tap(do(technician.Sound))
			v.Do(kiosk.ServiceDone{Result: technician.Result{Deed: technician.Sound, Outcome: technician.OK}})
		}),
		page("touch", technician.Touch, nil),
		page("touch_marks", technician.Touch, func(_ testing.TB, v *Visit) {
			v.Do(kiosk.Pointer{Phase: kiosk.Down, X: 0.2, Y: 0.2})
			for i := range 20 {
				f := float64(i) / 20
				v.Do(kiosk.Pointer{Phase: kiosk.Move, X: 0.2 + 0.5*f, Y: 0.2 + 0.12*f*f})
			}
			v.Do(kiosk.Pointer{Phase: kiosk.Up, X: 0.7, Y: 0.32})
		}),
		page("glass", technician.Glass, nil),
		page("glass_red", technician.Glass, func(_ testing.TB, v *Visit) { v.Tap(technician.TargetNext, technician.TargetNext) }),
		page("roll", technician.Printer, func(_ testing.TB, v *Visit) { v.Tap(do(technician.RollChanged)) }),
		page("clear", technician.Printer, func(_ testing.TB, v *Visit) { v.Tap(do(technician.Clear)) }),
		page("restart", technician.Overview, func(_ testing.TB, v *Visit) { v.Tap(do(technician.Restart)) }),
		page("restart_device", technician.Overview, func(t testing.TB, v *Visit) {
			info := Info(t)
			info.Reboots = true
			v.Do(kiosk.ServiceChanged{Info: info})
			v.Tap(do(technician.Restart))
		}),
		page("keys", technician.Printer, func(_ testing.TB, v *Visit) {
			v.Do(kiosk.Key{Key: kiosk.Next, Targets: []string{do(technician.RollChanged)}})
		}),
	}
}
