package config

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"numerek/appliance/mistake"
	"numerek/appliance/printer/profile"
)

var (
	fingerprintPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	tokenPattern       = regexp.MustCompile(`^[!-~]{8,200}$`)
	idPattern          = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	pinPattern         = regexp.MustCompile(`^[0-9]{4,12}$`)
)

// problem is one thing wrong with one key.
type problem struct {
	key             string
	polish, english mistake.Text
}

// problems collects what is wrong.
type problems []problem

// add notes what is wrong with a key and how to mend it, in Polish and in English.
func (ps *problems) add(key string, polish, english mistake.Text) {
	*ps = append(*ps, problem{key, polish, english})
}

// say is a text of a mistake.
func say(wrong, mend string, args ...any) mistake.Text {
	return mistake.Text{Wrong: fmt.Sprintf(wrong, args...), Mend: mend}
}

// value notes a value that is not what its key takes, or that it is missing.
func (ps *problems) value(key, value, polish, mendPolish, english, mendEnglish string) {
	if value == "" {
		ps.add(key, mistake.Text{Mend: mendPolish}, mistake.Text{Mend: mendEnglish})
		return
	}
	ps.add(key, say("%q %s", mendPolish, value, polish), say("%q %s", mendEnglish, value, english))
}

// check returns everything that is wrong with c.
func (c Config) check() []problem {
	var ps problems
	c.checkPlace(&ps)
	c.checkServer(&ps)
	c.checkScreen(&ps)
	c.checkPrinter(&ps)
	if !slices.Contains(outputs, c.Sound.Output) {
		ps.value("sound.output", c.Sound.Output, "nie jest wyjściem dźwięku", `dozwolone: "hdmi" (ekran), "jack" (gniazdo słuchawek) albo "usb" (karta dźwiękowa)`,
			"is not where sound goes out", `allowed: "hdmi" (the panel), "jack" (the socket for headphones), "usb" (a sound card)`)
	}
	if c.Role == Kiosk && c.Sound.Clips != "" {
		ps.add("sound.clips",
			mistake.Text{Wrong: "biletomat nie wzywa numerów, robi to monitor", Mend: "usuń ten wiersz"},
			mistake.Text{Wrong: "a kiosk announces no calls, a display does", Mend: "take this line away"})
	}
	if c.Data == "" {
		ps.add("data",
			mistake.Text{Wrong: "brak katalogu", Mend: "wpisz katalog na tożsamość i dziennik albo usuń ten wiersz"},
			mistake.Text{Wrong: "there is no folder", Mend: "write the one for identity and journal, or take this line away"})
	}
	switch pin := string(c.Service.PIN); {
	case pin == "":
	case c.Role == Display:
		ps.add("service.pin",
			mistake.Text{Wrong: "monitor nie ma trybu serwisowego", Mend: "usuń ten wiersz"},
			mistake.Text{Wrong: "a display has no service mode", Mend: "take this line away"})
	case !pinPattern.MatchString(pin): // and is not repeated
		ps.add("service.pin", say("PIN ma znaków: %d", "dozwolone: od 4 do 12 cyfr", len(pin)),
			say("it has %d characters", "allowed: 4 to 12 digits", len(pin)))
	}
	if c.Log != LogText && c.Log != LogJSON {
		ps.value("log", string(c.Log), "nie jest formatem dziennika", `dozwolone: "text" albo "json"`,
			"is not a format", `allowed: "text", "json"`)
	}
	c.Board.check(c.Role, &ps)
	c.checkNetwork(&ps)
	c.checkWiFi(&ps)
	c.checkTime(&ps)
	c.checkSSH(&ps)
	return ps
}

// checkPlace looks at what the device is.
func (c Config) checkPlace(ps *problems) {
	if c.Role != Kiosk && c.Role != Display {
		ps.value("role", string(c.Role), "nie jest rolą", `dozwolone: "kiosk" (biletomat) albo "display" (monitor)`,
			"is not a role", `allowed: "kiosk", "display"`)
	}
	if !idPattern.MatchString(c.Device) {
		ps.value("device", c.Device, "nie jest nazwą urządzenia", "wpisz nazwę z pliku urzędu: małe litery, cyfry i łączniki, na przykład \"kiosk-ratusz\"",
			"is not a device id", "allowed: an id of the office file, lower-case letters, digits and hyphens")
	}
	if c.Office != "" && !idPattern.MatchString(c.Office) {
		ps.value("office", c.Office, "nie jest nazwą urzędu", "dozwolone: małe litery, cyfry i łączniki",
			"is not an office id", "allowed: lower-case letters, digits and hyphens")
	}
}

