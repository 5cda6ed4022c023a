package devices

// RolesIn is for the tests of the package's edges.
var RolesIn = rolesIn
