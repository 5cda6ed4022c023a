package e2e

import (
	"context"
	"net/url"
	"regexp"
	"time"
)

var startField = regexp.MustCompile(`name="start" value="([^"]+)"`)

// Book books a visit for somebody without a phone, at the first hour of a day that
// is free from an hour on; zero where none is. The same id books once, whatever the
// hour.
func (k *Clerk) Book(ctx context.Context, id, service, day string, from time.Time) (start time.Time, err error) {
	const page = "/console/bookings/new"
	form := url.Values{"service": {service}, "day": {day}}
	text, err := k.ask(ctx, "GET", page+"?"+form.Encode(), nil)
	if err != nil {
		return start, err
	}
	for _, field := range startField.FindAllSubmatch(text, -1) {
		if start, err = time.Parse(time.RFC3339, string(field[1])); err != nil {
			return start, err
		}
		if !start.Before(from) {
			form.Set("start", string(field[1]))
			form.Set("id", id)
			_, err = k.post(ctx, page, form)
			return start, err
		}
	}
	return time.Time{}, nil
}
