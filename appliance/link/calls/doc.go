// Package calls is the wall monitor's line to the central server: it follows the
// calls of its hall over lost connections, restarts and restores (design 5).
//
// A monitor asks for nothing else and tells the server nothing, so it has no
// hello. Types of the contract stop here: what comes out are the monitor's own.
package calls
