package config_test

import (
	"fmt"
	"strings"
	"testing"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
)

// onCard is a file of a card that has but one thing more to say.
func onCard(more string) string {
	return "role='kiosk'\ndevice='k'\nserver='kolejka.example:7070'\nfingerprint='sha256:" + strings.Repeat("ab", 32) + "'\n" + more
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f serwis"

func TestCard(t *testing.T) {
	c, err := config.Parse("numerek.toml", []byte(onCard(`
[screen]
rotate = 270
mode = "1920x1080"
[network]
method = "static"
address = "10.20.0.17/24"
gateway = "10.20.0.1"
dns = ["10.20.0.2", "fd00::2"]
interface = "end0"
proxy = "http://kiosk:s3cret@proxy.example:3128"
[wifi]
ssid = "Urząd Miejski"
password = "zażółć?".ascii
`)))
	if err == nil {
		t.Fatalf("got %+v, want a mistake", c)
	}
	c, err = config.Parse("numerek.toml", []byte(onCard(`
[screen]
rotate = 270
mode = "1920x1080"
[network]
method = "static"
address = "10.20.0.17/24"
gateway = "10.20.0.1"
dns = ["10.20.0.2", "fd00::2"]
interface = "end0"
proxy = "http://kiosk:s3cret@proxy.example:3128"
[wifi]
ssid = "Urząd Miejski"
password = "ha\"s'lo\\do sieci"
[time]
servers = ["ntp.example", "10.20.0.3"]
[ssh]
keys = ["`+publicKey+`"]
`)))
	if err != nil {
		t.Fatal(err)
	}
	n := c.Network
	got := fmt.Sprintln(n.Static, n.Address, n.Gateway, n.DNS, n.Interface, string(n.Proxy), c.Screen.Rotate, c.Screen.Mode, c.WiFi.SSID, string(c.WiFi.Password), c.WiFi.Country, c.Time.Servers, c.SSH.Keys)
	want := "true 10.20.0.17/24 10.20.0.1 [10.20.0.2 fd00::2] end0 http://kiosk:s3cret@proxy.example:3128 270 {1920 1080} Urząd Miejski ha\"s'lo\\do sieci PL [ntp.example 10.20.0.3] [" + publicKey + "]\n"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if said := fmt.Sprintf("%v %+v", c, c); strings.Contains(said, "s3cret") || strings.Contains(said, "lo\\do") {
		t.Errorf("got %s, want the passwords hidden", said)
	}
}

func TestCard_says_where_and_how_to_mend_it(t *testing.T) {
	static := "[network]\nmethod='static'\naddress='10.20.0.17/24'\ndns=['10.20.0.2']\n"
	tests := map[string]struct{ more, key, polish, english string }{
		"method":             {"[network]\nmethod='auto'\n", "network.method", `"auto" nie jest sposobem`, `"auto" is not a method; allowed: "dhcp", "static"`},
		"no_mask":            {"[network]\nmethod='static'\naddress='10.20.0.17'\n", "network.address", "z długością maski", "with the length of its mask"},
		"no_address":         {"[network]\nmethod='static'\ndns=['10.0.0.1']\n", "network.address", "wpisz go z długością", "missing; allowed: an address"},
		"address_of_all":     {"[network]\nmethod='static'\naddress='10.20.0.255/24'\ndns=['10.20.0.2']\n", "network.address", "nie może być", "cannot be the address"},
		"network_itself":     {"[network]\nmethod='static'\naddress='10.20.0.0/24'\ndns=['10.20.0.2']\n", "network.address", "nie może być", "cannot be the address"},
		"address_and_dhcp":   {"[network]\naddress='10.20.0.17/24'\n", "network.address", `dodaj w [network] wiersz method = "static"`, "DHCP tells the address"},
		"gateway_and_dhcp":   {"[network]\ngateway='10.20.0.1'\n", "network.gateway", "bramę podaje tu DHCP", "DHCP tells the gateway"},
		"gateway_elsewhere":  {static + "gateway='10.21.0.1'\n", "network.gateway", "nie leży w sieci 10.20.0.0/24", "is not in the network 10.20.0.0/24"},
		"gateway_itself":     {static + "gateway='10.20.0.17'\n", "network.gateway", "nie leży w sieci", "another address of the same network"},
		"gateway_text":       {static + "gateway='brama'\n", "network.gateway", "nie jest adresem IP", "is not an IP address"},
		"no_dns":             {"[network]\nmethod='static'\naddress='10.20.0.17/24'\n", "network.dns", "nie ma kto jej znaleźć", "nobody is there to look it up"},
		"dns_text":           {"[network]\ndns=['8.8.8']\n", "network.dns", `"8.8.8" nie jest adresem IP`, "is not an IP address"},
		"dns_no_list":        {"[network]\ndns='8.8.8.8'\n", "network.dns", `wpisz listę w nawiasach`, "a value of another kind; allowed: a list"},
		"interface":          {"[network]\ninterface='eth 0'\n", "network.interface", "nie jest nazwą karty", "not the name of an interface"},
		"proxy":              {"[network]\nproxy='proxy:3128'\n", "network.proxy", "http://SERWER:PORT", "not the address of a proxy"},
		"proxy_with_quotes":  {"[network]\nproxy='http://a\"b:3128'\n", "network.proxy", "http://SERWER:PORT", "not the address of a proxy"},
		"misspelt":           {"[network]\naddresss='10.20.0.17/24'\n", "network.addresss", "czy to ma być address?", "unknown key, perhaps address; allowed [network]: method"},
		"networks":           {"[networks]\nmethod='dhcp'\n", "networks", "czy to ma być network?", "unknown key, perhaps network; allowed"},
		"ssid":               {"[wifi]\nssid='" + strings.Repeat("ą", 17) + "'\n", "wifi.ssid", "nazwa ma 34 bajtów", "it has 34 bytes"},
		"no_ssid":            {"[wifi]\npassword='12345678'\n", "wifi.ssid", "brak nazwy sieci", "no name"},
		"short_password":     {"[wifi]\nssid='x'\npassword='1234567'\n", "wifi.password", "hasło ma znaków: 7", "it has 7 characters"},
		"polish_password":    {"[wifi]\nssid='x'\npassword='zażółć gęślą'\n", "wifi.password", "bez polskich liter", "characters of ASCII"},
		"country":            {"[wifi]\nssid='x'\ncountry='pol'\n", "wifi.country", "dwie wielkie litery", "two capital letters"},
		"rotate":             {"[screen]\nrotate=45\n", "screen.rotate", "o 45 stopni ekranu nie da się obrócić", "45 is not a turn; allowed: 0, 90, 180, 270"},
		"rotate_text":        {"[screen]\nrotate='90'\n", "screen.rotate", "wpisz liczbę bez cudzysłowów", "a number without quotes"},
		"mode":               {"[screen]\nmode='full hd'\n", "screen.mode", "nie jest rozmiarem", "is not a size"},
		"time":               {"[time]\nservers=['zegar urzędu']\n", "time.servers", "nie jest adresem serwera czasu", "not the address of a time server"},
		"private_key":        {"[ssh]\nkeys=['-----BEGIN OPENSSH PRIVATE KEY-----']\n", "ssh.keys", "klucz numer 1 nie jest", "key 1 is no public SSH key"},
		"key_with_command":   {"[ssh]\nkeys=['command=\"x\" " + publicKey + "']\n", "ssh.keys", "klucz numer 1", "key 1"},
		"key_of_other_kind":  {"[ssh]\nkeys=['" + strings.Replace(publicKey, "ssh-ed25519", "ssh-rsa", 1) + "']\n", "ssh.keys", "klucz numer 1", "key 1"},
		"curly_quotes":       {"office=„koszalin”\n", "", "cudzysłowy drukarskie", "curly quotes"},
		"open_quote":         {"office='koszalin\n", "", "brak cudzysłowu", "a quote is missing"},
		"no_quotes":          {"office = koszalin\n", "", `napisz: office = "tekst"`, `write office = "text"`},
		"no_equals":          {"to jest biletomat\n", "", "brak znaku =", "there is no ="},
		"no_value":           {"office =\n", "", "brak wartości po znaku =", "nothing after the ="},
		"twice":              {"office='a'\noffice='b'\n", "office", "stoi w pliku drugi raz", "it is there twice"},
		"backslash":          {"office=\"a\\b\\w\"\n", "", `znak \ w cudzysłowach`, `a \ between quotes`},
		"table_twice":        {"[wifi]\nssid='x'\n[time]\n[wifi]\ncountry='PL'\n", "wifi", "stoi w pliku drugi raz", "it is there twice"},
		"open_list":          {"[ssh]\nkeys=[\n'" + publicKey + "'\n[time]\n", "", "lista nie jest zamknięta", "the list is not closed"},
		"open_list_and_key":  {"[network]\ndns=['10.0.0.1'\nmethod='dhcp'\n", "", "lista nie jest zamknięta", "the list is not closed"},
		"head":               {"[printer\nbaud = 12\n", "", "nazwa grupy jest zapisana błędnie", "name of a table"},
		"mask_and_gateway":   {"[network]\nmethod='static'\naddress='10.20.0.17'\ngateway='10.20.0.1'\n", "network.address", "gdzie /24 to maska 255.255.255.0", "where /24 is the mask"},
		"method_and_address": {"[network]\nmethod='statyczny'\naddress='10.20.0.17/24'\ngateway='10.20.0.1'\n", "network.method", "nie jest sposobem", "is not a method"},
		"table_is_missing":   {"path='/dev/numerek-printer'\n", "path", "napisz nad nim wiersz [printer]", "write the line [printer] above it"},
		"below_a_table":      {"[printer]\noffice='a'\n", "printer.office", "na początek pliku", "at the top of the file"},
		"in_another_table":   {"[printer]\nrotate=90\n", "printer.rotate", "należy do grupy [screen]", "belongs to [screen]"},
		"tables_again":       {"[printer]\nbaud=9600\n[time]\n[printer]\nflow_control=true\n", "printer", "w wierszu 5; przenieś jej klucze", "first in line 5; move its keys"},
		"double_brackets":    {"[[printer]]\nbaud=9600\n", "printer", "napisz ją tak: [printer]", "write it so: [printer]"},
		"large_letters":      {"[Printer]\nBaud=12\n", "printer.baud", "12 to nie prędkość", "12 is not a rate"},
		"decimal_comma":      {"[screen]\ninches = 21,5\n", "", "ułamek z kropką", "with a point"},
		"bare_yes":           {"[printer]\nflow_control = tak\n", "", "wpisz true albo false", "allowed: true, false"},
		"no_break_space":     {"\u00a0[printer]\nbaud=9600\n", "", "niewidoczny znak", "invisible character"},
		"space_in_a_path":    {"[printer]\npath='/dev/ttyUSB0 '\n", "printer.path", "bez spacji", "without spaces"},
		"saved_by_a_notepad": {"office='\xb3\xb3ka'\n", "", "nie jest zapisany w UTF-8", "not written in UTF-8"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, wrong := config.Read([]byte(onCard(tt.more)))
			if len(wrong) != 1 {
				t.Fatalf("got %d mistakes, want 1:\n%v", len(wrong), &mistake.FileError{File: "f", All: wrong})
			}
			m := wrong[0]
			if m.Key != tt.key || !strings.Contains(m.Polish.String(), tt.polish) || !strings.Contains(m.English.String(), tt.english) {
				t.Errorf("got %q\n  %s\n  %s\nwant %q\n  %s\n  %s", m.Key, m.Polish, m.English, tt.key, tt.polish, tt.english)
			}
			if strings.Contains(m.Polish.String()+m.English.String(), "1234567") {
				t.Error("the password is told")
			}
			if m.Line < 5 || m.Polish.Mend == "" || m.English.Mend == "" {
				t.Errorf("got %+v, want a line, what is wrong and how to mend it", m)
			}
		})
	}
}

