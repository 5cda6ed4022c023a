// Package probe finds out what a printer can do, by asking it and by having a person read a page that it prints, and writes it
// down: a profile for the driver, and a report that says of every property how it was found out.
//
// What can be asked without paper is asked first, in an order in which nothing that a printer does not know can do harm: after
// each question the beginning of a line is thrown away. It never claims for a printer what neither it nor a person has shown;
// what follows from a model's name alone says so.
package probe
