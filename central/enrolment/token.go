package enrolment

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

const (
	tokenBytes = 10 // 80 random bits: nobody guesses them
	tokenGroup = 4  // letters between hyphens
)

// newToken makes a token up, in groups that a person can type: ABCD-EF23-GHIJ-4567.
func newToken() string {
	var raw [tokenBytes]byte
	_, _ = rand.Read(raw[:]) // which never fails
	letters := base32.StdEncoding.EncodeToString(raw[:])
	var groups []string
	for len(letters) > 0 {
		groups, letters = append(groups, letters[:tokenGroup]), letters[tokenGroup:]
	}
	return strings.Join(groups, "-")
}

// forgiving reads the digits that a token never has as the letters that they were
// mistaken for, and does without what stands between groups.
var forgiving = strings.NewReplacer("-", "", " ", "", "0", "O", "1", "I", "8", "B")

// parseToken returns the letters of a token as it was typed, and false for what is
// none.
func parseToken(typed string) (letters string, ok bool) {
	if len(typed) > 4*tokenBytes {
		return "", false
	}
	letters = forgiving.Replace(strings.ToUpper(strings.TrimSpace(typed)))
	raw, err := base32.StdEncoding.DecodeString(letters)
	return letters, err == nil && len(raw) == tokenBytes
}

// tokenHash is how a token is kept.
func (e *Enrolment) tokenHash(letters string) string {
	return e.keys.Hash("", "enrolment token", letters)
}
