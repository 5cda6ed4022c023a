package settings

import (
	"fmt"
	"io/fs"
	"net/netip"
	"strings"

	"numerek/appliance/config"
)

// The files that there can be, from the root of the card's system.
const (
	Copy        = "/run/numerek/numerek.toml" // of the card's file, whatever it holds
	Environment = "/run/numerek/environment"  // variables of the programs that talk to the server, and of the first picture
	Keys        = "/run/numerek-ssh/authorized_keys"
	Screen      = "/run/numerek/xorg/20-screen.conf"
	Supplicant  = "/run/numerek/wpa_supplicant-wlan0.conf"
	Static      = "/run/systemd/network/20-numerek-static.network"
	Wireless    = "/run/systemd/network/25-numerek-wifi.network"
	Wired       = "/run/systemd/network/30-numerek-wired.network"
	Resolver    = "/run/systemd/resolved.conf.d/50-numerek.conf"
	Clock       = "/run/systemd/timesyncd.conf.d/50-numerek.conf"
)

// Paths are all of them.
func Paths() []string {
	return []string{Copy, Environment, Keys, Screen, Supplicant, Static, Wireless, Wired, Resolver, Clock}
}

// File is one file of the system.
type File struct {
	Content string
	Mode    fs.FileMode
	// Owned says that it belongs to the user of the appliance rather than to root.
	Owned bool
}

// The modes of files.
const (
	open   fs.FileMode = 0o644
	secret fs.FileMode = 0o600
)

// head stands on top of every file.
const head = "# Made from numerek.toml at every start.\n"

// Render returns the files of a configuration by their paths. text is the card's
// file as it stands there, nil where there is none.
func Render(c config.Config, text []byte) map[string]File {
	files := map[string]File{
		Environment: {Content: head + turned(c.Screen.Rotate) + environment(c.Network.Proxy), Mode: secret},
		Screen:      {Content: head + screen(c.Screen), Mode: open},
		Resolver:    {Content: head + resolver, Mode: open},
		Wired:       {Content: head + network(wired, metricWired, c), Mode: open},
	}
	if text != nil {
		files[Copy] = File{Content: string(text), Mode: secret, Owned: true}
	}
	if len(c.SSH.Keys) > 0 {
		files[Keys] = File{Content: strings.Join(c.SSH.Keys, "\n") + "\n", Mode: open}
	}
	if len(c.Time.Servers) > 0 {
		servers := strings.Join(c.Time.Servers, " ")
		files[Clock] = File{Content: head + "[Time]\nNTP=" + servers + "\nFallbackNTP=" + servers + "\n", Mode: open} // an empty one would be Debian's
	}
	if c.WiFi.SSID != "" {
		files[Supplicant] = File{Content: head + supplicant(c.WiFi), Mode: secret}
		files[Wireless] = File{Content: head + network(wireless, metricWireless, c), Mode: open}
	}
	if c.Network.Static {
		match := wired
		switch {
		case c.Network.Interface != "":
			match = "Name=" + c.Network.Interface + "\n"
		case c.WiFi.SSID != "":
			match = wireless
		}
		files[Static] = File{Content: head + fixed(match, c.Network), Mode: open}
	}
	return files
}

// resolver: no public servers that the office has not chosen, and no open port.
const resolver = "[Resolve]\nFallbackDNS=\nLLMNR=no\nMulticastDNS=no\n"

// Which interfaces a file is for. A kind is what only virtual ones have.
const (
	wired    = "Type=ether\nKind=!*\n"
	wireless = "Type=wlan\n"
)

// Metrics prefer what the technician has written, then the cable.
const (
	metricStatic   = 50
	metricWired    = 100
	metricWireless = 600
)

// network is an interface with DHCP. A device has no identity of its own in its
// system, which is new at every start: the lease goes by the interface's address. The
// name that a network gives it is of no use to it.
func network(match string, metric int, c config.Config) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[Match]\n%s\n[Link]\nRequiredForOnline=no\n\n[Network]\nDHCP=yes\nLLMNR=no\nMulticastDNS=no\n%s", match, dns(c.Network.DNS))
	own := ""
	if len(c.Network.DNS) > 0 {
		own = "UseDNS=no\n"
	}
	fmt.Fprintf(&b, "\n[DHCPv4]\nClientIdentifier=mac\nUseHostname=no\nRouteMetric=%d\n%s", metric, own)
	if c.Device != "" {
		fmt.Fprintf(&b, "Hostname=%s\n", c.Device)
	}
	fmt.Fprintf(&b, "\n[DHCPv6]\nDUIDType=link-layer\nUseHostname=no\n%s\n[IPv6AcceptRA]\nRouteMetric=%d\n%s", own, metric, own)
	return b.String()
}

// fixed is an interface with an address that does not change.
func fixed(match string, n config.Network) string {
	var b strings.Builder
	fmt.Fprintf(&b, "[Match]\n%s\n[Link]\nRequiredForOnline=no\n\n[Network]\nDHCP=no\nLLMNR=no\nMulticastDNS=no\n%s", match, dns(n.DNS))
	if n.Address.Addr().Is6() {
		b.WriteString("IPv6AcceptRA=no\n")
	}
	fmt.Fprintf(&b, "\n[Address]\nAddress=%s\n", n.Address)
	if n.Gateway.IsValid() {
		fmt.Fprintf(&b, "\n[Route]\nGateway=%s\nMetric=%d\n", n.Gateway, metricStatic)
	}
	return b.String()
}

func dns(servers []netip.Addr) string {
	var b strings.Builder
	for _, a := range servers {
		fmt.Fprintf(&b, "DNS=%s\n", a)
	}
	return b.String()
}

// environment is what programs know a proxy by; some heed small letters only.
func environment(proxy config.Secret) string {
	if proxy == "" {
		return ""
	}
	var b strings.Builder
	for _, name := range []string{"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"} {
		fmt.Fprintf(&b, "%s=%s\n", name, string(proxy))
	}
	b.WriteString("no_proxy=localhost,127.0.0.1,::1\nNO_PROXY=localhost,127.0.0.1,::1\n")
	return b.String()
}
