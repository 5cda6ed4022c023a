package officefile

import (
	"maps"
	"slices"
	"time"

	"numerek/central/calendar"
)

// Text is one text in several languages, by language code. After [Parse] every
// language of the office has an entry; a missing one got the first language's.
type Text map[string]string

// In returns the text in the first of the languages that it has. Where it has
// none of them it returns the one whose code sorts first.
func (t Text) In(langs ...string) string {
	for _, lang := range langs {
		if s, ok := t[lang]; ok {
			return s
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		return t[lang]
	}
	return ""
}

// Office is a whole office file. The slices keep the order of the file.
type Office struct {
	Head          `toml:"office"`
	Locations     []Location      `toml:"locations"`
	Hours         map[string]Week `toml:"hours"` // by the name that locations and services refer to
	Holidays      Holidays        `toml:"holidays"`
	Exceptions    []Exception     `toml:"exceptions"`
	Policy        Policy          `toml:"policy"`
	Accessibility Accessibility   `toml:"accessibility"`
	Departments   []Department    `toml:"departments"`
	Services      []Service       `toml:"services"`
	Desks         []Desk          `toml:"desks"`
	Audio         Audio           `toml:"audio"`
	SMS           map[string]SMS  `toml:"sms"` // texts by language
	Duty          Duty            `toml:"duty"`
	// Zone is Timezone, loaded. It is never nil after Parse.
	Zone *time.Location `toml:"-"`
}

// Head is the table [office].
type Head struct {
	ID        string   `toml:"id"` // lower-case letters, digits and '-'
	Name      Text     `toml:"name"`
	Address   string   `toml:"address"`
	Phone     string   `toml:"phone"`
	HelpPhone string   `toml:"help_phone"`
	Timezone  string   `toml:"timezone"`
	Languages []string `toml:"languages"` // the first is the default
	Colour    string   `toml:"colour"`    // "#00508C"; see InkColour
	PublicURL string   `toml:"public_url"`
	SMSLink   string   `toml:"sms_link"`
	SMSSender string   `toml:"sms_sender"`
}

// Location is a building.
type Location struct {
	ID       string    `toml:"id"`
	Name     Text      `toml:"name"`
	SMS      string    `toml:"sms"`
	Address  string    `toml:"address"`
	Kiosks   []Kiosk   `toml:"kiosks"`
	Displays []Display `toml:"displays"`
	Hours    string    `toml:"hours"` // a name in Office.Hours
}

// Kiosk is a ticket kiosk of a location.
type Kiosk struct {
	ID    string `toml:"id"`
	Place Text   `toml:"place"`
}

// Display is a wall monitor of a location.
type Display struct {
	ID        string   `toml:"id"`
	Place     Text     `toml:"place"`
	Queues    []string `toml:"queues"` // prefixes that it shows
	Announcer bool     `toml:"announcer"`
}

// Week holds the hours of each weekday, in order, without overlaps.
type Week struct {
	Mon []calendar.Span `toml:"mon"`
	Tue []calendar.Span `toml:"tue"`
	Wed []calendar.Span `toml:"wed"`
	Thu []calendar.Span `toml:"thu"`
	Fri []calendar.Span `toml:"fri"`
	Sat []calendar.Span `toml:"sat"`
	Sun []calendar.Span `toml:"sun"`
}

// Holidays are the days of every year on which the office is closed.
type Holidays struct {
	Fixed        []Holiday       `toml:"fixed"`
	EasterOffset []EasterHoliday `toml:"easter_offset"`
}

// Holiday is the same day every year.
type Holiday struct {
	Date     string `toml:"date"` // "12-24", month and day
	Name     Text   `toml:"name"`
	FromYear int    `toml:"from_year"` // 0: always
}

// EasterHoliday is a day that moves with Western Easter.
type EasterHoliday struct {
	Days     int  `toml:"days"` // after Easter Sunday
	Name     Text `toml:"name"`
	FromYear int  `toml:"from_year"` // 0: always
}

// Exception is one day on which the hours differ. The lists narrow it; an empty
// list means all.
type Exception struct {
	Date        string          `toml:"date"` // "2026-12-28"
	Locations   []string        `toml:"locations"`
	Departments []string        `toml:"departments"`
	Services    []string        `toml:"services"`
	Closed      bool            `toml:"closed"`
	Hours       []calendar.Span `toml:"hours"`
	Reason      Text            `toml:"reason"`
}

// Department is a unit of the office at one location.
type Department struct {
	ID        string `toml:"id"`
	Location  string `toml:"location"`
	Name      Text   `toml:"name"`
	Place     Text   `toml:"place"`      // where in the building, such as "parter, pokoje 1-7"; may be empty
	PlaceWord string `toml:"place_word"` // what its desks are called: a key of Voice.Place
}

// Service is what a citizen comes for.
type Service struct {
	ID          string   `toml:"id"`
	Department  string   `toml:"department"`
	Prefix      string   `toml:"prefix"`       // one letter
	NumberStart int      `toml:"number_start"` // first number of the day
	Label       Text     `toml:"label"`
	Detail      Text     `toml:"detail"` // may be empty
	SMS         string   `toml:"sms"`
	Neutral     Text     `toml:"neutral"` // name in messages, in place of SMS and Label; may be empty
	Card        []string `toml:"card"`    // numbers of the office's service cards
	Minutes     int      `toml:"minutes"` // typical time at the desk
	P90         int      `toml:"p90"`     // minutes of a slow case
	Slot        int      `toml:"slot"`    // minutes of a booking
	Bookable    bool     `toml:"bookable"`
	Priority    string   `toml:"priority"`  // priority group that every ticket of the service belongs to
	DailyCap    *int     `toml:"daily_cap"` // tickets a day; 0: no limit; nil: the policy's
	Hours       string   `toml:"hours"`     // a name in Office.Hours; empty: the location's
}

// Desk is where a clerk serves.
type Desk struct {
	Number     int      `toml:"number"`
	Location   string   `toml:"location"`
	Department string   `toml:"department"`
	Services   []string `toml:"services"` // in order of preference
	Arrow      string   `toml:"arrow"`    // where to go from the monitors: left, right, up or down; may be empty
	Room       Text     `toml:"room"`     // such as "pokój 12"; may be empty
}

// Audio is how calls are spoken.
type Audio struct {
	Gong         string           `toml:"gong"`
	Order        []string         `toml:"order"` // languages, always spoken
	RepeatAfterS int              `toml:"repeat_after_s"`
	GapMS        int              `toml:"gap_ms"`
	VolumeDBAMax int              `toml:"volume_dba_max"`
	Volume       []Volume         `toml:"volume"`  // by time of day; full volume at other times
	Voices       map[string]Voice `toml:",remain"` // by language
}

// Volume is how loud calls are for a part of every day.
type Volume struct {
	Hours   calendar.Span `toml:"hours"`   // may pass midnight
	Percent int           `toml:"percent"` // of the loudest; 0: silence
}

// Voice holds the sentences of a language.
type Voice struct {
	Call  string            `toml:"call"`
	Place map[string]string `toml:"place"` // place word to its spoken form
	Close string            `toml:"close"`
}

// SMS holds the message texts of a language; see [Office.SMSTexts] for empty ones.
type SMS struct {
	Confirm      string `toml:"confirm"`
	Remind       string `toml:"remind"`
	Cancelled    string `toml:"cancelled"`
	OfficeCancel string `toml:"office_cancel"`
	Moved        string `toml:"moved"`
	Almost       string `toml:"almost"`
	Called       string `toml:"called"`
	NoShow       string `toml:"noshow"`
	Offer        string `toml:"offer"`
}
