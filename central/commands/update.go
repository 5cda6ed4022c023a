package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/store"
	"numerek/central/updates"
	"numerek/central/updates/rollout"
)

const updateUsage = `central update COMMAND

  add BUNDLE         take a bundle, which says itself what version it is
  list               list the versions, where they go, and how far the devices are
  roll-out VERSION   bring a version to devices: all of them, unless there is
                       --device ID,…   only these
                       --location ID,… only those that stand there
                       --share 10      only so many of a hundred of them, drawn by lot;
                                       a larger share later has the smaller one in it
                       --from 18:00 --to 06:00   only at this time of the day
                       --back          also those that run a newer version
                     Calling it again for the same version replaces what was said.
  halt VERSION       offer it to nobody any more, and activate it nowhere
  go-on VERSION      go on after a halt; with --again also devices that have failed it
  remove VERSION     take a version away that is not rolled out

Where there are several offices, --office ID means one of them: what is said of it holds
there in the place of what was said of all, and the others go on as before. Without it
all are meant, also those of which something else was said: roll-out replaces that, halt
and go-on are for every rollout of the version. A rollout halts by itself as soon as one
device fails.
`

// UpdateCall is a call of "central update".
type UpdateCall struct {
	Words              []string // the command, and a version or a file
	Office             string
	Devices, Locations string // ids by commas
	Share              int    // in percent; 0: not given
	From, To           string // times of the day
	Back, Again        bool
	Folder             string // of the bundles
	Stdout             io.Writer
}

// Update runs "central update". open opens the database, which may be that of a server
// that runs; Update closes it.
func Update(ctx context.Context, c UpdateCall, open Open) error {
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
func (c UpdateCall) check() error {
	words := map[string]int{"add": 2, "list": 1, "roll-out": 2, "halt": 2, "go-on": 2, "remove": 2}
	if len(c.Words) == 0 || words[c.Words[0]] != len(c.Words) {
		return fmt.Errorf("%w: %s", ErrUsage, updateUsage)
	}
	what := c.Words[0]
	if what != "roll-out" && (c.Devices != "" || c.Locations != "" || c.Share != 0 || c.From != "" || c.To != "" || c.Back) {
		return fmt.Errorf("%w: --device, --location, --share, --from, --to and --back are for central update roll-out", ErrUsage)
	}
	if what != "go-on" && c.Again {
		return fmt.Errorf("%w: --again is for central update go-on", ErrUsage)
	}
	if _, err := rollout.ParseWindow(c.From, c.To); err != nil {
		return fmt.Errorf("%w: --from and --to: %w", ErrUsage, err)
	}
	return nil
}

func (c UpdateCall) run(ctx context.Context, s *store.Store) error {
	o := office.New(s, office.Options{}) //nolint:contextcheck // a jump of the clock belongs to no call
	u := updates.New(o, s, updates.Options{Folder: c.Folder})
	err := c.do(ctx, o, u)
	unknown, isUnknown := errors.AsType[*enrolment.UnknownDeviceError](err)
	switch {
	case isUnknown:
		return unknown
	case errors.Is(err, office.ErrWhichOffice):
		return fmt.Errorf("%w: there are several offices, name one with --office", ErrUsage)
	case errors.Is(err, updates.ErrUnknownVersion):
		return fmt.Errorf("%w; central update list shows those that there are", err)
	}
	return err
}

func (c UpdateCall) do(ctx context.Context, o *office.Office, u *updates.Updates) error {
	said := ""
	switch c.Words[0] {
	case "add":
		r, err := u.Add(ctx, c.Words[1])
		if err != nil {
			return err
		}
		said = fmt.Sprintf("version %s for %s is there (%d MB, sha256 %s); bring it to devices with: central update roll-out %s\n",
			r.Version, r.Compatible, (r.Size+500_000)/1_000_000, r.SHA256, r.Version)
	case "list":
		return c.list(ctx, o, u)
	case "roll-out":
		r := c.rollout()
		if err := u.RollOut(ctx, c.Words[1], r); err != nil {
			return err
		}
		said = fmt.Sprintf("version %s is rolled out to %s\n", c.Words[1], target(r))
	case "halt":
		if err := u.Halt(ctx, c.Words[1], c.Office, "by an administrator"); err != nil {
			return err
		}
		said = fmt.Sprintf("version %s is halted\n", c.Words[1])
	case "go-on":
		again := updates.OthersOnly
		if c.Again {
			again = updates.AllAgain
		}
		if err := u.GoOn(ctx, c.Words[1], c.Office, again); err != nil {
			return err
		}
		said = fmt.Sprintf("version %s goes on\n", c.Words[1])
	case "remove":
		if err := u.Remove(ctx, c.Words[1]); err != nil {
			return err
		}
		said = fmt.Sprintf("version %s is removed\n", c.Words[1])
	}
	_, err := io.WriteString(c.Stdout, said)
	return err
}

func (c UpdateCall) rollout() rollout.Rollout {
	window, _ := rollout.ParseWindow(c.From, c.To) // checked
	r := rollout.Rollout{Office: c.Office, Devices: byCommas(c.Devices), Locations: byCommas(c.Locations), Share: c.Share, Window: window, Back: c.Back}
	if r.Share == 0 {
		r.Share = 100
	}
	return r
}

func byCommas(s string) (all []string) {
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			all = append(all, w)
		}
	}
	return all
}

