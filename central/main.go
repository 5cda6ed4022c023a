// Command central is the server of Numerek: tickets, queues and pages of one
// office or of thousands.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // offices name their zone, and the machine may know none

	"numerek/central/app"
)

const usage = `central serve --data DIRECTORY [--office FILE] ...   run the server (-h lists all)
central office check|import|export|list|docs ...     look after office files
central user add|passwd|disable|enable|list ...      say who may log in
central device add|replace|revoke|list ...           say which kiosks and monitors may connect
central update add|roll-out|halt|list ...             bring new versions to the devices
central report forecast ...                          say how good the waiting times were
central backup FILE --data DIRECTORY                 copy the database, also while the server runs
central restore FILE --data DIRECTORY                put such a copy in its place
central privacy report|export|forget ...             show what is kept; one person's data
central version                                      say which build this is
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, app.ErrUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "central:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	command := ""
	if len(args) > 0 {
		command, args = args[0], args[1:]
	}
	switch command {
	case "serve":
		c, err := app.ParseFlags(args, os.Stderr)
		if err != nil {
			return err
		}
		c.Log, c.Version = slog.New(slog.NewTextHandler(os.Stderr, nil)), app.Version()
		return app.Run(ctx, c)
	case "office":
		return app.Office(ctx, args, os.Stdout, os.Stderr)
	case "user":
		return app.User(ctx, args, os.Stdin, os.Stdout, os.Stderr)
	case "device":
		return app.Device(ctx, args, os.Stdout, os.Stderr)
	case "update":
		return app.Update(ctx, args, os.Stdout, os.Stderr)
	case "report":
		return app.Report(ctx, args, os.Stdout, os.Stderr)
	case "backup":
		return app.Backup(ctx, args, os.Stdout, os.Stderr)
	case "restore":
		return app.Restore(ctx, args, os.Stdout, os.Stderr)
	case "privacy":
		return app.Privacy(ctx, args, os.Stdin, os.Stdout, os.Stderr)
	case "help", "-h", "--help":
		fmt.Fprint(os.Stderr, usage)
		return nil
	case "version":
		_, err := fmt.Println(app.Version()) //nolint:forbidigo // this is the command's output
		return err
	}
	fmt.Fprint(os.Stderr, usage)
	if command != "" {
		fmt.Fprintf(os.Stderr, "central: there is no command %q\n", command)
	}
	return app.ErrUsage
}
