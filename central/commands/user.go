package commands

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"numerek/central/access"
	"numerek/central/accounts"
	"numerek/central/office"
	"numerek/central/password"
	"numerek/central/store"
)

const userUsage = `central user COMMAND

  add NAME --name "FULL NAME" [--role clerk|manager|administrator] [--office ID]
                  make an account; it is a clerk's where no role is named
  passwd NAME     set another password, which ends the user's sessions
  disable NAME    let nobody in under the name any more
  enable NAME     let the user in again
  list            list the accounts

The password is asked for, or read from standard input where that is no terminal;
with --generate it is made up and printed. Where there are several offices, name
one with --office ID.
`

// errMismatch says that a password was not typed twice alike.
var errMismatch = errors.New("the two passwords differ; nothing was changed")

// UserCall is a call of "central user".
type UserCall struct {
	Words          []string // the command and the user name
	FullName, Role string
	Office         string
	Generate       bool // make the password up
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// User runs "central user". open opens the database, which may be that of a
// server that runs; User closes it.
func User(ctx context.Context, c UserCall, open Open) error {
	if err := c.check(); err != nil {
		return err
	}
	s, err := open(ctx, false)
	if err != nil {
		return err
	}
	return errors.Join(c.run(ctx, s), s.Close())
}

// check refuses words and flags that do not go together.
func (c UserCall) check() error {
	words := map[string]int{"add": 2, "passwd": 2, "disable": 2, "enable": 2, "list": 1}
	if len(c.Words) == 0 || words[c.Words[0]] != len(c.Words) {
		return fmt.Errorf("%w: %s", ErrUsage, userUsage)
	}
	what := c.Words[0]
	switch {
	case what != "add" && (c.FullName != "" || c.Role != ""):
		return fmt.Errorf("%w: --name and --role are for central user add", ErrUsage)
	case what != "add" && what != "passwd" && c.Generate:
		return fmt.Errorf("%w: --generate is for central user add and passwd", ErrUsage)
	case what == "add" && c.FullName == "":
		return fmt.Errorf(`%w: central user add %s needs --name "FULL NAME"`, ErrUsage, c.Words[1])
	}
	return nil
}

func (c UserCall) run(ctx context.Context, s *store.Store) error {
	o := office.New(s, office.Options{}) //nolint:contextcheck // a jump of the clock belongs to no call
	a := accounts.New(s, o, accounts.Options{})
	users, err := a.Users(ctx, c.Office)
	if errors.Is(err, office.ErrWhichOffice) {
		ids, err := o.IDs(ctx)
		return cmp.Or(err, fmt.Errorf("%w: there are several offices, name one with --office: %q", ErrUsage, ids))
	}
	if err != nil {
		return err
	}
	if c.Words[0] == "list" {
		return c.list(users, o.Now())
	}
	name, ok := accounts.UserName(c.Words[1])
	if !ok {
		return fmt.Errorf("%q: %w", c.Words[1], accounts.ErrUserName)
	}
	exists := false
	for _, u := range users {
		exists = exists || u.Name == name
	}
	// Before a password is asked for.
	switch add := c.Words[0] == "add"; {
	case add && exists:
		return fmt.Errorf("%w: %s", accounts.ErrUserExists, name)
	case !add && !exists:
		return fmt.Errorf("%w: %s", accounts.ErrUnknownUser, name)
	}
	switch c.Words[0] {
	case "add":
		return c.add(ctx, a, name)
	case "passwd":
		secret, err := c.password(ctx)
		if err == nil {
			err = a.SetPassword(ctx, c.Office, name, secret)
		}
		return c.done(err, fmt.Sprintf("user %q has another password", name), secret)
	case "disable":
		return c.done(a.DisableUser(ctx, c.Office, name), fmt.Sprintf("user %q is disabled", name), "")
	}
	return c.done(a.EnableUser(ctx, c.Office, name), fmt.Sprintf("user %q may log in", name), "")
}

func (c UserCall) add(ctx context.Context, a *accounts.Accounts, name string) error {
	role, err := access.ParseRole(cmp.Or(c.Role, string(access.Clerk)))
	if err != nil {
		return err
	}
	secret, err := c.password(ctx)
	if err != nil {
		return err
	}
	u, err := a.AddUser(ctx, accounts.NewUser{Office: c.Office, Name: name, FullName: c.FullName, Role: role, Password: secret})
	return c.done(err, fmt.Sprintf("user %q added to office %q as %s", u.Name, u.Office, u.Role), secret)
}

// done says what was done, and the password where it was made up.
func (c UserCall) done(err error, what, secret string) error {
	if err != nil {
		return err
	}
	if c.Generate {
		what += "\npassword: " + secret
	}
	_, err = fmt.Fprintln(c.Stdout, what)
	return err
}

// password makes a password up, asks for it twice, or reads a line of it.
func (c UserCall) password(ctx context.Context) (string, error) {
	if c.Generate {
		return password.Generate(rand.Reader)
	}
	f, ok := c.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(c.Stdin, 4<<10)).ReadString('\n')
		if errors.Is(err, io.EOF) {
			err = nil
		}
		line = strings.TrimRight(line, "\r\n")
		return line, cmp.Or(err, password.Check(line))
	}
	first, err := c.ask(ctx, f, fmt.Sprintf("Password (at least %d letters): ", password.Shortest))
	if err != nil {
		return "", err
	}
	if err := password.Check(first); err != nil {
		return "", err
	}
	again, err := c.ask(ctx, f, "Again: ")
	if err == nil && again != first {
		err = errMismatch
	}
	return first, err
}

// ask reads a line from a terminal that does not show it. Who gives up gets the
// terminal back as it was.
func (c UserCall) ask(ctx context.Context, terminal *os.File, prompt string) (string, error) {
	fd := int(terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("terminal: %w", err)
	}
	if _, err := io.WriteString(c.Stderr, prompt); err != nil {
		return "", err
	}
	type typed struct {
		text []byte
		err  error
	}
	line := make(chan typed, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		line <- typed{text, err}
	}()
	select {
	case got := <-line:
		_, err := io.WriteString(c.Stderr, "\n")
		return string(got.text), errors.Join(got.err, err)
	case <-ctx.Done():
		return "", errors.Join(context.Cause(ctx), term.Restore(fd, before))
	}
}

func (c UserCall) list(users []store.User, now time.Time) error {
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	for _, u := range users {
		state := "may log in"
		switch {
		case u.Disabled:
			state = "disabled"
		case now.Before(u.LockedUntil):
			state = "locked until " + u.LockedUntil.Local().Format("15:04")
		}
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Name, u.Role, state, u.FullName); err != nil {
			return err
		}
	}
	return w.Flush()
}
