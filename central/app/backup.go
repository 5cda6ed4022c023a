package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"numerek/central/store/sqlstore/copies"
)

// Backup runs "central backup FILE": a copy of the database of a server, which may be running.
func Backup(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f := flag.NewFlagSet("central backup", flag.ContinueOnError)
	var c Config
	c.databaseFlags(f)
	words, err := parseWords(f, args, stderr)
	switch {
	case err != nil:
		return err
	case c.Database != "":
		return errOwnCopies
	case c.Data == "" || len(words) != 1:
		return misused(f, stderr, errors.New("say what to write and of which data: central backup FILE --data DIRECTORY"))
	case !hasDatabase(c.Data):
		return fmt.Errorf("no database in %s", c.Data)
	}
	began := time.Now()
	got, err := copies.Make(ctx, filepath.Join(c.Data, databaseFile), words[0])
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	return say(stdout,
		fmt.Sprintf("Backup %s made and checked in %s: %s.", words[0], time.Since(began).Round(time.Millisecond), describe(got)),
		"It has the rows that the database had when the copy began; every page of it and every reference in it is right.",
		"It has the personal data that the database has: keep it as safe, and no longer than they may be kept.",
		"The master key, "+c.secretFile()+", is not in it. Keep a copy of it in another place: without it nobody can read phone numbers and codes.",
	)
}

// errOwnCopies is for those who keep their data in PostgreSQL, which has better ways.
var errOwnCopies = errors.New("copies of a PostgreSQL database are made with pg_dump or pg_basebackup; after you have put one back, run central restore --database URL")

// describe says what is in a copy, in a line.
func describe(c copies.Contents) string {
	until := "nothing has happened in it yet"
	if !c.Until.IsZero() {
		until = "the last thing in it happened " + moment(c.Until)
	}
	return fmt.Sprintf("%d tickets, %d bookings, %d users, %d events of %d offices, schema %d, %d pages; %s",
		c.Rows("tickets"), c.Rows("bookings"), c.Rows("users"), c.Rows("events"), c.Rows("offices"), c.Schema, c.Pages, until)
}

// moment is a time as an administrator reads it beside the clock of the machine.
func moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 MST") }

// say writes sentences, each on a line of its own.
func say(w io.Writer, lines ...string) error {
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}
