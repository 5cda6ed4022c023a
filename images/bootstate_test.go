package images_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Where boot.cmd and bootstate have the state.
const (
	firstCopy  = 0x100000
	secondCopy = 0x101000
	copySize   = 0x1000
)

// loader is a card's state, with the script that changes it and boot.cmd's choice.
type loader struct {
	t    *testing.T
	disk string
	path string // of the programs
}

// newLoader returns an empty card. The script's own programs read and write it.
func newLoader(t *testing.T) *loader {
	t.Helper()
	for _, program := range []string{"fw_printenv", "fw_setenv"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("there is no %s: scripts/test brings it", program)
		}
	}
	if os.Getuid() != 0 {
		t.Skip("the script's folder is root's")
	}
	dir := t.TempDir()
	l := &loader{t: t, disk: filepath.Join(dir, "disk"), path: dir + ":" + os.Getenv("PATH")}
	// What has the partition is found among the devices.
	found := "#!/bin/sh\necho ..'" + l.disk + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "lsblk"), []byte(found), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.disk, make([]byte, secondCopy+copySize), 0o600); err != nil {
		t.Fatal(err)
	}
	return l
}

// bootstate runs the script.
func (l *loader) bootstate(args ...string) string {
	l.t.Helper()
	c := exec.CommandContext(l.t.Context(), "sh", append([]string{"root/usr/lib/numerek/bootstate"}, args...)...)
	c.Env = append(os.Environ(), "PATH="+l.path)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		l.t.Fatalf("bootstate %v: %v\n%s", args, err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// state reads the copy at a place; nil where it is not whole.
func (l *loader) state(at int) map[string]string {
	l.t.Helper()
	card, err := os.ReadFile(l.disk)
	if err != nil {
		l.t.Fatal(err)
	}
	text := card[at : at+copySize]
	if binary.LittleEndian.Uint32(text) != crc32.ChecksumIEEE(text[4:]) {
		return nil
	}
	all := map[string]string{}
	for line := range strings.SplitSeq(string(text[4:]), "\x00") {
		if name, value, ok := strings.Cut(line, "="); ok {
			all[name] = value
		}
	}
	return all
}

// line is the state of the first copy, in one line; the second must be the same.
func (l *loader) line() string {
	l.t.Helper()
	var lines [2]string
	for i, at := range []int{firstCopy, secondCopy} {
		if s := l.state(at); s != nil {
			lines[i] = s["BOOT_ORDER"] + ", " + s["BOOT_A_LEFT"] + ", " + s["BOOT_B_LEFT"]
		}
	}
	if lines[0] != lines[1] {
		l.t.Fatalf("the copies differ: %q, %q", lines[0], lines[1])
	}
	return lines[0]
}

// boot chooses a slot as boot.cmd does.
func (l *loader) boot() (slot string) {
	l.t.Helper()
	order, left := "A B", map[string]int{"A": 3, "B": 3}
	for _, at := range []int{secondCopy, firstCopy} { // the first one counts
		s := l.state(at)
		if s == nil {
			continue
		}
		order = s["BOOT_ORDER"]
		for _, name := range []string{"A", "B"} {
			n, err := strconv.ParseInt(s["BOOT_"+name+"_LEFT"], 16, 32)
			if err != nil {
				l.t.Fatal(err)
			}
			left[name] = int(n)
		}
	}
	for slot == "" {
		for s := range strings.FieldsSeq(order) {
			if slot == "" && left[s] > 0 {
				left[s]--
				slot = s
			}
		}
		if slot == "" {
			left = map[string]int{"A": 3, "B": 3}
		}
	}
	l.write(order, left["A"], left["B"])
	return slot
}

// write writes both copies.
func (l *loader) write(order string, a, b int) {
	l.t.Helper()
	text := make([]byte, copySize)
	copy(text[4:], "BOOT_A_LEFT="+strconv.FormatInt(int64(a), 16)+"\x00BOOT_B_LEFT="+strconv.FormatInt(int64(b), 16)+"\x00BOOT_ORDER="+order+"\x00\x00")
	binary.LittleEndian.PutUint32(text, crc32.ChecksumIEEE(text[4:]))
	f, err := os.OpenFile(l.disk, os.O_WRONLY, 0)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, at := range []int64{secondCopy, firstCopy} {
		if _, err := f.WriteAt(text, at); err != nil {
			l.t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		l.t.Fatal(err)
	}
}

func TestBootstate(t *testing.T) {
	for name, tt := range map[string]struct {
		order string
		a, b  int
		args  string
		want  string
	}{
		"good":                       {"A B", 2, 3, "set-state A good", "A B, 3, 3"},
		"good_beside_an_empty_one":   {"A B", 2, 0, "set-state A good", "A B, 3, 0"},
		"good_after_a_fall":          {"B A", 2, 0, "set-state A good", "A B, 3, 0"},
		"good_after_the_other_fell":  {"A B", 0, 2, "set-state B good", "B A, 0, 3"},
		"good_before_an_activation":  {"B A", 2, 2, "set-state A good", "B A, 3, 2"},
		"good_once_it_was_activated": {"B A", 3, 1, "set-state B good", "B A, 3, 3"},
		"good_at_its_last_try":       {"B A", 3, 0, "set-state B good", "B A, 3, 3"},
		"about_to_be_written":        {"A B", 3, 3, "set-state B bad", "A B, 3, 0"},
		"activated":                  {"A B", 3, 0, "set-primary B", "B A, 3, 2"},
		"activated_again":            {"B A", 0, 3, "set-primary A", "A B, 2, 3"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLoader(t)
			l.write(tt.order, tt.a, tt.b)
			l.bootstate(strings.Fields(tt.args)...)
			if got := l.line(); got != tt.want {
				t.Errorf("%s, %d, %d: %s: got %s, want %s", tt.order, tt.a, tt.b, tt.args, got, tt.want)
			}
		})
	}
}

func TestBootstateOfAnEmptyCard(t *testing.T) {
	l := newLoader(t)
	if got := l.bootstate("get-primary") + l.bootstate("get-state", "B") + l.bootstate("tries", "A"); got != "Agood3" {
		t.Errorf("got %s", got)
	}
}

// TestFallenVersion goes back from a version, and then loses the power again and again
// before the old one draws: it is the old one that gets its tries back.
func TestFallenVersion(t *testing.T) {
	l := newLoader(t)
	l.write("A B", 2, 0)
	l.bootstate("set-primary", "B")
	for start, want := range []string{"B", "B", "A"} {
		if got := l.boot(); got != want {
			t.Fatalf("start %d of the new version: got %s, want %s", start+1, got, want)
		}
	}
	l.bootstate("set-state", "A", "good")
	for start := range 6 {
		if got := l.boot(); got != "A" {
			t.Fatalf("start %d after the fall: got %s: %s", start+1, got, l.line())
		}
	}
}
