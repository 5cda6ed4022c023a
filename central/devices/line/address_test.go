package line_test

import (
	"net"
	"testing"

	"numerek/central/devices/line"
)

// A whole network of guesses counts as one address, and every IPv4 address as itself.
func TestAddressesOfTries(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"192.0.2.7:1": "192.0.2.7", "[::ffff:192.0.2.7]:1": "192.0.2.7",
		"[2001:db8:1:2:3::4]:1": "2001:db8:1:2::/64", "[2001:db8:1:2:ffff::]:9": "2001:db8:1:2::/64", "[fe80::1%eth0]:1": "fe80::/64",
	} {
		a, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if got := line.Host(a); got != want {
			t.Errorf("%s: got %s, want %s", at, got, want)
		}
	}
	if got := line.Host(&net.UnixAddr{Name: "pipe"}); got != "pipe" {
		t.Errorf("got %s, want pipe", got)
	}
}
