package password_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"numerek/central/password"
)

func Test_a_password_is_known_by_its_hash(t *testing.T) {
	t.Parallel()
	const right = "Zażółć gęślą jaźń"
	hash, err := password.Hash(right, rand.Reader)
	if err != nil || !regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`).MatchString(hash) {
		t.Fatalf("got %s, %v", hash, err)
	}
	if again, _ := password.Hash(right, rand.Reader); again == hash {
		t.Error("the salt is always the same")
	}
	if password.Old(hash) {
		t.Error("a new hash is old")
	}
	apart := strings.NewReplacer("ż", "z\u0307", "ó", "o\u0301", "ć", "c\u0301", "ę", "e\u0328", "ś", "s\u0301", "ą", "a\u0328", "ź", "z\u0301", "ń", "n\u0301")
	for name, typed := range map[string]string{"typed": right, "on_another_keyboard": apart.Replace(right)} {
		if err := password.Verify(hash, typed); err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, wrong := range []string{"", "zażółć gęślą jaźń", right + " ", strings.Repeat("x", 100_000)} {
		if err := password.Verify(hash, wrong); !errors.Is(err, password.ErrWrong) {
			t.Errorf("%.20q: got %v", wrong, err)
		}
	}
}

// Test_hashes_of_others uses hashes that the reference implementation made.
func Test_hashes_of_others(t *testing.T) {
	t.Parallel()
	const theirs = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if err := password.Verify(theirs, "password"); err != nil {
		t.Errorf("got %v", err)
	}
	const lanes = "$argon2id$v=19$m=1024,t=3,p=2$bnVtZXJlay1zYWx0LTAx$Q3TbnygnfowTe4utA2RRKN5YXuJc1+HY7AH/bA60p+4"
	if err := password.Verify(lanes, "correct horse battery"); err != nil {
		t.Errorf("got %v", err)
	}
	if !password.Old(theirs) {
		t.Error("a hash with other parameters must be made again")
	}
	if err := password.Verify(password.Nobody, ""); !errors.Is(err, password.ErrWrong) || password.Old(password.Nobody) {
		t.Errorf("nobody: got %v", err)
	}
	for _, bad := range []string{
		"", "password", "$argon2id$", "$2y$10$abcdefghijklmnopqrstuv",
		strings.Replace(theirs, "argon2id", "argon2i", 1), strings.Replace(theirs, "v=19", "v=16", 1),
		strings.Replace(theirs, "m=65536", "m=99999999", 1), strings.Replace(theirs, "t=2", "t=0", 1), strings.Replace(theirs, "p=1", "p=300", 1),
		strings.Replace(theirs, "t=2", "t=2000", 1), strings.Replace(theirs, "c29tZXNhbHQ", "c2F", 1), theirs + "=", theirs + "$",
	} {
		if err := password.Verify(bad, "password"); !errors.Is(err, password.ErrForm) {
			t.Errorf("%q: got %v", bad, err)
		}
	}
}

func Test_what_a_password_must_be(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]error{
		"":                        password.ErrTooShort,
		"ąęłóśźżćń":               password.ErrTooShort, // nine letters, eighteen bytes
		"ąęłóśźżćńx":              nil,
		"correct horse battery":   nil,
		strings.Repeat("ż", 200):  nil,
		strings.Repeat("x", 201):  password.ErrTooLong,
		"tabs\tand\tsuch things":  password.ErrLetters,
		"broken \xff\xff letters": password.ErrLetters,
	} {
		if err := password.Check(s); !errors.Is(err, want) {
			t.Errorf("%.20q: got %v, want %v", s, err, want)
		}
	}
}

func Test_generated_passwords(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^([bdfghkmnprstwz][aeiou][bdfghkmnprstwz][aeiou]-){4}[2-9]{2}$`)
	seen := make(map[string]bool)
	for range 1000 {
		s, err := password.Generate(rand.Reader)
		if err != nil || !form.MatchString(s) || password.Check(s) != nil || seen[s] {
			t.Fatalf("got %q, %v", s, err)
		}
		seen[s] = true
	}
	if s, err := password.Generate(bytes.NewReader(make([]byte, 5))); !errors.Is(err, io.EOF) || s != "" {
		t.Errorf("without randomness: got %q, %v", s, err)
	}
	if s, err := password.Hash("correct horse battery", bytes.NewReader(nil)); !errors.Is(err, io.EOF) || s != "" {
		t.Errorf("without randomness: got %q, %v", s, err)
	}
}

func BenchmarkVerify(b *testing.B) {
	for b.Loop() {
		if err := password.Verify(password.Nobody, "correct horse battery"); !errors.Is(err, password.ErrWrong) {
			b.Fatal(err)
		}
	}
}
