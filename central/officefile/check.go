package officefile

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// checker finds what no single key shows. It skips what is empty: that it is
// missing has been told already.
type checker struct {
	*decoder
	o      *Office
	checks Checks
}

func check(o *Office, c Checks, d *decoder) {
	k := checker{decoder: d, o: o, checks: c}
	k.office()
	k.hours()
	k.holidays()
	k.exceptions()
	k.policy()
	k.accessibility()
	k.locations()
	k.departments()
	k.services()
	k.desks()
	k.displays()
	k.audio()
	k.sms()
	k.duty()
	k.buttons()
	k.letters()
}

// wrong adds a problem on the line of the key, or of the nearest one around it
// where the file leaves the key out.
func (c checker) wrong(where, format string, args ...any) {
	line := 1
	for at := where; at != ""; {
		if l, ok := c.lines[at]; ok {
			line = l
			break
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	c.add(line, where, format, args...)
}

// known checks that an id is one of those there are.
func (c checker) known(where, what, id string, ids []string) bool {
	if id == "" {
		return false
	}
	if !slices.Contains(ids, id) {
		c.wrong(where, "%s %q does not exist%s; there are: %s", what, id, didYouMean(id, ids), quoted(ids))
		return false
	}
	return true
}

func (c checker) allKnown(where, what string, list, ids []string) {
	for i, id := range list {
		c.known(item(where, i), what, id, ids)
	}
}

// once checks that a value is given once among others, and says where it was.
func (c checker) once(seen map[string]string, where, what, value string) {
	if value == "" {
		return
	}
	if first, ok := seen[value]; ok {
		c.wrong(where, "%s %q is given twice, first in line %d", what, value, c.lines[first])
		return
	}
	seen[value] = where
}

func item(where string, i int) string { return fmt.Sprintf("%s[%d]", where, i+1) }

var (
	identPattern  = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*$`)
	officePattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	groupPattern  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	phonePattern  = regexp.MustCompile(`^\+?[0-9][0-9 ()/-]*$`)
	codePattern   = regexp.MustCompile(`^\+[0-9]{1,4}$`)
	emailPattern  = regexp.MustCompile(`^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$`)
	prefixPattern = regexp.MustCompile(`^[A-Z]$`)
)

func (c checker) ident(where, id string) {
	if id != "" && !identPattern.MatchString(id) {
		c.wrong(where, "%q is not an id; allowed: lower-case letters a-z, digits, '-' and '_', such as \"prawo_jazdy\"", id)
	}
}

func (c checker) office() {
	o := c.o
	if !officePattern.MatchString(o.ID) && (o.ID != "" || len(o.Name) > 0) {
		c.wrong("office.id", "%q is not an id for an office; allowed: lower-case letters a-z, digits and '-' between them, such as \"koszalin\"", o.ID)
	}
	if c.lines["office.id"] == 0 && len(o.ID) > c.keys["office.id"].longest {
		c.wrong("office.id", "the id made from the name, %q, is too long; allowed: give one of at most %d characters, such as \"koszalin\"",
			o.ID, c.keys["office.id"].longest)
	}
	for where, phone := range map[string]string{"office.phone": o.Phone, "office.help_phone": o.HelpPhone} {
		if phone != "" && !phonePattern.MatchString(phone) {
			c.wrong(where, "%q is not a telephone number; allowed: digits, blanks and + ( ) / -, such as \"94 348 86 00\"", phone)
		}
	}
	c.zone()
	seen := map[string]string{}
	for i, lang := range o.Languages {
		where := item("office.languages", i)
		c.once(seen, where, "language", lang)
		if base, err := language.ParseBase(lang); err != nil || len(lang) != 2 || base.String() != lang {
			c.wrong(where, "%q is not a language; allowed: ISO 639-1 codes of two letters, such as \"pl\", \"en\", \"uk\", \"de\"", lang)
		}
	}
	if c.lines["office.languages"] > 0 && len(o.Languages) == 0 {
		c.wrong("office.languages", "there must be at least one language; the first is the default")
	}
	if _, _, _, ok := parseColour(o.Colour); !ok && o.Colour != "" {
		c.wrong("office.colour", "%q is not a colour; allowed: #RRGGBB, such as \"#00508C\"", o.Colour)
	}
	c.address("office.public_url", o.PublicURL)
	if strings.ContainsAny(o.SMSLink, " \t?#") {
		c.wrong("office.sms_link", "%q is not the beginning of a link; allowed: such as \"koszalin.pl/w/\"", o.SMSLink)
	}
}

func (c checker) zone() {
	load := c.checks.Zone
	if load == nil {
		load = time.LoadLocation
	}
	if c.o.Timezone == "" {
		return
	}
	zone, err := load(c.o.Timezone)
	if err != nil || c.o.Timezone == "Local" {
		c.wrong("office.timezone", "there is no time zone %q; allowed: a name of the time zone database, such as \"Europe/Warsaw\"", c.o.Timezone)
		return
	}
	c.o.Zone = zone
}

func (c checker) address(where, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(s, "#") {
		c.wrong(where, "%q is not an address; allowed: an absolute http or https address without query, such as \"https://kolejka.koszalin.example\"", s)
	}
}

// buttons asks whether what is written on the kiosk's buttons fits them.
func (c checker) buttons() {
	for i, d := range c.o.Departments {
		c.button(c.checks.NameFits, item("departments", i)+".name", d.Name, d.Place)
	}
	for i, s := range c.o.Services {
		c.button(c.checks.LabelFits, item("services", i)+".label", s.Label, s.Detail)
	}
}

func (c checker) button(fits func(lang, label, detail string) error, where string, label, detail Text) {
	if fits == nil {
		return
	}
	for _, lang := range c.o.Languages {
		if label[lang] == "" {
			continue
		}
		if err := fits(lang, label[lang], c.o.Text(detail, lang)); err != nil {
			c.wrong(c.textKey(where, lang), "%q does not fit its button in language %q: %v", label[lang], lang, err)
		}
	}
}

// textKey names the entry of a language where the text is a table of languages.
func (c checker) textKey(where, lang string) string {
	if _, ok := c.lines[where+"."+lang]; ok {
		return where + "." + lang
	}
	return where
}
