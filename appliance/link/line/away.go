package line

import (
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/status"

	"numerek/appliance/device"
)

// BarOf says why the server does not let this device in, empty where it may
// simply be away. The reasons are those of the contract's google.rpc.ErrorInfo.
func BarOf(err error) device.Bar {
	if bar := device.Bar(reasonOf(err)); slices.Contains(device.Bars(), bar) {
		return bar
	}
	return ""
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

// KindOf tells one reason for being away from another: the same fault has other
// words with every try, such as the port that it happened on, but ends alike.
func KindOf(err error) string {
	text := strings.TrimRight(err.Error(), "\" \n")
	return status.Code(err).String() + " " + reasonOf(err) + " " + text[strings.LastIndex(text, ": ")+1:]
}
