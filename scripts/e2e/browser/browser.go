// Package browser is a real Chromium whose pages a Go program uses as people do.
package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"numerek/scripts/e2e"
	"numerek/scripts/e2e/npm"
)

// Browser is Chromium with the script that leads it. Its methods are for one
// goroutine.
type Browser struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *bufio.Scanner
	said    strings.Builder // on standard error
}

// Window is how a page is opened.
type Window struct {
	Who           string // whose cookies; the page's own if empty
	Width, Height int    // CSS pixels
	Scale         float64
	Dark          bool
	Touch         bool
	Language      string // "pl"
}

// Sight is a page as it was when something had been done with it.
type Sight struct {
	At   time.Time // of a key, a click or a sight
	Text string    // of the element, or of the page; every space an ordinary one
}

// ErrPage means that a page did not do what was expected of it.
var ErrPage = errors.New("page")

// Start starts it. What it writes stands in the folder. Without Chromium, node or
// npm it is an error. It dies with the thread that started it.
func Start(ctx context.Context, folder string) (*Browser, error) {
	root, err := e2e.Root()
	if err != nil {
		return nil, err
	}
	here := filepath.Join(root, "scripts", "e2e")
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("%w: apt-get install chromium", err)
	}
	packages, err := npm.In(ctx, filepath.Join(here, "console"), filepath.Join(root, ".cache", "pages-npm"))
	if err != nil {
		return nil, err
	}
	b := &Browser{}
	b.cmd = exec.Command("node", filepath.Join(here, "browser", "browser.js"), chromium, filepath.Join(folder, "chromium")) //nolint:noctx // End ends it
	b.cmd.Env = append(os.Environ(), "NODE_PATH="+packages, "NODE_NO_WARNINGS=1")
	b.cmd.Stderr = &b.said
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if b.in, err = b.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	b.answers = bufio.NewScanner(out)
	b.answers.Buffer(nil, 1<<20)
	return b, b.cmd.Start()
}

// End closes the browser, at the latest after a moment.
func (b *Browser) End() error {
	_ = b.in.Close()
	late := time.AfterFunc(5*time.Second, func() { _ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL) })
	defer late.Stop()
	return b.cmd.Wait()
}

// Open opens a page under a name, or leads the one of that name elsewhere.
func (b *Browser) Open(page, url string, w Window) error {
	_, err := b.do(w.order("open", page, map[string]any{"url": url, "who": w.Who, "language": w.Language}))
	return err
}

// Resize makes the window another.
func (b *Browser) Resize(page string, w Window) error {
	_, err := b.do(w.order("size", page, map[string]any{}))
	return err
}

func (w Window) order(do, page string, more map[string]any) map[string]any {
	scheme := "light"
	if w.Dark {
		scheme = "dark"
	}
	more["do"], more["page"], more["width"], more["height"] = do, page, w.Width, w.Height
	more["scale"], more["scheme"], more["touch"] = w.Scale, scheme, w.Touch
	return more
}

// Type writes into a field, in place of what is there.
func (b *Browser) Type(page, selector, text string) error {
	_, err := b.do(map[string]any{"do": "type", "page": page, "selector": selector, "text": text})
	return err
}

// Click clicks an element.
func (b *Browser) Click(page, selector string) (Sight, error) {
	return b.do(map[string]any{"do": "click", "page": page, "selector": selector})
}

// Key presses a key: "NumpadEnter" of a bare number pad, or "F1".
func (b *Browser) Key(page, name string) (Sight, error) {
	return b.do(map[string]any{"do": "key", "page": page, "text": name})
}

// See waits until an element says a text; the page itself without a selector,
// and anything without a text.
func (b *Browser) See(page, selector, text string) (Sight, error) {
	return b.do(map[string]any{"do": "see", "page": page, "selector": selector, "text": text})
}

// Watch begins to look for a text in a page that stays, for Noticed to say when
// it came.
func (b *Browser) Watch(page, selector, text string) error {
	_, err := b.do(map[string]any{"do": "watch", "page": page, "selector": selector, "text": text})
	return err
}

// Noticed waits for what is watched for.
func (b *Browser) Noticed(page string) (Sight, error) {
	return b.do(map[string]any{"do": "noticed", "page": page})
}

// Picture writes what is seen of a page to a file, or all of it if it is longer
// than the window.
func (b *Browser) Picture(page, file string, full bool) error {
	_, err := b.do(map[string]any{"do": "picture", "page": page, "file": file, "full": full})
	return err
}

func (b *Browser) do(order map[string]any) (Sight, error) {
	line, err := json.Marshal(order)
	if err != nil {
		return Sight{}, err
	}
	if _, err := b.in.Write(append(line, '\n')); err != nil {
		return Sight{}, fmt.Errorf("browser: %w\n%s", err, b.said.String())
	}
	if !b.answers.Scan() {
		return Sight{}, fmt.Errorf("browser ended: %w\n%s", errors.Join(ErrPage, b.answers.Err()), b.said.String())
	}
	var answer struct {
		Error, Text string
		At          float64
		Wrong       []string
		TooWide     float64
	}
	if err := json.Unmarshal(b.answers.Bytes(), &answer); err != nil {
		return Sight{}, fmt.Errorf("browser: %w", err)
	}
	s := Sight{At: time.UnixMilli(int64(answer.At)), Text: answer.Text}
	switch {
	case answer.Error != "":
		return s, fmt.Errorf("%w %s: %v: %s", ErrPage, order["page"], order["do"], answer.Error)
	case len(answer.Wrong) > 0:
		return s, fmt.Errorf("%w %s: its script fails: %s", ErrPage, order["page"], strings.Join(answer.Wrong, "; "))
	case answer.TooWide > 0:
		return s, fmt.Errorf("%w %s: %.0f pixels wider than its window", ErrPage, order["page"], answer.TooWide)
	}
	return s, nil
}
