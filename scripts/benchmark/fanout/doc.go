// Package fanout is both ends of the stream of calls under load: servers that run
// in a process of their own and do what they are told over a control line, and
// watchers that cost so little that ten thousand of them fit beside a server.
//
// A server is the real use cases, database and device service, with clerks whose
// actions are given on the control line; or bare TCP, which a stream is compared
// with. All times are those of the one who gives the commands.
package fanout
