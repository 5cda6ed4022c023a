package image_test

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e"
)

// memoryLimit of everything that runs, in MiB.
const memoryLimit = 400

// With a key in numerek.toml an administrator may log in, and sees what the card
// promises: nothing failed, nothing but ssh listens, nothing can be written but the data
// partition, the screen belongs to an ordinary user, and memory is left over. A program
// that stands still is started again by systemd.
func TestShell(t *testing.T) {
	needAll(t)
	s := newSite(t)
	keys, key := administrator(t)
	k := insert(t, s.settings(device, technician+keys), panel)
	c := k.home(s, "0-home")
	k.ticket(s, c)
	shell := k.shell(key)
	k.must(e2e.Until(soon(t), "the start is over", func() (bool, error) {
		return shell("systemctl is-system-running || true") != "starting", nil
	}))
	if failed := shell("systemctl --failed --no-legend --plain"); failed != "" {
		t.Errorf("failed units:\n%s", failed)
	}
	for line := range strings.SplitSeq(shell("ss -Hlntu"), "\n") {
		if fields := strings.Fields(line); len(fields) > 4 && !harmless.MatchString(fields[0]+" "+fields[4]) {
			t.Errorf("a port is open: %s", line)
		}
	}
	for line := range strings.SplitSeq(shell("findmnt -rno TARGET,OPTIONS --real"), "\n") {
		target, options, _ := strings.Cut(line, " ")
		if !strings.HasPrefix(options, "ro,") && target != "/data" && target != "/var/lib/systemd/timesync" {
			t.Errorf("can be written: %s", line)
		}
	}
	for _, program := range []string{"Xorg", "appliance"} {
		if user := shell("ps -o user= -C " + program); user != "numerek" {
			t.Errorf("%s runs as %q", program, user)
		}
	}
	if told := shell("cat /proc/cmdline"); !strings.Contains(told, " numerek.left=2 ") && !strings.HasSuffix(told, " numerek.left=2") {
		t.Errorf("the boot loader does not tell how many tries are left, 2 of 3: %s", told)
	}
	used := memory(t, shell("cat /proc/meminfo"))
	figure(t, "image_memory", "MiB", float64(used))
	if used > memoryLimit {
		t.Errorf("%d MiB of memory in use, of at most %d", used, memoryLimit)
	}
	took := startup.FindStringSubmatch(shell("systemd-analyze time"))
	if took == nil {
		t.Fatal("systemd-analyze does not say how long the start took")
	}
	for i, name := range []string{"image_kernel", "image_userland"} {
		length, err := time.ParseDuration(strings.ReplaceAll(took[i+1], "min ", "m"))
		k.must(err)
		figure(t, name, "s", length.Seconds())
	}
	t.Logf("what took longest:\n%s", shell("systemd-analyze blame | head -n 12"))
	t.Logf("what the start waits for:\n%s", shell("systemd-analyze critical-chain numerek.service"))

	shell("systemctl service-watchdogs yes && pkill -STOP -x appliance")
	stopped := time.Now()
	k.says(startPatience, "numerek.service", "watchdog")
	k.says(startPatience, "first frame")
	figure(t, "image_unstuck", "s", time.Since(stopped).Seconds())
	k.must(c.See(soon(t), "4-again", kiosk.ScreenHome))
}

// administrator makes a key of an administrator's: what numerek.toml says of it, and its
// file.
func administrator(t *testing.T) (settings, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "administrator")
	if said, err := exec.CommandContext(t.Context(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "administrator", "-f", file).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, said)
	}
	public, err := os.ReadFile(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return "\n[ssh]\nkeys = [\"" + strings.TrimSpace(string(public)) + "\"]\n", file
}

// shell runs commands on the device as the administrator with a key, and gives what
// they say.
func (k *machine) shell(key string) func(command string) string {
	k.t.Helper()
	address, err := k.Reach(soon(k.t), 22)
	k.must(err)
	host, port, err := net.SplitHostPort(address)
	k.must(err)
	return func(command string) string {
		k.t.Helper()
		said, err := exec.CommandContext(soon(k.t), "ssh", "-F", "none", "-i", key, "-p", port, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
			"-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=120", "root@"+host, command).CombinedOutput()
		if err != nil {
			k.t.Fatalf("%s: %v\n%s", command, err, said)
		}
		return strings.TrimSpace(string(said))
	}
}

// startup is what systemd-analyze says of the kernel and of the rest.
var startup = regexp.MustCompile(`in (.*) \(kernel\) \+ (.*) \(userspace\)`)

// harmless are the sockets that a device has: ssh, the clients of DHCP, and the resolver
// for its own programs.
var harmless = regexp.MustCompile(`^(tcp (0\.0\.0\.0|\[::\]):22|udp .*:(68|546)|(tcp|udp) 127\.0\.0\.5[34](%lo)?:53)$`)

// memory in use, in MiB, as /proc/meminfo tells.
func memory(t *testing.T, info string) int {
	t.Helper()
	amount := func(name string) int {
		found := regexp.MustCompile(`(?m)^` + name + `: *([0-9]+) kB`).FindStringSubmatch(info)
		if found == nil {
			t.Fatalf("no %s in:\n%s", name, info)
		}
		n, err := strconv.Atoi(found[1])
		if err != nil {
			t.Fatal(err)
		}
		return n / 1024
	}
	return amount("MemTotal") - amount("MemAvailable")
}

// listens asks whether ssh answers.
func (k *machine) listens() bool {
	k.t.Helper()
	address, err := k.Reach(soon(k.t), 22)
	k.must(err)
	var d net.Dialer
	connection, err := d.DialContext(soon(k.t), "tcp", address)
	k.must(err)
	defer connection.Close()
	k.must(connection.SetReadDeadline(time.Now().Add(stepPatience)))
	said, _ := bufio.NewReader(connection).ReadString('\n') // nothing, where QEMU was refused
	return strings.HasPrefix(said, "SSH-")
}
