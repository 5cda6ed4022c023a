package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The keys that the schema of Raspberry Pi Imager requires, and those of newer
// versions, with the types it gives them.
func TestRun(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out := filepath.Join(folder, "rpi-imager.json")
	built := time.Date(2026, 11, 26, 23, 30, 0, 0, time.FixedZone("", -3600))
	err := run(file("card", "abc"), file("packed", ""), "numerek-appliance-1+x.img.xz", "https://example.pl/numerek/", "1+x", out, built)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	board := func(name, description, tag string) any {
		return map[string]any{
			"name": name, "description": description, "tags": []any{tag}, "matching_type": "exclusive", "icon": "https://example.pl/numerek/numerek.svg",
		}
	}
	want := map[string]any{
		"imager": map[string]any{"devices": []any{board("Raspberry Pi 4", "4B, 400, CM4", "pi4-64bit"), board("Raspberry Pi 3", "3B+", "pi3-64bit")}},
		"os_list": []any{map[string]any{
			"name":        "Numerek 1+x",
			"description": "Ticket kiosk or wall monitor; its settings are in numerek.toml on the first partition",
			"icon":        "https://example.pl/numerek/numerek.svg",
			"url":         "https://example.pl/numerek/numerek-appliance-1%2Bx.img.xz",
			// The digests of FIPS 180-4 for "abc" and for nothing.
			"extract_size": 3.0, "extract_sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
			"image_download_size": 0.0, "image_download_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			"release_date": "2026-11-27", "devices": []any{"pi4-64bit", "pi3-64bit"}, "architecture": "armv8",
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("list (-want +got):\n%s", diff)
	}
	picture, err := os.ReadFile(filepath.Join(folder, iconName))
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(picture, new(struct{ XMLName xml.Name })); err != nil {
		t.Errorf("the icon: %v", err)
	}
}

func TestRun_says_what_is_missing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "list.json")
	for name, card := range map[string]string{"no_card": "", "no_such_card": "no-such-file"} {
		if err := run(card, card, "x", "https://example.pl", "1", out, time.Now()); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	if err := run(os.Args[0], os.Args[0], "x", "https://example.pl:x", "1", out, time.Now()); err == nil {
		t.Error("got no error of an address that is none")
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was written")
	}
}
