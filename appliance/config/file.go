package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"slices"

	"numerek/appliance/mistake"
)

// file is numerek.toml. A key that is not here is an error.
type file struct {
	Role        string `toml:"role"`
	Device      string `toml:"device"`
	Office      string `toml:"office"`
	Server      string `toml:"server"`
	Fingerprint string `toml:"fingerprint"`
	Token       string `toml:"token"`
	Data        string `toml:"data"`
	Window      string `toml:"window"`
	Log         string `toml:"log"`
	Screen      struct {
		Inches *float64 `toml:"inches"`
		Rotate int      `toml:"rotate"`
		Mode   string   `toml:"mode"`
	} `toml:"screen"`
	Sound struct {
		Output string `toml:"output"`
		Clips  string `toml:"clips"`
		Record string `toml:"record"`
	} `toml:"sound"`
	Printer struct {
		Path        string `toml:"path"`
		Baud        int    `toml:"baud"`
		FlowControl bool   `toml:"flow_control"`
		Profile     string `toml:"profile"`
	} `toml:"printer"`
	Board struct {
		Lamp     string `toml:"lamp"`
		Bezel    string `toml:"bezel"`
		Buzzer   string `toml:"buzzer"`
		Power    string `toml:"printer_power"`
		Key      string `toml:"key"`
		Door     string `toml:"door"`
		Presence string `toml:"presence"`
	} `toml:"board"`
	Service struct {
		PIN string `toml:"pin"`
	} `toml:"service"`
	Network struct {
		Method    string   `toml:"method"`
		Address   string   `toml:"address"`
		Gateway   string   `toml:"gateway"`
		DNS       []string `toml:"dns"`
		Interface string   `toml:"interface"`
		Proxy     string   `toml:"proxy"`
	} `toml:"network"`
	WiFi struct {
		SSID     string `toml:"ssid"`
		Password string `toml:"password"`
		Country  string `toml:"country"`
	} `toml:"wifi"`
	Time struct {
		Servers []string `toml:"servers"`
	} `toml:"time"`
	SSH struct {
		Keys []string `toml:"keys"`
	} `toml:"ssh"`
}

// newFile is a file that says nothing.
func newFile() file {
	c := defaults()
	f := file{Data: c.Data, Log: string(c.Log)}
	f.Printer.Baud, f.Printer.FlowControl = c.Printer.Baud, c.Printer.FlowControl
	f.Sound.Output, f.WiFi.Country = c.Sound.Output, DefaultCountry
	return f
}

// Load reads and checks the file at path. Errors: a [*mistake.FileError], also where
// there is no file.
func Load(path string) (Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		why := err
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			why = at.Err
		}
		return Config{}, &mistake.FileError{File: path, All: []mistake.Mistake{{
			Polish: mistake.Text{
				Wrong: "nie ma pliku numerek.toml albo nie da się go odczytać",
				Mend:  "zapisz go na karcie, w głównym folderze, dokładnie pod tą nazwą, nie numerek.toml.txt",
			},
			English: mistake.Text{
				Wrong: "there is no file numerek.toml, or it cannot be read (" + why.Error() + ")",
				Mend:  "save it on the card, in its top folder, under exactly this name, not numerek.toml.txt",
			},
		}}}
	}
	c, err := Parse(path, text)
	c.File = path
	return c, err
}

// DataOf is the folder of the data of a device whose file at path holds mistakes: what
// the file says of it where that is good, else the usual one.
func DataOf(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return defaults().Data
	}
	c, _ := Read(text)
	return cmp.Or(c.Data, defaults().Data)
}

