package speech

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const devices = `I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
H: Handlers=kbd event0
B: EV=3
B: KEY=10000000000000 0

I: Bus=0019 Vendor=0000 Product=0005 Version=0000
N: Name="Lid Switch"
H: Handlers=event1
B: EV=21
B: SW=1

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="HDA Intel PCH Mic"
S: Sysfs=/devices/pci0000:00/0000:00:1f.3/sound/card0/input11
H: Handlers=event11
B: EV=21
B: SW=10

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="HDA Intel PCH Headphone"
S: Sysfs=/devices/pci0000:00/0000:00:1f.3/sound/card0/input12
H: Handlers=event12
B: EV=21
B: SW=4

I: Bus=0000 Vendor=0000 Product=0000 Version=0000
N: Name="headset of a board"
H: Handlers=kbd event13
B: EV=23
B: KEY=40 0 0 0
B: SW=1 14
`

func TestSockets(t *testing.T) {
	if diff := cmp.Diff([]string{"event12", "event13"}, sockets([]byte(devices))); diff != "" {
		t.Error(diff)
	}
	if got := sockets([]byte("H: Handlers=\nB: SW=\nB: SW=zz\nB: SW=4\n")); got != nil {
		t.Errorf("of nothing: got %v", got)
	}
}

func TestWatch(t *testing.T) {
	var events bytes.Buffer
	for _, e := range []struct {
		kind, code uint16
		value      uint32
	}{{5, 2, 1}, {0, 0, 0}, {5, 4, 1}, {1, 2, 1}, {5, 2, 0}, {0, 0, 0}} {
		events.Write(make([]byte, 2*bits.UintSize/8))
		for _, v := range []any{e.kind, e.code, e.value} {
			if err := binary.Write(&events, binary.NativeEndian, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	events.WriteString("half") // of an event, when the device goes
	var heard []bool
	watch(&events, func(in bool) { heard = append(heard, in) })
	if diff := cmp.Diff([]bool{true, false}, heard); diff != "" {
		t.Error(diff)
	}
}
