package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
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
)

// users are all of them.
func users() []e2e.User {
	return []e2e.User{
		{Name: clerkName, FullName: "Pracownik pokazu", Role: "clerk", Password: demoPassword},
		{Name: colleagueName, FullName: "Drugi pracownik pokazu", Role: "clerk", Password: demoPassword},
		{Name: managerName, FullName: "Kierownik pokazu", Role: "manager", Password: demoPassword},
		{Name: "administrator", FullName: "Administrator pokazu", Role: "administrator", Password: demoPassword},
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

// tellLogIns prints where to log in and as whom.
func tellLogIns(out io.Writer, http string) {
	var names []string
	for _, u := range users() {
		names = append(names, u.Name)
	}
	at := func(path string) string { return "http://" + http + path }
	fmt.Fprintf(out, "  console    %-32s clerks call here\n", at("/console"))
	fmt.Fprintf(out, "  manage     %-32s line of text and silence of the monitors, for %s\n", at("/manage"), managerName)
	fmt.Fprintf(out, "  log-ins    %s, each with the password %s\n", strings.Join(names, ", "), demoPassword)
	fmt.Fprintf(out, "  phone      %-32s the path of the code on a ticket, which names the office's public address\n", at("/t/…"))
}
