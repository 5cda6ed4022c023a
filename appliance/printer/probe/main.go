package probe

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"numerek/appliance/printer"
	"numerek/appliance/printer/profile"
	"numerek/appliance/printer/serialport"
)

// ErrUsage says that the command line is wrong.
var ErrUsage = errors.New("probe: wrong command line")

// Main probes a printer as the command line args ask: the questions about the page are written to stdout, their answers read
// from stdin, and the report is written to stdout and beside the profile.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout io.Writer) error {
	flags := flag.NewFlagSet("probe", flag.ContinueOnError)
	flags.SetOutput(stdout)
	path := flags.String("printer", "", "`path` of the printer's line")
	baud := flags.Int("baud", 0, "speed of the line in `bits` per second; tried out if not given")
	out := flags.String("out", "profile.toml", "`file` for the profile; the report goes to the same name with .txt")
	flow := flags.Bool("flow-control", true, "the cable carries RTS and CTS")
	quiet := flags.Bool("quiet", false, "print nothing; less is found out")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	if *path == "" || flags.NArg() > 0 {
		return fmt.Errorf("%w: --printer PATH [--baud BITS] [--out FILE] [--flow-control=false] [--quiet]", ErrUsage)
	}
	options := Options{
		Baud: *baud, Quiet: *quiet,
		Open: func(_ context.Context, baud int) (printer.Port, error) {
			return serialport.Open(serialport.Options{Path: *path, Baud: baud, FlowControl: *flow})
		},
		Ask: asker(stdin, stdout),
	}
	report, err := Run(ctx, options)
	if writeErr := report.Write(stdout); err != nil || writeErr != nil {
		return errors.Join(err, writeErr)
	}
	if err := save(*out, report); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\nThe profile is in %s: name its path as profile in the [printer] part of numerek.toml, and %d as baud.\n",
		*out, report.Profile.Baud)
	return nil
}

// asker asks a person at the terminal. Once the answers end, all are empty.
func asker(in io.Reader, out io.Writer) func(string) string {
	lines := bufio.NewScanner(in)
	return func(question string) string {
		fmt.Fprint(out, question, " ")
		if !lines.Scan() {
			return ""
		}
		return lines.Text()
	}
}

// save writes the profile and the report beside it.
func save(path string, r Report) error {
	var text, table bytes.Buffer
	if err := errors.Join(profile.Write(&text, r.Profile), r.Write(&table)); err != nil {
		return err
	}
	const readableByAll = 0o644 // Nothing in it is a secret, and the device runs as somebody else.
	return errors.Join(
		os.WriteFile(path, text.Bytes(), readableByAll),
		os.WriteFile(strings.TrimSuffix(path, ".toml")+".txt", table.Bytes(), readableByAll),
	)
}
