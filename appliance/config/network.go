package config

import (
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"numerek/appliance/mistake"
)

var (
	interfacePattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,14}$`) // the kernel takes 15 bytes
	// proxyPattern leaves out what a shell, systemd or a log would read otherwise.
	proxyPattern    = regexp.MustCompile(`^http://[A-Za-z0-9._~:@%\[\]-]+/?$`)
	hostPattern     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$`)
	countryPattern  = regexp.MustCompile(`^[A-Z]{2}$`)
	passwordPattern = regexp.MustCompile(`^[ -~]{8,63}$|^[0-9A-Fa-f]{64}$`)
)

// checkNetwork looks at the address of the device.
func (c Config) checkNetwork(ps *problems) {
	n := c.Network
	if n.Interface != "" && !interfacePattern.MatchString(n.Interface) {
		ps.value("network.interface", n.Interface, "nie jest nazwą karty sieciowej", `wpisz nazwę taką jak "end0" albo usuń ten wiersz`,
			"is not the name of an interface", `allowed: a name such as "end0"`)
	}
	if n.Proxy != "" && !proxy(string(n.Proxy)) { // and is not repeated: it may hold a password
		ps.add("network.proxy",
			mistake.Text{Wrong: "serwer proxy jest zapisany błędnie", Mend: `wpisz http://SERWER:PORT, na przykład "http://10.20.0.5:3128"`},
			mistake.Text{Wrong: "not the address of a proxy", Mend: `allowed: http://HOST:PORT, such as "http://10.20.0.5:3128"`})
	}
	switch {
	case !n.Static && n.Address.IsValid():
		ps.add("network.address",
			mistake.Text{Wrong: "adresy rozdaje tu DHCP", Mend: `dodaj w [network] wiersz method = "static" albo usuń ten`},
			mistake.Text{Wrong: "DHCP tells the address", Mend: `add method = "static" to [network], or take this away`})
	case n.Static && !n.Address.IsValid():
		ps.add("network.address",
			mistake.Text{Mend: `wpisz go z długością maski, na przykład "10.20.0.17/24"`},
			mistake.Text{Mend: `allowed: an address with the length of its mask, such as "10.20.0.17/24"`})
	case n.Static && !usable(n.Address):
		ps.value("network.address", n.Address.String(), "nie może być adresem urządzenia", "wpisz inny, wolny w tej sieci",
			"cannot be the address of a device", "allowed: a free address of the network, not the network's own")
	}
	switch {
	case !n.Gateway.IsValid():
	case !n.Static:
		ps.add("network.gateway",
			mistake.Text{Wrong: "bramę podaje tu DHCP", Mend: `dodaj w [network] wiersz method = "static" albo usuń ten`},
			mistake.Text{Wrong: "DHCP tells the gateway", Mend: `add method = "static" to [network], or take this away`})
	case n.Address.IsValid() && (!n.Address.Contains(n.Gateway) || n.Gateway == n.Address.Addr()):
		ps.value("network.gateway", n.Gateway.String(), "nie leży w sieci "+n.Address.Masked().String(), "wpisz bramę z tej samej sieci",
			"is not in the network "+n.Address.Masked().String(), "allowed: another address of the same network")
	}
	if host, ok := hostPort(c.Server); n.Static && ok && len(n.DNS) == 0 && n.Proxy == "" && host != "localhost" {
		if _, err := netip.ParseAddr(host); err != nil {
			ps.add("network.dns",
				mistake.Text{Wrong: "serwer jest podany nazwą, a nie ma kto jej znaleźć", Mend: `wpisz dns = ["10.20.0.2"], z adresem serwera DNS`},
				mistake.Text{Wrong: "the server is a name, and nobody is there to look it up", Mend: `write dns = ["address of a DNS server"]`})
		}
	}
}

