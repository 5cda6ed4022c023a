package probe

import (
	"slices"
	"strings"

	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
)

// families are the models whose names tell their profiles.
var families = []struct{ prefix, profile string }{
	{"TM-T88VII", "epson-t88"},
	{"TM-T88VI", "epson-t88"},
	{"TM-T88V", "epson-t88"},
	{"TM-T88IV", "epson-t88iv"},
	{"TM-T88III", "epson-t88iii"},
	{"TM-T20", "epson-80"},
	{"TM-m30", "epson-80"},
	{"TM-T70II", "epson-80"},
	{"TM-T82", "epson-80"},
	{"CT-S", "citizen-cts"},
}

// byName takes from the profile of a known model what cannot be asked for.
func (p *probe) byName() {
	prof := &p.report.Profile
	i := slices.IndexFunc(p.report.Findings, func(f Finding) bool { return f.What == "model" })
	if i < 0 {
		return
	}
	for _, f := range families {
		if !strings.HasPrefix(p.report.Findings[i].Found, f.prefix) {
			continue
		}
		known, err := profile.Named(f.profile)
		if err != nil {
			return
		}
		prof.Dots, prof.DPI, prof.MaxRows, prof.RowsPerSecond = known.Dots, known.DPI, known.MaxRows, known.RowsPerSecond
		code := prof.Letters.Code
		prof.Letters, prof.PageMode = known.Letters, known.PageMode
		prof.Letters.Code = code || known.Letters.Code
		prof.StoreAndPrint = known.StoreAndPrint && prof.ProcessID
		p.found("head, letters, pages, storing", "as of "+f.profile, "by the name of its model; the page shows whether it is so")
		return
	}
}

// Widths of the head that are taken where nobody has read the ruler.
const unreadDots = 384

// conclude fills in what nobody found out.
func (p *probe) conclude() {
	prof := &p.report.Profile
	if prof.Dots == 0 {
		prof.Dots = unreadDots
		p.found("width of the head", "384 dots", "not found out: the narrowest, which every printer has; print the page and read its ruler")
	}
	if prof.Letters.Columns == 0 {
		prof.Letters.Columns = prof.Dots / 12
	}
	if prof.StoreAndPrint && prof.MaxRows == 0 {
		prof.MaxRows = lowStore
	}
	if prof.Name == "probed" {
		prof.Name = "probed-printer"
	}
	p.found("level of proof", p.level().String(), "follows from the above")
}

// level is how good a proof of a paper the driver will have.
func (p *probe) level() printer.Level {
	prof := p.report.Profile
	switch {
	case prof.Status == printer.NoStatus:
		return printer.LevelUnverified
	case prof.Presenter.Sensor != "":
		return printer.LevelOutput
	case prof.ProcessID:
		return printer.LevelID
	case prof.Fence == printer.FenceTime || prof.Status == printer.PaperOnly:
		return printer.LevelProbable
	default:
		return printer.LevelFence
	}
}
