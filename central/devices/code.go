package devices

import (
	"errors"

	"google.golang.org/grpc/codes"

	"numerek/central/office"
)

// Code is how an error of a use case is told to devices; codes.OK where there is none.
func Code(err error) codes.Code {
	if err == nil {
		return codes.OK
	}
	if _, ok := errors.AsType[*office.IncarnationError](err); ok {
		return codes.FailedPrecondition
	}
	for _, e := range errorCodes {
		if errors.Is(err, e.err) {
			return e.code
		}
	}
	return codes.Internal
}