// usable says whether an address with its network can be a device's.
func usable(p netip.Prefix) bool {
	a := p.Addr()
	if a.IsUnspecified() || a.IsMulticast() || a.IsLoopback() || p.Bits() == 0 || a.Zone() != "" {
		return false
	}
	if !a.Is4() || p.Bits() >= 31 {
		return true
	}
	bits := a.As4()
	host := binary.BigEndian.Uint32(bits[:]) & (1<<(32-p.Bits()) - 1)
	return host != 0 && host != 1<<(32-p.Bits())-1 // neither the network nor everybody in it
}

// checkWiFi looks at the wireless network. The password is not repeated.
func (c Config) checkWiFi(ps *problems) {
	w := c.WiFi
	switch {
	case w.SSID == "" && w.Password != "":
		ps.add("wifi.ssid",
			mistake.Text{Wrong: "jest hasło, a brak nazwy sieci", Mend: `wpisz ssid = "nazwa sieci"`},
			mistake.Text{Wrong: "there is a password and no name", Mend: `write ssid = "name of the network"`})
	case len(w.SSID) > 32 || !utf8.ValidString(w.SSID) || strings.ContainsRune(w.SSID, 0):
		ps.add("wifi.ssid", say("nazwa ma %d bajtów", "dozwolone: od 1 do 32", len(w.SSID)),
			say("it has %d bytes", "allowed: 1 to 32", len(w.SSID)))
	}
	if w.Password != "" && !passwordPattern.MatchString(string(w.Password)) {
		ps.add("wifi.password",
			say("hasło ma znaków: %d, albo ma takie, których Wi-Fi nie zna", "dozwolone: od 8 do 63 znaków bez polskich liter", utf8.RuneCountInString(string(w.Password))),
			say("it has %d characters, or such as Wi-Fi does not know", "allowed: 8 to 63 characters of ASCII", utf8.RuneCountInString(string(w.Password))))
	}
	if w.Country != "" && !countryPattern.MatchString(w.Country) {
		ps.value("wifi.country", w.Country, "nie jest kodem kraju", `dozwolone: dwie wielkie litery, na przykład "PL"`,
			"is not a country", `allowed: two capital letters, such as "PL"`)
	}
}

// checkTime looks at where the clock is set from.
func (c Config) checkTime(ps *problems) {
	for _, s := range c.Time.Servers {
		if !hostPattern.MatchString(s) {
			ps.value("time.servers", s, "nie jest adresem serwera czasu", `wpisz listę, na przykład ["ntp.example.pl"]`,
				"is not the address of a time server", `allowed: names or addresses, such as ["ntp.example.pl"]`)
		}
	}
}

// checkSSH looks at the keys of whoever may log in.
func (c Config) checkSSH(ps *problems) {
	for i, k := range c.SSH.Keys {
		if !sshKey(k) {
			ps.add("ssh.keys", say("klucz numer %d nie jest kluczem publicznym SSH", `wpisz cały wiersz pliku .pub: "ssh-ed25519 AAAA… nazwa"`, i+1),
				say("key %d is no public SSH key", `allowed: the whole line of a .pub file, "ssh-ed25519 AAAA… name"`, i+1))
		}
	}
}

// sshKinds are the kinds of keys that OpenSSH takes today.
var sshKinds = []string{
	"ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
	"sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
}

// sshKey says whether a line is a public key without options: its kind, the key,
// which says its kind again (RFC 4253, 6.6), and a comment.
func sshKey(line string) bool {
	words := strings.Fields(line)
	if len(words) < 2 || strings.ContainsAny(line, "\r\n") || !slices.Contains(sshKinds, words[0]) {
		return false
	}
	blob, err := base64.StdEncoding.DecodeString(words[1])
	const length = 4
	if err != nil || len(blob) < length {
		return false
	}
	said := blob[length:]
	n := int64(binary.BigEndian.Uint32(blob))
	return n < int64(len(said)) && string(said[:n]) == words[0]
}

// proxy says whether a text is the address of a proxy.
func proxy(s string) bool {
	if !proxyPattern.MatchString(s) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Hostname() != "" && validPort(u.Port())
}
