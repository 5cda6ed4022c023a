// Package enrol has the tests of trust between devices and the server: the
// shipped server in a process of its own, its command that lets devices in, and
// kiosks and monitors that read the numerek.toml it made, over TCP. It has no
// code of its own.
package enrol
