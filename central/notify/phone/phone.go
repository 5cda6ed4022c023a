// Package phone reads the telephone numbers that people type, and says which of
// them the office sends messages to. Every message costs money, and there are
// people who earn by making others send them to dear numbers.
package phone

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// Errors of a number that was typed. None of them carries the number.
var (
	// ErrNumber means that it is no telephone number, or one that nobody can have.
	ErrNumber = errors.New("not a telephone number")
	// ErrPrefix means that its country is not on the office's list.
	ErrPrefix = errors.New("country is not on the office's list")
	// ErrPremium means that calling it costs more, or that it belongs to a service.
	ErrPremium = errors.New("number of a paid service")
	// ErrNotMobile means that it gets no messages.
	ErrNotMobile = errors.New("not a mobile number")
)

// longest is how many characters a number is typed with at most.
const longest = 40

// Parse reads a number as people of a region ("PL") write theirs, and returns it
// as E.164, "+48601234567". prefixes are those of the office file's
// policy.notify.prefixes: country codes such as "+48", or more of a number's
// beginning; none means all. Errors: [ErrNumber], [ErrPrefix], [ErrPremium],
// [ErrNotMobile], in this order.
func Parse(typed, region string, prefixes []string) (e164 string, err error) {
	if utf8.RuneCountInString(typed) > longest || strings.ContainsFunc(typed, unicode.IsLetter) {
		return "", ErrNumber
	}
	n, err := phonenumbers.Parse(typed, region)
	if err != nil || n.GetExtension() != "" || !phonenumbers.IsValidNumber(n) {
		return "", ErrNumber // the library's error would repeat what was typed
	}
	e164 = phonenumbers.Format(n, phonenumbers.E164)
	if !listed(e164, code(n), prefixes) {
		return "", ErrPrefix
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return e164, nil
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.TOLL_FREE, phonenumbers.UAN, phonenumbers.VOICEMAIL:
		return "", ErrPremium
	default:
		return "", ErrNotMobile
	}
}

// code returns the country code of a number, "+48".
func code(n *phonenumbers.PhoneNumber) string { return "+" + strconv.Itoa(int(n.GetCountryCode())) }

// listed says whether a number begins with one of the prefixes, each of which is
// its country code or goes on from it.
func listed(e164, code string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(p, code) && strings.HasPrefix(e164, p) {
			return true
		}
	}
	return len(prefixes) == 0
}

// Prefix returns the country code of a number in E.164, "+48", by which messages
// are counted; empty for anything else.
func Prefix(e164 string) string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return ""
	}
	return code(n)
}

// Mask writes a number so that only its owner knows it: pattern is the office
// file's policy.privacy.mask_phone, such as "*** *** {last3}".
func Mask(e164, pattern string) string {
	last := e164[max(len(e164)-3, 0):]
	if len(e164) < 8 { // no number: three digits of it would be half of it
		last = "***"
	}
	return strings.ReplaceAll(pattern, "{last3}", last)
}

// Spaced writes a number in E.164 as people of its country do among themselves
// where it is the region's, "601 234 567", and with its country code elsewhere.
func Spaced(e164, region string) (string, error) {
	n, err := phonenumbers.Parse(e164, region)
	if err != nil {
		return "", fmt.Errorf("spaced: %w", ErrNumber)
	}
	format := phonenumbers.INTERNATIONAL
	if phonenumbers.GetRegionCodeForNumber(n) == region {
		format = phonenumbers.NATIONAL
	}
	return phonenumbers.Format(n, format), nil
}
