// Package technician is the kiosk's other side, for the technician: what its service
// mode knows and does. It is opened by the key switch of the cabinet, or by a
// hidden gesture and a PIN, and looks as package panel draws it.
//
// It is a part of the kiosk's own machine (kiosk.Model.Service) and decides
// nothing about tickets: the kiosk opens it only between two visits, and a visit
// begins only after it has been left. The package is pure.
package technician
