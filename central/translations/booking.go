package translations

import (
	"strconv"
	"time"
)

// Booking are the words of the pages on which a visit is booked, in one language.
// In the patterns {day} stands for a whole date, {time}, {from}, {to} and {until}
// for hours, {n} for a number, {phone} for a masked phone, {help} for the office's
// telephone, {place} for a building, {cards} for numbers of service cards.
type Booking struct {
	Months   [12]string // above a month, "listopad"
	MonthsOf [12]string // within a date, "listopada"
	Short    [7]string  // weekdays, Monday first
	Date     string     // of {weekday}, {d}, {month} and {year}
	Brief    string     // of {short}, {d} and {m}
	Hour     string     // of {time}
	Today    string
	Tomorrow string

	Book    string // the link, and the title of its page
	BookWhy string

	Matter     string // what is asked for first
	AllMatters string
	FirstFree  string // before a {day}
	NoneFree   string
	WalkInOnly string

	Day       string // what is asked for next
	Views     string // the choice of list or month
	AsList    string
	AsMonth   string
	Reasons   DayReasons
	Notes     string // above the holidays of a month
	DayBefore string
	DayAfter  string
	AllDays   string

	Time      string // what is asked for then
	Morning   string
	Afternoon string
	Taken     string // an hour
	NoHours   string // on a day
	OtherDay  string

	Chosen string // the choices so far
	Change string // one of them
	When   string
	Where  string

	Who       string // what is asked for last
	Phone     string
	PhoneHint string
	Name      string
	NameHint  string
	Email     string
	EmailHint string
	Optional  string
	HoldWhy   string // {n} minutes
	Hold      string // the key
	Working   string // while the proof of work is made
	NoScript  string // where a proof is asked for, with {help}
	Privacy   string
	Notice    string // {administrator}, {days}
	Officer   string // after it, whom to ask: {officer}

	Wrong   string // before the title of a page that says what is wrong
	Refused map[string]string
	Next    string // above the next free hours

	Held      State // with {phone} and {until}
	Left      string
	Code      string
	CodeHint  string
	Confirm   string
	NoSMS     string
	SendAgain string
	SentAgain string
	Correct   string // the phone
	LetGo     string // of a held slot

	Confirmed   string
	CodeIs      string
	CodeWorks   string // with {from}, {to} and {place}
	CodeWorking string // now, until {to}
	QR          string // what the picture is
	QRWhy       string
	Bring       string
	BringWhat   string
	Cards       string
	Calendar    string
	Move        string
	Release     string
	ReleaseWhy  string
	Earlier     string // the wish
	EarlierWhy  string
	EarlierIs   string // it is known
	EarlierNot  string // the end of it
	Offer       State  // with {day}, {time} and {until}
	OfferTake   string
	Yours       string // the address of the page

	Cancelled, ByOffice, Missed, Arrived, Lapsed, Late State
	Again                                              string // another visit
	SameAgain                                          string // the same slot
	ToTicket                                           string

	ReleaseAsk, ReleaseWhat, ReleaseDo, ReleaseNot string
	MoveDay                                        string
	MoveAsk, MoveFrom, MoveTo, MoveDo, MoveNot     string
	Moved                                          string
	Back                                           string // to the booking

	Link    State // the page for the city's own site
	LinkQR  string
	Unknown State // no such booking, or page
	Event   Event

	free plural // slots
}

// DayReasons say why a day has no free slot.
type DayReasons struct {
	Closed, Full, Over, WalkInOnly string
	Opens                          string // on a {day} at a {time}
}

// Event are the words of the calendar file.
type Event struct {
	Summary string // {service}, {office}
	Code    string // {code}, {from}, {to}
	Alarm   string // {service}
}

// Free writes a number of free slots, "4 wolne terminy".
func (t *Texts) Free(n int) string {
	return strconv.Itoa(n) + "\u00a0" + t.Booking.free[t.form(n)]
}

// weekday is the place of a weekday in a week that begins on Monday.
func weekday(d time.Weekday) int { return (int(d) + 6) % 7 }

// Date writes a date in full, "wtorek, 24 listopada 2026".
func (t *Texts) Date(at time.Time) string {
	return Fill(t.Booking.Date, "{weekday}", t.Weekdays[weekday(at.Weekday())], "{d}", strconv.Itoa(at.Day()),
		"{month}", t.Booking.MonthsOf[at.Month()-1], "{year}", strconv.Itoa(at.Year()))
}

// Brief writes a date shortly, "wt 24.11".
func (t *Texts) Brief(at time.Time) string {
	return Fill(t.Booking.Brief, "{short}", t.Booking.Short[weekday(at.Weekday())], "{d}", strconv.Itoa(at.Day()),
		"{m}", at.Format("01"))
}

// Month writes a month and year, "listopad 2026".
func (t *Texts) Month(at time.Time) string {
	return t.Booking.Months[at.Month()-1] + " " + strconv.Itoa(at.Year())
}

// Hour writes an hour, "godz. 10:20".
func (t *Texts) Hour(clock string) string { return Fill(t.Booking.Hour, "{time}", clock) }
