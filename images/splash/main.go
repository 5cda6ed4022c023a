//go:build linux

// Command splash shows the name while the device starts: first out of the initial
// RAM disk, and once more when the real driver of the screen has taken over. It
// draws into the kernel's framebuffer, keeps the kernel's own texts off it, and
// ends; the X server takes the screen from it later.
//
//	splash [-wait 5s] [-device /dev/fb0]
//
// A machine without a framebuffer starts without the picture: that is told and no
// error.
package main

import (
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

var errFormat = errors.New("a framebuffer that is not of 32 bits a pixel")

func main() {
	wait := flag.Duration("wait", 5*time.Second, "for the framebuffer to appear")
	device := flag.String("device", "/dev/fb0", "the framebuffer")
	flag.Parse()
	if err := show(*device, *wait); err != nil {
		fmt.Fprintln(os.Stderr, "splash:", err)
	}
}

// show draws the picture on a framebuffer.
func show(device string, wait time.Duration) error {
	buffer, err := open(device, wait)
	if err != nil {
		return err
	}
	defer buffer.Close() //nolint:errcheck // nothing is kept back
	var v variable
	if err := ask(buffer, getVariable, unsafe.Pointer(&v)); err != nil { //nolint:gosec // the kernel fills it; the test holds its size
		return err
	}
	var f fixed
	if err := ask(buffer, getFixed, unsafe.Pointer(&f)); err != nil { //nolint:gosec // the same
		return err
	}
	if v.Bits != 32 || int(f.LineLength) < 4*int(v.Width) || int(f.Length) < int(f.LineLength)*int(v.Height) {
		return fmt.Errorf("%w: %d", errFormat, v.Bits)
	}
	memory, err := unix.Mmap(int(buffer.Fd()), 0, int(f.Length), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return err
	}
	quiet()
	picture, err := draw(int(v.Width), int(v.Height))
	if err != nil {
		return errors.Join(err, unix.Munmap(memory))
	}
	for y := range picture.Rect.Dy() {
		line := memory[y*int(f.LineLength):]
		for x := range picture.Rect.Dx() {
			from, to := picture.Pix[y*picture.Stride+4*x:], line[4*x:4*x+4]
			clear(to)
			to[v.Red[0]/8], to[v.Green[0]/8], to[v.Blue[0]/8] = from[0], from[1], from[2]
		}
	}
	return unix.Munmap(memory)
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
