package panel

import (
	"cmp"
	"fmt"
	"image"
	"math"
	"strings"
	"time"

	"numerek/appliance/kiosk"
	"numerek/appliance/kiosk/technician"
	"numerek/appliance/scene"
	"numerek/appliance/typeface"
)

// overview says in one line how the kiosk is, and in a dozen what it is.
func (s *sheet) overview() {
	s.head(s.t.pages[technician.Overview])
	body := s.body
	line := body
	line.Max.X -= max(s.target, s.px(24)) + s.gap
	said, ill := s.state()
	below := s.plate(said, toned(ill), line, s.target)
	again := image.Rect(line.Max.X+s.gap, body.Min.Y, body.Max.X, below-s.px(1))
	s.button(technician.TargetDo+string(technician.Restart), s.t.restart, "", again, look{off: s.mode.Busy != technician.Nothing})
	body.Min.Y = below
	s.columns(s.facts(), 6, body, false)
	s.tabBar()
}

// state is how the kiosk is, in one line, and whether somebody must do something.
func (s *sheet) state() (said string, ill bool) {
	switch {
	case s.m.Broken:
		return s.t.broken, true
	case s.m.Barred.Bar != "":
		return s.t.barred, true
	case !s.m.Ready():
		return s.trouble(), true
	case !s.m.Online:
		return s.t.away, true
	case len(s.m.Printer) > 0:
		return s.trouble(), true
	}
	return s.t.well, false
}

// trouble is what is wrong with the printer, the first thing where there are several.
func (s *sheet) trouble() string {
	for _, c := range s.m.Printer {
		if c == kiosk.PrinterGone && s.mode.Info.Known && s.mode.Info.Printer.Path == "" {
			return s.t.none
		}
		if said := s.t.conditions[c]; said != "" {
			return said
		}
	}
	return s.t.conditions[kiosk.PrinterGone]
}

// facts are the rows of the overview.
func (s *sheet) facts() []row {
	i := s.mode.Info
	printer := row{label: s.t.printer, value: join(s.t.ready, i.Printer.Profile)}
	if len(s.m.Printer) > 0 {
		printer.value, printer.alarm = s.trouble(), true
	}
	server := row{label: s.t.server, value: join(s.t.online, fmt.Sprintf(s.t.breaks, s.mode.LinkBreaks))}
	if !s.m.Online {
		server.value, server.alarm = s.t.offline, true
	}
	if line := s.m.Barred.Line(s.mode.Language); line != "" {
		_, why, _ := strings.Cut(line, " – ")
		server.value, server.alarm = why, true
	}
	journal := row{label: s.t.journal, value: fmt.Sprintf(s.t.unfinished, i.Unfinished, i.Doubtful)}
	if i.Newer {
		journal.value, journal.alarm = join(journal.value, s.t.keptAside), true
	}
	if s.m.Broken {
		journal.value, journal.alarm = s.t.writesNot, true
	}
	rows := []row{
		printer, server,
		{label: s.t.address, value: cmp.Or(i.Server, s.t.notKnown)},
		journal, s.certificate(),
		{label: s.t.addresses, value: cmp.Or(strings.Join(i.Addresses, ", "), s.t.unread)},
		s.offset(),
		{label: s.t.device, value: join(i.Device, i.Office)},
		{label: s.t.version, value: shortVersion(i.Version)},
	}
	if i.Image.Updated() {
		if i.Image.Slot != "" {
			rows[len(rows)-1].value = join(i.Image.Version, s.t.slot+" "+i.Image.Slot)
		}
		rows = append(rows, s.update())
	}
	return append(rows, row{label: s.t.running, value: s.lasted(s.m.Now.Sub(i.Started))}, s.heat(), s.disk())
}

// certificate says how long the server knows this device.
func (s *sheet) certificate() row {
	until := s.mode.Info.Certificate
	if until.IsZero() {
		return row{label: s.t.certificate, value: s.t.noCertificate}
	}
	return row{
		label: s.t.certificate, value: fmt.Sprintf(s.t.until, until.In(s.m.Zone).Format("2.01.2006")),
		alarm: until.Before(s.m.OfficeTime()),
	}
}

