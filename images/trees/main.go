// Command trees checks the drivers of an image against the device trees of its boards.
// scripts/build-image runs it: no emulator has these boards, and a board whose card
// waits for the driver of a regulator waits for ever.
//
// A node of a tree names what it is compatible with, and modules.alias of the whole
// kernel which module drives that. Where one does, it must stay in the image; and for
// what a card, an HDMI socket or the watchdog needs, it must be in the RAM disk. A
// driver that is built in has no alias there, and needs no check.
package main

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// unused are modules that no Numerek needs, although boards have what they drive.
var unused = map[string]string{"hci_uart": "Bluetooth"}

// early are the nodes whose drivers the RAM disk has, with all that they need.
var early = regexp.MustCompile(`^((mmc|hdmi|hvs|pixelvalve|watchdog)@.*|gpu)$`)

func main() {
	alias := flag.String("alias", "", "modules.alias of the whole kernel")
	ramdisk := flag.String("ramdisk", "", "a list of the modules in the RAM disk")
	kept := flag.String("kept", "", "a list of the modules in the root file system")
	flag.Parse()
	if err := run(*alias, *ramdisk, *kept, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(alias, ramdisk, kept string, trees []string) error {
	aliases, err1 := os.ReadFile(alias)
	first, err2 := os.ReadFile(ramdisk)
	later, err3 := os.ReadFile(kept)
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	d := drivers{of: byModule(aliases), ramdisk: names(first), kept: names(later)}
	if len(d.of) == 0 || len(trees) == 0 {
		return errors.New("no drivers or no trees to check")
	}
	var errs []error
	for _, tree := range trees {
		blob, err := os.ReadFile(tree)
		if err != nil {
			return err
		}
		nodes, err := parse(blob)
		if err != nil {
			return fmt.Errorf("%s: %w", tree, err)
		}
		for _, lack := range d.lacking(nodes) {
			errs = append(errs, fmt.Errorf("%s: %s", filepath.Base(tree), lack))
		}
	}
	return errors.Join(errs...)
}

// drivers are those of a kernel, and where they are.
type drivers struct {
	of            map[string][]string // modules that drive what is compatible with the key
	ramdisk, kept map[string]bool     // modules
}

// forDevices begins the alias of a module for what a device tree names.
const forDevices = "of:N*T*C"

func byModule(text []byte) map[string][]string {
	of := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[0] != "alias" {
			continue
		}
		if compatible, ok := strings.CutPrefix(fields[1], forDevices); ok {
			of[compatible] = append(of[compatible], fields[2])
		}
	}
	return of
}

// names are those of the modules in a list of files.
func names(list []byte) map[string]bool {
	found := map[string]bool{}
	for line := range strings.Lines(string(list)) {
		if name, _, ok := strings.Cut(path.Base(strings.TrimSpace(line)), ".ko"); ok {
			found[strings.ReplaceAll(name, "-", "_")] = true
		}
	}
	return found
}

// lacking says which nodes have no driver where they need one.
func (d drivers) lacking(nodes []*node) []string {
	lacks := map[string]bool{}
	check := func(n *node, where map[string]bool, place string) {
		if modules := d.modules(n); len(modules) > 0 && !slices.ContainsFunc(modules, func(m string) bool { return where[m] }) {
			lacks[fmt.Sprintf("%s needs %s in %s", n.path, strings.Join(modules, " or "), place)] = true
		}
	}
	for _, n := range nodes {
		if n.on() {
			check(n, d.kept, "images/drivers")
		}
	}
	for _, n := range needed(nodes) {
		check(n, d.ramdisk, "images/modules")
	}
	return slices.Sorted(maps.Keys(lacks))
}

// modules are those that drive a node; none where it is driven without a module, or not at all.
func (d drivers) modules(n *node) []string {
	var modules []string
	for _, compatible := range n.compatible() {
		for _, module := range d.of[compatible] {
			if unused[module] == "" && !slices.Contains(modules, module) {
				modules = append(modules, module)
			}
		}
	}
	return modules
}

// needed are the nodes that the early ones need, themselves among them.
func needed(nodes []*node) []*node {
	handles := map[uint32]*node{}
	var found []*node
	for _, n := range nodes {
		if handle := n.cells("phandle"); len(handle) == 1 {
			handles[handle[0]] = n
		}
		if n.on() && early.MatchString(path.Base(n.path)) {
			found = append(found, n)
		}
	}
	seen := map[*node]bool{}
	for i := 0; i < len(found); i++ { // it grows
		n := found[i]
		if seen[n] {
			continue
		}
		seen[n] = true
		if n.parent != nil {
			found = append(found, n.parent)
		}
		found = append(found, n.references(handles)...)
	}
	return slices.DeleteFunc(found, func(n *node) bool { return !n.on() })
}
