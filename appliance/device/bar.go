package device

// Bar is why the server does not let a device in. Waiting does not help:
// somebody must mend the device's settings or the office file first. The values
// are the reasons of the contract's google.rpc.ErrorInfo; empty means that
// nothing bars it.
type Bar string

// The bars.
const (
	BarUnknownDevice Bar = "UNKNOWN_DEVICE" // no such device in the office file
	BarCloned        Bar = "CLONED"         // another one has started under this id
	BarOldBoot       Bar = "OLD_BOOT"       // the card has been put back to an older state
	BarWhichOffice   Bar = "WHICH_OFFICE"   // the server holds several
	BarUnknownOffice Bar = "UNKNOWN_OFFICE" // the server does not hold this one
)

// Bars are all of them.
func Bars() []Bar {
	return []Bar{BarUnknownDevice, BarCloned, BarOldBoot, BarWhichOffice, BarUnknownOffice}
}

// Barred is a device that is not let in. The zero value is one that is.
type Barred struct {
	Bar    Bar
	Device string // who asked
	Office string // empty where the device names none
}

// Line tells the technician what to mend, in Polish on a Polish screen and in
// English on the others; it is empty where nothing bars the device.
func (b Barred) Line(lang string) string {
	var pl, en string
	switch b.Bar {
	case BarUnknownDevice:
		pl, en = "serwer nie zna tego urządzenia", "the server does not know this device"
	case BarCloned:
		pl, en = "inne urządzenie działa pod tą nazwą", "another device runs under this id"
	case BarOldBoot:
		pl, en = "karta ma starszy stan niż serwer", "the card is in an older state than the server"
	case BarWhichOffice:
		pl, en = "brak nazwy urzędu, a serwer ma ich kilka", "no office is named, and the server holds several"
	case BarUnknownOffice:
		pl, en = "serwer nie zna urzędu "+b.Office, "the server does not know the office "+b.Office
	default:
		return ""
	}
	if lang == "pl" {
		return "Serwis: " + b.Device + " – " + pl
	}
	return "Service: " + b.Device + " – " + en
}
