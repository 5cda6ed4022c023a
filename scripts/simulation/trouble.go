package simulation

import (
	"errors"

	"numerek/appliance/errand"
	"numerek/central/calendar"
	"numerek/central/office"
	"numerek/central/queue"
	"numerek/central/store"
)

// troubles is what the errors of the use cases mean to a kiosk, by way of the codes
// that the server and the kiosk agree on; a test holds it against both.
var troubles = []struct {
	err  error
	mean errand.Trouble
}{
	{office.ErrHelloFirst, errand.History},
	{office.ErrOldBoot, errand.Barred},
	{office.ErrCloned, errand.Barred},
	{office.ErrUnknownDevice, errand.Barred},
	{office.ErrRequestID, errand.Mistake},
	{office.ErrOtherBody, errand.Mistake},
	{office.ErrUnknownService, errand.Mistake},
	{office.ErrNumberRange, errand.Mistake},
	{queue.ErrPaper, errand.Mistake},
	{queue.ErrNumber, errand.Mistake},
	{queue.ErrFuture, errand.Mistake},
	{calendar.ErrDay, errand.Mistake},
	{store.ErrInvalid, errand.Mistake},
	{queue.ErrHasPaper, errand.Taken},
	{office.ErrNumberTaken, errand.Taken},
	{office.ErrUnknownTicket, errand.Silent},
	{office.ErrUnknownOffice, errand.Silent},
	{store.ErrUnavailable, errand.Silent},
	{store.ErrClosed, errand.Silent},
}

// TroubleOf is what an error of a use case means to a kiosk.
func TroubleOf(err error) errand.Trouble {
	if err == nil {
		return errand.None
	}
	if _, old := errors.AsType[*office.IncarnationError](err); old {
		return errand.History
	}
	for _, t := range troubles {
		if errors.Is(err, t.err) {
			return t.mean
		}
	}
	return errand.Silent
}
