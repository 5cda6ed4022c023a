// Package devices is the gRPC face of the server: it says who calls, translates
// between the protocol and package office, and streams the catalogue. It
// decides nothing itself, and generated types stop here.
//
// Until devices enrol with certificates, only callers of the same machine are
// let in. A device says by metadata which it is: numerek-device, an id of the
// office file, and numerek-office where two offices have one with that id. A caller
// without metadata is a guest, so that a person can try the protocol by hand.
package devices
