package link

import (
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"

	"numerek/appliance/kiosk"
)

// barOf says why the server does not let this kiosk in, empty where it may
// simply be away. The reasons are those of the contract's google.rpc.ErrorInfo.
func barOf(err error) kiosk.Bar {
	switch bar := kiosk.Bar(reasonOf(err)); bar {
	case kiosk.BarUnknownDevice, kiosk.BarCloned, kiosk.BarOldBoot, kiosk.BarWhichOffice, kiosk.BarUnknownOffice:
		return bar
	default:
		return ""
	}
}

// reasonOf is the reason that the server gives for programs, if it gives one.
func reasonOf(err error) string {
	st, _ := status.FromError(err)
	for _, detail := range st.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// kindOf tells one reason for being away from another: the same fault has other
// words with every try, such as the port that it happened on, but ends alike.
func kindOf(err error) string {
	text := strings.TrimRight(err.Error(), "\" \n")
	return status.Code(err).String() + " " + reasonOf(err) + " " + text[strings.LastIndex(text, ": ")+1:]
}
