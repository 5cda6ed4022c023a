package flash_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"numerek/scripts/e2e"
)

// The card of these tests: as the real one begins, but small.
const (
	first    = 4 << 20  // byte at which the first partition begins
	cardSize = 24 << 20 // bytes
)

const good = `role = "kiosk"
device = "kiosk-ratusz"
server = "10.20.0.2:7070"
fingerprint = "sha256:5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
token = "ABCD-EFGH-2345-WXYZ"
data = "/data/numerek"
`

// image makes an image with the card's marks, a FAT that holds a file, and a last
// partition, packed and with its block map. Other bytes are noise of a seed.
func image(t *testing.T) (packed string, card []byte) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "card.img")
	card = make([]byte, cardSize)
	binary.LittleEndian.PutUint32(card[440:], 0x4e4d524b)
	binary.LittleEndian.PutUint32(card[454:], first/512)
	card[510], card[511] = 0x55, 0xaa
	for i := 16 << 20; i < 18<<20; i++ {
		card[i] = byte(i * 2654435761 >> 13)
	}
	write(t, path, card)
	must(t, "mformat", "-i", path+"@@4M", "-T", "16384", "-v", "NUMEREK", "::")
	readme := filepath.Join(folder, "README.txt")
	write(t, readme, []byte("Numerek\n"))
	must(t, "mcopy", "-i", path+"@@4M", readme, "::")
	card, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "bmaptool", "create", "-o", path+".bmap", path)
	must(t, "xz", "-0", path)
	return path + ".xz", card
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, name string, args ...string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, said)
	}
	return strings.TrimSpace(string(said))
}

// script is scripts/flash.
func script(t *testing.T) string {
	t.Helper()
	root, err := e2e.Root()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(root, "scripts", "flash")
}

// flash calls it in a folder, with what is typed at its question.
func flash(t *testing.T, folder, typed string, args ...string) (said string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), script(t), args...)
	cmd.Dir, cmd.Stdin = folder, strings.NewReader(typed)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// settings makes a numerek.toml in a folder.
func settings(t *testing.T, text string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	write(t, filepath.Join(folder, "numerek.toml"), []byte(text))
	return folder
}

// onCard is the file that the first partition of a card has.
func onCard(t *testing.T, card, name string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "mtype", "-i", card+"@@4M", "::"+name).Output()
	if err != nil {
		t.Fatalf("mtype %s: %v", name, err)
	}
	return string(out)
}

