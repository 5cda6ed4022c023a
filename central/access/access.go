// Package access is the roles of those who log in, and what each may do. It is
// pure.
package access

import (
	"errors"
	"fmt"
	"slices"
)

// Role is what somebody is in an office. The words are kept in the database;
// each role may do what the one before it may.
type Role string

// The roles.
const (
	Clerk         Role = "clerk"
	Manager       Role = "manager"
	Administrator Role = "administrator"
)

// Right is something that not everybody may do.
type Right string

// The rights.
const (
	// CallTickets is a clerk's work at a desk: the whole console.
	CallTickets Right = "call_tickets"
	// KeepBookings is to see the bookings of the own building, to find one by its
	// phone, and to book, move, cancel, miss and check in for somebody.
	KeepBookings Right = "keep_bookings"
	// ManageHall is the message line of the monitors and the silence of the voice.
	ManageHall Right = "manage_hall"
	// SeeBuildings is to see the bookings of every building.
	SeeBuildings Right = "see_buildings"
	// SettleBookings is to move and cancel those that do not fit any more, and to
	// see the figures of a day and the alarms of the kiosks.
	SettleBookings Right = "settle_bookings"
	// SeeDevices is to see how kiosks and monitors are.
	SeeDevices Right = "see_devices"
	// ReadMessages is to see what became of the messages to people.
	ReadMessages Right = "read_messages"
	// AdministerUsers is to say who may log in.
	AdministerUsers Right = "administer_users"
)

// ErrUnknownRole means that there is no such role.
var ErrUnknownRole = errors.New("unknown role")

// Roles lists the roles, the one with the fewest rights first.
func Roles() []Role { return []Role{Clerk, Manager, Administrator} }

// ParseRole reads the word of a role. Errors: [ErrUnknownRole].
func ParseRole(word string) (Role, error) {
	if r := Role(word); slices.Contains(Roles(), r) {
		return r, nil
	}
	return "", fmt.Errorf("%w %q; there are %q", ErrUnknownRole, word, Roles())
}

// May says whether the role has a right. A role that there is not has none.
func (r Role) May(do Right) bool {
	from := map[Right]Role{
		CallTickets: Clerk, KeepBookings: Clerk,
		ManageHall: Manager, SeeBuildings: Manager, SettleBookings: Manager, SeeDevices: Manager,
		ReadMessages: Administrator, AdministerUsers: Administrator,
	}
	least, ok := from[do]
	return ok && slices.Index(Roles(), r) >= slices.Index(Roles(), least)
}
