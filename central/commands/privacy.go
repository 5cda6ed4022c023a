package commands

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"numerek/central/office"
	"numerek/central/privacy"
	"numerek/central/secret"
	"numerek/central/store"
)

const privacyUsage = `central privacy COMMAND

  report          say what is kept and how old it is, when the server deleted
                  last and what, and whether every rule of [policy.privacy] is
                  obeyed; exit status 1 where one is not
  export PHONE    print everything about one person, as JSON
  forget PHONE [--cancel]
                  delete at once what leads to one person; refused while visits
                  are to come, which --cancel cancels without a message

A PHONE that is "-" is read from standard input, so that no list of programs has it.
export and forget need the server's master key: --secret FILE where it is not
secret.key among the data. Where there are several offices, name one with --office ID.
`

// ErrBroken says that data are kept longer than the office's rules allow.
var ErrBroken = errors.New("a rule of [policy.privacy] is not obeyed")

// PrivacyCall is a call of "central privacy".
type PrivacyCall struct {
	Words  []string // the command and the phone, which may be several words
	Office string
	Cancel bool
	Keys   func() (*secret.Keys, error) // reads the master key, and makes none
	Stdin  io.Reader
	Stdout io.Writer
}

// Privacy runs "central privacy". open opens the database, which may be that of a
// server that runs; Privacy closes it. Errors: [ErrUsage], [ErrBroken], those of
// the use cases.
func Privacy(ctx context.Context, c PrivacyCall, open Open) error {
	if len(c.Words) == 0 {
		return fmt.Errorf("%w: %s", ErrUsage, privacyUsage)
	}
	about := len(c.Words) > 1
	switch what := c.Words[0]; {
	case what == "report" && !about && !c.Cancel, what == "export" && about && !c.Cancel, what == "forget" && about:
	default:
		return fmt.Errorf("%w: %s", ErrUsage, privacyUsage)
	}
	var keys *secret.Keys
	var phone string
	var err error
	if about {
		if keys, err = c.Keys(); err != nil {
			return err
		}
		if phone, err = c.phone(); err != nil {
			return err
		}
	}
	s, err := open(ctx, false)
	if err != nil {
		return err
	}
	return errors.Join(c.run(ctx, s, keys, phone), s.Close())
}

func (c PrivacyCall) phone() (string, error) {
	typed := strings.Join(c.Words[1:], " ")
	if typed != "-" {
		return typed, nil
	}
	line, err := bufio.NewReader(io.LimitReader(c.Stdin, 1<<10)).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimSpace(line), err
}

func (c PrivacyCall) run(ctx context.Context, s *store.Store, keys *secret.Keys, phone string) error {
	o := office.New(s, office.Options{}) //nolint:contextcheck // a jump of the clock belongs to no call
	guest, err := o.Guest(ctx, c.Office)
	if errors.Is(err, office.ErrWhichOffice) {
		ids, err := o.IDs(ctx)
		return cmp.Or(err, fmt.Errorf("%w: there are several offices, name one with --office: %q", ErrUsage, ids))
	}
	if err != nil {
		return err
	}
	p := privacy.New(o, s, privacy.Options{Keys: keys})
	switch c.Words[0] {
	case "export":
		who, err := p.Export(ctx, guest.Office, phone)
		if err != nil {
			return err
		}
		out := json.NewEncoder(c.Stdout)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(who)
	case "forget":
		return c.forget(ctx, p, guest.Office, phone)
	}
	r, err := p.Report(ctx, guest.Office)
	if err != nil {
		return err
	}
	if err := c.report(r); err != nil {
		return err
	}
	if r.Broken() {
		return ErrBroken
	}
	return nil
}

func (c PrivacyCall) forget(ctx context.Context, p *privacy.Privacy, office, phone string) error {
	toCome := privacy.KeepVisits
	if c.Cancel {
		toCome = privacy.CancelVisits
	}
	gone, err := p.Forget(ctx, office, phone, toCome)
	if errors.Is(err, privacy.ErrLive) {
		return fmt.Errorf("%w; nothing was deleted: cancel them first, or say --cancel", err)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "forgotten: %d bookings (%d of them cancelled), %d messages emptied\n", gone.Bookings, gone.Cancelled, gone.Messages)
	return err
}

func (c PrivacyCall) report(r privacy.Report) error {
	verdict := func(broken int) string {
		if broken > 0 {
			return fmt.Sprintf("broken (%d)", broken)
		}
		return "kept"
	}
	fmt.Fprintf(c.Stdout, "office %q on %s: people are forgotten after %d days, tickets deleted after %d\n\n", r.Office, r.Day, r.People, r.Ticket)
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "what\tcount\toldest\ttoday on\tto %d days\tto %d days\tolder\trule\tverdict\n", r.People-1, r.Ticket-1)
	for _, k := range r.Kept {
		rule, said := k.Rule, verdict(k.Broken)
		if rule == "" {
			rule, said = "for good", "-"
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n", k.What, k.Count, cmp.Or(string(k.Oldest), "-"),
			k.Ages[0], k.Ages[1], k.Ages[2], k.Ages[3], rule, said)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	ran := "kept"
	if !r.Ran {
		ran = "broken"
	}
	if r.Last.EndedAt.IsZero() {
		_, err := fmt.Fprintf(c.Stdout, "\nold data are deleted every day: %s (never yet)\n", ran)
		return err
	}
	d := r.Did
	_, err := fmt.Fprintf(c.Stdout, "\nold data are deleted every day: %s; the last time for %s, from %s to %s UTC:\n"+
		"%d people forgotten, %d codes and links, %d messages, %d tickets (in %d figures), %d bookings\n",
		ran, r.Last.Day, r.Last.BegunAt.UTC().Format("2006-01-02 15:04:05"), r.Last.EndedAt.UTC().Format("15:04:05"),
		d.People, d.Codes, d.Messages, d.Tickets, d.Figures, d.Bookings)
	return err
}
