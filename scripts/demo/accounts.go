package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"

	"numerek/scripts/e2e"
)

// demoPassword is that of everybody in the demonstration.
const demoPassword = "numerek-pokaz" //nolint:gosec // it is printed

// The log-ins of the demonstration; there are no such people.
const (
	clerkName     = "stanowisko"
	colleagueName = "stanowisko2"
	managerName   = "kierownik"
	adminName     = "administrator"
)

// users are all of them.
func users() []e2e.User {
	return []e2e.User{
		{Name: clerkName, FullName: "Pracownik pokazu", Role: "clerk", Password: demoPassword},
		{Name: colleagueName, FullName: "Drugi pracownik pokazu", Role: "clerk", Password: demoPassword},
		{Name: managerName, FullName: "Kierownik pokazu", Role: "manager", Password: demoPassword},
		{Name: adminName, FullName: "Administrator pokazu", Role: "administrator", Password: demoPassword},
	}
}

// hire makes the accounts that are missing; those that an earlier run made stay
// as they are.
func hire(ctx context.Context, server e2e.Server) error {
	list := exec.CommandContext(ctx, server.Path, "user", "list", "--data", server.Data)
	said, err := list.Output()
	if err != nil {
		return fmt.Errorf("user list: %w", err)
	}
	known := make(map[string]bool)
	for line := range strings.Lines(string(said)) {
		name, _, _ := strings.Cut(line, " ")
		known[strings.TrimSpace(name)] = true
	}
	for _, u := range users() {
		if known[u.Name] {
			continue
		}
		if err := server.AddUser(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// colleague logs the second clerk in.
func colleague(ctx context.Context, server *e2e.Central) (*e2e.Clerk, error) {
	i := slices.IndexFunc(users(), func(u e2e.User) bool { return u.Name == colleagueName })
	return e2e.LogIn(ctx, server, users()[i])
}

// tellLogIns prints where to log in and as whom.
func tellLogIns(out io.Writer, http string) {
	var names []string
	for _, u := range users() {
		names = append(names, u.Name)
	}
	at := func(path string) string { return "http://" + http + path }
	fmt.Fprintf(out, "  console    %-37s clerks call here; /console/bookings: who has a visit, and one for whoever asks\n", at("/console"))
	fmt.Fprintf(out, "  manage     %-37s monitors, visits that no longer fit; for %s\n", at("/manage"), managerName)
	fmt.Fprintf(out, "  messages   %-37s what was written to people; for %s\n", at("/manage/messages"), adminName)
	fmt.Fprintf(out, "  log-ins    %s, each with the password %s\n", strings.Join(names, ", "), demoPassword)
	fmt.Fprintf(out, "  phone      %-37s the path of the code on a ticket, which names the office's public address\n", at("/t/…"))
}