// A file for Raspberry Pi Imager: the image, with the settings inside, and with or
// without a block map.
func TestFile(t *testing.T) {
	packed, want := image(t)
	for _, name := range []string{"with_a_block_map", "without"} {
		t.Run(name, func(t *testing.T) {
			if name == "without" {
				plain := filepath.Join(t.TempDir(), "plain.img")
				write(t, plain, want)
				packed = plain
			}
			folder := settings(t, good)
			said, err := flash(t, folder, "", "kiosk.img", "numerek.toml", "--image", packed)
			if err != nil || !strings.Contains(said, "Written and read back") {
				t.Fatalf("got %v\n%s", err, said)
			}
			card := filepath.Join(folder, "kiosk.img")
			got, err := os.ReadFile(card)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) || !bytes.Equal(got[:first], want[:first]) || !bytes.Equal(got[first+8<<20:], want[first+8<<20:]) {
				t.Error("beside the first partition, the file is not the image")
			}
			if got := onCard(t, card, "numerek.toml"); got != good {
				t.Errorf("got settings %q", got)
			}
			if got := onCard(t, card, "README.txt"); got != "Numerek\n" {
				t.Errorf("got %q, want the image's own file", got)
			}
			if info, err := os.Stat(card); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("got %v, %v, want a file for nobody else: it has a token", info.Mode(), err)
			}
			if said, err := flash(t, folder, "", "kiosk.img", "--image", packed); err == nil || !strings.Contains(said, "already there") {
				t.Errorf("again: got %v\n%s", err, said)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	if said, err := flash(t, t.TempDir(), "", "--help"); err != nil || !strings.Contains(said, "usage: scripts/flash DEVICE|FILE.img") || strings.Contains(said, "here=") {
		t.Errorf("got %v, want how it is called:\n%s", err, said)
	}
}

// What is refused leaves nothing behind.
func TestRefuses(t *testing.T) {
	packed, card := image(t)
	folder := settings(t, good)
	write(t, filepath.Join(folder, "wrong.toml"), []byte(strings.Replace(good, `"kiosk"`, `"kiosk`, 1)))
	foreign := filepath.Join(folder, "foreign.bin")
	write(t, foreign, make([]byte, 1<<20))
	other := filepath.Join(folder, "other.img.xz")
	sum := filepath.Join(folder, "damaged.img")
	write(t, sum, card)
	write(t, sum+".sha256", []byte(strings.Repeat("0", 64)+"  damaged.img\n"))
	write(t, filepath.Join(folder, "hidden.toml.txt"), []byte(good))
	short := filepath.Join(folder, "short.img")
	whole := bytes.Clone(card)
	binary.LittleEndian.PutUint32(whole[458:], cardSize/512) // the first partition ends after the card
	write(t, short, whole)
	if err := os.Link(packed, other); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(strings.TrimSuffix(packed, ".xz") + ".bmap")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "other.img.bmap"), bytes.Replace(text, []byte("<Range "), []byte("<Gone "), 1))
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"mistake_polish":  {[]string{"x.img", "wrong.toml", "--image", packed}, "wrong.toml:1: brak cudzysłowu"},
		"mistake_english": {[]string{"x.img", "wrong.toml", "--image", packed}, "a quote is missing"},
		"txt":             {[]string{"x.img", "hidden.toml", "--image", packed}, "hidden.toml.txt: take that name, or rename it"},
		"cut_off":         {[]string{"x.img", "--image", short}, "is cut off: fetch it again"},
		"no_settings":     {[]string{"x.img", "none.toml", "--image", packed}, "cannot read"},
		"no_disk":         {[]string{"/dev/no-such-disk", "--image", packed}, "there is no disk"},
		"no_image":        {[]string{"x.img", "--image", "none.img.xz"}, "cannot read"},
		"foreign_image":   {[]string{"x.img", "--image", foreign}, "not an image of scripts/build-image"},
		"damaged":         {[]string{"x.img", "--image", sum}, "damaged"},
		"other_map":       {[]string{"x.img", "--image", other}, "does not belong"},
		"name":            {[]string{"x.bin", "--image", packed}, "ends in .img"},
		"option":          {[]string{"x.img", "--force"}, "unknown option --force\nusage: "},
		"nothing":         {nil, "which card?\nusage: "},
	} {
		t.Run(name, func(t *testing.T) {
			said, err := flash(t, folder, "", c.args...)
			if err == nil || !strings.Contains(said, c.want) {
				t.Errorf("got %v, want %q:\n%s", err, c.want, said)
			}
			if left, _ := filepath.Glob(filepath.Join(folder, "x.*")); len(left) > 0 {
				t.Errorf("%v is left behind", left)
			}
		})
	}
}

// node has a script run in a mount namespace of its own, where $node is the disk of
// a number on a file system without devices: asking the kernel about it works,
// opening it for anything does not.
const node = `set -e; mount -t tmpfs -o nodev none "$1"; mknod "$1/disk" b "$2" "$3"; exec "$4" "$1/disk" --yes --image "$5"`

// The disks of this machine are none to write a card onto. That nothing can happen to
// them does not hang on the script: none of them can be opened.
func TestRefuses_the_disks_of_this_machine(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, to hide the disks from the script")
	}
	packed, _ := image(t)
	disks, err := filepath.Glob("/sys/block/*")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, disk := range disks {
		if path, _ := filepath.EvalSymlinks(disk); read(t, disk+"/removable") == "1" || strings.Contains(path, "/usb") || read(t, disk+"/device/type") == "SD" {
			continue
		}
		numbers := strings.Split(read(t, disk+"/dev"), ":")
		cmd := exec.CommandContext(t.Context(), "unshare", "--mount", "--propagation", "private", "bash", "-c", node, "node", t.TempDir(), numbers[0], numbers[1], script(t), packed)
		said, err := cmd.CombinedOutput()
		refused := false
		for _, why := range []string{"not removable", "this computer runs from", "in use", "volume or an array"} {
			refused = refused || strings.Contains(string(said), why)
		}
		if err == nil || !refused {
			t.Errorf("%s: got %v\n%s", disk, err, said)
		}
		tried++
	}
	t.Logf("%d disks", tried)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// removable has a script run where the kernel's word on a disk is another, in a mount
