package citizen_test

import (
	"testing"

	"numerek/appliance/kiosk"
	"numerek/scripts/e2e/citizen"
)

func TestIssued(t *testing.T) {
	const begin = `time=2026-11-23T08:05:52Z level=INFO msg="ticket issued" request=01a2 number="R 001" `
	for line, want := range map[string]kiosk.Ticket{
		begin + `ahead=4 wait=15-25`:   {ID: "01a2", Number: "R 001", Ahead: 4, Wait: kiosk.Wait{Known: true, From: 15, To: 25}},
		begin + `ahead=0 wait=unknown`: {ID: "01a2", Number: "R 001"},
	} {
		if got, err := citizen.Issued(line); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", line, got, err, want)
		}
	}
	for _, line := range []string{"", begin, begin + "ahead=4 wait=15-x", begin + "ahead=many wait=unknown"} {
		if got, err := citizen.Issued(line); err == nil {
			t.Errorf("%s: got %+v, want an error", line, got)
		}
	}
}