// Located is a value that turned out to be wrong when it was used, for whoever wrote
// it: a [*mistake.FileError] with its line where a file tells it, else an error that
// names the flag.
func (c Config) Located(v *mistake.ValueError) error {
	if c.File == "" {
		return fmt.Errorf("--%s: %s", flagNames[v.Key], v.English)
	}
	text, err := os.ReadFile(c.File)
	if err != nil {
		return errors.Join(v, err)
	}
	line, said := keyLines(withoutMark(text)).of(v.Key)
	if !said {
		line = lastLine(text)
	}
	return &mistake.FileError{File: c.File, All: []mistake.Mistake{
		{Line: line, Key: v.Key, Missing: !said, Polish: v.Polish, English: v.English},
	}}
}

// withoutMark is a file without the byte order mark that Windows may begin it with.
func withoutMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// lastLine is the number of the last line of a file that holds something.
func lastLine(text []byte) int {
	return max(1, bytes.Count(bytes.TrimRight(text, "\n"), []byte("\n"))+1)
}

// Parse checks a configuration file. name stands in front of every message.
// Errors: a [*mistake.FileError] of all that is wrong.
func Parse(name string, text []byte) (Config, error) {
	c, wrong := Read(text)
	if len(wrong) > 0 {
		return Config{}, &mistake.FileError{File: name, All: wrong}
	}
	return c, nil
}

// Read takes what is good in a configuration file, and says what is not. What is
// told wrongly is as if it had not been told; of the network, which must hang
// together, all of it, and then DHCP gives the address.
func Read(text []byte) (Config, []mistake.Mistake) {
	text = withoutMark(text)
	f, lines, wrong := decode(text)
	broken := len(wrong) > 0
	c, ps := f.config()
	for _, p := range append(ps, c.check()...) {
		line, said := lines.of(p.key)
		switch {
		case said:
		case broken:
			continue // it may stand in a line that cannot be read
		default:
			line = lastLine(text)
		}
		wrong = append(wrong, mistake.Mistake{Line: line, Key: p.key, Missing: !said, Polish: p.polish, English: p.english})
	}
	slices.SortStableFunc(wrong, func(a, b mistake.Mistake) int { return a.Line - b.Line })
	return c.without(wrong), wrong
}

// config is what the file says, and which texts of it are not what they must be.
func (f file) config() (Config, []problem) {
	var ps problems
	c := defaults()
	c.Role, c.Device, c.Office, c.Server = Role(f.Role), f.Device, f.Office, f.Server
	c.Fingerprint, c.Token = f.Fingerprint, Secret(f.Token)
	c.Data, c.Log = f.Data, LogFormat(f.Log)
	c.Screen = Screen{Inches: c.usualInches(), Rotate: f.Screen.Rotate}
	if f.Screen.Inches != nil {
		c.Screen.Inches = *f.Screen.Inches
	}
	c.Window = ps.size("window", f.Window)
	c.Screen.Mode = ps.size("screen.mode", f.Screen.Mode)
	c.Printer, c.Sound, c.Board = Printer(f.Printer), Sound(f.Sound), Board(f.Board)
	c.Service = Service{PIN: Secret(f.Service.PIN)}
	c.Network = f.network(&ps)
	if f.WiFi.SSID != "" || f.WiFi.Password != "" {
		c.WiFi = WiFi{SSID: f.WiFi.SSID, Password: Secret(f.WiFi.Password), Country: f.WiFi.Country}
	}
	c.Time, c.SSH = Time(f.Time), SSH(f.SSH)
	return c, ps
}

// size reads a size, zero where there is none.
func (ps *problems) size(key, text string) Size {
	if text == "" {
		return Size{}
	}
	s, err := ParseSize(text)
	if err != nil {
		ps.value(key, text, "nie jest rozmiarem", "wpisz SZEROKOŚĆxWYSOKOŚĆ w pikselach, na przykład \"1080x1920\"",
			"is not a size", "allowed: WIDTHxHEIGHT in pixels, such as 1080x1920")
	}
	return s
}