// namespace of its own: a loop device is not removable.
const removable = `set -e; echo 1 >"$1"; mount --bind "$1" "/sys/block/$2/removable"; shift 2; exec "$@"`

// reader is a loop device with a card of a size in it, that was used before.
func reader(t *testing.T, size int) (device string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root, for a loop device")
	}
	file := filepath.Join(t.TempDir(), "card")
	write(t, file, bytes.Repeat([]byte{0xa5}, size))
	out, err := exec.CommandContext(t.Context(), "losetup", "--find", "--show", file).Output()
	if err != nil {
		t.Skipf("no loop device here: %v", err)
	}
	device = strings.TrimSpace(string(out))
	t.Cleanup(func() {
		if out, err := exec.Command("losetup", "--detach", device).CombinedOutput(); err != nil {
			t.Errorf("losetup: %v\n%s", err, out)
		}
	})
	return device
}

// inserted calls scripts/flash for a device that says that it is removable.
func inserted(t *testing.T, device, folder, typed string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "unshare", append([]string{
		"--mount", "--propagation", "private", "bash", "-c", removable, "removable",
		filepath.Join(t.TempDir(), "one"), filepath.Base(device), script(t), device,
	}, args...)...)
	cmd.Dir, cmd.Stdin = folder, strings.NewReader(typed)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

// A card that was used before, on a real block device: it is asked for, written, and
// has the settings.
func TestDisk(t *testing.T) {
	device := reader(t, cardSize+1<<20)
	packed, want := image(t)
	folder := settings(t, good)
	if said, err := flash(t, folder, "yes\n", device, "--image", packed); err == nil || !strings.Contains(said, "not removable") {
		t.Fatalf("a loop device: got %v\n%s", err, said)
	}
	if said, err := inserted(t, device, folder, "no\n", "numerek.toml", "--image", packed); err == nil || !strings.Contains(said, "nothing was written") {
		t.Fatalf("no: got %v\n%s", err, said)
	}
	if got, err := os.ReadFile(device); err != nil || !bytes.Equal(got, bytes.Repeat([]byte{0xa5}, cardSize+1<<20)) {
		t.Fatal("something was written")
	}
	said, err := inserted(t, device, folder, "yes\n", "numerek.toml", "--image", packed)
	if err != nil || !strings.Contains(said, "Take the card out") {
		t.Fatalf("got %v\n%s", err, said)
	}
	if got := onCard(t, device, "numerek.toml"); got != good {
		t.Errorf("got settings %q", got)
	}
	got, err := os.ReadFile(device)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got[16<<20:18<<20], want[16<<20:18<<20]) || !bytes.Equal(got[:512], want[:512]) {
		t.Error("the card has not what the image has")
	}
}

func TestDisk_refuses(t *testing.T) {
	packed, _ := image(t)
	small := reader(t, cardSize-1<<20)
	if said, err := inserted(t, small, t.TempDir(), "", "--yes", "--image", packed); err == nil || !strings.Contains(said, "take a larger card") {
		t.Errorf("small: got %v\n%s", err, said)
	}
	mounted := reader(t, cardSize)
	must(t, "mke2fs", "-q", "-t", "ext4", mounted)
	at := t.TempDir()
	if err := syscall.Mount(mounted, at, "ext4", syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("nothing can be mounted here: %v", err)
	}
	defer func() {
		if err := syscall.Unmount(at, 0); err != nil {
			t.Error(err)
		}
	}()
	if said, err := inserted(t, mounted, t.TempDir(), "", "--yes", "--image", packed); err == nil || !strings.Contains(said, "in use: umount "+at) {
		t.Errorf("mounted: got %v\n%s", err, said)
	}
}
