package frame_test

import (
	"strings"
	"testing"

	"numerek/central/translations"
	"numerek/central/web"
	"numerek/central/web/frame"
)

// TestBusyIsSaidInEveryLanguage reads the page of those who are sent away.
func TestBusyIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	assets, err := web.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	page, err := frame.Busy(assets)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range translations.Languages() {
		texts := translations.In(code)
		for _, want := range []string{`lang="` + code + `"`, texts.Busy.Title, texts.Busy.What, texts.TryAgain} {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s: no %q", code, want)
			}
		}
	}
	if strings.Count(string(page), "<h1>") != 1 || !strings.HasPrefix(string(page), "<!doctype html>") {
		t.Errorf("got %s", page)
	}
}
