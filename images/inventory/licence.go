package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

var (
	// shortName is a field of a copyright file that a machine can read.
	shortName = regexp.MustCompile(`(?m)^License:[ \t]*(\S[^\n]*)$`)
	// common is a licence that Debian keeps once for all packages.
	common = regexp.MustCompile(`/usr/share/common-licenses/([A-Za-z]+[-.A-Za-z0-9]*[A-Za-z0-9])`)
)

// licences reads the names of licences out of the copyright file of a package. One
// that only people can read is recognised by its text and by what it refers to.
func licences(text string) []string {
	var names []string
	if strings.Contains(text, "Format:") {
		for _, m := range shortName.FindAllStringSubmatch(text, -1) {
			names = append(names, strings.TrimSpace(m[1]))
		}
	}
	if len(names) == 0 {
		for _, m := range common.FindAllStringSubmatch(text, -1) {
			names = append(names, m[1])
		}
		for _, m := range licensecheck.Scan([]byte(text)).Match {
			names = append(names, m.ID)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// recognised is the licences of a folder with a file LICENSE or COPYING.
func recognised(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		upper := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(upper, "LICEN") && !strings.HasPrefix(upper, "COPYING") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		for _, m := range licensecheck.Scan(text).Match {
			names = append(names, m.ID)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
