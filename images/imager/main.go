// Command imager writes what Raspberry Pi Imager reads of a repository of its own: a
// list with one entry, the card, and an icon beside it. scripts/build-image runs it.
//
// The form is that of os-list-schema.json and of the example in the documentation of
// Raspberry Pi Imager; the names of boards are those of its own list.
package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

//go:embed numerek.svg
var icon []byte

// iconName is the icon's file beside the list.
const iconName = "numerek.svg"

// list is the repository.
type list struct {
	Imager struct {
		Devices []board `json:"devices"`
	} `json:"imager"`
	Systems []system `json:"os_list"`
}

// board is one that can be chosen; a repository of its own must name them, for the
// entries of a list count only for boards that it has.
type board struct {
	Name        string   `json:"name"`
	Tags        []string `json:"tags"`
	Description string   `json:"description"`
	Icon        string   `json:"icon"`
	Matching    string   `json:"matching_type"`
}

// system is a card. It names no init_format, so that Imager offers no settings of
// its own: those of the device stand in numerek.toml.
type system struct {
	Name           string   `json:"name"`
	Description    string   `json:"description"`
	Icon           string   `json:"icon"`
	URL            string   `json:"url"`
	ExtractSize    int64    `json:"extract_size"` // bytes, as below
	ExtractSHA256  string   `json:"extract_sha256"`
	DownloadSize   int64    `json:"image_download_size"`
	DownloadSHA256 string   `json:"image_download_sha256"`
	ReleaseDate    string   `json:"release_date"` // 2026-11-26
	Devices        []string `json:"devices"`
	Architecture   string   `json:"architecture"`
}

// The boards of the card.
const (
	pi4 = "pi4-64bit"
	pi3 = "pi3-64bit"
)

// errNoImage means that no packed image was named.
var errNoImage = errors.New("which image?")

func main() {
	card := flag.String("card", "", "`file` of the image")
	packed := flag.String("packed", "", "`file` of the packed image")
	name := flag.String("name", "", "`name` that the packed image is published under")
	base := flag.String("url", "", "`address` of the folder that it is published in")
	version := flag.String("version", "", "`version` of the image")
	built := flag.Int64("time", 0, "`seconds` since 1970 at which it was made")
	out := flag.String("out", "", "`file` to write; the icon comes beside it")
	flag.Parse()
	if err := run(*card, *packed, *name, *base, *version, *out, time.Unix(*built, 0)); err != nil {
		fmt.Fprintln(os.Stderr, "imager:", err)
		os.Exit(1)
	}
}

// run measures the files and writes the list and the icon.
func run(card, packed, name, base, version, out string, built time.Time) error {
	if card == "" || packed == "" || name == "" {
		return errNoImage
	}
	s := system{
		Name:        "Numerek " + version,
		Description: "Ticket kiosk or wall monitor; its settings are in numerek.toml on the first partition",
		ReleaseDate: built.UTC().Format(time.DateOnly),
		Devices:     []string{pi4, pi3}, Architecture: "armv8",
	}
	var err error
	if s.URL, err = beside(base, name); err != nil {
		return err
	}
	if s.Icon, err = beside(base, iconName); err != nil {
		return err
	}
	if s.ExtractSize, s.ExtractSHA256, err = measure(card); err != nil {
		return err
	}
	if s.DownloadSize, s.DownloadSHA256, err = measure(packed); err != nil {
		return err
	}
	l := list{Systems: []system{s}}
	l.Imager.Devices = []board{
		{Name: "Raspberry Pi 4", Tags: []string{pi4}, Description: "4B, 400, CM4", Icon: s.Icon, Matching: "exclusive"},
		{Name: "Raspberry Pi 3", Tags: []string{pi3}, Description: "3B+", Icon: s.Icon, Matching: "exclusive"},
	}
	text, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	const everybody = 0o644 // it is published
	return errors.Join(
		os.WriteFile(out, append(text, '\n'), everybody),
		os.WriteFile(filepath.Join(filepath.Dir(out), iconName), icon, everybody),
	)
}

// beside is the address of a file in a published folder; + is escaped, too, which
// some servers take for a space.
func beside(base, name string) (string, error) {
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	return strings.ReplaceAll(u.JoinPath(name).String(), "+", "%2B"), nil
}

// measure gives the size of a file in bytes and its SHA-256.
func measure(path string) (int64, string, error) {
	file, err := os.Open(path) //nolint:gosec // A file of whoever calls.
	if err != nil {
		return 0, "", err
	}
	sum := sha256.New()
	size, err := io.Copy(sum, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return 0, "", err
	}
	return size, hex.EncodeToString(sum.Sum(nil)), nil
}
