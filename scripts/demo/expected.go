package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/scripts/e2e"
)

// expected are visits that a clerk of the demonstration books for its first
// hours, as for people who stand at the counter: no phone, no name.
var expected = []struct {
	service string
	in      time.Duration
}{
	{"rejestracja", 20 * time.Minute},
	{"odpisy", 40 * time.Minute},
	{"prawo_jazdy_wniosek", 45 * time.Minute},
	{"dowod_wniosek", 90 * time.Minute},
	{"wyrejestrowanie", 100 * time.Minute},
	{"ceidg", 2 * time.Hour},
}

// expect books them. However often it is done, every service gets one a day.
func expect(ctx context.Context, clerk *e2e.Clerk, office *officefile.Office, now time.Time) (n int, err error) {
	day := string(calendar.CivilDay(now, office.ZoneOrUTC()))
	for _, e := range expected {
		id := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, office.ID, day, e.service))
		start, err := clerk.Book(ctx, id.String(), e.service, day, now.Add(e.in))
		if err != nil {
			return n, err
		}
		if !start.IsZero() {
			n++
		}
	}
	return n, nil
}
