package app_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"numerek/central/app"
	"numerek/central/store/sqlstore/copies"
	numerekv1 "numerek/proto/numerek/v1"
)

type command func(ctx context.Context, args []string, stdout, stderr *bytes.Buffer) error

func backup(ctx context.Context, args []string, stdout, stderr *bytes.Buffer) error {
	return app.Backup(ctx, args, stdout, stderr)
}

func restore(ctx context.Context, args []string, stdout, stderr *bytes.Buffer) error {
	return app.Restore(ctx, args, stdout, stderr)
}

// say runs a command that must succeed and returns what it says.
func say(t *testing.T, c command, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if err := c(t.Context(), args, &out, &errs); err != nil {
		t.Fatalf("%q: %v %s", args, err, &errs)
	}
	return out.String()
}

func wantWords(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in\n%s", w, text)
		}
	}
}

func (r *running) take(request string) string {
	r.t.Helper()
	a, err := r.kiosk.IssueTicket(r.t.Context(), &numerekv1.IssueTicketRequest{
		RequestId: "0199e000-0000-7000-8000-" + request, ServiceId: "rejestracja", Language: "pl",
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return a.GetTicket().GetNumber()
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "monday.db")
	config := app.Config{Data: data, Office: demo, Clock: "2026-11-23T09:30"}
	s := start(t, config)
	if n := s.take("000000000001"); n != "R 001" {
		t.Fatalf("got %s", n)
	}
	wantWords(t, say(t, backup, file, "--data", data),
		"Backup "+file+" made and checked in ", ": 1 tickets, 0 bookings, 0 users, ", " events of 1 offices, schema ",
		"The master key, "+filepath.Join(data, "secret.key")+", is not in it.")
	for i, want := range []string{"R 002", "R 003", "R 004"} {
		if n := s.take("00000000000" + string(rune('2'+i))); n != want {
			t.Fatalf("got %s, want %s", n, want)
		}
	}
	var out, errs bytes.Buffer
	err := app.Restore(t.Context(), []string{file, "--data", data}, &out, &errs)
	if err == nil || !strings.Contains(err.Error(), "nothing was changed: stop the server first: data directory "+data+" is in use") {
		t.Errorf("while the server runs: got %v", err)
	}
	s.stop()

	told := say(t, restore, "--data", data, file)
	wantWords(t, told,
		file+" was checked, page by page, and is the database now: 1 tickets,",
		"The database that was here is in "+filepath.Join(data, "before-restore-20"), ": it has 4 tickets,",
		"A new incarnation of the database has begun.",
		"Numbers that were given after the copy was made are known (1 counters were moved past them): today's go on past them, and 100 higher.",
		"Start the server now.")
	entries, err := filepath.Glob(filepath.Join(data, "*"))
	if err != nil {
		t.Fatal(err)
	}
	wantWords(t, strings.Join(entries, "\n"), "before-restore-", "numerek.db", "numerek.highwater", "secret.key")
	if strings.Contains(strings.Join(entries, "\n"), "restoring-") {
		t.Errorf("left over: %q", entries)
	}

	s = start(t, config)
	if n := s.take("000000000001"); n != "R 001" {
		t.Errorf("what the copy has: got %s, want R 001", n)
	}
	if n := s.take("000000000005"); n != "R 105" { // R 004 is known, and 100 are left out
		t.Errorf("got %s, want R 105", n)
	}
	s.stop()
	if strings.Contains(s.log.String(), "history went back") {
		t.Errorf("a restore is no surprise:\n%s", s.log)
	}
}

// TestRestoreOnAnotherMachine has nothing but the copy: how far the numbers got is a guess, or what the administrator says.
func TestRestoreOnAnotherMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "monday.db")
	config := app.Config{Data: filepath.Join(dir, "old"), Office: demo, Clock: "2026-11-23T09:30"}
	s := start(t, config)
	s.take("000000000001")
	say(t, backup, file, "--data", config.Data)
	s.stop()
	key, err := os.ReadFile(filepath.Join(config.Data, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		told string
		next string
	}{
		"guessed": {nil, "those of today go on 100 higher, and 100 more", "R 202"},
		"said":    {[]string{"--ahead", "700"}, "those of today go on 700 higher", "R 802"},
	} {
		config.Data = filepath.Join(dir, name)
		told := say(t, restore, append(c.args, file, "--data", config.Data)...)
		wantWords(t, told, c.told, "There is no master key at "+filepath.Join(config.Data, "secret.key"))
		if err := os.WriteFile(filepath.Join(config.Data, "secret.key"), key, 0o600); err != nil {
			t.Fatal(err)
		}
		s := start(t, config)
		if n := s.take("000000000002"); n != c.next {
			t.Errorf("%s: got %s, want %s", name, n, c.next)
		}
		s.stop()
	}
}

