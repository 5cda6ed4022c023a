package devices

// For the tests of the package's edges.
var (
	HostOf  = hostOf
	RolesIn = rolesIn
)
