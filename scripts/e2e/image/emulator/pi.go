package emulator

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"numerek/scripts/e2e"
)

// piCard is the size of a card in QEMU's Raspberry Pi, which must be a power of two.
const piCard = 2 << 30

// Pi is a Raspberry Pi 3B that runs. Its lines are those of its serial line.
type Pi struct {
	*e2e.Process

	line string // socket of the serial line
}

// StartPi switches a Raspberry Pi 3B on, with Debian's U-Boot for it as the board's
// firmware would start it, the device tree of the card, and a card, which grows to 2 GiB.
// It is good for U-Boot and what that starts: it has no panel, no network and no printer,
// and reads its card at 0.4 MB a second at best.
func StartPi(card, folder string, echo io.Writer) (*Pi, error) {
	path, args, env, err := qemu()
	if err != nil {
		return nil, err
	}
	if err := os.Truncate(card, piCard); err != nil {
		return nil, err
	}
	tools, err := Tools()
	if err != nil {
		return nil, err
	}
	made := filepath.Dir(tools)
	pi := &Pi{line: filepath.Join(folder, "line")}
	if err := os.Remove(pi.line); err != nil && !errors.Is(err, os.ErrNotExist) { // of the start before
		return nil, err
	}
	pi.Process, err = e2e.Start(e2e.Command{
		Name: "pi", Path: path, Env: env, Log: filepath.Join(folder, "pi.log"), Echo: echo,
		Args: append(args,
			"-M", "raspi3b", "-nodefaults", "-display", "none", "-no-reboot",
			"-chardev", "socket,id=line,path="+pi.line+",server=on,wait=off,logfile=/dev/stdout",
			"-serial", "null", "-serial", "chardev:line", // U-Boot speaks on the second line
			"-kernel", filepath.Join(made, "firmware", "usr", "lib", "u-boot", "rpi_arm64", "u-boot.bin"),
			"-dtb", filepath.Join(made, "first", "bcm2837-rpi-3-b.dtb"),
			"-drive", "if=sd,file="+card+",format=raw",
		),
	})
	return pi, err
}

// Disturb types on the serial line until ctx is done or the machine is gone.
func (p *Pi) Disturb(ctx context.Context) error {
	var line net.Conn
	err := e2e.Until(ctx, "the serial line can be typed on", func() (bool, error) {
		var d net.Dialer
		var err error
		line, err = d.DialContext(ctx, "unix", p.line)
		return err == nil, err
	})
	if err != nil {
		return err
	}
	go func() { _, _ = io.Copy(io.Discard, line) }() // ends with the line
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := io.WriteString(line, " \r\x03"); err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return line.Close()
		}
	}
}
