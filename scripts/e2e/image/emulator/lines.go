package emulator

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// Raise raises the GPIO line number 3 for a tenth of a second: that of the power button
// of QEMU's machine "virt".
func (m *Machine) Raise(ctx context.Context) error {
	return m.Execute(ctx, "system_powerdown", nil, nil)
}

// wired adds to the arguments of a machine a device tree whose GPIO lines have names, as
// those of a Raspberry Pi have, and no power button. QEMU has these lines where it has no
// ACPI only.
func wired(ctx context.Context, path string, args, env, names []string, folder string) (more []string, err error) {
	args = append(args, "-machine", "acpi=off")
	file := filepath.Join(folder, "tree")
	qemu := exec.CommandContext(ctx, path, append(args, "-machine", "dumpdtb="+file)...)
	qemu.Env = env
	lines := append([]string{"-t", "s", file, "/pl061@9030000", "gpio-line-names"}, names...)
	for _, c := range []*exec.Cmd{qemu, exec.CommandContext(ctx, "fdtput", "-r", file, "/gpio-keys"), exec.CommandContext(ctx, "fdtput", lines...)} {
		if said, err := c.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", filepath.Base(c.Path), err, said)
		}
	}
	return append(args, "-dtb", file), nil
}
