package emulator

import (
	"io"
	"os"
	"path/filepath"

	"numerek/scripts/e2e"
)

// piCard is the size of a card in QEMU's Raspberry Pi, which must be a power of two.
const piCard = 2 << 30

// StartPi switches a Raspberry Pi 3B on, with Debian's U-Boot for it as the board's
// firmware would start it, and a card, which grows to 2 GiB. It is good for U-Boot and
// what that starts: it has no panel, no network and no printer, and reads its card at
// 0.4 MB a second at best.
func StartPi(card, folder string, echo io.Writer) (*e2e.Process, error) {
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
	return e2e.Start(e2e.Command{
		Name: "pi", Path: path, Env: env, Log: filepath.Join(folder, "pi.log"), Echo: echo,
		Args: append(args,
			"-M", "raspi3b", "-nodefaults", "-display", "none", "-no-reboot",
			"-serial", "null", "-serial", "stdio", // U-Boot speaks on the second line
			"-kernel", filepath.Join(made, "firmware", "usr", "lib", "u-boot", "rpi_arm64", "u-boot.bin"),
			"-dtb", filepath.Join(made, "kernel", "trees", "bcm2837-rpi-3-b.dtb"),
			"-drive", "if=sd,file="+card+",format=raw",
		),
	})
}
