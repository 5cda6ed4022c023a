// Command inventory says what is in the image: every Debian package with its
// version and licence as a list for people, and these and the program's Go modules
// as an SBOM in the form of CycloneDX. scripts/build-image runs it.
package main

import (
	"bufio"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// part is something that the image is made of.
type part struct {
	name, version string
	source        string // the source package of a binary one
	licences      []string
	url           string // package URL
}

// options are the command line.
type options struct {
	version, packages, firmware, root, binary, list, sbom string
	time                                                  int64
}

func main() {
	var o options
	flag.StringVar(&o.version, "version", "", "of the image")
	flag.Int64Var(&o.time, "time", 0, "of the image, seconds since 1970")
	flag.StringVar(&o.packages, "packages", "", "file of the Debian packages: name, version, source, tab between")
	flag.StringVar(&o.firmware, "firmware", "", "the same of the packages with the files of the first partition and of the Pi 400's Wi-Fi")
	flag.StringVar(&o.root, "root", "", "folder with usr/share/doc of the packages")
	flag.StringVar(&o.binary, "binary", "", "the Go program")
	flag.StringVar(&o.list, "list", "", "file to write: the list")
	flag.StringVar(&o.sbom, "sbom", "", "file to write: the SBOM")
	flag.Parse()
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "inventory:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	packages, err := debian(o.packages, o.root)
	if err != nil {
		return err
	}
	firmware, err := debian(o.firmware, o.root)
	if err != nil {
		return err
	}
	modules, err := golang(ctx, o.binary)
	if err != nil {
		return err
	}
	list, err := os.Create(o.list)
	if err != nil {
		return err
	}
	if err := errors.Join(write(list, o.version, packages, firmware, modules), list.Close()); err != nil {
		return err
	}
	sbom, err := os.Create(o.sbom)
	if err != nil {
		return err
	}
	b := bill(o.version, time.Unix(o.time, 0), slices.Concat(packages, firmware, modules))
	return errors.Join(cdx.NewBOMEncoder(sbom, cdx.BOMFileFormatJSON).SetPretty(true).Encode(b), sbom.Close())
}

// debian reads a list of packages, and their licences from usr/share/doc.
func debian(list, root string) ([]part, error) {
	file, err := os.Open(list)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // only read
	var parts []part
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		words := strings.Split(lines.Text(), "\t")
		if len(words) < 3 || words[1] == "" {
			return nil, fmt.Errorf("%s: %q is no package", list, lines.Text())
		}
		name, _, _ := strings.Cut(words[0], ":")
		source, _, _ := strings.Cut(words[2], " ")
		if source == "" {
			source = name
		}
		parts = append(parts, part{
			name: name, version: words[1], source: source,
			url: "pkg:deb/debian/" + name + "@" + strings.ReplaceAll(words[1], "+", "%2B") + "?arch=arm64&distro=trixie",
		})
	}
	known := map[string][]string{} // licences of source packages: a folder of documents may be that of another binary
	for i, p := range parts {
		text, err := os.ReadFile(filepath.Join(root, "usr/share/doc", p.name, "copyright"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		parts[i].licences = licences(string(text))
		known[p.source] = parts[i].licences
	}
	for i, p := range parts {
		if len(p.licences) == 0 {
			parts[i].licences = known[p.source]
		}
	}
	return parts, lines.Err()
}

// golang reads the modules of a program, and their licences from where Go keeps them.
func golang(ctx context.Context, binary string) ([]part, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	folders, err := folders(ctx)
	if err != nil {
		return nil, err
	}
	parts := []part{{name: "go", version: strings.TrimPrefix(info.GoVersion, "go"), licences: []string{"BSD-3-Clause"}, url: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		found, err := recognised(folders[m.Path])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		parts = append(parts, part{name: m.Path, version: m.Version, licences: found, url: "pkg:golang/" + m.Path + "@" + m.Version})
	}
	return parts, nil
}

// folders says where the source of each module is.
func folders(ctx context.Context) (map[string]string, error) {
	said, err := exec.CommandContext(ctx, "go", "list", "-m", "-json", "all").Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	at := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(string(said))); d.More(); {
		var m struct{ Path, Dir string }
		if err := d.Decode(&m); err != nil {
			return nil, err
		}
		at[m.Path] = m.Dir
	}
	return at, nil
}

// write writes the list.
func write(w io.Writer, version string, packages, firmware, modules []part) error {
	out := bufio.NewWriter(w)
	table := func(title string, parts []part) {
		fmt.Fprintf(out, "\n%s\n\n", title)
		for _, p := range parts {
			fmt.Fprintf(out, "%s\t%s\t%s\n", p.name, p.version, strings.Join(p.licences, ", "))
		}
	}
	fmt.Fprintf(out, "What is in the image %s: name, version, licences as their authors name them.\n", version)
	table("Debian packages", packages)
	table("Debian packages with the files of the first partition, and the firmware of the Pi 400's Wi-Fi", firmware)
	table("Go modules of the program", modules)
	return out.Flush()
}

// bill is the SBOM.
func bill(version string, at time.Time, parts []part) *cdx.BOM {
	components := make([]cdx.Component, 0, len(parts))
	for _, p := range parts {
		c := cdx.Component{BOMRef: p.url, Type: cdx.ComponentTypeLibrary, Name: p.name, Version: p.version, PackageURL: p.url}
		if len(p.licences) > 0 {
			choices := make(cdx.Licenses, 0, len(p.licences))
			for _, l := range p.licences {
				choices = append(choices, cdx.LicenseChoice{License: &cdx.License{Name: l}})
			}
			c.Licenses = &choices
		}
		components = append(components, c)
	}
	b := cdx.NewBOM()
	b.Metadata = &cdx.Metadata{
		Timestamp: at.UTC().Format(time.RFC3339),
		Component: &cdx.Component{BOMRef: "numerek-appliance", Type: cdx.ComponentTypeFirmware, Name: "numerek-appliance", Version: version},
	}
	b.Components = &components
	return b
}
