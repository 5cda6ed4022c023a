package settings

import (
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // IEEE 802.11 says so; it is no choice of ours.
	"encoding/hex"

	"numerek/appliance/config"
)

// What IEEE 802.11, J.4, makes of a password and the name of the network.
const (
	rawKey     = 64 // hexadecimal digits of a key that needs no making
	iterations = 4096
	keyBytes   = 32
)

// supplicant is the configuration of wpa_supplicant. The name is written in hexadecimal
// digits, which no sign in it can break: between quotes a # after a quote ends the line
// (wpa_supplicant 2.10). Ever asking for the network by its name finds hidden ones.
//
// It is WPA2 without protected management frames, and nothing else. The Wi-Fi of the
// Raspberry Pi speaks WPA3 only together with iwd; a network of both is joined by
// WPA2, and to offer it more is known to end in no connection at all
// (raspberrypi/linux, issues 3619, 4976 and 7634).
func supplicant(w config.WiFi) string {
	key := "\tkey_mgmt=NONE\n"
	if psk := string(w.Password); psk != "" {
		if len(psk) != rawKey {
			psk = pairwise(psk, w.SSID)
		}
		key = "\tkey_mgmt=WPA-PSK\n\tpsk=" + psk + "\n\tieee80211w=0\n"
	}
	return "country=" + w.Country + "\n\nnetwork={\n\tssid=" + hex.EncodeToString([]byte(w.SSID)) + "\n\tscan_ssid=1\n" + key + "}\n"
}

// pairwise is the key of WPA2 for a password.
func pairwise(password, ssid string) string {
	key, err := pbkdf2.Key(sha1.New, password, []byte(ssid), iterations, keyBytes)
	if err != nil { // it is a program's mistake: the lengths are constants
		panic(err)
	}
	return hex.EncodeToString(key)
}