// TestTheDatabaseWasExchanged puts an old file back without a word to anybody.
func TestTheDatabaseWasExchanged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "monday.db")
	config := app.Config{Data: data, Office: demo, Clock: "2026-11-23T09:30"}
	s := start(t, config)
	s.take("000000000001")
	say(t, backup, file, "--data", data)
	s.take("000000000002")
	s.take("000000000003")
	s.stop()
	if err := os.Rename(file, filepath.Join(data, "numerek.db")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"R 104", "R 105"} { // R 003 is known; it jumps once
		s = start(t, config)
		if n := s.take("0000000" + strings.ReplaceAll(want, "R ", "00")); n != want {
			t.Errorf("got %s, want %s", n, want)
		}
		s.stop()
		if got := strings.Contains(s.log.String(), "history went back"); got != (want == "R 104") {
			t.Errorf("before %s: told: %v\n%s", want, got, s.log)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	config := app.Config{Data: filepath.Join(dir, "data"), Office: demo, Clock: "2026-11-23T09:30"}
	s := start(t, config)
	s.take("000000000001")
	file := filepath.Join(dir, "monday.db")
	say(t, backup, file, "--data", config.Data)
	s.stop()
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(config.Data, "numerek.db"))
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(dir, "bad.db")
	good[len(good)/2] ^= 1
	if err := os.WriteFile(bad, good, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		run  command
		args []string
		want error
		text string
	}{
		"damaged":            {restore, []string{bad, "--data", config.Data}, copies.ErrDamaged, "nothing was changed"},
		"no file":            {restore, []string{filepath.Join(dir, "none"), "--data", config.Data}, os.ErrNotExist, "nothing was changed"},
		"a folder":           {restore, []string{dir, "--data", config.Data}, nil, "nothing was changed"},
		"no words":           {restore, []string{"--data", config.Data}, app.ErrUsage, ""},
		"both":               {restore, []string{file, "--database", "postgres://x/y"}, app.ErrUsage, ""},
		"not PostgreSQL":     {restore, []string{"--database", "x"}, nil, "--database takes the address"},
		"back":               {restore, []string{file, "--data", config.Data, "--ahead", "-1"}, app.ErrUsage, ""},
		"backup over a file": {backup, []string{bad, "--data", config.Data}, os.ErrExist, "no backup was made"},
		"backup of nothing":  {backup, []string{file + "2", "--data", dir}, nil, "no database in"},
		"backup of what":     {backup, []string{file + "2"}, app.ErrUsage, ""},
		"backup, PostgreSQL": {backup, []string{file + "2", "--database", "postgres://x/y"}, nil, "pg_dump"},
	} {
		var out, errs bytes.Buffer
		err := c.run(t.Context(), c.args, &out, &errs)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v %s", name, err, c.want, c.text)
		}
	}
	after, err := os.ReadFile(filepath.Join(config.Data, "numerek.db"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed, %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(config.Data, "*restor*")); err != nil || len(left) > 0 {
		t.Errorf("left over: %q, %v", left, err)
	}
}
