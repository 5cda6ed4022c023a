// Package discreet looks whether programs under test have said what they must
// not: the phones and codes of those who book. Tests note what they use with
// [Used], e2e.Start keeps what every program says with [Log], and at the end
// [Watch.End] searches all of it for all of that.
package discreet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Env names the folder of what was said and used. Test packages that are run
// with the same one share it.
const Env = "NUMEREK_E2E_LOGS"

// used is the file of secrets in the folder, one in a line.
const used = "used"

// Watch is a run of tests that is listened to.
type Watch struct {
	folder string
	mine   bool // to be removed
}

// Begin listens to all programs that are started from now on. Its folder is that of
// [Env], or one of its own.
func Begin() (*Watch, error) {
	if folder := os.Getenv(Env); folder != "" {
		return &Watch{folder: folder}, nil
	}
	folder, err := os.MkdirTemp("", "numerek-said-")
	if err != nil {
		return nil, err
	}
	return &Watch{folder: folder, mine: true}, os.Setenv(Env, folder)
}

// Used notes phones, codes and links that a test uses, as it writes them. It does
// nothing where nobody listens.
func Used(secrets ...string) error {
	return add(used, strings.Join(secrets, "\n")+"\n")
}

func add(name, text string) error {
	folder := os.Getenv(Env)
	if folder == "" || text == "\n" {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(folder, name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// Log is a new file for what a program says; nil where nobody listens.
func Log(program string) (*os.File, error) {
	folder := os.Getenv(Env)
	if folder == "" {
		return nil, nil //nolint:nilnil // nothing takes what is written to it
	}
	return os.CreateTemp(folder, filepath.Base(program)+"-*.log")
}

// End searches and says what it has looked at. It returns the status of the
// tests, or 1 where something was said that must not be, or where there was something
// to look for and nothing to look at.
func (w *Watch) End(status int, out io.Writer) int {
	seen, err := Search(w.folder)
	if w.mine {
		err = errors.Join(err, os.RemoveAll(w.folder), os.Unsetenv(Env))
	}
	if err != nil {
		fmt.Fprintln(out, "discreet:", err)
		return 1
	}
	fmt.Fprintf(out, "discreet: %d phones, codes and links looked for in %d lines of %d logs\n", seen.Secrets, seen.Lines, seen.Logs)
	for _, f := range seen.Found {
		fmt.Fprintln(out, "FAIL: discreet:", f)
	}
	if len(seen.Found) > 0 || seen.Secrets > 0 && seen.Lines == 0 {
		return 1
	}
	return status
}

// Seen is what a search has looked at, and found.
type Seen struct {
	Secrets, Logs, Lines int
	Found                []string // which secret, where
}

// Search looks for everything that was used in everything that was said, however
// it is written: with or without a country, with spaces or hyphens.
func Search(folder string) (Seen, error) {
	text, err := os.ReadFile(filepath.Join(folder, used))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return Seen{}, err
	}
	secrets := sort(strings.Fields(strings.ReplaceAll(string(text), " ", "")))
	seen := Seen{Secrets: len(secrets.phones) + len(secrets.codes) + len(secrets.words)}
	logs, err := filepath.Glob(filepath.Join(folder, "*.log"))
	if err != nil {
		return Seen{}, err
	}
	for _, log := range logs {
		if err := seen.read(log, secrets); err != nil {
			return Seen{}, err
		}
	}
	return seen, nil
}

func (s *Seen) read(log string, secrets secrets) error {
	f, err := os.Open(log)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it is only read
	s.Logs++
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		s.Lines++
		for _, secret := range secrets.in(lines.Text()) {
			s.Found = append(s.Found, fmt.Sprintf("%s was said by %s: %s", secret, filepath.Base(log), lines.Text()))
		}
	}
	return lines.Err()
}

// secrets are what must not be said: phones by their last digits, codes, and
// anything else, such as links.
type secrets struct {
	phones, codes map[string]string
	words         []string
}

// national is how many digits tell a phone from others, whatever stands before them.
const national = 9

func sort(all []string) secrets {
	s := secrets{phones: make(map[string]string), codes: make(map[string]string)}
	for _, secret := range all {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, secret)
		switch strange := strings.ContainsFunc(secret, func(r rune) bool { return !strings.ContainsRune("0123456789+-() .", r) }); {
		case strange:
			s.words = append(s.words, strings.ToLower(secret))
		case len(digits) >= national:
			s.phones[digits[len(digits)-national:]] = secret
		default:
			s.codes[digits] = secret
		}
	}
	return s
}

// run is digits with at most two signs between two of them.
var run = regexp.MustCompile(`[0-9](?:[ \x{a0}()-]{0,2}[0-9])*`)

// id is a number that nobody chose, in hexadecimal digits: of a ticket, of a trace, of a
// certificate. Seven of its digits in a row may be a code by chance.
var id = regexp.MustCompile(`\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,})\b`)

// withoutIDs leaves out ids, but none that is of decimal digits only.
func withoutIDs(line string) string {
	return id.ReplaceAllStringFunc(line, func(id string) string {
		if strings.ContainsAny(id, "abcdef") {
			return "id"
		}
		return id
	})
}

// in returns the secrets that a line has.
func (s secrets) in(line string) (found []string) {
	lower := strings.ToLower(line)
	for _, word := range s.words {
		if strings.Contains(lower, word) {
			found = append(found, word)
		}
	}
	line = withoutIDs(strings.NewReplacer("%20", " ", "%2B", "+", "%2b", "+").Replace(line))
	for _, at := range run.FindAllStringIndex(line, -1) {
		groups := strings.FieldsFunc(line[at[0]:at[1]], func(r rune) bool { return r < '0' || r > '9' })
		digits := strings.Join(groups, "")
		for i := range max(0, len(digits)-national+1) {
			if phone, ok := s.phones[digits[i:i+national]]; ok {
				found = append(found, phone)
			}
		}
		if at[0] > 0 && line[at[0]-1] == '.' {
			groups = groups[1:] // the fraction of a number
		}
		for i := range groups {
			for j := range groups[i:] {
				if secret, ok := s.codes[strings.Join(groups[i:i+j+1], "")]; ok {
					found = append(found, secret)
				}
			}
		}
	}
	return found
}
