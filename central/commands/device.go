package commands

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strconv"
	"text/tabwriter"
	"text/template"
	"time"

	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/secret"
	"numerek/central/store"
)

const deviceUsage = `central device COMMAND

  add ID          let a kiosk or monitor of the office file in: make a token that is
                  good once, and print the numerek.toml for its card
  replace ID      the same for a new device in the place of an old one, which works on
                  until the new one has enrolled
  revoke ID       let the device in no more; what it has open is cut within seconds
  list            list the devices, and what is known of each

add and replace take --server HOST:PORT (how the device reaches this server),
--valid TIME (how long the token is good: 24h unless given, 15m at least) and
--out FILE instead of the screen. Where there are several offices, name one with
--office ID.
`

// devicesPort is where a server takes devices unless it is told otherwise.
const devicesPort = "7070"

// minutes is how times are written in a list.
const minutes = "2006-01-02 15:04"

// DeviceCall is a call of "central device".
type DeviceCall struct {
	Words  []string // the command and the device's id
	Office string
	Server string // HOST:PORT for the device; this machine's name if empty
	Valid  time.Duration
	Out    string // file for the configuration; Stdout if empty
	Stdout io.Writer
	// Keys are those of the server, from its master key.
	Keys func() (*secret.Keys, error)
}

// Device runs "central device". open opens the database, which may be that of a server
// that runs; Device closes it.
func Device(ctx context.Context, c DeviceCall, open Open) error {
	if err := c.check(); err != nil {
		return err
	}
	var keys *secret.Keys
	if c.Words[0] == "add" || c.Words[0] == "replace" { // the others need none
		var err error
		if keys, err = c.Keys(); err != nil {
			return fmt.Errorf("%w (the server makes it when it starts for the first time)", err)
		}
	}
	s, err := open(ctx, false)
	if err != nil {
		return err
	}
	return errors.Join(c.run(ctx, s, keys), s.Close())
}

// check refuses words and flags that do not go together.
func (c DeviceCall) check() error {
	words := map[string]int{"add": 2, "replace": 2, "revoke": 2, "list": 1}
	if len(c.Words) == 0 || words[c.Words[0]] != len(c.Words) {
		return fmt.Errorf("%w: %s", ErrUsage, deviceUsage)
	}
	if what := c.Words[0]; what != "add" && what != "replace" && (c.Server != "" || c.Out != "" || c.Valid != 0) {
		return fmt.Errorf("%w: --server, --valid and --out are for central device add and replace", ErrUsage)
	}
	if c.Server == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(c.Server)
	if n, notNumber := strconv.ParseUint(port, 10, 16); err != nil || host == "" || notNumber != nil || n == 0 {
		return fmt.Errorf("%w: --server %q is not an address like numerek.example.pl:%s, without https://", ErrUsage, c.Server, devicesPort)
	}
	return nil
}

func (c DeviceCall) run(ctx context.Context, s *store.Store, keys *secret.Keys) error {
	o := office.New(s, office.Options{}) //nolint:contextcheck // a jump of the clock belongs to no call
	e := enrolment.New(s, o, keys, enrolment.Options{})
	err := c.do(ctx, e, o)
	unknown, isUnknown := errors.AsType[*enrolment.UnknownDeviceError](err)
	switch {
	case errors.Is(err, office.ErrWhichOffice):
		ids, err := o.IDs(ctx)
		return cmp.Or(err, fmt.Errorf("%w: there are several offices, name one with --office: %q", ErrUsage, ids))
	case isUnknown:
		return unknown
	case errors.Is(err, enrolment.ErrEnrolled):
		return fmt.Errorf("%w; for a new device in its place use: central device replace %s", err, c.Words[1])
	case errors.Is(err, enrolment.ErrNotEnrolled) && c.Words[0] == "replace":
		return fmt.Errorf("%w; for the first one use: central device add %s", err, c.Words[1])
	}
	return err
}

func (c DeviceCall) do(ctx context.Context, e *enrolment.Enrolment, o *office.Office) error {
	switch c.Words[0] {
	case "add":
		return c.invite(ctx, o, e.Add)
	case "replace":
		return c.invite(ctx, o, e.Replace)
	case "revoke":
		if err := e.Revoke(ctx, c.Office, c.Words[1]); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.Stdout, "device %q is revoked\n", c.Words[1])
		return err
	}
	all, err := e.List(ctx, c.Office)
	if err != nil {
		return err
	}
	return c.list(all, e.Now())
}

