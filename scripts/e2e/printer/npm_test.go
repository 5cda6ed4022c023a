// Package printer_test checks the printer with programs that nobody here wrote: the npm package npos reads the bytes that
// the driver sends, and the npm package receiptio, as another host, drives the simulator through a terminal.
package printer_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"numerek/appliance/bitmap"
	"numerek/scripts/e2e/npm"
)

// packages is the folder with the npm packages of package-lock.json.
func packages(t *testing.T) string {
	t.Helper()
	dir, err := npm.Packages(t.Context(), "../../../.cache/printer-npm")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// node runs one of the scripts beside this file and gives what it wrote. Without Node this is a failure, not a skip.
func node(t *testing.T, script string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", append([]string{script}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+packages(t), "NODE_NO_WARNINGS=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node %s: %v\n%s", script, err, stderr.Bytes())
	}
	return out
}

// reading is what npos.js writes.
type reading struct {
	Width    int
	Rows     []string
	Cuts     int
	Commands []string
}

// picture is the paper as npos sees it, on a head of so many dots.
func (r reading) picture(t *testing.T, dots int) bitmap.Bitmap {
	t.Helper()
	b := bitmap.New(dots, len(r.Rows))
	if r.Width > dots {
		t.Fatalf("got rows of %d dots, want at most %d", r.Width, dots)
	}
	for y, row := range r.Rows {
		bits, err := hex.DecodeString(row)
		if err != nil {
			t.Fatal(err)
		}
		copy(b.Row(y), bits)
	}
	return b
}

func readWithNpos(t *testing.T, stream []byte) reading {
	t.Helper()
	file := filepath.Join(t.TempDir(), "stream.bin")
	if err := os.WriteFile(file, stream, 0o644); err != nil {
		t.Fatal(err)
	}
	var r reading
	if err := json.Unmarshal(node(t, "npos.js", file), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// recorder keeps a copy of everything that is written to a port.
type recorder struct {
	mu   sync.Mutex
	sent []byte
}

func (r *recorder) add(b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, b...)
}

// since gives what was written after the first n bytes.
func (r *recorder) since(n int) []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.sent[n:])
}
