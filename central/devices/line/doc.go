// Package line is what devices come over: one port that speaks TLS with an enrolment's
// devices and, where it is let, plain text with callers of this machine. It says of each
// connection who is at its other end; whether he may call anything is not its matter.
package line