// network reads the addresses.
func (f file) network(ps *problems) Network {
	n := Network{Interface: f.Network.Interface, Proxy: Secret(f.Network.Proxy)}
	told := true // how the address comes, and which it is
	switch f.Network.Method {
	case "", "dhcp":
	case "static":
		n.Static = true
	default:
		told = false
		ps.value("network.method", f.Network.Method, "nie jest sposobem", `dozwolone: "dhcp" (podaje go sieć) albo "static" (wpisany tutaj)`,
			"is not a method", `allowed: "dhcp", "static"`)
	}
	if s := f.Network.Address; s != "" {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			told = false
			ps.value("network.address", s, "nie jest adresem z długością maski", `wpisz na przykład "10.20.0.17/24", gdzie /24 to maska 255.255.255.0`,
				"is not an address with the length of its mask", `allowed: such as "10.20.0.17/24", where /24 is the mask 255.255.255.0`)
		}
		n.Address = p
	}
	n.Gateway = ps.address("network.gateway", f.Network.Gateway)
	for _, s := range f.Network.DNS {
		if a := ps.address("network.dns", s); a.IsValid() {
			n.DNS = append(n.DNS, a)
		}
	}
	if !told { // nothing that hangs on it is missing, or too much
		n.Static, n.Address, n.Gateway = false, netip.Prefix{}, netip.Addr{}
	}
	return n
}

// address reads the address of one machine, none where the text is empty.
func (ps *problems) address(key, text string) netip.Addr {
	if text == "" {
		return netip.Addr{}
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.IsUnspecified() || a.Zone() != "" {
		ps.value(key, text, "nie jest adresem IP", `wpisz na przykład "10.20.0.1"`, "is not an IP address", `allowed: such as "10.20.0.1"`)
		return netip.Addr{}
	}
	return a
}

// without is c without what is wrong in it.
func (c Config) without(wrong []mistake.Mistake) Config {
	for _, m := range wrong {
		switch table, _ := cutKey(m.Key); {
		case m.Key == "role":
			c.Role = ""
		case m.Key == "device":
			c.Device = ""
		case table == "network":
			c.Network = Network{}
		case table == "wifi":
			c.WiFi = WiFi{}
		case m.Key == "screen.rotate":
			c.Screen.Rotate = 0
		case m.Key == "screen.mode":
			c.Screen.Mode = Size{}
		case m.Key == "screen.inches":
			c.Screen.Inches = c.usualInches()
		case table == "time":
			c.Time = Time{}
		case table == "ssh":
			c.SSH = SSH{Keys: good(c.SSH.Keys)}
		default:
			// It says nothing to the system of the card.
		}
	}
	return c
}

// good are those of the keys that are some.
func good(keys []string) (all []string) {
	for _, k := range keys {
		if sshKey(k) {
			all = append(all, k)
		}
	}
	return all
}

// cutKey takes "printer.baud" apart.
func cutKey(key string) (table, name string) {
	for i := range key {
		if key[i] == '.' {
			return key[:i], key[i+1:]
		}
	}
	return "", key
}

// kindOf says which kind of value a key takes, for whoever wrote another.
func kindOf(key string) (polish, english string) {
	switch fmt.Sprintf("%T", keyValue(key)) {
	case "string":
		return `wpisz tekst w cudzysłowach, na przykład = "tekst"`, `allowed: a text in quotes, = "text"`
	case "*float64":
		return "wpisz liczbę bez cudzysłowów, ułamek z kropką, na przykład = 21.5", "allowed: a number without quotes, with a point, = 21.5"
	case "int":
		return "wpisz liczbę bez cudzysłowów, na przykład = 90", "allowed: a number without quotes, = 90"
	case "bool":
		return "wpisz true albo false, bez cudzysłowów", "allowed: true, false"
	case "[]string":
		return `wpisz listę w nawiasach, na przykład = ["jeden", "drugi"]`, `allowed: a list, = ["one", "another"]`
	default:
		return "wpisz klucze tej grupy w osobnych wierszach pod [" + key + "]", "allowed: a table [" + key + "]"
	}
}
