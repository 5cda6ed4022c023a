// Package panel is what the service mode looks like: Scene lays a kiosk's model
// out for the technician, in Polish or English. It is of the family of the
// citizens' screens, in smaller letters for somebody who stands close, and with
// a dark band, so that nobody takes the one for the other. It is pure.
package panel