// target says to whom a version goes.
func target(r rollout.Rollout) string {
	var words []string
	if r.Share < 100 {
		words = append(words, strconv.Itoa(r.Share)+" % of")
	}
	switch {
	case len(r.Devices) > 0:
		words = append(words, strings.Join(r.Devices, ", "))
	default:
		words = append(words, "all devices")
	}
	if len(r.Locations) > 0 {
		words = append(words, "at "+strings.Join(r.Locations, ", "))
	}
	if r.Office != "" {
		words = append(words, "of "+r.Office)
	}
	if w := r.Window.String(); w != "" {
		words = append(words, w)
	}
	if r.Back {
		words = append(words, "also backwards")
	}
	return strings.Join(words, " ")
}

func (c UpdateCall) list(ctx context.Context, o *office.Office, u *updates.Updates) error {
	all, err := u.Releases(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	lines := []string{"VERSION\tFOR\tMB\tADDED\tROLLED OUT TO\tSTATE"}
	for _, r := range all {
		head := fmt.Sprintf("%s\t%s\t%d\t%s", r.Version, r.Compatible, (r.Size+500_000)/1_000_000, moment(r.AddedAt))
		missing := ""
		if r.Missing != nil && c.Folder != "" {
			missing = ", bundle missing here"
		}
		if len(r.Plan) == 0 {
			lines = append(lines, head+"\tnobody\t-"+missing)
		}
		for _, p := range r.Plan {
			state := "running"
			if p.Halted != "" {
				state = "halted: " + p.Halted
			}
			if p.Office == "" && len(r.Plan) > 1 {
				p.Office = "the other offices"
			}
			lines = append(lines, head+"\t"+target(p)+"\t"+state+missing)
		}
	}
	devices, err := c.devices(ctx, o, u)
	if err != nil {
		return err
	}
	for _, line := range append(lines, devices...) {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return w.Flush()
}

// devices lists how far those are that have begun an update.
func (c UpdateCall) devices(ctx context.Context, o *office.Office, u *updates.Updates) (lines []string, err error) {
	ids := []string{c.Office}
	if c.Office == "" {
		if ids, err = o.IDs(ctx); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		all, err := u.Progress(ctx, id)
		if err != nil {
			return nil, err
		}
		names := make([]string, 0, len(all))
		for name := range all {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			p := all[name]
			what := strings.ReplaceAll(string(p.Phase), "_", " ")
			if p.Phase == rollout.Installing {
				what += fmt.Sprintf(" %d %%", p.Percent)
			}
			if p.Reason != "" {
				what += ": " + p.Reason
			}
			since := "-" // nobody knows
			if !p.At.IsZero() {
				since = p.At.Local().Format(time.DateTime)
			}
			lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\t%s", name, id, p.Version, since, what))
		}
	}
	if len(lines) > 0 {
		lines = append([]string{"", "DEVICE\tOFFICE\tVERSION\tSINCE\tPHASE"}, lines...)
	}
	return lines, nil
}
