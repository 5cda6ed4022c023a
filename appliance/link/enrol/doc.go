// Package enrol is the identity of a device: the key that it made, the
// certificate that the server gave it for a one-time token, and the server that
// it knows by a fingerprint. It enrols, renews, enrols again with a new token,
// and opens connections over mutual TLS (design 4, reliability 4.2).
//
// The identity is a folder of a few files, each replaced as a whole. The
// certificate is what decides: it is written last but for the key's final name,
// and it says by its public key which key belongs to it. A power cut at any
// point leaves either the old identity or the new one, or a key that has asked
// already and asks again: the server gives the same key the same place.
//
// A device has no clock to trust. It takes the server's certificate by its
// authority, name and use, and by a time that only grows: the newest hour that
// the server ever told, kept beside the key. What its own clock says does not
// count, and how far it is off is told to whoever asks.
//
// A program that finds the identity of a newer one, after an update was taken back, goes
// on with it: a key that fits its certificate cannot be misunderstood. A key of a kind
// that it does not know stays on the card until the server has let another one in, and
// one that has only asked is kept aside; so the newer program is who it was.
//
// The private key does not leave the folder and the token no log.
package enrol