// checkServer looks at whom the device talks to.
func (c Config) checkServer(ps *problems) {
	host, ok := hostPort(c.Server)
	switch {
	case !ok:
		ps.value("server", c.Server, "nie jest adresem serwera", `wpisz SERWER:PORT bez https://, na przykład "kolejka.example.pl:7070"`,
			"is not an address", `allowed: HOST:PORT without https://, such as "kolejka.example.pl:7070"`)
	case c.Fingerprint == "" && !loopback(host):
		ps.add("fingerprint",
			mistake.Text{Wrong: "tylko serwer na tym samym komputerze może być bez odcisku", Mend: "wpisz go tak, jak wypisuje go: central device add"},
			mistake.Text{Wrong: "only a server on this machine may go without", Mend: "write it as central device add prints it"})
	}
	if c.Fingerprint != "" && !fingerprintPattern.MatchString(c.Fingerprint) {
		ps.value("fingerprint", c.Fingerprint, "nie jest odciskiem serwera", `dozwolone: "sha256:" i 64 cyfry szesnastkowe, małymi literami`,
			"is no fingerprint", `allowed: "sha256:" and 64 hexadecimal digits in lower case`)
	}
	switch {
	case c.Token == "":
	case !tokenPattern.MatchString(string(c.Token)): // and is not repeated: it may be good but for a space
		ps.add("token",
			mistake.Text{Wrong: "token nie wygląda tak, jak wypisuje go central device add", Mend: "dozwolone: od 8 do 200 liter, cyfr i znaków, bez spacji"},
			mistake.Text{Wrong: "not as central device add prints it", Mend: "allowed: 8 to 200 letters, digits and signs, no spaces"})
	case c.Fingerprint == "":
		ps.add("token",
			mistake.Text{Wrong: "token wymaga klucza fingerprint: zna go tylko serwer, który można rozpoznać", Mend: "wpisz fingerprint tak, jak wypisuje go: central device add"},
			mistake.Text{Wrong: "needs fingerprint: a token is only told to a server that can be recognised", Mend: "write fingerprint as central device add prints it"})
	}
}

// checkScreen looks at the glass.
func (c Config) checkScreen(ps *problems) {
	if c.Window != (Size{}) && !c.Window.fits() {
		ps.add("window", say("%dx%d się nie zmieści", "dozwolone: od 320 do 8192 pikseli na bok", c.Window.Width, c.Window.Height),
			say("%dx%d does not fit", "allowed: 320 to 8192 pixels a side", c.Window.Width, c.Window.Height))
	}
	if c.Screen.Inches < 5 || c.Screen.Inches > 110 {
		ps.add("screen.inches", say("%g to nie przekątna", "dozwolone: od 5 do 110 cali", c.Screen.Inches),
			say("%g is not a diagonal", "allowed: 5 to 110", c.Screen.Inches))
	}
	if !slices.Contains(rotations, c.Screen.Rotate) {
		ps.add("screen.rotate", say("o %d stopni ekranu nie da się obrócić", "dozwolone: "+joinInts(rotations)+" stopni w prawo", c.Screen.Rotate),
			say("%d is not a turn", "allowed: "+joinInts(rotations)+" degrees clockwise", c.Screen.Rotate))
	}
	if c.Screen.Mode != (Size{}) && !c.Screen.Mode.fits() {
		ps.add("screen.mode", say("%dx%d się nie zmieści", "dozwolone: od 320 do 8192 pikseli na bok", c.Screen.Mode.Width, c.Screen.Mode.Height),
			say("%dx%d does not fit", "allowed: 320 to 8192 pixels a side", c.Screen.Mode.Width, c.Screen.Mode.Height))
	}
}

// rotations are the degrees that a picture can be turned by.
var rotations = []int{0, 90, 180, 270}

// outputs are the sockets that sound can go out at.
var outputs = []string{"hdmi", "jack", "usb"}

// checkPrinter looks at the line of the printer.
func (c Config) checkPrinter(ps *problems) {
	if c.Role == Display && c.Printer.Path != "" {
		ps.add("printer.path",
			mistake.Text{Wrong: "monitor nie ma drukarki", Mend: "usuń ten wiersz"},
			mistake.Text{Wrong: "a display has no printer", Mend: "take this line away"})
	}
	if !slices.Contains(bauds, c.Printer.Baud) {
		ps.add("printer.baud", say("%d to nie prędkość", "dozwolone: "+joinInts(bauds), c.Printer.Baud),
			say("%d is not a rate", "allowed: "+joinInts(bauds), c.Printer.Baud))
	}
	if p := c.Printer.Path; p != "" && (!filepath.IsAbs(p) || strings.TrimSpace(p) != p) {
		ps.value("printer.path", p, "nie jest plikiem urządzenia", `wpisz pełną ścieżkę bez spacji, na przykład "/dev/numerek-printer"`,
			"is not a device file", `allowed: an absolute path without spaces, such as "/dev/numerek-printer"`)
	}
	c.Printer.checkProfile(ps)
}

// checkProfile looks at what the printer is said to be able to do. A probed profile is
// a file of the device, and is read there.
func (p Printer) checkProfile(ps *problems) {
	if p.Profile == "" || filepath.IsAbs(p.Profile) {
		return
	}
	known, err := profile.Named(p.Profile)
	if err != nil {
		names := strings.Join(profile.Names(), ", ")
		ps.value("printer.profile", p.Profile, "nie jest profilem drukarki", "usuń ten wiersz albo wpisz jedną z nazw: "+names,
			"is not the profile of a printer", "take this line away, or write one of: "+names)
		return
	}
	if known.Baud = p.Baud; known.TooSlow() && slices.Contains(bauds, p.Baud) {
		slow := p.TooSlow()
		ps.add(slow.Key, slow.Polish, slow.English)
	}
}

// TooSlow is what is wrong with a line that is too slow for the pictures of its
// printer's profile, which has nothing else.
func (p Printer) TooSlow() *mistake.ValueError {
	return &mistake.ValueError{
		Key: "printer.baud",
		Polish: say("przy prędkości %d wydruk trwałby pół minuty, bo profil %s drukuje tylko obrazy",
			"ustaw w drukarce i tutaj 38400 albo więcej", p.Baud, p.Profile),
		English: say("at %d baud a slip would take half a minute, because profile %s prints pictures only",
			"set 38400 or more in the printer and here", p.Baud, p.Profile),
	}
}