// hot is a processor that slows down or dies soon.
const hot = 80

func (s *sheet) heat() row {
	c := s.mode.Info.Celsius
	if c == 0 {
		return row{label: s.t.heat, value: s.t.unread}
	}
	return row{label: s.t.heat, value: fmt.Sprintf("%.0f\u00a0°C", c), alarm: c >= hot}
}

func (s *sheet) disk() row {
	i := s.mode.Info
	if i.DiskTotal == 0 {
		return row{label: s.t.disk, value: s.t.unread}
	}
	return row{
		label: s.t.disk, value: fmt.Sprintf(s.t.free, s.bytes(i.DiskFree), s.bytes(i.DiskTotal)),
		alarm: i.DiskFree < i.DiskTotal/20,
	}
}

// offset says how the device's clock differs from the server's.
func (s *sheet) offset() row {
	ahead := s.m.Ahead
	switch wrong := ahead.Abs() > time.Minute && !s.m.Catalog.DemoClock; {
	case !s.m.Known:
		return row{label: s.t.clock, value: s.t.never}
	case ahead.Abs() < 2*time.Second:
		return row{label: s.t.clock, value: s.t.right}
	case ahead > 0:
		return row{label: s.t.clock, value: fmt.Sprintf(s.t.slow, s.lasted(ahead)), alarm: wrong}
	default:
		return row{label: s.t.clock, value: fmt.Sprintf(s.t.fast, s.lasted(-ahead)), alarm: wrong}
	}
}

// lasted is a time as a person says it, in its two largest units.
func (s *sheet) lasted(d time.Duration) string {
	if !s.mode.Info.Known && d > 100*365*24*time.Hour {
		return s.t.notKnown
	}
	d = max(0, d)
	days, hours, minutes, seconds := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60, int(d/time.Second)%60
	switch {
	case days > 0:
		return fmt.Sprintf(s.t.days+" %d h", days, hours)
	case hours > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case minutes > 0:
		return fmt.Sprintf("%d min %d s", minutes, seconds)
	}
	return fmt.Sprintf("%d s", seconds)
}

// bytes is a size of a disk.
func (s *sheet) bytes(n int64) string {
	figure := fmt.Sprintf("%.1f", float64(n)/1e9)
	if s.mode.Language == "pl" {
		figure = strings.Replace(figure, ".", ",", 1)
	}
	return figure + "\u00a0GB"
}

// shortVersion leaves of a commit what tells it from others.
func shortVersion(v string) string {
	name, commit, ok := strings.Cut(v, " ")
	if !ok || len(commit) < 12 {
		return v
	}
	if strings.Contains(name, "(") {
		return commit[:12]
	}
	return name + " · " + commit[:12]
}

// join puts what there is one after the other.
func join(parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, " · ")
}

// result says what became of the last deed, below everything; it returns the y above.
func (s *sheet) result(box image.Rectangle) int {
	var said string
	var alarm bool
	switch last := s.mode.Last; {
	case s.mode.Busy != technician.Nothing:
		said = fmt.Sprintf(s.t.underWay, s.t.deeds[s.mode.Busy])
	case last.Deed != technician.Nothing:
		said, alarm = s.t.deeds[last.Deed]+": "+s.t.outcomes[last.Outcome], last.Outcome != technician.OK
		if alarm && last.Evidence != "" {
			said += " (" + s.remark(last.Evidence) + ")"
		}
	default:
		return box.Max.Y
	}
	st := s.style(typeface.SemiBold, 1, s.th.Ink)
	lines := s.set.Cut(st, said, float64(box.Dx()-s.px(2)), 2)
	top := box.Max.Y - int(math.Ceil(st.Height(len(lines)))) - s.px(0.8)
	if alarm {
		s.add(scene.Item{Box: image.Rect(box.Min.X, top, box.Max.X, box.Max.Y), Fill: s.th.Notice, Radius: s.u * 0.6})
	}
	column := image.Rect(box.Min.X+s.px(1), top, box.Max.X-s.px(1), box.Max.Y)
	s.paragraph(scene.Text, st, said, column, float64(top)+float64(s.px(0.4)), 2)
	return top - s.px(1)
}
