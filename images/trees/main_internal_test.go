package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// board writes a tree word for word, as a compiler of device trees would.
type board struct{ nodes, words bytes.Buffer }

func (b *board) number(n uint32) { b.nodes.Write(binary.BigEndian.AppendUint32(nil, n)) }

func (b *board) fill() {
	for b.nodes.Len()%4 != 0 {
		b.nodes.WriteByte(0)
	}
}

func (b *board) begin(name string) {
	b.number(beginNode)
	b.nodes.WriteString(name + "\x00")
	b.fill()
}

func (b *board) set(name, value string) {
	b.number(property)
	b.number(uint32(len(value)))
	b.number(uint32(b.words.Len()))
	b.words.WriteString(name + "\x00")
	b.nodes.WriteString(value)
	b.fill()
}

func (b *board) done() []byte {
	b.number(end)
	blob := make([]byte, header)
	for at, value := range map[int]int{0: magic, 8: header, 12: header + b.nodes.Len()} {
		binary.BigEndian.PutUint32(blob[at:], uint32(value))
	}
	return append(append(blob, b.nodes.Bytes()...), b.words.Bytes()...)
}

// cells are numbers of a property.
func cells(numbers ...uint32) string {
	var value []byte
	for _, n := range numbers {
		value = binary.BigEndian.AppendUint32(value, n)
	}
	return string(value)
}

// pi is a board whose card needs a regulator on a line of an expander.
func pi() []byte {
	b := &board{}
	node := func(name string, values ...string) {
		b.begin(name)
		for i := 0; i < len(values); i += 2 {
			b.set(values[i], values[i+1])
		}
	}
	leave := func() { b.number(endNode) }
	node("")
	node("mmc@1", "compatible", "maker,new\x00maker,card\x00", "clocks", cells(9, 4, 9, 5), "vmmc-supply", cells(7))
	leave()
	node("regulator", "compatible", "regulator-fixed\x00", "phandle", cells(7), "gpio", cells(8, 3, 0))
	leave()
	node("expander", "compatible", "maker,lines\x00", "phandle", cells(8), "#gpio-cells", cells(2))
	leave()
	node("clock", "compatible", "built,in\x00", "phandle", cells(9), "#clock-cells", cells(1))
	leave()
	node("bus", "status", "disabled\x00")
	node("mmc@2", "compatible", "maker,absent\x00", "status", "okay\x00")
	leave()
	leave()
	node("sensor", "compatible", "maker,heat\x00")
	leave()
	node("radio", "compatible", "maker,radio\x00")
	leave()
	leave()
	return b.done()
}

const aliases = `# Aliases extracted from modules themselves.
alias of:N*T*Cmaker,card host
alias of:N*T*Cmaker,cardC* host
alias of:N*T*Cregulator-fixed fixed
alias of:N*T*Cmaker,lines line_expander
alias of:N*T*Cmaker,absent absent
alias of:N*T*Cmaker,heat warm
alias of:N*T*Cmaker,radio hci_uart
alias usb:v1234 other
`

func TestRun(t *testing.T) {
	const all = "host fixed line_expander warm"
	for name, test := range map[string]struct {
		ramdisk, kept string
		want          []string // each is said; none where nothing lacks
	}{
		"all there": {"host fixed line_expander", all, nil},
		"regulator": {"host line_expander", all, []string{"/regulator needs fixed in images/modules"}},
		"expander":  {"host fixed", all, []string{"/expander needs line_expander in images/modules"}},
		"later":     {"host fixed line_expander", "host fixed line_expander", []string{"/sensor needs warm in images/drivers"}},
		"two":       {"", all, []string{"/mmc@1 needs host in images/modules", "/regulator needs fixed"}},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			in := func(name, text string) string {
				path := filepath.Join(folder, name)
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				return path
			}
			list := func(modules string) string {
				var b strings.Builder
				for module := range strings.FieldsSeq(modules) {
					b.WriteString("kernel/drivers/" + strings.ReplaceAll(module, "_", "-") + ".ko.xz\n")
				}
				return b.String()
			}
			err := run(in("alias", aliases), in("ramdisk", list(test.ramdisk)), in("kept", list(test.kept)), []string{in("pi.dtb", string(pi()))})
			if (err == nil) != (test.want == nil) {
				t.Fatalf("run says %v, want %q", err, test.want)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), "pi.dtb: "+want) {
					t.Errorf("run says %v, want %q", err, want)
				}
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	whole := pi()
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte("no tree"))
	f.Fuzz(func(t *testing.T, blob []byte) {
		nodes, err := parse(blob)
		if err == nil && len(nodes) > len(blob) {
			t.Errorf("%d nodes in %d bytes", len(nodes), len(blob))
		}
	})
}
