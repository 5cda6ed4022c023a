package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func TestLicences(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"machine_readable": {
			"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n\nFiles: a\nLicense: Expat\n text\n\nLicense: GPL-2+\n text\n",
			[]string{"Expat", "GPL-2+"},
		},
		"prose":   {"On Debian systems, see /usr/share/common-licenses/LGPL-2.1.\n", []string{"LGPL-2.1"}},
		"nothing": {"Written by somebody.\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := licences(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A binary package whose documents are those of another has that one's licences,
// and the program of this very test has its modules and theirs.
func TestInventory(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"packages":                        "liba1:arm64\t1.2-3+deb13u1\ta\t1.2-3\nlibb2:arm64\t1.2-3\ta\t1.2-3\n",
		"firmware":                        "blob\t1~2\t\t\n",
		"usr/share/doc/liba1/copyright":   "see /usr/share/common-licenses/GPL-2\n",
		"usr/share/doc/unrelated/nothing": "",
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	in := func(name string) string { return filepath.Join(folder, name) }
	at := time.Date(2026, time.November, 26, 12, 0, 0, 0, time.UTC)
	err = run(t.Context(), options{
		version: "1", time: at.Unix(), packages: in("packages"), firmware: in("firmware"), root: folder, binary: binary,
		list: in("list"), sbom: in("sbom"),
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(in("list"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"liba1\t1.2-3+deb13u1\tGPL-2\n", "libb2\t1.2-3\tGPL-2\n", "blob\t1~2\t\n", "github.com/google/licensecheck\tv0.3.1\tBSD-3-Clause\n"} {
		if !strings.Contains(string(list), line) {
			t.Errorf("no %q in\n%s", line, list)
		}
	}
	text, err := os.ReadFile(in("sbom"))
	if err != nil {
		t.Fatal(err)
	}
	var b cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(text), cdx.BOMFileFormatJSON).Decode(&b); err != nil || !json.Valid(text) {
		t.Fatalf("the SBOM: %v", err)
	}
	if b.Metadata.Timestamp != "2026-11-26T12:00:00Z" || (*b.Components)[0].PackageURL != "pkg:deb/debian/liba1@1.2-3%2Bdeb13u1?arch=arm64&distro=trixie" {
		t.Errorf("got %q, %q", b.Metadata.Timestamp, (*b.Components)[0].PackageURL)
	}
}
