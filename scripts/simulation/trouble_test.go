package simulation_test

import (
	"errors"
	"fmt"
	"testing"

	"numerek/appliance/link"
	"numerek/central/calendar"
	"numerek/central/devices"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
	"numerek/scripts/simulation"
)

// TestTroubleOf holds what the simulation takes an error for against what the
// server tells of it and what the kiosk makes of that.
func TestTroubleOf(t *testing.T) {
	for _, err := range []error{
		nil, errors.New("anything"), &office.IncarnationError{Presented: "a", Current: "b"},
		office.ErrHelloFirst, office.ErrOldBoot, office.ErrCloned, office.ErrUnknownDevice, office.ErrRequestID, office.ErrOtherBody,
		office.ErrUnknownService, office.ErrNumberRange, office.ErrNumberTaken, office.ErrUnknownTicket, office.ErrUnknownOffice,
		queue.ErrPaper, queue.ErrNumber, queue.ErrFuture, queue.ErrHasPaper, queue.ErrNotWaiting, calendar.ErrDay,
		store.ErrInvalid, store.ErrUnavailable, store.ErrClosed,
	} {
		if err != nil {
			err = fmt.Errorf("wrapped: %w", err)
		}
		if got, want := simulation.TroubleOf(err), link.TroubleOf(devices.Code(err)); got != want {
			t.Errorf("%v: the simulation says %q, server and kiosk %q", err, got, want)
		}
	}
}
