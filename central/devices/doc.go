// Package devices is the gRPC face of the server: it says who calls, translates
// between the protocol and package office, and streams the catalogue. It
// decides nothing itself, and generated types stop here.
//
// A device is who its certificate says, as long as package enrolment says so, and may
// call what the contract allows its role: the option (allowed) of each method. Who has
// no certificate may enrol. On the server's own machine, where the options say so, a
// caller in plain text says by metadata which device it is: numerek-device, an id of
// the office file, and numerek-office where two offices have one with that id. Without
// metadata it is a guest, so that a person can try the protocol by hand.
package devices
