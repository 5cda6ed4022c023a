package translations

import (
	"fmt"
	"time"
)

// Bookings are the words of the staff's pages about bookings in one language.
// Every field must be set.
type Bookings struct {
	Code string // "pl"

	Title     string
	Weekdays  [7]string  // Monday first
	ShortDays [7]string  // likewise, "pon."
	Months    [12]string // as they stand after the number of a day
	Today     string
	Tomorrow  string
	Yesterday string

	List     BookingList
	One      OneBooking
	New      NewBooking
	Settle   SettleBookings
	Messages Messages

	States  map[string]string // of a booking, by booking.State; held takes the time
	Tickets map[string]string // of a ticket, by queue.State
	Refused map[string]string // by visits.Reason
	Closed  map[string]string // why nothing can be booked on a day, by visits.DayReason; not_open_yet takes the time
	Done    map[string]string // what was done, by its name in the address
}

// BookingList are the words of the bookings of a day.
type BookingList struct {
	Desk                           string // "Stanowisko %d": back to the desk
	Before, After                  string // the neighbouring days
	Day, Department, All, Place    string
	Show                           string
	New                            string
	FindShort, Find, Phone, FindDo string
	FindWhy                        string // that it is recorded
	Found                          string // heading of what was found
	FoundNone                      string
	Expected, Arrived, Over        string // headings
	LateCount                      string // "spóźnione: %d"
	NoneExpected, NoneAtAll        string
	Late                           string // "spóźnienie %d min"
	TooLate                        string // "spóźnienie %d min – kod już nie działa"
	Soon                           string // "kod działa od %s"
	Now                            string // the code works
	ByClerk                        string // "umówiono w urzędzie"
	Nameless                       string // nothing is known of the person
	Open                           string // open the booking
	Speaks                         string // "język: %s"
	Stale                          string // the list may be out of date
}

// OneBooking are the words of the page of one booking.
type OneBooking struct {
	Title, Back, Where, Person, State, BookedBy, Citizen string
	Ticket                                               string    // heading: give the ticket for a lost code
	TicketWhy                                            string    // check who it is
	TicketAsk                                            [4]string // what to ask: name and digits; digits; name; nothing is known
	TicketTick, TicketDo                                 string
	TicketDesk                                           string // a desk of this building is needed
	Given                                                string // heading of the given ticket
	GivenWhy                                             string
	Follow                                               string // the queue on the phone: what the QR is for
	Move, MoveWhy                                        string
	MoveDo                                               string
	From                                                 string // "teraz: %s"
	Cancel, CancelDo                                     string
	Miss, MissWhy, MissDo                                string
	WithSMS                                              string // "dostanie SMS na %s"
	WithoutSMS                                           string // tell the person
	Nothing                                              string // nothing can be done any more
}

// NewBooking are the words of booking for somebody.
type NewBooking struct {
	Service, ChangeService string
	NotBookable            string // no service of the office can be booked
	Day, Hour, Free        string // Free: "wolne: %d"
	NoHours                string
	Places                 string // "%d m."
	Who                    string
	Phone, PhoneWhy        string
	Name, NameWhy          string
	Language               string
	Do                     string
	Booked                 string // heading: it is booked
	Code                   string // tell this code, or write it down
	CodeWhy                string // "Kod działa od %[1]s do %[2]s w biletomacie: %[3]s."
	Sent, NotSent          string // Sent: "SMS wysyłamy na %s"
	Another, ToList        string
	Next                   string // heading of the next free hours
}

// SettleBookings are the words of the manager's page.
type SettleBookings struct {
	Affected, None        string
	Why                   map[string]string // "hours", "desks", "share"
	WhyAll                string
	MoveTo, MoveDo        string
	OtherHour             string
	NoOther               string // no free hour
	CancelDo              string
	AllDo                 string // "Odwołaj wszystkie (%d)"
	AllAsk                string // "Odwołać wszystkie rezerwacje z tej listy (%d)?"
	AllWhy, AllYes, AllNo string
	Alarms, NoAlarms      string
	Alarm                 string // "%[1]s: błędne kody: %[2]d, ostatnio o %[3]s"
	AlarmWhy              string
	Figures               string
	Department            string
	Booked, Expected      string
	Arrived, Missed       string
	Cancelled, Total      string
	NoFigures             string
}

// Messages are the words of the administrator's page.
type Messages struct {
	Title, Why             string
	FileWhy                string // of a server without a gateway
	Parts                  string // "%d SMS"
	Fault                  string // in front of what the gateway said
	None                   string
	Most                   string // "Pokazujemy %d najnowszych."
	Today                  string // "Dzisiaj: %[1]d z %[2]d SMS"
	NearCeiling, AtCeiling string
	Gone                   string // the number is forgotten
	Mail                   string // by mail

	Kinds, States, Senders map[string]string
}

// Date writes a day with its weekday, "poniedziałek 23 listopada".
func (b *Bookings) Date(day time.Time) string {
	return fmt.Sprintf("%s %d\u00a0%s", b.Weekdays[(int(day.Weekday())+6)%7], day.Day(), b.Months[day.Month()-1])
}

// ShortDate writes a day for a narrow place, "pon. 23.11".
func (b *Bookings) ShortDate(day time.Time) string {
	return fmt.Sprintf("%s\u00a0%d.%02d", b.ShortDays[(int(day.Weekday())+6)%7], day.Day(), day.Month())
}

// Near writes a day by its distance from today where people do, "jutro".
func (b *Bookings) Near(day, today time.Time) string {
	switch {
	case day.Equal(today):
		return b.Today
	case day.Equal(today.AddDate(0, 0, 1)):
		return b.Tomorrow
	case day.Equal(today.AddDate(0, 0, -1)):
		return b.Yesterday
	}
	return ""
}

// BookingsIn returns the words of the staff's pages about bookings in English, or
// else in Polish.
func BookingsIn(language string) *Bookings {
	if language == "en" {
		return englishBookings()
	}
	return polishBookings()
}
