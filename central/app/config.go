package app

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
	"time"

	"numerek/central/commands"
	"numerek/central/store"
)

// Config says how to serve. The zero value lacks only Data, or Database.
type Config struct {
	Data        string         // directory of the database; made where it is missing
	Office      string         // office file for an empty database
	Database    string         // "postgres://…"; empty: SQLite in Data
	HTTP        string         // address of the pages; 127.0.0.1:8080
	Devices     string         // address for kiosks and displays; 127.0.0.1:7070
	Clock       string         // where the server's clock starts, in the office's zone; empty: the machine's clock
	Secret      string         // file of the master key, the same for all servers of a database; Data/secret.key
	Proxies     []netip.Prefix // whose word counts about where a browser is; those on this machine always
	Gateway     string         // file that says how messages leave; empty: SMS go to Data/messages.txt
	AcceptAsync bool           // take a PostgreSQL that may lose acknowledged tickets
	Bundles     string         // directory of the devices' updates; Data/bundles
	Local       bool           // whether devices of this machine need no certificate
	Version     string         // of the program, for the log

	Log *slog.Logger // nothing is logged where it is nil
	// Wrap puts something around the database, for tests of its faults; may be nil.
	Wrap func(store.Backend) store.Backend
	// Ready is told the addresses once both ports answer; may be nil.
	Ready func(httpAddr, devicesAddr string)
}

// ErrUsage means that the command line is wrong; what is wrong is printed already.
var ErrUsage = errors.New("wrong usage")

// ParseFlags reads the command line of "central serve". Errors: [ErrUsage],
// [flag.ErrHelp] after -h.
func ParseFlags(args []string, stderr io.Writer) (Config, error) {
	var c Config
	f := flag.NewFlagSet("central serve", flag.ContinueOnError)
	f.StringVar(&c.Data, "data", "", "`directory` of the data, unless there is a --database")
	f.StringVar(&c.Office, "office", "", "office `file` to begin with, where the database is empty")
	f.StringVar(&c.Database, "database", "", "`address` of a PostgreSQL database instead of SQLite, postgres://…")
	f.StringVar(&c.HTTP, "http", "127.0.0.1:8080", "`address` of the pages")
	f.StringVar(&c.Devices, "devices", "127.0.0.1:7070", "`address` for kiosks and displays")
	f.StringVar(&c.Clock, "clock", "", "`time` at which the server's clock starts, in the office's zone, for demonstrations: 2026-11-23T09:30")
	f.StringVar(&c.Secret, "secret", "", "`file` of the key that seals codes and phone numbers; made where it is missing (default secret.key among the data)")
	f.Func("proxies", "`networks` of proxies in front of the pages, by commas: 10.1.2.0/24", func(list string) (err error) {
		c.Proxies, err = parseNetworks(list)
		return err
	})
	f.StringVar(&c.Gateway, "gateway", "", "`file` that says how SMS and mail leave (default: SMS go to messages.txt among the data)")
	f.BoolVar(&c.AcceptAsync, "accept-async", false, "accept a PostgreSQL that may lose acknowledged tickets when it fails over")
	c.bundlesFlag(f)
	f.BoolVar(&c.Local, "local", false, "let devices of this machine in without a certificate: for demonstrations and tests")
	err := parse(f, args, stderr)
	switch {
	case err != nil:
	case f.NArg() > 0:
		err = misused(f, stderr, fmt.Errorf("%q is not expected here", f.Arg(0)))
	case c.Data == "" && c.Database == "":
		err = misused(f, stderr, errNoData)
	case c.Database != "" && c.Secret == "":
		err = misused(f, stderr, errNoSecret)
	}
	return c, err
}

// parseNetworks reads networks by commas; an address alone is a network of one.
func parseNetworks(list string) (all []netip.Prefix, err error) {
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		if ip, err := netip.ParseAddr(word); err == nil {
			all = append(all, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(word)
		if err != nil {
			return nil, fmt.Errorf("%q is not a network like 10.1.2.0/24", word)
		}
		all = append(all, p)
	}
	return all, nil
}

// errNoSecret says that a database that several servers share needs a key that they share.
var errNoSecret = errors.New("--database needs --secret FILE, too: the key that seals codes and phone numbers, the same on every server")

// secretFile is where the master key is.
func (c Config) secretFile() string {
	if c.Secret != "" {
		return c.Secret
	}
	return filepath.Join(c.Data, "secret.key")
}

// parse reads flags. The list of them is for those who ask: under it nobody
// finds what was wrong.
func parse(f *flag.FlagSet, args []string, stderr io.Writer) error {
	f.SetOutput(io.Discard)
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		f.SetOutput(stderr)
		f.Usage()
		return err
	case err != nil:
		return misused(f, stderr, err)
	}
	return nil
}

