package speech

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"math/bits"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Where the kernel lists its input devices, and where they are.
const (
	inputList   = "/proc/bus/input/devices"
	inputFolder = "/dev/input"
)

// What the kernel says of a headphone socket (linux/input-event-codes.h).
const (
	eventSwitch        = 5 // EV_SW
	headphonesInserted = 2 // SW_HEADPHONE_INSERT
)

// Headphones tells plugged of every plug that goes into a headphone socket or
// comes out of it, until ctx is done. A machine without a socket that the kernel
// watches has none to tell of: most USB sound cards, and the socket of a
// Raspberry Pi. What this program may not read is logged once.
func Headphones(ctx context.Context, log *slog.Logger, plugged func(in bool)) {
	list, err := os.ReadFile(inputList)
	if errors.Is(err, fs.ErrNotExist) {
		return // a machine without any input device
	}
	if err != nil {
		log.WarnContext(ctx, "headphone sockets not known", "err", err)
		return
	}
	var watching sync.WaitGroup
	defer watching.Wait()
	for _, name := range sockets(list) {
		f, err := os.Open(filepath.Join(inputFolder, name))
		if err != nil {
			log.WarnContext(ctx, "headphone socket not watched; the program must be of the group input", "err", err)
			continue
		}
		stop := context.AfterFunc(ctx, func() { _ = f.Close() }) // ends the reading
		watching.Go(func() {
			defer func() {
				if stop() {
					_ = f.Close()
				}
			}()
			watch(f, plugged)
		})
	}
}

// sockets are the names of the devices in the kernel's list, such as "event12",
// that tell of headphones: B: SW= is the set of their switches, in hexadecimal
// words of which the last is the lowest.
func sockets(list []byte) (names []string) {
	name := ""
	for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
		line := lines.Text()
		if handlers, ok := strings.CutPrefix(line, "H: Handlers="); ok {
			name = ""
			for handler := range strings.FieldsSeq(handlers) {
				if strings.HasPrefix(handler, "event") {
					name = handler
				}
			}
		}
		if switches, ok := strings.CutPrefix(line, "B: SW="); ok && name != "" {
			words := strings.Fields(switches)
			if len(words) == 0 {
				continue
			}
			set, err := strconv.ParseUint(words[len(words)-1], 16, 64)
			if err == nil && set&(1<<headphonesInserted) != 0 {
				names = append(names, name)
			}
		}
	}
	return names
}

// watch reads input events until there are no more. An event is the time, of two
// words of the machine, then type and code of 16 bits and a value of 32.
func watch(r io.Reader, plugged func(in bool)) {
	const stamp = 2 * bits.UintSize / 8
	event := make([]byte, stamp+8)
	for {
		if _, err := io.ReadFull(r, event); err != nil {
			return
		}
		kind, code := binary.NativeEndian.Uint16(event[stamp:]), binary.NativeEndian.Uint16(event[stamp+2:])
		if kind == eventSwitch && code == headphonesInserted {
			plugged(binary.NativeEndian.Uint32(event[stamp+4:]) != 0)
		}
	}
}
