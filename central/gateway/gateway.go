// Package gateway reads how messages leave the server, and makes the senders: one
// small file says which, because it holds passwords and tokens that no command
// line and no office file should. Without it SMS go to a file among the data, for
// demonstrations and for offices that are only trying.
package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pelletier/go-toml/v2"

	"numerek/central/notify"
	"numerek/central/notify/file"
	"numerek/central/notify/mail"
	"numerek/central/notify/modem"
	"numerek/central/notify/smpp"
	"numerek/central/notify/smsapi"
)

// Settings are the file. Of the tables of senders only the chosen one is looked at.
type Settings struct {
	SMS struct {
		Sender string         `toml:"sender"` // smsapi, smpp, modem or file
		File   FileSettings   `toml:"file"`
		SMSAPI SMSAPISettings `toml:"smsapi"`
		SMPP   SMPPSettings   `toml:"smpp"`
		Modem  ModemSettings  `toml:"modem"`
	} `toml:"sms"`
	Mail MailSettings `toml:"mail"`
}

// FileSettings are the table [sms.file].
type FileSettings struct {
	Path string `toml:"path"` // messages.txt among the data, unless given
}

// SMSAPISettings are the table [sms.smsapi].
type SMSAPISettings struct {
	URL          string         `toml:"url"` // that of SMSAPI.pl, unless given
	Token        string         `toml:"token"`
	Server       string         `toml:"server"`        // public address of this server, to which reports come; none without it
	ReportSecret string         `toml:"report_secret"` // last part of their address, 16 letters or more
	ReportFrom   []netip.Prefix `toml:"report_from"`   // networks that they come from; any where there are none
}

// SMPPSettings are the table [sms.smpp].
type SMPPSettings struct {
	Address    string `toml:"address"` // host:port
	SystemID   string `toml:"system_id"`
	Password   string `toml:"password"`
	SystemType string `toml:"system_type"`
	TLS        bool   `toml:"tls"`
	Zone       string `toml:"zone"`   // of the centre's clock; UTC unless given
	Window     int    `toml:"window"` // messages that may be unanswered at once
}

// ModemSettings are the table [sms.modem].
type ModemSettings struct {
	Port string `toml:"port"` // /dev/serial/by-id/…
	Baud int    `toml:"baud"`
	PIN  string `toml:"pin"`
}

// MailSettings are the table [mail]. Without a server no mail is sent, and no
// address is asked for.
type MailSettings struct {
	Server   string `toml:"server"`
	Security string `toml:"security"` // starttls, tls or none
	Username string `toml:"username"`
	Password string `toml:"password"`
	From     string `toml:"from"`
}

// ErrSettings says what is wrong with the file.
var ErrSettings = errors.New("gateway file")

// Read reads the file; an empty name is a file that says nothing.
// Errors: [ErrSettings], with the line.
func Read(name string) (s Settings, err error) {
	s.SMS.Sender = file.Name
	if name == "" {
		return s, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return s, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	defer func() { _ = f.Close() }()
	d := toml.NewDecoder(f).DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
			return s, fmt.Errorf("%w: %s: unknown keys:\n%s", ErrSettings, name, strict.String())
		}
		return s, fmt.Errorf("%w: %s: %w", ErrSettings, name, err)
	}
	return s, nil
}

// Mails says whether mail is sent.
func (s Settings) Mails() bool { return s.Mail.Server != "" }

// Needs are what senders need of the server.
type Needs struct {
	Data    string                                       // directory of the data; may be empty
	Now     func() time.Time                             // the server's clock, in the office's zone
	Deliver func(context.Context, notify.Delivery) error // keeps a report
	Log     *slog.Logger
}

// Gateway is the senders while the server runs.
type Gateway struct {
	Senders map[string]notify.Sender // by channel
	File    string                   // where the SMS can be read, if they only go to a file

	run     []func(context.Context)
	reports *smsapi.Reports
	closers []io.Closer
}