func misused(f *flag.FlagSet, stderr io.Writer, err error) error {
	fmt.Fprintf(stderr, "%s: %v (-h lists the flags)\n", f.Name(), err)
	return ErrUsage
}

// parseOffice reads the command line of "central office": the flags of the
// database, and the words that are left.
func parseOffice(args []string, stderr io.Writer) (c Config, words []string, err error) {
	f := flag.NewFlagSet("central office", flag.ContinueOnError)
	c.databaseFlags(f)
	words, err = parseWords(f, args, stderr)
	return c, words, err
}

// parseUser reads the command line of "central user".
func parseUser(args []string, stderr io.Writer) (c Config, call commands.UserCall, err error) {
	f := flag.NewFlagSet("central user", flag.ContinueOnError)
	c.databaseFlags(f)
	f.StringVar(&call.FullName, "name", "", "full `name` of a new user, as colleagues read it")
	f.StringVar(&call.Role, "role", "", "`role` of a new user: clerk, manager or administrator")
	f.StringVar(&call.Office, "office", "", "`id` of the user's office, where there are several")
	f.BoolVar(&call.Generate, "generate", false, "make the password up and print it")
	call.Words, err = parseWords(f, args, stderr)
	return c, call, err
}

// parseReport reads the command line of "central report".
func parseReport(args []string, stderr io.Writer) (c Config, call commands.ReportCall, err error) {
	f := flag.NewFlagSet("central report", flag.ContinueOnError)
	c.databaseFlags(f)
	f.StringVar(&call.Office, "office", "", "`id` of the office, where there are several")
	f.StringVar(&call.From, "from", "", "first `day`, 2026-11-23")
	f.StringVar(&call.To, "to", "", "last `day`")
	call.Words, err = parseWords(f, args, stderr)
	return c, call, err
}

// parsePrivacy reads the command line of "central privacy".
func parsePrivacy(args []string, stderr io.Writer) (c Config, call commands.PrivacyCall, err error) {
	f := flag.NewFlagSet("central privacy", flag.ContinueOnError)
	c.databaseFlags(f)
	f.StringVar(&c.Secret, "secret", "", "`file` of the server's master key (default secret.key among the data)")
	f.StringVar(&call.Office, "office", "", "`id` of the office, where there are several")
	f.BoolVar(&call.Cancel, "cancel", false, "cancel the visits to come of a person who is to be forgotten")
	call.Words, err = parseWords(f, args, stderr)
	return c, call, err
}

func (c *Config) databaseFlags(f *flag.FlagSet) {
	f.StringVar(&c.Data, "data", "", "`directory` of the server's data")
	f.StringVar(&c.Database, "database", "", "`address` of a PostgreSQL database instead, postgres://…")
	f.BoolVar(&c.AcceptAsync, "accept-async", false, "accept a PostgreSQL that may lose what it acknowledged")
}

// parseWords reads flags that stand anywhere among words, and returns the words.
func parseWords(f *flag.FlagSet, args []string, stderr io.Writer) (words []string, err error) {
	for {
		if err := parse(f, args, stderr); err != nil {
			return nil, err
		}
		if f.NArg() == 0 {
			return words, nil
		}
		words, args = append(words, f.Arg(0)), f.Args()[1:]
	}
}

// clockForms are the ways to write the time of --clock.
var clockForms = []string{"2006-01-02T15:04", "2006-01-02T15:04:05"}

// parseClock reads a time on the wall of a zone, or one that names its offset.
func parseClock(s string, zone *time.Location) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at, nil
	}
	for _, form := range clockForms {
		if at, err := time.ParseInLocation(form, s, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--clock %q is not a time like 2026-11-23T09:30", s)
}
