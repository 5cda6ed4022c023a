package app_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/app"
	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/link/linktest"
	"numerek/appliance/printer"
	"numerek/appliance/printer/simulator"
	"numerek/appliance/scene"
)

// Whatever has become of a paper, the technician reads it in the language of the page.
func TestService_reads_what_became_of_a_paper(t *testing.T) {
	for name, fault := range map[string]struct {
		strikes func(sim *simulator.Printer)
		profile func(p *printer.Profile) // of a printer that proves less
		want    technician.Became
	}{
		"well":              {func(*simulator.Printer) {}, nil, technician.Printed},
		"proven_by_a_fence": {func(*simulator.Printer) {}, func(p *printer.Profile) { p.ProcessID = false }, technician.Printed},
		"proven_by_nothing": {func(*simulator.Printer) {}, func(p *printer.Profile) { p.ProcessID, p.Status = false, printer.NoStatus }, technician.Unknown},
		"paper_ends":        {func(s *simulator.Printer) { s.PaperLeft(100) }, nil, technician.Shown},
		"cover_in_the_midst": {
			func(s *simulator.Printer) { s.On(simulator.Printing, func() { s.Cover(true) }) }, nil, technician.Shown,
		},
		"cover_of_one_without_ids": {
			func(s *simulator.Printer) { s.On(simulator.Printing, func() { s.Cover(true) }) },
			func(p *printer.Profile) { p.ProcessID = false }, technician.Unknown,
		},
		"cutter_at_the_end": {func(s *simulator.Printer) { s.Cutter(true) }, nil, technician.Shown},
		"cable_at_the_cut":  {func(s *simulator.Printer) { s.On(simulator.CutOff, s.Unplug) }, nil, technician.Taken},
		"silence_at_the_cut": {
			func(s *simulator.Printer) { s.On(simulator.CutOff, func() { s.Silence(true) }) }, nil, technician.Unknown,
		},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, dir string, server *linktest.Server) {
				a := attend(t, dir, server, nil, func(o *app.Options) {
					if fault.profile != nil {
						fault.profile(&o.Profile)
					}
				})
				pass(5 * time.Second)
				fault.strikes(a.sim)
				a.touch(service)
				pass(20 * time.Second)
				if a.kiosk.Model().View() == kiosk.ScreenAsk && fault.want == technician.Taken {
					a.touch("yes")
				}
				pass(3 * time.Minute) // also of a question that nobody answers
				a.sees(kiosk.ScreenServices)
				a.turn(true)
				pass(5 * time.Second)
				tickets := a.technician().Info.Tickets
				if len(tickets) != 1 || tickets[0].Became != fault.want {
					t.Fatalf("got %+v, want one that is %q", tickets, fault.want)
				}
				a.touch(technician.TargetPage + string(technician.Tickets))
				a.touch(technician.TargetTicket + tickets[0].Request)
				read := false
				for _, it := range a.kiosk.Scene().Items {
					read = read || strings.HasPrefix(it.Say, "Zapis dziennika: ")
					if it.Kind == scene.Text && it.Lang == "en" {
						t.Errorf("of %q the technician reads %q in English", tickets[0].Evidence, it.Say)
					}
				}
				if !read {
					t.Errorf("of %q the technician reads nothing in Polish", tickets[0].Evidence)
				}
			})
		})
	}
}
