package secret_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"numerek/central/secret"
)

func load(t *testing.T, file string) *secret.Keys {
	t.Helper()
	keys, err := secret.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestSealedTextsOpenForTheSameThingOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret.key")
	sealed := load(t, file).Seal("koszalin/7", "482 9151")
	if strings.Contains(sealed, "482") {
		t.Errorf("sealed text is %q", sealed)
	}
	again := load(t, file) // the next start of the server
	if got, err := again.Open("koszalin/7", sealed); got != "482 9151" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	other := load(t, filepath.Join(t.TempDir(), "secret.key"))
	for name, open := range map[string]func() (string, error){
		"another_thing": func() (string, error) { return again.Open("koszalin/8", sealed) },
		"another_key":   func() (string, error) { return other.Open("koszalin/7", sealed) },
		"damaged":       func() (string, error) { return again.Open("koszalin/7", "A"+sealed[1:]+"A") },
		"not_base64":    func() (string, error) { return again.Open("koszalin/7", "ą") },
		"short":         func() (string, error) { return again.Open("koszalin/7", "AAAA") },
	} {
		if got, err := open(); !errors.Is(err, secret.ErrSealed) || got != "" {
			t.Errorf("%s: got %q, %v, want ErrSealed", name, got, err)
		}
	}
}

func TestHashesTellKindsAndOfficesApart(t *testing.T) {
	keys := load(t, filepath.Join(t.TempDir(), "secret.key"))
	seen := map[string]bool{}
	for _, of := range [][3]string{
		{"koszalin", "code", "4829151"},
		{"koszalin", "link", "4829151"},
		{"police", "code", "4829151"},
		{"koszalin", "code4", "829151"},
		{"koszalincode", "", "4829151"},
	} {
		h := keys.Hash(of[0], of[1], of[2])
		if len(h) != 32 || seen[h] {
			t.Errorf("hash of %v is %q", of, h)
		}
		if h != keys.Hash(of[0], of[1], of[2]) {
			t.Errorf("hash of %v differs from itself", of)
		}
		seen[h] = true
	}
}

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "secret.key")
	var wg sync.WaitGroup
	hashes := make([]string, 8)
	for i := range hashes { // servers that start at once agree on one key
		wg.Go(func() {
			if keys, err := secret.Load(file); err == nil {
				hashes[i] = keys.Hash("a", "b", "c")
			}
		})
	}
	wg.Wait()
	for _, h := range hashes {
		if h == "" || h != hashes[0] {
			t.Errorf("hashes %q", hashes)
			break
		}
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	for name, text := range map[string]string{"empty": "", "short": "abcd", "letters": strings.Repeat("x", 64)} {
		bad := filepath.Join(dir, name)
		if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := secret.Load(bad); !errors.Is(err, secret.ErrKey) {
			t.Errorf("%s: got %v, want ErrKey", name, err)
		}
	}
}
