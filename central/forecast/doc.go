// Package forecast says how long people will wait, and when no more of them fit
// before closing time.
//
// It is pure: it plays the rule of package calling forward from a state that it
// is given, and the same state gives the same answer. One question is about one
// location, because queues never cross buildings.
//
// # Waiting time
//
// The queue is played several times over. In each play every visit takes
// another of the times that its service is known to take, spread evenly between
// the plays, some people do not come when they are called, and the walk-ins to
// come come at other moments. What happens in which play follows from the
// tickets, so that a forecast moves when something happened and not by itself.
// The range leaves out the quickest and the slowest play and is widened a little
// for what cannot be known.
//
// Whoever holds a ticket is served, also after closing time. Desks that close
// before the last of their location stop calling at their hour.
//
// Nothing is said, rather than something untrue, where no open desk takes the
// service and none is known to open. A desk without a clerk counts until ten
// minutes after it should have opened, then no more until somebody sits there.
//
// # Closing
//
// Room answers how many more people can be taken. It plays the queue once, at
// the pace that the office file asks for (a quantile of the service times, and
// some safety), and counts how many more tickets end before their desks close
// without pushing anybody out who would have been served in time.
package forecast
