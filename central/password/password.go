// Package password keeps passwords so that whoever reads the database does not
// learn them: as argon2id in the PHC string form, with the parameters of the
// OWASP Password Storage Cheat Sheet (19 MiB of memory, 2 passes, 1 lane), which
// take some 30 ms of a processor.
//
// Its functions keep a processor and memory busy: callers bound how many run at
// once.
package password

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// The parameters of new hashes.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	keyBytes  = 32
)

// Limits of a password, in letters. The upper one keeps the work in bounds.
const (
	Shortest = 10
	Longest  = 200
)

// Errors.
var (
	ErrTooShort = fmt.Errorf("a password needs at least %d letters", Shortest)
	ErrTooLong  = fmt.Errorf("a password has at most %d letters", Longest)
	ErrLetters  = errors.New("a password cannot have control characters or broken letters")
	// ErrWrong means that this is not the password.
	ErrWrong = errors.New("wrong password")
	// ErrForm means that a stored hash is none of this package.
	ErrForm = errors.New("not an argon2id hash")
)

// Nobody is the hash of no password at all. Checking against it takes as long as
// against that of a user, so that who guesses names learns nothing from the time.
const Nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Check says whether a new password may be used. Errors: [ErrTooShort],
// [ErrTooLong], [ErrLetters].
func Check(s string) error {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s), strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return ErrLetters
	case n < Shortest:
		return ErrTooShort
	case n > Longest:
		return ErrTooLong
	}
	return nil
}

// Hash returns what is stored of a password, with a salt from random.
func Hash(s string, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("salt of a password: %w", err)
	}
	key := argon2.IDKey(typed(s), salt, passes, memoryKiB, lanes, keyBytes)
	return parameters + b64.EncodeToString(salt) + "$" + b64.EncodeToString(key), nil
}

// typed makes the same letters the same bytes, whatever keyboard they came from.
func typed(s string) []byte { return norm.NFC.AppendString(nil, s) }

var (
	b64        = base64.RawStdEncoding.Strict()
	parameters = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memoryKiB, passes, lanes)
)

// Old says whether a hash was made with other parameters than new ones are, so
// that it should be made again while the password is at hand.
func Old(hash string) bool { return !strings.HasPrefix(hash, parameters) }

// Verify returns nil if s is the password of a stored hash. Errors: [ErrWrong],
// [ErrForm].
func Verify(hash, s string) error {
	h, err := parse(hash)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(s) > Longest {
		s = "" // which is nobody's; the work is done all the same
	}
	key := argon2.IDKey(typed(s), h.salt, h.passes, h.memoryKiB, h.lanes, uint32(len(h.key))) //nolint:gosec // of a hash, as checked
	if subtle.ConstantTimeCompare(key, h.key) != 1 {
		return ErrWrong
	}
	return nil
}

type hashed struct {
	memoryKiB, passes uint32
	lanes             uint8
	salt, key         []byte
}

// parse reads the PHC string form. Parameters that would take a server down are
// refused: the hash is not one of its own.
func parse(hash string) (h hashed, err error) {
	parts := strings.Split(hash, "$") // "", argon2id, v=19, m=19456,t=2,p=1, salt, key
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, ErrForm
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memoryKiB, &h.passes, &h.lanes); err != nil {
		return h, ErrForm
	}
	var err1, err2 error
	h.salt, err1 = b64.DecodeString(parts[4])
	h.key, err2 = b64.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(h.salt) < 8 || len(h.key) < 16 || len(h.key) > 64 ||
		h.passes < 1 || h.passes > 16 || h.lanes < 1 || h.lanes > 16 || h.memoryKiB < 8 || h.memoryKiB > 256<<10 {
		return h, ErrForm
	}
	return h, nil
}

// syllables make passwords that people can read out and type: consonant and
// vowel, none that looks or sounds like another.
const (
	consonants = "bdfghkmnprstwz"
	vowels     = "aeiou"
	groups     = 4
)

// Generate returns a password to read out, "kabo-mite-zuru-pane-47": four groups
// of two syllables and two digits, 55 bits from random.
func Generate(random io.Reader) (string, error) {
	var b strings.Builder
	for range groups {
		for range 2 {
			for _, from := range []string{consonants, vowels} {
				c, err := pick(from, random)
				if err != nil {
					return "", err
				}
				b.WriteByte(c)
			}
		}
		b.WriteByte('-')
	}
	for range 2 {
		c, err := pick("23456789", random)
		if err != nil {
			return "", err
		}
		b.WriteByte(c)
	}
	return b.String(), nil
}

// pick returns one of the letters, each as likely as the others.
func pick(from string, random io.Reader) (byte, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("new password: %w", err)
		}
		if n := int(b[0]); n < 256/len(from)*len(from) {
			return from[n%len(from)], nil
		}
	}
}