// invite makes a token and writes the configuration with it.
func (c DeviceCall) invite(
	ctx context.Context, o *office.Office, make func(context.Context, string, string, time.Duration) (enrolment.Invitation, error),
) error {
	if c.Out == "" {
		text, _, err := c.configuration(ctx, o, make)
		if err != nil {
			return err
		}
		_, err = c.Stdout.Write(text)
		return err
	}
	// Before the token is made: it would be lost, and the one before it, too.
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("configuration: %w; its token may be good still: use that file, or name another with --out", err)
	}
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	text, i, err := c.configuration(ctx, o, make)
	if err == nil {
		_, err = f.Write(text)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	_, err = fmt.Fprintf(c.Stdout, "%s %q may enrol until %s: put %s on its card\n", i.Role, i.Device, i.Until.Local().Format(minutes), c.Out)
	return err
}

// configuration is what the technician puts on the card.
var configuration = template.Must(template.New("numerek.toml").Parse(`# numerek.toml for {{.Device}}: put it on the first partition of the card.
# The token is good once, until {{.Until}}. Until then show this file to nobody.
role        = "{{.Role}}"
device      = "{{.Device}}"
{{- if .Office}}
office      = "{{.Office}}"
{{- end}}
server      = "{{.Server}}"{{if .Guessed}}    # as this machine calls itself: check that the device finds it{{end}}
token       = "{{.Token}}"
fingerprint = "{{.Fingerprint}}"
{{- if eq .Role "kiosk"}}

# The ticket printer. Without it every ticket is shown on the screen.
#[printer]
#path         = "/dev/numerek-printer"    # on a card: the only one on USB-serial; /dev/usb/lp0 for one with USB of its own
#baud         = 115200
#flow_control = true    # the cable carries RTS and CTS
{{- end}}
`))

func (c DeviceCall) configuration(
	ctx context.Context, o *office.Office, make func(context.Context, string, string, time.Duration) (enrolment.Invitation, error),
) ([]byte, enrolment.Invitation, error) {
	server, guessed := c.Server, c.Server == ""
	if guessed {
		host, err := os.Hostname()
		if err != nil {
			return nil, enrolment.Invitation{}, fmt.Errorf("%w: name this server with --server HOST:PORT", err)
		}
		server = net.JoinHostPort(host, devicesPort)
	}
	ids, err := o.IDs(ctx)
	if err != nil {
		return nil, enrolment.Invitation{}, err
	}
	i, err := make(ctx, c.Office, c.Words[1], c.Valid)
	if err != nil {
		return nil, i, err
	}
	named := ""
	if len(ids) > 1 {
		named = i.Office
	}
	var text bytes.Buffer
	err = configuration.Execute(&text, struct {
		Role, Device, Office, Server, Token, Fingerprint, Until string
		Guessed                                                 bool
	}{string(i.Role), i.Device, named, server, i.Token, i.Fingerprint, i.Until.Local().Format(minutes), guessed})
	return text.Bytes(), i, err
}

func (c DeviceCall) list(all []enrolment.Place, now time.Time) error {
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	if _, err := fmt.Fprintln(w, "DEVICE\tROLE\tSTATE\tENROLLED\tCERTIFICATE UNTIL\tLAST SEEN"); err != nil {
		return err
	}
	for _, p := range all {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n",
			p.Device, p.Role, stateOf(p, now), moment(p.EnrolledAt), moment(p.ExpiresAt), moment(p.SeenAt)); err != nil {
			return err
		}
	}
	return w.Flush()
}

// stateOf is the state of a place in words.
func stateOf(p enrolment.Place, now time.Time) string {
	waits := ""
	switch {
	case p.TokenUntil.IsZero():
	case now.Before(p.TokenUntil):
		waits = "token until " + moment(p.TokenUntil)
	default:
		waits = "token expired " + moment(p.TokenUntil)
	}
	switch p.State {
	case enrolment.Active:
		state := "enrolled"
		if now.After(p.ExpiresAt) {
			state = "enrolled, certificate expired"
		}
		if waits != "" {
			state += ", to be replaced: " + waits
		}
		return state
	case enrolment.Revoked:
		return "revoked " + moment(p.RevokedAt)
	case enrolment.Expected:
		return "expected: " + waits
	}
	return "not added"
}

// moment writes a time as the machine's clock on the wall has it; a dash for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format(minutes)
}
