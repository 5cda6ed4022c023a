package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

// The limits of the card, in MiB.
const (
	downloadLimit = 300
	bundleLimit   = 250
	slotLimit     = 256
	memoryLimit   = 400
)

// image measures what scripts/build-image made last: what is downloaded, an update
// and the root file system of a slot; and repeats what scripts/test-image measured
// last in its emulator. It makes neither, for that takes long.
func (b *bench) image(context.Context) error {
	root, err := e2e.Root()
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range []struct {
		name, pattern string
		limit         float64
	}{
		{"image_download", filepath.Join(root, ".out", "image", "numerek-appliance-*.img.xz"), downloadLimit},
		{"image_bundle", filepath.Join(root, ".out", "image", "numerek-appliance-*.raucb"), bundleLimit},
		{"image_slot", filepath.Join(root, ".cache", "image", "root.squashfs"), slotLimit},
	} {
		size, file, err := newest(f.pattern)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			b.report(measure.Plain(f.name, "MiB", nil), "there is none here: scripts/build-image makes it")
		case err != nil:
			errs = append(errs, fmt.Errorf("%s: %w", f.name, err))
		default:
			const mib = 1 << 20
			b.report(measure.AtMost(f.name, "MiB", []float64{float64(size) / mib}, f.limit), file)
		}
	}
	return errors.Join(append(errs, b.emulated(filepath.Join(root, ".out", "test-image")))...)
}

// emulated reports the figures of scripts/test-image, one for each name.
func (b *bench) emulated(folder string) error {
	paths, err := filepath.Glob(filepath.Join(folder, "*.figures"))
	if err != nil {
		return err
	}
	rounds, units := make(map[string][]float64), make(map[string]string)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			var r measure.Result
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			rounds[r.Name], units[r.Name] = append(rounds[r.Name], r.Figure), r.Unit
		}
	}
	if len(rounds) == 0 {
		b.report(measure.Plain("image_memory", "MiB", nil), "nothing was measured here: scripts/test-image --all does it")
	}
	for _, name := range slices.Sorted(maps.Keys(rounds)) {
		r := measure.Plain(name, units[name], rounds[name])
		if name == "image_memory" {
			r = measure.AtMost(name, units[name], rounds[name], memoryLimit)
		}
		b.report(r, "in the emulator")
	}
	return nil
}

// newest is the size in bytes and the name of the newest file that fits a pattern.
// Errors: fs.ErrNotExist where none does.
func newest(pattern string) (size int64, name string, err error) {
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return 0, "", err
	}
	var latest fs.FileInfo
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return 0, "", err
		}
		if latest == nil || info.ModTime().After(latest.ModTime()) {
			latest = info
		}
	}
	if latest == nil {
		return 0, "", fs.ErrNotExist
	}
	return latest.Size(), latest.Name(), nil
}
