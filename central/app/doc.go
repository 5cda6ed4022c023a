// Package app puts the server together: the database, the use cases, the
// devices' port and the pages. It is the only package that knows all of them,
// and is started by main and by tests from end to end.
package app
