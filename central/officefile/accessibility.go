package officefile

// Accessibility is the table [accessibility]: what the accessibility statement
// says beside the words that the law gives. Dates are "2026-11-23"; empty ones are
// left out of the statement.
type Accessibility struct {
	Status     string `toml:"status"` // AccessibleFully, AccessiblePartly or AccessibleNot
	Exceptions Text   `toml:"exceptions"`
	Published  string `toml:"published"`
	Updated    string `toml:"updated"`
	Drawn      string `toml:"drawn"`
	Reviewed   string `toml:"reviewed"`
	Unit       Text   `toml:"unit"`
	Email      string `toml:"email"`
	Building   Text   `toml:"building"`
}

// The values of Accessibility.Status.
const (
	AccessibleFully  = "full"
	AccessiblePartly = "partial"
	AccessibleNot    = "none"
)

// accessibilityKeys documents them. The statement follows the Polish act of
// 4 April 2019 on the digital accessibility of public bodies, article 10.
func accessibilityKeys() []key {
	const date = "YYYY-MM-DD, a day that exists"
	return []key{
		{path: "accessibility", kind: aTable, means: "What the accessibility statement of the pages says, beside the words of the law."},
		{path: "accessibility.status", kind: str, def: `"partial"`, oneOf: []string{AccessibleFully, AccessiblePartly, AccessibleNot}, means: "Whether the pages comply with the law, by the office's own assessment."},
		{path: "accessibility.exceptions", kind: text, longest: 1000, means: "What is not accessible, and why.", example: `{ pl = "Nazwy spraw i karty usług są częściowo tylko po polsku." }`},
		{path: "accessibility.published", kind: str, allowed: date, means: "When the pages were published.", example: `"2026-11-23"`},
		{path: "accessibility.updated", kind: str, allowed: date, means: "When they were last changed significantly.", example: `"2026-11-23"`},
		{path: "accessibility.drawn", kind: str, allowed: date, means: "When the statement was drawn up.", example: `"2026-11-23"`},
		{path: "accessibility.reviewed", kind: str, allowed: date, means: "When it was last reviewed; the law asks for that by 31 March of every year.", example: `"2026-11-23"`},
		{path: "accessibility.unit", kind: text, longest: 120, means: "Who answers feedback and requests; left out: the office.", example: `{ pl = "Biuro Obsługi Klienta" }`},
		{path: "accessibility.email", kind: str, longest: 120, allowed: "an e-mail address", means: "Where to write to.", example: `"dostepnosc@koszalin.example"`},
		{path: "accessibility.building", kind: text, longest: 1000, means: "How accessible the building is: entrances, lift, induction loop.", example: `{ pl = "Wejście bez progu od strony rynku." }`},
	}
}

func (c checker) accessibility() {
	a := c.o.Accessibility
	for key, date := range map[string]string{"published": a.Published, "updated": a.Updated, "drawn": a.Drawn, "reviewed": a.Reviewed} {
		c.day("accessibility."+key, date)
	}
	c.email("accessibility.email", a.Email)
}

func (c checker) email(where, s string) {
	if s != "" && !emailPattern.MatchString(s) {
		c.wrong(where, "%q is not an e-mail address; allowed: such as \"dostepnosc@koszalin.example\"", s)
	}
}
