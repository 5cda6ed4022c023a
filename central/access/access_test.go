package access_test

import (
	"errors"
	"testing"

	"numerek/central/access"
)

func Test_who_may_do_what(t *testing.T) {
	t.Parallel()
	clerks := []access.Right{access.CallTickets, access.KeepBookings}
	managers := []access.Right{access.ManageHall, access.SeeBuildings, access.SettleBookings, access.SeeDevices}
	administrators := []access.Right{access.ReadMessages, access.AdministerUsers}
	for role, want := range map[access.Role][3]bool{
		access.Clerk:         {true, false, false},
		access.Manager:       {true, true, false},
		access.Administrator: {true, true, true},
		"":                   {},
		"Administrator":      {},
		"root":               {},
	} {
		for i, rights := range [][]access.Right{clerks, managers, administrators} {
			for _, right := range rights {
				if got := role.May(right); got != want[i] {
					t.Errorf("%q may %s: got %t, want %t", role, right, got, want[i])
				}
			}
		}
		if role.May("") || role.May("everything") {
			t.Errorf("%q may do what there is not", role)
		}
	}
}

func Test_roles_are_read_as_they_are_written(t *testing.T) {
	t.Parallel()
	for _, role := range access.Roles() {
		if got, err := access.ParseRole(string(role)); got != role || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, role)
		}
	}
	for _, word := range []string{"", "Clerk", "clerk ", "admin"} {
		if got, err := access.ParseRole(word); !errors.Is(err, access.ErrUnknownRole) || got != "" {
			t.Errorf("%q: got %q, %v", word, got, err)
		}
	}
}
