package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// Clerk works at a desk by the console's forms, as a browser without scripts does.
type Clerk struct {
	browser *http.Client
	base    string
}

// errConsole means that the console did not do what was asked.
var errConsole = errors.New("console")

// User is an account of the server.
type User struct{ Name, FullName, Role, Password string }

// AddUser makes an account with the server's program beside the server.
func (s Server) AddUser(ctx context.Context, u User) error {
	args := []string{"user", "add", u.Name, "--name", u.FullName, "--role", u.Role}
	if s.Database != "" {
		args = append(args, "--database", s.Database)
	} else {
		args = append(args, "--data", s.Data)
	}
	add := exec.CommandContext(ctx, s.Path, args...)
	add.Stdin = strings.NewReader(u.Password + "\n")
	if said, err := add.CombinedOutput(); err != nil {
		return fmt.Errorf("user add %s: %w: %s", u.Name, err, said)
	}
	return nil
}

// Employ makes a clerk's account, and logs it in.
func (s Server) Employ(ctx context.Context, c *Central, name string) (*Clerk, error) {
	u := User{Name: name, FullName: name, Role: "clerk", Password: "an-end-to-end-password"} //nolint:gosec // of a server that lives for a test
	if err := s.AddUser(ctx, u); err != nil {
		return nil, err
	}
	return LogIn(ctx, c, u)
}

// LogIn logs a clerk in.
func LogIn(ctx context.Context, c *Central, u User) (*Clerk, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	k := &Clerk{browser: &http.Client{Jar: jar}, base: "http://" + c.HTTP}
	_, err = k.post(ctx, "/login", url.Values{"name": {u.Name}, "password": {u.Password}})
	return k, err
}

// Import imports an office file with the server's program beside the server.
func (s Server) Import(ctx context.Context, file string) error {
	args := []string{"office", "import", file}
	if s.Database != "" {
		args = append(args, "--database", s.Database)
	} else {
		args = append(args, "--data", s.Data)
	}
	if said, err := exec.CommandContext(ctx, s.Path, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("office import %s: %w: %s", file, err, said)
	}
	return nil
}

// Read opens a page.
func (k *Clerk) Read(ctx context.Context, path string) ([]byte, error) {
	return k.ask(ctx, http.MethodGet, path, nil)
}

// Take takes a desk.
func (k *Clerk) Take(ctx context.Context, location string, desk int) error {
	_, err := k.post(ctx, "/console/desk", url.Values{"location": {location}, "desk": {strconv.Itoa(desk)}})
	return err
}

// board is what the console says of a desk.
type board struct {
	Incarnation string
	Seq         int64 // of the last event that is in it
	Operation   int64
}

// Do does one deed, with further fields of its form: name, value, name, value.
func (k *Clerk) Do(ctx context.Context, deed string, fields ...string) error {
	_, _, err := k.DoTimed(ctx, deed, fields...)
	return err
}

// DoTimed is [Clerk.Do] that tells when the form was sent, and the last event
// that the answer knows of.
func (k *Clerk) DoTimed(ctx context.Context, deed string, fields ...string) (sent time.Time, seq int64, err error) {
	var before, after board
	said, err := k.ask(ctx, http.MethodGet, "/console", nil)
	if err == nil {
		err = before.read(said)
	}
	if err != nil {
		return sent, 0, err
	}
	form := url.Values{
		"deed": {deed}, "operation": {strconv.FormatInt(before.Operation+1, 10)}, "incarnation": {before.Incarnation},
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	sent = time.Now()
	if said, err = k.post(ctx, "/console/act", form); err == nil {
		err = after.read(said)
	}
	return sent, after.Seq, err
}

func (b *board) read(text []byte) error {
	if err := json.Unmarshal(text, b); err != nil {
		return fmt.Errorf("%w: %w in %.200s", errConsole, err, text)
	}
	return nil
}

// Watch keeps the page of the desk open and tells of every board that comes, by
// the last event in it, until ctx is done or the stream ends.
func (k *Clerk) Watch(ctx context.Context, tell func(seq int64)) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, k.base+"/console/events", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "text/event-stream")
	answer, err := k.browser.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it is of no more use
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, longestBoard)
	for lines.Scan() {
		data, isData := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !isData || len(data) < 2 {
			continue // a name, or a sign of life
		}
		var b board
		if err := b.read(data); err != nil {
			return err
		}
		tell(b.Seq)
	}
	return errors.Join(lines.Err(), io.EOF)
}

// longestBoard is more than the largest board in bytes.
const longestBoard = 4 << 20

func (k *Clerk) post(ctx context.Context, path string, form url.Values) ([]byte, error) {
	return k.ask(ctx, http.MethodPost, path, form)
}

func (k *Clerk) ask(ctx context.Context, method, path string, form url.Values) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, k.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json") // the board by itself, where it is asked for
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := k.browser.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close() //nolint:errcheck // it was read to its end
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%w: %s %s: status %d: %.200s", errConsole, method, path, answer.StatusCode, body)
	}
	return body, err
}
