package app

import (
	"context"
	"flag"
	"io"
	"net"
	"path/filepath"

	"numerek/central/commands"
	"numerek/central/devices/download"
	"numerek/central/devices/line"
	"numerek/central/updates"
)

// bundles is the folder of the devices' updates; empty where there is none.
func (c Config) bundles() string {
	if c.Bundles == "" && c.Data != "" {
		return filepath.Join(c.Data, "bundles")
	}
	return c.Bundles
}

// bundlesFlag adds the flag of that folder.
func (c *Config) bundlesFlag(f *flag.FlagSet) {
	f.StringVar(&c.Bundles, "bundles", "", "`directory` of the devices' updates, which servers of one database may share (default bundles among the data)")
}

// openUpdates makes the use case of the devices' updates.
func (s *server) openUpdates() {
	s.updates = updates.New(s.office, s.store, updates.Options{Log: s.log, Folder: s.config.bundles()})
}

// serveFiles serves the bundles of updates over the connections that come to the
// devices' port for them, until ctx is done.
func (s *server) serveFiles(ctx context.Context, files *line.Files) error {
	return download.Serve(ctx, files, s.updates, s.enrol, s.log)
}

// filesOf are the connections for files that come to a port.
func filesOf(l net.Listener) *line.Files { return line.NewFiles(l.Addr()) }

// Update runs "central update" with its arguments; flags may stand anywhere among them.
func Update(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var c Config
	var call commands.UpdateCall
	f := flag.NewFlagSet("central update", flag.ContinueOnError)
	c.databaseFlags(f)
	c.bundlesFlag(f)
	f.StringVar(&call.Office, "office", "", "`id` of the office, where not all are meant")
	f.StringVar(&call.Devices, "device", "", "`ids` of devices, by commas")
	f.StringVar(&call.Locations, "location", "", "`ids` of locations, by commas")
	f.IntVar(&call.Share, "share", 0, "how many `percent` of the devices")
	f.StringVar(&call.From, "from", "", "`time` of the day, 18:00")
	f.StringVar(&call.To, "to", "", "`time` of the day, 06:00")
	f.BoolVar(&call.Back, "back", false, "also devices that run a newer version")
	f.BoolVar(&call.Again, "again", false, "also devices that have failed the version")
	words, err := parseWords(f, args, stderr)
	if err != nil {
		return err
	}
	call.Words, call.Folder, call.Stdout = words, c.bundles(), stdout
	return misusedCommand(commands.Update(ctx, call, c.open), stderr)
}
