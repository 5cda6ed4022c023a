package network_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// command runs a program of the system; one that fails says why.
func command(words ...string) error {
	said, err := exec.CommandContext(context.Background(), words[0], words[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(words, " "), err, strings.TrimSpace(string(said)))
	}
	return nil
}

// wire is a cable between the servers, which are in the network of this process,
// and a space.
type wire struct {
	*space
	t            *testing.T
	number       int
	server, here string // addresses of both ends
}

// wires counts them.
var wires atomic.Int32

func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{space: newSpace(t), t: t, number: int(wires.Add(1))}
	w.server, w.here = fmt.Sprintf("10.77.%d.1", w.number), fmt.Sprintf("10.77.%d.2", w.number)
	// No segments that only virtual cards know: what is lost is one packet.
	w.must("ip", "link", "add", w.hub(), "gso_max_segs", "1", "type", "veth", "peer", "name", w.hub()+"e")
	t.Cleanup(func() { _ = command("ip", "link", "del", w.hub()) })
	w.must("ip", "link", "set", w.hub()+"e", "gso_max_segs", "1", "netns", w.path(), "name", "eth0")
	w.must("ip", "addr", "add", w.server+"/24", "dev", w.hub())
	w.must("ip", "link", "set", w.hub(), "up")
	w.mustThere("ip", "addr", "add", w.here+"/24", "dev", "eth0")
	w.mustThere("ip", "link", "set", "lo", "up")
	w.mustThere("ip", "link", "set", "eth0", "up")
	return w
}

// hub is the name of the server's end.
func (w *wire) hub() string { return "w" + strconv.Itoa(w.number) }

func (w *wire) must(words ...string) {
	w.t.Helper()
	if err := command(words...); err != nil {
		w.t.Fatal(err)
	}
}

// there are the words of a command in the space.
func (w *wire) there(words ...string) []string {
	return append([]string{"nsenter", "--net=" + w.path(), "--"}, words...)
}

func (w *wire) mustThere(words ...string) {
	w.t.Helper()
	w.must(w.there(words...)...)
}

// What is lost: of each direction packets that fit. Packets are lost where they
// arrive, so that nobody is told.
const (
	everything = "drop"
	some       = "numgen random mod 100 < 30 drop"
	nothing    = "accept"
)

// lose loses packets on the way up, to the server, and down.
func (w *wire) lose(up, down string) {
	w.t.Helper()
	for _, words := range [][]string{
		{"nft", fmt.Sprintf("add table inet %[1]s; add chain inet %[1]s in { type filter hook input priority 0; }; "+
			"add rule inet %[1]s in iifname %[1]s %[2]s", w.hub(), up)},
		w.there("nft", "add table inet bad; add chain inet bad in { type filter hook input priority 0; }; "+
			"add rule inet bad in iifname eth0 "+down),
	} {
		w.must(words...)
	}
}

// find loses nothing any more.
func (w *wire) find() {
	w.t.Helper()
	w.must("nft", "delete table inet "+w.hub())
	w.mustThere("nft", "delete table inet bad")
}

// forget loses all packets of the connections that there have been, for good.
func (w *wire) forget() {
	w.t.Helper()
	w.mu.Lock()
	ports := strings.Join(w.ports, ", ")
	w.mu.Unlock()
	w.must("nft", fmt.Sprintf("add table inet %[1]s-old; add chain inet %[1]s-old in { type filter hook input priority 1; }; "+
		"add rule inet %[1]s-old in iifname %[1]s tcp sport { %[2]s } drop", w.hub(), ports))
	w.mustThere("nft", "add table inet old; add chain inet old in { type filter hook input priority 1; }; "+
		"add rule inet old in tcp dport { "+ports+" } drop")
}

// shape makes both ends send as a discipline of tc says: "tbf …" or "netem …".
func (w *wire) shape(discipline ...string) error {
	words := append([]string{"tc", "qdisc", "add", "dev"}, w.hub(), "root")
	return errors.Join(command(append(words, discipline...)...),
		command(append(w.there("tc", "qdisc", "add", "dev", "eth0", "root"), discipline...)...))
}

// unshape ends that.
func (w *wire) unshape() {
	w.t.Helper()
	w.must("tc", "qdisc", "del", "dev", w.hub(), "root")
	w.mustThere("tc", "qdisc", "del", "dev", "eth0", "root")
}
