// Package enrolment says which device has which place of an office, and proves it.
//
// An administrator gives a place out with a one-time token. The device that
// presents it gets a certificate for its own key, signed by the installation's
// authority, and with that certificate it is known from then on: its name says
// office, role and device. A place has one device at a time: a new token brings a
// new one into it, and the old one is replaced when that has enrolled. What the
// server tells of it, to whom it refuses and why, is in the log; tokens and keys
// never are.
//
// The package knows neither gRPC nor HTTP. Its clock is the machine's, also where
// the office's is set for a demonstration: certificates are checked against it by
// others, too.
package enrolment
