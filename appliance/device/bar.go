package device

import "strings"

// Bar is why the server does not let a device in. Waiting does not help:
// somebody must mend the device's settings or the office file first. The values
// are the reasons of the contract's google.rpc.ErrorInfo, and a few that the
// device finds out by itself; empty means that nothing bars it.
type Bar string

// The bars that a server names.
const (
	BarUnknownDevice      Bar = "UNKNOWN_DEVICE"      // no such device in the office file
	BarCloned             Bar = "CLONED"              // another one has started under this id
	BarOldBoot            Bar = "OLD_BOOT"            // the card has been put back to an older state
	BarWhichOffice        Bar = "WHICH_OFFICE"        // the server holds several
	BarUnknownOffice      Bar = "UNKNOWN_OFFICE"      // the server does not hold this one
	BarTokenUnknown       Bar = "TOKEN_UNKNOWN"       // nobody made this token
	BarTokenExpired       Bar = "TOKEN_EXPIRED"       // nobody used it in time
	BarTokenUsed          Bar = "TOKEN_USED"          // another key has used it
	BarTooManyTries       Bar = "TOO_MANY_TRIES"      // somebody near guesses at tokens
	BarNotEnrolled        Bar = "NOT_ENROLLED"        // the server wants a certificate
	BarCertificateExpired Bar = "CERTIFICATE_EXPIRED" // and it is too late to renew it
	BarRevoked            Bar = "REVOKED"             // by the administrator
	BarReplaced           Bar = "REPLACED"            // by another device in the same place
	BarWrongRole          Bar = "WRONG_ROLE"          // the certificate is for another role
)

// The bars that a device finds out by itself.
const (
	BarWrongServer Bar = "WRONG_SERVER" // another server answers than the one that was named by its fingerprint
	BarNoToken     Bar = "NO_TOKEN"     // there is neither a certificate nor a token to get one with
	BarOtherDevice Bar = "OTHER_DEVICE" // the token is for another device than the settings name
	BarCard        Bar = "CARD"         // the identity cannot be written
)

// Bars are all of them.
func Bars() []Bar {
	return []Bar{
		BarUnknownDevice, BarCloned, BarOldBoot, BarWhichOffice, BarUnknownOffice, BarTokenUnknown, BarTokenExpired, BarTokenUsed,
		BarTooManyTries, BarNotEnrolled, BarCertificateExpired, BarRevoked, BarReplaced, BarWrongRole,
		BarWrongServer, BarNoToken, BarOtherDevice, BarCard,
	}
}

// Barred is a device that is not let in. The zero value is one that is.
type Barred struct {
	Bar    Bar
	Device string // who asked
	Office string // empty where the device names none
}

// barText is what a technician reads about a bar. ID stands for the device,
// OFFICE for its office.
type barText struct{ pl, en string }

var barTexts = map[Bar]barText{
	BarUnknownDevice: {"serwer nie zna tego urządzenia", "the server does not know this device"},
	BarCloned:        {"inne urządzenie działa pod tą nazwą", "another device runs under this id"},
	BarOldBoot:       {"karta ma starszy stan niż serwer", "the card is in an older state than the server"},
	BarWhichOffice:   {"brak nazwy urzędu, a serwer ma ich kilka", "no office is named, and the server holds several"},
	BarUnknownOffice: {"serwer nie zna urzędu OFFICE", "the server does not know the office OFFICE"},

	BarTokenUnknown: {
		"serwer nie zna tego tokenu; utwórz nowy: central device add ID",
		"the server does not know this token; make a new one: central device add ID",
	},
	BarTokenExpired: {
		"token wygasł; utwórz nowy: central device add ID",
		"the token has expired; make a new one: central device add ID",
	},
	BarTokenUsed: {
		"token został już użyty; utwórz nowy: central device replace ID",
		"the token was used before; make a new one: central device replace ID",
	},
	BarTooManyTries: {
		"za dużo prób z błędnym tokenem; kolejna próba za kilka minut",
		"too many tries with a wrong token; the next one follows in a few minutes",
	},
	BarNotEnrolled: {
		"serwer wymaga certyfikatu; utwórz numerek.toml: central device add ID",
		"the server asks for a certificate; make numerek.toml: central device add ID",
	},
	BarCertificateExpired: {
		"certyfikat wygasł zbyt dawno; utwórz nowy token: central device replace ID",
		"the certificate ran out too long ago; make a new token: central device replace ID",
	},
	BarRevoked: {
		"urządzenie zostało odłączone; aby je przywrócić: central device add ID",
		"this device was revoked; to bring it back: central device add ID",
	},
	BarReplaced: {
		"inne urządzenie zajęło to miejsce; aby je odzyskać: central device replace ID",
		"another device has taken this place; to take it back: central device replace ID",
	},
	BarWrongRole: {
		"certyfikat jest dla innej roli; sprawdź role w numerek.toml",
		"the certificate is for another role; check role in numerek.toml",
	},
	BarWrongServer: {
		"pod tym adresem działa inny serwer; sprawdź server i fingerprint w numerek.toml",
		"another server answers at this address; check server and fingerprint in numerek.toml",
	},
	BarNoToken: {
		"brak tokenu w numerek.toml; utwórz go: central device add ID",
		"no token in numerek.toml; make one: central device add ID",
	},
	BarOtherDevice: {
		"token jest dla innego urządzenia; sprawdź device i role w numerek.toml",
		"the token is for another device; check device and role in numerek.toml",
	},
	BarCard: {
		"karta nie przyjmuje zapisu; wymień kartę",
		"the card takes no records; change the card",
	},
}

// Line tells the technician what to mend, in Polish on a Polish screen and in
// English on the others; it is empty where nothing bars the device.
func (b Barred) Line(lang string) string {
	text, known := barTexts[b.Bar]
	if !known {
		return ""
	}
	fill := strings.NewReplacer("ID", b.Device, "OFFICE", b.Office)
	if lang == "pl" {
		return "Serwis: " + b.Device + " – " + fill.Replace(text.pl)
	}
	return "Service: " + b.Device + " – " + fill.Replace(text.en)
}
