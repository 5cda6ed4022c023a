// Package line keeps a device on the line to the central server: it connects,
// says who asks, follows a numbered stream from where it stands, notices silence,
// and begins again after every break (design 5, reliability 2.4).
//
// It knows neither kiosk nor monitor: what is asked and what a message means is
// the business of a [Role].
package line
