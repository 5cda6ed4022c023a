package smpp

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/gsm"
)

// Types and plans of addresses, SMPP 3.4, 5.2.5 and 5.2.6.
const (
	tonInternational   = 1
	tonNetworkSpecific = 3
	tonAlphanumeric    = 5
	npiISDN            = 1
)

// codings of texts, SMPP 3.4, 5.2.19: the centre's own alphabet, which is
// GSM 03.38 with one septet in an octet, and UCS-2.
const (
	codingDefault = 0x00
	codingUCS2    = 0x08
)

// wantReceipt asks for a receipt whatever becomes of the text.
const wantReceipt = 0x01

// maxValidity is how far ahead a text may expire: networks keep none for longer than a few days.
const maxValidity = 7 * 24 * time.Hour

var errTooLate = errors.New("its time is over")

// submission lays out a text that is sent at now. Its errors are [notify.ErrRefused].
func submission(t notify.Text, now time.Time) (message, error) {
	m := message{registered: wantReceipt}
	var err error
	if m.destination, err = destination(t.To); err != nil {
		return message{}, err
	}
	if m.source, err = source(t.From); err != nil {
		return message{}, err
	}
	if m.validity, err = validity(t.Expires, now); err != nil {
		return message{}, err
	}
	text, err := gsm.Encode(t.Body)
	if err != nil {
		m.coding, text = codingUCS2, gsm.EncodeUCS2(t.Body)
	}
	if gsm.Parts(t.Body) == 1 {
		m.text = text
		return m, nil
	}
	// The centre cuts what is longer, and gives all of it one id.
	m.parameters = []parameter{{tag: messagePayload, value: text}}
	if len(text) > 0xffff {
		return message{}, fmt.Errorf("%w: a text of %d octets", notify.ErrRefused, len(text))
	}
	return m, nil
}

// destination is a number in E.164, without its plus sign.
func destination(number string) (address, error) {
	digits, ok := strings.CutPrefix(number, "+")
	if !ok || len(digits) < 3 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return address{}, fmt.Errorf("%w: not a phone number", notify.ErrRefused)
	}
	return address{ton: tonInternational, npi: npiISDN, number: digits}, nil
}

// source is a sender's name, a full number or a short one; nothing is the centre's own.
func source(from string) (address, error) {
	if from == "" {
		return address{}, nil
	}
	if digits, ok := strings.CutPrefix(from, "+"); ok {
		a, err := destination("+" + digits)
		return a, err
	}
	if strings.Trim(from, "0123456789") == "" && len(from) <= 15 {
		return address{ton: tonNetworkSpecific, number: from}, nil
	}
	if len(from) > 11 {
		return address{}, fmt.Errorf("%w: a sender's name of %d characters; at most 11", notify.ErrRefused, len(from))
	}
	for _, r := range from {
		if r < ' ' || r > '~' {
			return address{}, fmt.Errorf("%w: a sender's name with %q", notify.ErrRefused, r)
		}
	}
	return address{ton: tonAlphanumeric, number: from}, nil
}

// validity writes when a text expires as a period from now, so that it does not
// matter whether the centre's clock and ours agree: SMPP 3.4, 7.1.1.2.
func validity(expires, now time.Time) (string, error) {
	if expires.IsZero() {
		return "", nil
	}
	left := expires.Sub(now).Truncate(time.Second)
	if left <= 0 {
		return "", fmt.Errorf("%w: %w", notify.ErrRefused, errTooLate)
	}
	s := int(min(left, maxValidity) / time.Second)
	return fmt.Sprintf("0000%02d%02d%02d%02d000R", s/86400, s/3600%24, s/60%60, s%60), nil
}
