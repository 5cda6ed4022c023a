package image_test

import (
	"context"
	"database/sql"
	"fmt"
	"html"
	"image"
	"math"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // not the engine that ships: a second opinion

	"numerek/appliance/kiosk"
	"numerek/appliance/scene"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
	"numerek/scripts/e2e/image/emulator"
)

const (
	device     = "kiosk-ratusz"
	department = "department:km"
	service    = "rejestracja"
)

// The panel of the emulated kiosk: as small as software may draw it in an emulator.
var panel = emulator.Options{Width: 480, Height: 800}

const panelInches = 10.1

// From a blank card to the first ticket: the technician puts the server's file on
// the card, the device starts, enrols and draws its first screen; a citizen taps, a
// paper comes out whose code leads to the ticket's page, and the server knows that
// it was printed. Nothing failed in the system on the way.
func TestFirstTicket(t *testing.T) {
	needCard(t)
	s := newSite(t)
	k := insert(t, s.settings(device, technician), panel)
	k.splash()
	k.says(startPatience, "first frame")
	figure(t, "image_first_frame", "s", time.Since(k.began).Seconds())
	c := k.citizen(s)
	k.must(c.See(soon(t), "home", kiosk.ScreenHome))
	figure(t, "image_home", "s", time.Since(k.began).Seconds())
	code := k.ticket(c)
	k.printed(s, code)
	if k.listens() {
		t.Error("ssh answers, although numerek.toml has no key")
	}
	for _, line := range k.Lines() {
		if strings.Contains(line, "systemd[1]") && (strings.Contains(line, "Failed with result") || strings.Contains(line, "Dependency failed") || strings.Contains(line, "Failed to start") || strings.Contains(line, "ordering cycle")) {
			t.Errorf("something failed in the system: %s", line)
		}
	}
}

// technician is what a technician adds to the server's file.
var technician = fmt.Sprintf(`
log = "text"

[printer]
path = "/dev/numerek-printer"

[screen]
inches = %.1f
`, panelInches)

// soon is the end of patience of one step.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), stepPatience)
	t.Cleanup(cancel)
	return ctx
}

func (k *machine) must(err error) {
	k.t.Helper()
	if err != nil {
		k.picture("failed")
		k.t.Fatalf("%v\nmachine:\n%s", err, k.Tail())
	}
}

// splash waits for the first picture on the panel, which is the name on white.
func (k *machine) splash() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), startPatience)
	defer cancel()
	var seen *image.RGBA
	err := e2e.Until(ctx, "the first picture", func() (bool, error) {
		var err error
		if seen, err = k.Picture(); err != nil {
			return false, err
		}
		white := 0
		for i := 0; i < len(seen.Pix); i += 4 {
			if seen.Pix[i] == 0xff && seen.Pix[i+1] == 0xff && seen.Pix[i+2] == 0xff {
				white++
			}
		}
		return white > len(seen.Pix)/8, nil
	})
	k.must(err)
	k.save("0-splash", seen)
	figure(k.t, "image_first_picture", "s", time.Since(k.began).Seconds())
}

// stranger stands before the panel and knows of no catalogue.
func (k *machine) stranger() *citizen.Citizen {
	k.t.Helper()
	width, height := k.options.Width, k.options.Height
	size := scene.Size{W: width, H: height, PPI: math.Hypot(float64(width), float64(height)) / panelInches}
	c, err := citizen.New(k.Machine, size, func(name string, picture *image.RGBA) error {
		k.save(name, picture)
		return nil
	})
	k.must(err)
	return c
}

// citizen stands before the panel, and sees the catalogue that the kiosk has.
func (k *machine) citizen(s *site) *citizen.Citizen {
	k.t.Helper()
	c := k.stranger()
	eye, err := e2e.Dial(s.server.Devices, "", device)
	k.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	k.t.Cleanup(func() {
		cancel()
		_ = eye.Close()
	})
	go func() { _ = c.Follow(ctx, eye) }() // ends with the line
	k.must(c.Waits(soon(k.t)))
	return c
}

// home waits for the screen of departments, and gives who sees it.
func (k *machine) home(s *site, name string) *citizen.Citizen {
	k.t.Helper()
	k.says(startPatience, "first frame")
	c := k.citizen(s)
	k.must(c.See(soon(k.t), name, kiosk.ScreenHome))
	return c
}

// ticket taps through to a ticket and gives what the code on its paper says.
func (k *machine) ticket(c *citizen.Citizen) string {
	k.t.Helper()
	_, err := c.Tap(soon(k.t), department)
	k.must(err)
	k.must(c.See(soon(k.t), "1-services", kiosk.ScreenServices))
	took, err := c.Tap(soon(k.t), kiosk.TargetService+service)
	k.must(err)
	figure(k.t, "image_touch", "s", took.Seconds())
	issued, err := citizen.Issued(k.says(stepPatience, "ticket issued"))
	k.must(err)
	twin := c.Twin()
	issued.ServiceID, issued.IssuedAt, issued.Priority, issued.Language, issued.Day = service, twin.OfficeTime(), twin.Priority, "pl", twin.Catalog.BusinessDay
	c.Tell(kiosk.Issued{Session: twin.Session, Ticket: issued})
	code := k.paper("2-paper")
	k.says(stepPatience, "msg=paper", "outcome=printed")
	c.Tell(kiosk.Printed{Session: twin.Session, Outcome: kiosk.PaperPrinted})
	k.must(c.See(soon(k.t), "3-take", kiosk.ScreenTake))
	return code
}

// printed opens the page that a code leads to, and asks the server's records.
func (k *machine) printed(s *site, code string) {
	k.t.Helper()
	address, err := url.Parse(code)
	k.must(err)
	status, page, err := s.central.Get(soon(k.t), address.EscapedPath())
	k.must(err)
	if status != http.StatusOK {
		k.t.Fatalf("the page of the ticket, %s: status %d", code, status)
	}
	k.t.Logf("the page of the ticket: %.200s", strings.Join(strings.Fields(html.UnescapeString(string(page))), " "))
	_, token, _ := strings.Cut(address.Path, "/t/")
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.server.Data, "numerek.db")+"?mode=ro")
	k.must(err)
	defer db.Close()
	k.must(e2e.Until(soon(k.t), "the server knows that it was printed", func() (bool, error) {
		var paper, state string
		err := db.QueryRowContext(k.t.Context(), `SELECT paper, state FROM tickets WHERE token = $1`, token).Scan(&paper, &state)
		return err == nil && paper == "printed" && state == "waiting", err
	}))
}
