package app

import (
	"context"
	"flag"
	"fmt"
	"io"

	"numerek/central/commands"
	"numerek/central/enrolment"
)

// openEnrolment finds the authority of devices, which is made the first time, so that
// a key that does not open it is told before anything is served.
func (s *server) openEnrolment(ctx context.Context) error {
	s.enrol = enrolment.New(s.store, s.office, s.keys, enrolment.Options{Log: s.log})
	a, err := s.enrol.Authority(ctx)
	if err != nil {
		return fmt.Errorf("master key %s: %w", s.config.secretFile(), err)
	}
	s.log.InfoContext(ctx, "devices know this server by its fingerprint", "fingerprint", a.Fingerprint())
	return nil
}

// Device runs "central device" with its arguments; flags may stand anywhere among them.
func Device(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	c, call, err := parseDevice(args, stderr)
	if err != nil {
		return err
	}
	call.Stdout, call.Keys = stdout, c.loadKeys
	return misusedCommand(commands.Device(ctx, call, c.open), stderr)
}

// parseDevice reads the command line of "central device".
func parseDevice(args []string, stderr io.Writer) (c Config, call commands.DeviceCall, err error) {
	f := flag.NewFlagSet("central device", flag.ContinueOnError)
	c.databaseFlags(f)
	f.StringVar(&c.Secret, "secret", "", "`file` of the server's master key (default secret.key among the data)")
	f.StringVar(&call.Office, "office", "", "`id` of the office, where there are several")
	f.StringVar(&call.Server, "server", "", "`address` at which the device reaches this server, HOST:PORT (default this machine's name, and port 7070)")
	f.DurationVar(&call.Valid, "valid", 0, "how long the token is good, 15m to 720h (default 24h)")
	f.StringVar(&call.Out, "out", "", "`file` for the device's numerek.toml (default standard output)")
	call.Words, err = parseWords(f, args, stderr)
	return c, call, err
}