// Open makes the senders. Errors: [ErrSettings], and of a file that cannot be written.
func Open(s Settings, n Needs) (g *Gateway, err error) {
	g = &Gateway{Senders: make(map[string]notify.Sender)}
	switch s.SMS.Sender {
	case file.Name:
		err = g.openFile(s.SMS.File, n)
	case smsapi.Name:
		err = g.openSMSAPI(s.SMS.SMSAPI, n)
	case smpp.Name:
		err = g.openSMPP(s.SMS.SMPP, n)
	case modem.Name:
		err = g.openModem(s.SMS.Modem, n)
	default:
		err = fmt.Errorf("%w: sms.sender %q; there are smsapi, smpp, modem and file", ErrSettings, s.SMS.Sender)
	}
	if err == nil && s.Mails() {
		g.Senders[notify.Mail], err = mail.New(mail.Config{
			Server: s.Mail.Server, Security: mail.Security(s.Mail.Security), From: s.Mail.From,
			Username: s.Mail.Username, Password: s.Mail.Password,
		})
	}
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

func (g *Gateway) openFile(s FileSettings, n Needs) error {
	g.File = s.Path
	if g.File == "" {
		if n.Data == "" {
			return fmt.Errorf("%w: without a --data directory, sms.file.path must say where messages go, or sms.sender another way", ErrSettings)
		}
		g.File = filepath.Join(n.Data, "messages.txt")
	}
	f, err := file.Open(g.File, n.Now)
	if err != nil {
		return err
	}
	g.Senders[notify.SMS], g.closers = f, append(g.closers, f)
	return nil
}

func (g *Gateway) openSMSAPI(s SMSAPISettings, n Needs) error {
	c := smsapi.Config{URL: s.URL, Token: s.Token}
	if s.Server != "" {
		c.NotifyURL = strings.TrimSuffix(s.Server, "/") + smsapi.Path + s.ReportSecret
		g.reports = &smsapi.Reports{Secret: s.ReportSecret, From: s.ReportFrom, Deliver: n.Deliver, Log: n.Log}
	}
	sender, err := smsapi.New(c)
	if err != nil {
		return fmt.Errorf("%w: sms.smsapi: %w", ErrSettings, err)
	}
	g.Senders[notify.SMS] = sender
	return nil
}

func (g *Gateway) openSMPP(s SMPPSettings, n Needs) error {
	c := smpp.Config{
		Address: s.Address, SystemID: s.SystemID, Password: s.Password, SystemType: s.SystemType, TLS: s.TLS, Window: s.Window, Now: n.Now,
	}
	var err error
	if c.Zone, err = time.LoadLocation(s.Zone); err != nil {
		return fmt.Errorf("%w: sms.smpp.zone: %w", ErrSettings, err)
	}
	sender, err := smpp.New(c, n.Deliver, n.Log)
	if err != nil {
		return fmt.Errorf("%w: sms.smpp: %w", ErrSettings, err)
	}
	g.Senders[notify.SMS], g.run = sender, append(g.run, sender.Run)
	return nil
}

func (g *Gateway) openModem(s ModemSettings, n Needs) error {
	sender, err := modem.New(modem.Config{Port: s.Port, Baud: s.Baud, PIN: s.PIN, Folder: n.Data, Now: n.Now}, n.Deliver, n.Log)
	if err != nil {
		return fmt.Errorf("%w: sms.modem: %w", ErrSettings, err)
	}
	g.Senders[notify.SMS], g.run = sender, append(g.run, sender.Run)
	return nil
}

// Register adds the address that reports come to, if they come by HTTP.
func (g *Gateway) Register(mux *http.ServeMux) error {
	if g.reports == nil {
		return nil
	}
	return g.reports.Register(mux)
}

// Run keeps the session with a gateway that needs one, until ctx is done.
func (g *Gateway) Run(ctx context.Context) error {
	var all sync.WaitGroup
	for _, run := range g.run {
		all.Go(func() { run(ctx) })
	}
	all.Wait()
	<-ctx.Done()
	return context.Cause(ctx)
}

// Close ends what the senders have open.
func (g *Gateway) Close() (err error) {
	for _, c := range g.closers {
		err = errors.Join(err, c.Close())
	}
	return err
}
