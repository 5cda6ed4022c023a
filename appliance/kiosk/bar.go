package kiosk

// Bar is why the server does not let this kiosk in. Waiting does not help:
// somebody must mend the kiosk's settings or the office file first. The values
// are the reasons of the contract's google.rpc.ErrorInfo.
type Bar string

// The bars.
const (
	BarUnknownDevice Bar = "UNKNOWN_DEVICE" // no such device in the office file
	BarCloned        Bar = "CLONED"         // another one has started under this id
	BarOldBoot       Bar = "OLD_BOOT"       // the card has been put back to an older state
	BarWhichOffice   Bar = "WHICH_OFFICE"   // the server holds several
	BarUnknownOffice Bar = "UNKNOWN_OFFICE" // the server does not hold this one
)

// outOfOrder says that this kiosk cannot give tickets until somebody mends it.
func (m Model) outOfOrder() bool { return m.Broken || m.Barred.Bar != "" }

// line tells the technician what to mend, in Polish on a Polish screen and in
// English on the others; it is empty where nothing bars the kiosk.
func (l LinkLost) line(lang string) string {
	var pl, en string
	switch l.Bar {
	case BarUnknownDevice:
		pl, en = "serwer nie zna tego urządzenia", "the server does not know this device"
	case BarCloned:
		pl, en = "inne urządzenie działa pod tą nazwą", "another device runs under this id"
	case BarOldBoot:
		pl, en = "karta ma starszy stan niż serwer", "the card is in an older state than the server"
	case BarWhichOffice:
		pl, en = "brak nazwy urzędu, a serwer ma ich kilka", "no office is named, and the server holds several"
	case BarUnknownOffice:
		pl, en = "serwer nie zna urzędu "+l.Office, "the server does not know the office "+l.Office
	default:
		return ""
	}
	if lang == "pl" {
		return "Serwis: " + l.Device + " – " + pl
	}
	return "Service: " + l.Device + " – " + en
}