// What no line can be told of, or stands in the first.
func TestRead_a_file_of_another_kind(t *testing.T) {
	for text, want := range map[string]string{
		`{\rtf1\ansi`:         "1: zapisz go jako zwykły tekst, najlepiej w Notatniku",
		"\xff\xfer\x00o\x00l": "1: w Notatniku wybierz „Zapisz jako”, a pod nazwą kodowanie UTF-8",
		"[office]\n[[locations]]\n[[locations]]\n": "2: weź ten, który zapisało polecenie central device add",
		onCard("[[printer]]\n"):                    "5: napisz ją tak: [printer]",
	} {
		_, wrong := config.Read([]byte(text))
		if len(wrong) != 1 || fmt.Sprint(wrong[0].Line, ": ", wrong[0].Polish.Mend) != want {
			t.Errorf("%q: got %v, want %s", text, wrong, want)
		}
	}
}

// A broken line keeps nothing but itself from being read.
func TestRead_takes_what_is_good(t *testing.T) {
	c, wrong := config.Read([]byte(onCard("token = \"abc\noffice = koszalin\n[network]\nmethod='static'\naddress='10.20.0.17/24'\ndns=['10.20.0.2']\n" +
		"[wifi]\nssid='x'\npassword='short'\n[board\nlamp='GPIO17'\n[ssh]\nkeys=['none', '" + publicKey + "']\n")))
	var lines []int
	for _, m := range wrong {
		lines = append(lines, m.Line)
	}
	if got := fmt.Sprint(lines); got != "[5 6 13 14 17]" {
		t.Errorf("got mistakes in lines %s:\n%v", got, &mistake.FileError{File: "f", All: wrong})
	}
	if !c.Network.Static || c.Network.Address.String() != "10.20.0.17/24" || c.WiFi.SSID != "" || len(c.SSH.Keys) != 1 || c.Board.Lamp != "" {
		t.Errorf("got %+v, want the network and the good key", c)
	}
}

// A network that does not hang together is left to DHCP.
func TestRead_falls_back_to_DHCP(t *testing.T) {
	c, wrong := config.Read([]byte(onCard("[network]\nmethod='static'\naddress='10.20.0.17/24'\ngateway='10.21.0.1'\ndns=['10.20.0.2']\n")))
	if len(wrong) != 1 || c.Network.Static || c.Network.Address.IsValid() || c.Device != "k" {
		t.Errorf("got %+v with %d mistakes, want DHCP", c.Network, len(wrong))
	}
}
