package settings

import (
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // IEEE 802.11 says so; it is no choice of ours.
	"encoding/hex"
	"strings"

	"numerek/appliance/config"
)

// What IEEE 802.11, J.4, makes of a password and the name of the network.
const (
	rawKey     = 64 // hexadecimal digits of a key that needs no making
	iterations = 4096
	keyBytes   = 32
)

// supplicant is the configuration of wpa_supplicant. Name and password are written
// in hexadecimal digits, which no sign in them can break: between quotes a # after
// a quote ends the line (wpa_supplicant 2.10). WPA3 needs the password itself. Ever
// asking for the network by its name finds hidden ones.
func supplicant(w config.WiFi) string {
	var b strings.Builder
	b.WriteString("country=" + w.Country + "\n\nnetwork={\n\tssid=" + hex.EncodeToString([]byte(w.SSID)) + "\n\tscan_ssid=1\n")
	password := string(w.Password)
	switch {
	case password == "":
		b.WriteString("\tkey_mgmt=NONE\n")
	case len(password) == rawKey:
		b.WriteString("\tkey_mgmt=WPA-PSK WPA-PSK-SHA256\n\tpsk=" + password + "\n\tieee80211w=1\n")
	default:
		b.WriteString("\tkey_mgmt=WPA-PSK WPA-PSK-SHA256 SAE\n\tpsk=" + pairwise(password, w.SSID) +
			"\n\tsae_password=" + hex.EncodeToString([]byte(password)) + "\n\tieee80211w=1\n")
	}
	b.WriteString("}\n")
	return b.String()
}

// pairwise is the key of WPA2 for a password.
func pairwise(password, ssid string) string {
	key, err := pbkdf2.Key(sha1.New, password, []byte(ssid), iterations, keyBytes)
	if err != nil { // it is a program's mistake: the lengths are constants
		panic(err)
	}
	return hex.EncodeToString(key)
}
