//go:build linux

package main

import (
	"encoding/binary"
	"image"
	"image/color"
	"testing"
	"unsafe"
)

// The kernel's structures have these sizes on every 64-bit machine.
func TestStructures(t *testing.T) {
	if got := unsafe.Sizeof(variable{}); got != 160 {
		t.Errorf("fb_var_screeninfo: got %d bytes, want 160", got)
	}
	if got := unsafe.Sizeof(fixed{}); got != 80 {
		t.Errorf("fb_fix_screeninfo: got %d bytes, want 80", got)
	}
	var f fixed
	if got := unsafe.Offsetof(f.LineLength); got != 48 {
		t.Errorf("line_length: got at %d, want at 48", got)
	}
}

// The name stands in the middle of every screen, with air around it.
func TestPicture(t *testing.T) {
	for _, size := range []image.Point{{800, 480}, {1080, 1920}, {3840, 2160}} {
		picture, err := draw(size.X, size.Y)
		if err != nil {
			t.Fatal(err)
		}
		var ink image.Rectangle
		for y := range size.Y {
			for x := range size.X {
				if picture.RGBAAt(x, y).R < 0x80 {
					ink = ink.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		if middle := ink.Min.Add(ink.Max).Sub(size); middle.X < -4 || middle.X > 4 || middle.Y < -4 || middle.Y > 4 {
			t.Errorf("%v: the name stands at %v, which is not the middle", size, ink)
		}
		if short := min(size.X, size.Y); ink.Dx() < short/3 || ink.Dx() > short*3/4 {
			t.Errorf("%v: the name is %d wide", size, ink.Dx())
		}
	}
}

// The formats of the kernel's drivers, as its fb.h tells them: RGB565 of the Raspberry
// Pi's, XRGB8888 of the emulator's, and one with the colours the other way round.
func TestFill(t *testing.T) {
	pixels := []color.RGBA{{0xff, 0xff, 0xff, 0xff}, {0, 0, 0, 0xff}, {0xff, 0, 0, 0xff}, {0, 0xff, 0, 0xff}, {0, 0, 0xff, 0xff}, {0x10, 0x18, 0x20, 0xff}}
	for name, tt := range map[string]struct {
		v    variable
		want []uint32
	}{
		"rgb565": {
			variable{Bits: 16, Red: [3]uint32{11, 5, 0}, Green: [3]uint32{5, 6, 0}, Blue: [3]uint32{0, 5, 0}},
			[]uint32{0xffff, 0x0000, 0xf800, 0x07e0, 0x001f, 2<<11 | 6<<5 | 4},
		},
		"xrgb8888": {
			variable{Bits: 32, Red: [3]uint32{16, 8, 0}, Green: [3]uint32{8, 8, 0}, Blue: [3]uint32{0, 8, 0}},
			[]uint32{0xffffff, 0x000000, 0xff0000, 0x00ff00, 0x0000ff, 0x101820},
		},
		"xbgr8888": {
			variable{Bits: 32, Red: [3]uint32{0, 8, 0}, Green: [3]uint32{8, 8, 0}, Blue: [3]uint32{16, 8, 0}},
			[]uint32{0xffffff, 0x000000, 0x0000ff, 0x00ff00, 0xff0000, 0x201810},
		},
	} {
		t.Run(name, func(t *testing.T) {
			const width, height, gap = 3, 2, 4
			picture := image.NewRGBA(image.Rect(0, 0, width, height))
			for i, p := range pixels {
				picture.SetRGBA(i%width, i/width, p)
			}
			if !tt.v.drawable() {
				t.Fatal("it is not drawn")
			}
			size := tt.v.bytes()
			line := width*size + gap
			memory := make([]byte, line*height)
			for i := range memory {
				memory[i] = 0xaa
			}
			tt.v.fill(memory, line, picture)
			for i, want := range tt.want {
				at := memory[i/width*line+i%width*size:]
				got := uint32(binary.NativeEndian.Uint16(at))
				if size == 4 {
					got = binary.NativeEndian.Uint32(at)
				}
				if got != want {
					t.Errorf("pixel %d: got %08x, want %08x", i, got, want)
				}
			}
			for y := range height {
				if got := string(memory[(y+1)*line-gap : (y+1)*line]); got != "\xaa\xaa\xaa\xaa" {
					t.Errorf("behind line %d: got %x", y, got)
				}
			}
		})
	}
	for name, v := range map[string]variable{
		"8_bits":       {Bits: 8, Red: [3]uint32{0, 8, 0}},
		"24_bits":      {Bits: 24, Red: [3]uint32{16, 8, 0}, Green: [3]uint32{8, 8, 0}, Blue: [3]uint32{0, 8, 0}},
		"out_of_place": {Bits: 16, Red: [3]uint32{12, 5, 0}},
	} {
		if v.drawable() {
			t.Errorf("%s: it is drawn", name)
		}
	}
}

// What stands at the top stands where X's Rotate puts it.
func TestTurn(t *testing.T) {
	upright := []string{"abc", "def"}
	for degrees, want := range map[int][]string{
		0: {"abc", "def"}, 90: {"da", "eb", "fc"}, 180: {"fed", "cba"}, 270: {"cf", "be", "ad"}, 45: {"abc", "def"},
	} {
		picture := image.NewRGBA(image.Rect(0, 0, 3, 2))
		for y, line := range upright {
			for x, letter := range []byte(line) {
				picture.SetRGBA(x, y, color.RGBA{R: letter, A: 0xff})
			}
		}
		turned := turn(picture, degrees)
		if size := turned.Rect.Size(); size != image.Pt(len(want[0]), len(want)) {
			t.Fatalf("%d degrees: got %v", degrees, size)
		}
		for y, line := range want {
			for x, letter := range []byte(line) {
				if got := turned.RGBAAt(x, y); got.R != letter || got.A != 0xff {
					t.Errorf("%d degrees: got %c at %d, %d, want %c", degrees, got.R, x, y, letter)
				}
			}
		}
	}
}
