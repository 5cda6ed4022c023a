//go:build linux

// Command splash shows the name while the device starts: first out of the initial
// RAM disk, and once more when the real driver of the screen has taken over. It
// draws into the kernel's framebuffer, keeps the kernel's own texts off it, and
// ends; the X server takes the screen from it later.
//
//	splash [-wait 5s] [-device /dev/fb0] [-rotate 90]
//
// A machine without a framebuffer starts without the picture: that is told and no
// error.
package main

import (
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"numerek/appliance/typeface"
)

// Of the kernel's fb.h and kd.h.
const (
	getVariable = 0x4600 // FBIOGET_VSCREENINFO
	getFixed    = 0x4602 // FBIOGET_FSCREENINFO
	setMode     = 0x4b3a // KDSETMODE
	graphics    = 1      // KD_GRAPHICS
)

// variable is struct fb_var_screeninfo.
type variable struct {
	Width, Height                  uint32
	_                              [4]uint32
	Bits                           uint32
	_                              uint32
	Red, Green, Blue, Transparency [3]uint32 // offset, length, reversed
	_                              [20]uint32
}

// fixed is struct fb_fix_screeninfo on a 64-bit machine.
type fixed struct {
	_          [16]byte
	_          uint64
	Length     uint32
	_          [3]uint32
	_          [3]uint16
	LineLength uint32
	_          [28]byte
}

var errFormat = errors.New("a framebuffer that is neither of 16 nor of 32 bits a pixel")

func main() {
	wait := flag.Duration("wait", 5*time.Second, "for the framebuffer to appear")
	device := flag.String("device", "/dev/fb0", "the framebuffer")
	rotate := flag.Int("rotate", 0, "`degrees` clockwise that the picture is turned: 0, 90, 180 or 270")
	flag.Parse()
	if err := show(*device, *wait, *rotate); err != nil {
		fmt.Fprintln(os.Stderr, "splash:", err)
	}
}

// show draws the picture on a framebuffer.
func show(device string, wait time.Duration, rotate int) error {
	buffer, err := open(device, wait)
	if err != nil {
		return err
	}
	defer buffer.Close() //nolint:errcheck // nothing is kept back
	quiet()
	var v variable
	if err := ask(buffer, getVariable, unsafe.Pointer(&v)); err != nil { //nolint:gosec // the kernel fills it; the test holds its size
		return err
	}
	var f fixed
	if err := ask(buffer, getFixed, unsafe.Pointer(&f)); err != nil { //nolint:gosec // the same
		return err
	}
	if !v.drawable() || int(f.LineLength) < v.bytes()*int(v.Width) || int(f.Length) < int(f.LineLength)*int(v.Height) {
		return fmt.Errorf("%w: %d", errFormat, v.Bits)
	}
	width, height := int(v.Width), int(v.Height)
	if rotate == 90 || rotate == 270 {
		width, height = height, width
	}
	picture, err := draw(width, height)
	if err != nil {
		return err
	}
	memory, err := unix.Mmap(int(buffer.Fd()), 0, int(f.Length), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return err
	}
	v.fill(memory, int(f.LineLength), turn(picture, rotate))
	return unix.Munmap(memory)
}

// bytes of a pixel.
func (v *variable) bytes() int { return int(v.Bits / 8) }

// drawable says whether pixels are of a kind that fill knows: 16 bits as the driver of
// the Raspberry Pi has them, or 32.
func (v *variable) drawable() bool {
	fits := func(c [3]uint32) bool { return c[1] <= 16 && c[0]+c[1] <= v.Bits && c[2] == 0 }
	return (v.Bits == 16 || v.Bits == 32) && fits(v.Red) && fits(v.Green) && fits(v.Blue)
}

// fill writes a picture that is as large as the screen into its memory, lines of so
// many bytes.
func (v *variable) fill(memory []byte, line int, picture *image.RGBA) {
	for y := range picture.Rect.Dy() {
		to := memory[y*line:]
		for x := range picture.Rect.Dx() {
			from := picture.Pix[y*picture.Stride+4*x:]
			pixel := part(v.Red, from[0]) | part(v.Green, from[1]) | part(v.Blue, from[2])
			if v.Bits == 16 {
				binary.NativeEndian.PutUint16(to[2*x:], uint16(pixel)) //nolint:gosec // drawable has looked
			} else {
				binary.NativeEndian.PutUint32(to[4*x:], pixel)
			}
		}
	}
}

// part is a colour's share of a pixel.
func part(place [3]uint32, value uint8) uint32 {
	return (uint32(value)*(1<<place[1]-1) + 127) / 255 << place[0]
}

// turn turns a picture clockwise; by what is no quarter, not at all.
func turn(picture *image.RGBA, degrees int) *image.RGBA {
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	var size image.Point
	var place func(x, y int) (int, int) // where a pixel comes to stand
	switch degrees {
	case 90:
		size, place = image.Pt(height, width), func(x, y int) (int, int) { return height - 1 - y, x }
	case 180:
		size, place = image.Pt(width, height), func(x, y int) (int, int) { return width - 1 - x, height - 1 - y }
	case 270:
		size, place = image.Pt(height, width), func(x, y int) (int, int) { return y, width - 1 - x }
	default:
		return picture
	}
	turned := image.NewRGBA(image.Rectangle{Max: size})
	for y := range height {
		for x := range width {
			tx, ty := place(x, y)
			copy(turned.Pix[ty*turned.Stride+4*tx:], picture.Pix[y*picture.Stride+4*x:][:4])
		}
	}
	return turned
}

// open waits for the framebuffer: the driver may still be looking for the screen.
func open(device string, wait time.Duration) (*os.File, error) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	late := time.After(wait)
	for {
		buffer, err := os.OpenFile(device, os.O_RDWR, 0)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return buffer, err
		}
		select {
		case <-tick.C:
		case <-late:
			return nil, err
		}
	}
}

// quiet keeps the kernel from writing over the picture.
func quiet() {
	console, err := os.OpenFile("/dev/tty1", os.O_RDWR, 0)
	if err != nil {
		return
	}
	_ = unix.IoctlSetInt(int(console.Fd()), setMode, graphics)
	_ = console.Close()
}

func ask(file *os.File, request uintptr, answer unsafe.Pointer) error {
	if _, _, no := unix.Syscall(unix.SYS_IOCTL, file.Fd(), request, uintptr(answer)); no != 0 {
		return no
	}
	return nil
}

// The look's paper and ink.
var (
	paper = color.RGBA{0xff, 0xff, 0xff, 0xff}
	ink   = color.RGBA{0x10, 0x18, 0x20, 0xff}
)

// draw gives the picture: name in the middle of a screen.
func draw(width, height int) (*image.RGBA, error) {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = paper.R
	}
	fonts, err := typeface.New()
	if err != nil {
		return nil, err
	}
	const name = "Numerek"
	face := fonts.Face(typeface.Bold, float64(min(width, height))/8)
	left, top, right, bottom := face.Ink(name)
	face.Draw(picture, (float64(width)-left-right)/2, (float64(height)-top-bottom)/2, ink, name)
	return picture, nil
}
