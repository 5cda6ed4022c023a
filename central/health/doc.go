// Package health is the use case of the devices' health: it takes what kiosks and
// monitors report, keeps it, notices who has fallen silent, and tells whoever is
// on duty ([duty] of the office file) by mail and SMS.
//
// What follows from a report is decided by package record; here are the
// transaction around it and the clock. A report that changes nothing is written
// once a minute at most. Several servers may run on one database: what a round
// does is decided anew inside its transaction.
package health
