// Package commands is what the administrator types: the parts of the program's
// commands that read and change the database and then end.
//
// Each takes its arguments and where to write, and returns an error for the
// program to print; none ends the program, and none opens a database itself.
package commands
