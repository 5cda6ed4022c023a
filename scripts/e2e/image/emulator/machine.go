package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"numerek/scripts/e2e"
)

// Options say what the machine is like.
type Options struct {
	Card   string // file of the uncompressed image; the machine writes into it
	Folder string // of sockets and of what the serial line says
	Width  int    // pixels of the panel
	Height int
	// Args are more arguments of QEMU, such as a sound card.
	Args []string
	// Lines are the names of the GPIO lines from number 0 on; see [Machine.Raise].
	Lines []string
	Echo  io.Writer // gets what the serial line says, too
}

// Machine is one that runs.
type Machine struct {
	*e2e.Process // whose lines are those of the serial line

	monitor *monitor
	options Options
	printer string // socket of the printer's cable
	look    sync.Mutex
	looked  time.Time // when the last picture was taken
}

// Tools is the folder of tools of scripts/build-image.
func Tools() (string, error) {
	root, err := e2e.Root()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, ".cache", "image", "tools"), nil
}

// qemu is a command that runs QEMU from the folder of tools, with the libraries of there.
func qemu() (path string, args, env []string, err error) {
	tools, err := Tools()
	if err != nil {
		return "", nil, nil, err
	}
	loaders, err := filepath.Glob(filepath.Join(tools, "lib*", "ld-linux*.so*"))
	if err != nil {
		return "", nil, nil, err
	}
	libraries, err := filepath.Glob(filepath.Join(tools, "usr", "lib", "*-linux-gnu"))
	if err != nil {
		return "", nil, nil, err
	}
	if len(loaders) == 0 || len(libraries) == 0 {
		return "", nil, nil, fmt.Errorf("no tools in %s: run scripts/build-image", tools)
	}
	return loaders[0], []string{
		"--library-path", strings.Join(libraries, ":"), filepath.Join(tools, "usr", "bin", "qemu-system-aarch64"),
		"-L", filepath.Join(tools, "usr", "share", "qemu"),
	}, []string{"QEMU_MODULE_DIR=" + filepath.Join(libraries[0], "qemu")}, nil
}

// memory in MiB: that of the smallest Raspberry Pi 4.
const memory = 1024

// Start switches a machine on.
func Start(ctx context.Context, o Options) (*Machine, error) {
	path, args, env, err := qemu()
	if err != nil {
		return nil, err
	}
	tools, err := Tools()
	if err != nil {
		return nil, err
	}
	control, cable := filepath.Join(o.Folder, "qmp"), filepath.Join(o.Folder, "cable")
	for _, socket := range []string{control, cable} { // of the time before the power was cut
		if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	args = append(args,
		"-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", strconv.Itoa(memory), "-nodefaults", "-display", "none",
		"-serial", "stdio", "-qmp", "unix:"+control+",server=on,wait=off",
		"-bios", filepath.Join(tools, "usr", "lib", "u-boot", "qemu_arm64", "u-boot.bin"),
		"-drive", "if=none,file="+o.Card+",format=raw,id=card", "-device", "virtio-blk-pci,drive=card",
		"-device", fmt.Sprintf("virtio-gpu-pci,xres=%d,yres=%d", o.Width, o.Height),
		"-device", "virtio-rng-pci", "-device", "qemu-xhci,id=usb", "-device", "usb-tablet", "-device", "usb-kbd",
		"-device", "i6300esb", "-action", "watchdog=reset",
		"-chardev", "socket,id=cable,path="+cable+",server=on,wait=off",
		"-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network",
	)
	if len(o.Lines) > 0 {
		if args, err = wired(ctx, path, args, env, o.Lines, o.Folder); err != nil {
			return nil, err
		}
	}
	m := &Machine{options: o, printer: cable}
	m.Process, err = e2e.Start(e2e.Command{
		Name: "machine", Path: path, Args: append(args, o.Args...), Env: env, Log: filepath.Join(o.Folder, "serial.log"), Echo: o.Echo,
	})
	if err != nil {
		return nil, err
	}
	err = e2e.Until(ctx, "the machine is on", func() (bool, error) {
		select {
		case <-m.Done():
			return true, fmt.Errorf("QEMU ended: %w\n%s", m.Err(), m.Tail())
		default:
		}
		var err error
		m.monitor, err = dialMonitor(ctx, control)
		return err == nil, err
	})
	if err != nil {
		m.Kill()
		return nil, err
	}
	return m, nil
}

// Cut cuts the power.
func (m *Machine) Cut() { m.Kill() }

// Execute gives QEMU a command of its machine protocol and decodes the answer into
// to, unless that is nil. Errors: [ErrCommand].
func (m *Machine) Execute(ctx context.Context, command string, arguments, to any) error {
	return m.monitor.execute(ctx, command, arguments, to)
}

// Event waits for what QEMU tells of the machine, such as RESET or WATCHDOG, after
// the first skip events, and gives the number of events up to it.
func (m *Machine) Event(ctx context.Context, skip int, name string) (int, error) {
	return m.monitor.event(ctx, skip, name)
}

// Reach gives an address on this machine that leads to a TCP port of the emulated one.
func (m *Machine) Reach(ctx context.Context, port int) (address string, err error) {
	if address, err = e2e.FreePort(); err != nil {
		return "", err
	}
	var said string
	err = m.Execute(ctx, "human-monitor-command", map[string]any{
		"command-line": fmt.Sprintf("hostfwd_add network tcp:%s-:%d", address, port),
	}, &said)
	if err == nil && said != "" {
		err = fmt.Errorf("%w: hostfwd_add: %s", ErrCommand, said)
	}
	return address, err
}

// Plug puts the printer's plug into the machine's USB socket, and gives the way to
// pull it out again. What goes through the cable is copied from and to the port, which
// is the printer's end of it.
func (m *Machine) Plug(ctx context.Context, port io.ReadWriteCloser) (unplug func(ctx context.Context) error, err error) {
	var d net.Dialer
	cable, err := d.DialContext(ctx, "unix", m.printer)
	if err != nil {
		return nil, err
	}
	err = m.Execute(ctx, "device_add", map[string]any{
		"driver": "usb-serial", "bus": "usb.0", "chardev": "cable", "id": "printer", "always-plugged": true,
	}, nil)
	if err != nil {
		return nil, errors.Join(err, cable.Close())
	}
	done := make(chan struct{}, 2)
	carry := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from) // until either end is closed
		done <- struct{}{}
	}
	go carry(port, cable)
	go carry(cable, port)
	return func(ctx context.Context) error {
		err := errors.Join(m.Execute(ctx, "device_del", map[string]any{"id": "printer"}, nil), port.Close(), cable.Close())
		<-done
		<-done
		return err
	}, nil
}
