package kiosk

import "numerek/appliance/scene"

// text is everything that the kiosk says by itself in one language. A field
// with %s takes what its comment says.
type text struct {
	language string // its own name for itself

	whichDepartment, whichService string
	waiting                       func(n int) string // the word under the figure: "czeka"
	queue                         func(n int) string // spoken: "czeka 5 osób"
	people                        func(n int) string // "4 osoby"
	ahead                         string             // %s people
	nobody                        string

	back, restart, low, lowSay, contrast, contrastSay string
	priority, priorityShort, prioritySay              string
	nextPage, previousPage                            string
	demoClock                                         string

	closed      string // on a card
	noMoreToday string // on a card
	ticketsFrom string // on a card, %s is when

	serviceClosed, serviceEarly, serviceHoliday, serviceClosing string
	serviceFull, serviceUnknown, clockDoubt                     string
	closingWhy, fullWhy, unknownWhy, clockWhy                   string
	againFrom                                                   string // %s is when
	otherService                                                string
	help                                                        string // %s phone

	officeClosed, officeFull, officeHoliday string
	hours                                   string
	closedDay                               string
	starting, startingWhy                   string
	offline, offlineWhy                     string
	broken, brokenStaff                     string
	brokenOther                             string // %s place
	failed, failedWhy, retry                string

	paperOut, coverOpen, cutter, gone string
	offerAsk, onGlass, onGlassHow     string
	otherKiosk                        string // %s place
	noOtherKiosk                      string
	issuing, printing, take           string
	yourNumber, keepNumber            string
	follow, watch                     string
	askPrinted, askWhy, askYes, askNo string
	stillThere, stillWhy, more, done  string
	moreSeconds                       string // %d seconds
	stillSeconds                      func(n int) string

	weekdays  [7]string // Monday first, as a heading
	onWeekday [7]string // Monday first: "w poniedziałek"
	onDay     string    // %d day of the month, %s month
	months    [12]string
	today     string
	tomorrow  string
	at        func(hour, minute int) string // "o 8:00"
	voice     scene.Voice
}

// in is the texts in a language; English where there are none, because a foreign
// text is better than none.
func in(lang string) text {
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
