package words

import "numerek/appliance/scene"

// Text is everything that the kiosk says by itself in one language. A field
// with %s takes what its comment says.
type Text struct {
	Language string // its own name for itself

	WhichDepartment, WhichService string
	Waiting                       func(n int) string // the word under the figure: "czeka"
	Queue                         func(n int) string // spoken: "czeka 5 osób"
	People                        func(n int) string // "4 osoby"
	Ahead                         string             // %s people
	Nobody                        string
	About, UpTo                   string             // %d minutes
	Between                       string             // %d and %d minutes
	AboutSpoken, UpToSpoken       string             // %s is Minutes
	BetweenSpoken                 string             // %d, %s is Minutes
	Minutes                       func(n int) string // "25 minut", after "about" and "up to"

	Back, Restart, Low, LowSay, Contrast, ContrastSay string
	Priority, PriorityShort, PrioritySay              string
	NextPage, PreviousPage                            string
	Page                                              string // spoken, %d of %d
	DemoClock                                         string

	Closed      string // on a card
	NoMoreToday string // on a card
	TicketsFrom string // on a card, %s is when
	Paused      string // on a card

	ServiceClosed, ServiceEarly, ServiceHoliday, ServiceClosing string
	ServiceFull, ServiceUnknown, ClockDoubt                     string
	ClosingWhy, FullWhy, UnknownWhy, ClockWhy                   string
	ServiceQueueFull, QueueFullWhy, ServiceStopped, StoppedWhy  string
	AgainFrom                                                   string // %s is when
	ComeFrom                                                    string // %s is when, by WhenFrom
	OtherService                                                string
	Help                                                        string // %s phone

	OfficeClosed, OfficeFull, OfficeHoliday, OfficeStopped string
	Hours                                                  string
	ClosedDay                                              string
	Starting, StartingWhy                                  string
	Offline, OfflineWhy                                    string
	Broken, BrokenStaff                                    string
	BrokenOther                                            string // %s place
	Failed, FailedWhy, Retry                               string

	PaperOut, CoverOpen, Cutter, Gone string
	OfferAsk, OnGlass, OnGlassHow     string
	OtherKiosk                        string // %s place
	NoOtherKiosk                      string
	Issuing, Printing, Take           string
	YourNumber, KeepNumber            string
	Where                             string // spoken, %s place
	Follow, Watch                     string
	AskPrinted, AskWhy, AskYes, AskNo string
	StillThere, StillWhy, More, Done  string
	MoreSeconds                       string // %d seconds
	StillSeconds                      func(n int) string

	Code Code

	SpeechOn string // what the keys do
	Volume   string // %d of %d
	AnyKey   string // gives more time
	FromTo   string // %s and %s hours, spoken

	Weekdays  [7]string // Monday first, as a heading
	OnWeekday [7]string // Monday first: "w poniedziałek"
	OnDay     string    // %d day of the month, %s month
	Months    [12]string
	Today     string
	Tomorrow  string
	At        func(hour, minute int) string // "o 8:00"
	From      func(hour, minute int) string // "od 8:00"
	Voice     scene.Voice
	Letters   map[rune]string // names of letters that an engine would take for words
}

// In is the texts in a language; English where there are none, because a foreign
// text is better than none.
func In(lang string) Text {
	switch lang {
	case "pl":
		return polish()
	case "uk":
		return ukrainian()
	case "de":
		return german()
	}
	return english()
}

// Languages are those that the kiosk has all its texts in.
func Languages() []string { return []string{"pl", "en", "uk", "de"} }

// Speaks says that the kiosk has all its texts in a language.
func Speaks(lang string) bool {
	return lang == "pl" || lang == "en" || lang == "uk" || lang == "de"
}
