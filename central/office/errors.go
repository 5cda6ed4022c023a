package office

import (
	"errors"
	"fmt"
)

// Errors of the use cases; edges turn them into codes.
var (
	ErrRequestID      = errors.New("request id is not a UUID")
	ErrOtherBody      = errors.New("request id was used before with another service, language or priority")
	ErrUnknownOffice  = errors.New("unknown office")
	ErrWhichOffice    = errors.New("several offices: the request must name one")
	ErrUnknownDevice  = errors.New("unknown device")
	ErrUnknownTicket  = errors.New("unknown ticket")
	ErrUnknownService = errors.New("unknown service")
	ErrNumberTaken    = errors.New("number belongs to another ticket")
	ErrNumberRange    = errors.New("number is far beyond the last one given")
)

// Errors of the fence: the device must say Hello, or must not go on at all.
var (
	// ErrHelloFirst means that the server does not know this start of the device.
	ErrHelloFirst = errors.New("device has not said hello since it started")
	// ErrOldBoot means that the device has started again since: this one is a zombie.
	ErrOldBoot = errors.New("boot epoch is over")
	// ErrCloned means that two devices started with the same memory.
	ErrCloned = errors.New("boot epoch was presented by another start: the card is a copy")
)

// IncarnationError refuses a request from before history may have gone back.
type IncarnationError struct {
	Presented string
	Current   string // the device must say Hello and use this one
}

func (e *IncarnationError) Error() string {
	return fmt.Sprintf("incarnation %q is over, it is %q now", e.Presented, e.Current)
}
