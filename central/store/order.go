package store

import (
	"cmp"
	"strings"

	"numerek/central/queue"
)

// ByNumber orders tickets of a day by location, prefix and number. Texts are
// compared by their bytes, which databases do not agree to do.
func ByNumber(a, b queue.Ticket) int {
	return cmp.Or(
		strings.Compare(a.Location, b.Location),
		strings.Compare(a.Number.Prefix, b.Number.Prefix),
		cmp.Compare(a.Number.N, b.Number.N),
	)
}

// queueOf is the queue in which a ticket waits, if it does.
func queueOf(t queue.Ticket) QueueKey {
	return QueueKey{Office: t.Office, Location: t.Location, Day: t.Day}
}

// ByIssue orders tickets by the time of issue, those of the same millisecond by
// number.
func ByIssue(a, b queue.Ticket) int {
	return cmp.Or(a.IssuedAt.Compare(b.IssuedAt), ByNumber(a, b))
}

// ByCall orders tickets by their last call, the latest first.
func ByCall(a, b queue.Ticket) int {
	return cmp.Or(b.CalledAt.Compare(a.CalledAt), ByNumber(a, b))
}

// ByPlace orders desks by location and number.
func ByPlace(a, b Desk) int {
	return cmp.Or(strings.Compare(a.Location, b.Location), cmp.Compare(a.Number, b.Number))
}
