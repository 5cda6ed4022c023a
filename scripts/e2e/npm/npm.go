// Package npm brings the npm packages that some tests read our bytes and pages with.
package npm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Packages is the node_modules of the package.json and package-lock.json in the
// present folder; see In.
func Packages(ctx context.Context, cache string) (dir string, err error) { return In(ctx, ".", cache) }

// In is the node_modules of the package.json and package-lock.json in a folder.
// They are installed under cache once for each state of the lock file, without
// running their scripts. Without npm it is an error.
func In(ctx context.Context, folder, cache string) (dir string, err error) {
	lock, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		return "", err
	}
	if cache, err = filepath.Abs(cache); err != nil {
		return "", err
	}
	sum := sha256.Sum256(lock)
	dir = filepath.Join(cache, hex.EncodeToString(sum[:6]))
	if _, err := os.Stat(dir); err == nil {
		return filepath.Join(dir, "node_modules"), nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil { //nolint:gosec // Nothing in it is secret.
		return "", err
	}
	fresh, err := os.MkdirTemp(cache, "new-")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(fresh)) }()
	for _, name := range []string{"package.json", "package-lock.json"} {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(fresh, name), content, 0o644); err != nil { //nolint:gosec // Nothing in it is secret.
			return "", err
		}
	}
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = fresh
	if out, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install npm packages: %w\n%s", err, out)
	}
	// Another test may have been quicker; what it has installed is the same.
	if err := os.Rename(fresh, dir); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	return filepath.Join(dir, "node_modules"), nil
}
