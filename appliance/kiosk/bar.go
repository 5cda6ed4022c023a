package kiosk

import "numerek/appliance/device"

// Bar is why the server does not let this kiosk in.
type Bar = device.Bar

// The bars.
const (
	BarUnknownDevice = device.BarUnknownDevice
	BarCloned        = device.BarCloned
	BarOldBoot       = device.BarOldBoot
	BarWhichOffice   = device.BarWhichOffice
	BarUnknownOffice = device.BarUnknownOffice
)

// outOfOrder says that this kiosk cannot give tickets until somebody mends it.
func (m Model) outOfOrder() bool { return m.Broken || m.Barred.Bar != "" }

// Line tells the technician what to mend; it is empty where nothing bars the kiosk.
func (l LinkLost) Line(lang string) string {
	return device.Barred{Bar: l.Bar, Device: l.Device, Office: l.Office}.Line(lang)
}
