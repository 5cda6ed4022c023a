package officefile

import (
	"slices"
	"strings"
	"time"

	"numerek/central/calendar"
)

// Duty is the table [duty]: who is told when a device needs somebody.
type Duty struct {
	HoldS   int           `toml:"hold_s"`   // seconds that a condition holds before anybody is told
	GatherS int           `toml:"gather_s"` // seconds whose news go into one message
	Quiet   calendar.Span `toml:"quiet"`    // when no SMS is sent; may pass midnight
	People  []OnDuty      `toml:"people"`
}

// OnDuty is somebody who is told.
type OnDuty struct {
	ID       string `toml:"id"`
	Mail     string `toml:"mail"`     // address; empty: gets no mail
	Phone    string `toml:"phone"`    // "+48601234567"; empty: gets no SMS
	From     string `toml:"from"`     // DutyWarning or DutyFault
	Language string `toml:"language"` // "pl" or "en"
}

// The values of OnDuty.From.
const (
	DutyWarning = "warning" // also what can wait until the end of the day
	DutyFault   = "fault"   // only what keeps a device from its work
)

// Hold is how long a condition holds before anybody is told.
func (d Duty) Hold() time.Duration { return time.Duration(d.HoldS) * time.Second }

// Gather is how long news are gathered for one message.
func (d Duty) Gather() time.Duration { return time.Duration(d.GatherS) * time.Second }

// QuietAt says whether no SMS is sent at a local time.
func (d Duty) QuietAt(at time.Time) bool {
	return d.Quiet.Contains(calendar.Clock(at.Hour()*60 + at.Minute()))
}

// dutyKeys documents [duty].
func dutyKeys() []key {
	return []key{
		{path: "duty", kind: aTable, means: "Who is told when a kiosk or a monitor needs somebody: no paper, a jam, no word from it."},
		{path: "duty.hold_s", kind: integer, def: "30", min: 0, max: 3600, means: "Seconds that something must hold before anybody is told, and must be over before that is told."},
		{path: "duty.gather_s", kind: integer, def: "60", min: 0, max: 3600, means: "Seconds whose news go into one message."},
		{path: "duty.quiet", kind: span, def: `"20:00-06:00"`, allowed: "a span; it may pass midnight; one that ends where it starts is none", means: "When no SMS is sent; what still holds is told afterwards. Mail is always sent."},
		{path: "duty.people", kind: tables, means: "Who is told."},
		{path: "duty.people.id", kind: str, required: true, longest: 40, allowed: "lower-case letters a-z, digits, '-' and '_'", means: "Names the person or the post.", example: `"serwis"`},
		{path: "duty.people.mail", kind: str, longest: 100, means: "E-mail address; left out: no mail.", example: `"serwis@urzad.example"`},
		{path: "duty.people.phone", kind: str, longest: 20, allowed: "'+', the country code and the number, whose country is in policy.notify.prefixes", means: "Mobile phone; left out: no SMS. The daily ceilings of policy.notify hold for it, too.", example: `"+48601234567"`},
		{path: "duty.people.from", kind: str, def: `"fault"`, oneOf: []string{DutyWarning, DutyFault}, means: "From which severity on: warning, such as little paper, or only fault, such as no paper."},
		{path: "duty.people.language", kind: str, def: `"pl"`, oneOf: []string{"pl", "en"}, means: "Language of the messages."},
	}
}

// duty checks that everybody on duty can be reached.
func (c checker) duty() {
	seen := map[string]string{}
	for i, p := range c.o.Duty.People {
		where := item("duty.people", i)
		if p.ID != "" && !identPattern.MatchString(p.ID) {
			c.wrong(where+".id", "%q is not an id; allowed: lower-case letters a-z, digits, '-' and '_', not first a sign", p.ID)
		}
		c.once(seen, where+".id", "person", p.ID)
		if p.Mail == "" && p.Phone == "" {
			c.wrong(where, "%q cannot be told: give a mail, a phone or both", p.ID)
		}
		c.email(where+".mail", p.Mail)
		if p.Phone != "" {
			c.dutyPhone(where+".phone", p.Phone)
		}
	}
}

func (c checker) dutyPhone(where, phone string) {
	digits, plus := strings.CutPrefix(phone, "+")
	if !plus || len(digits) < 8 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		c.wrong(where, "%q is not a number with its country; example: phone = \"+48601234567\"", phone)
		return
	}
	prefixes := c.o.Policy.Notify.Prefixes
	if !slices.ContainsFunc(prefixes, func(p string) bool { return p != "" && strings.HasPrefix(phone, p) }) {
		c.wrong(where, "%q gets no SMS; policy.notify.prefixes: %s", phone, quoted(prefixes))
	}
}
