// Package console is the clerk's pages: the choice of a desk, and the desk with
// its queue, from which tickets are called.
//
// Every action is a form that works without a script. With one the same forms
// are sent by fetch, the answer is the board anew, and a stream brings it anew
// whenever the floor changes. All state is the server's: the desk is kept with
// the session, the person at the desk and the last answer with the desk, so that
// a reload loses nothing. Each form carries the number of the desk's next
// operation: sent twice it acts once.
package console
