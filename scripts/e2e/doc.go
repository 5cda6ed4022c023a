// Package e2e starts the shipped programs the way a technician does - own
// processes, real files, loopback ports, a real window - and asks of them what
// people and devices ask. The tour, the demonstration and the end-to-end tests
// stand on it.
//
// Nothing here knows the inside of the programs: it sees command lines, ports,
// logs, files and pictures. What it starts ends with its context.
package e2e
