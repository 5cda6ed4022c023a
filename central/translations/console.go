package translations

// Console are the words of the clerks' pages in one language. Every field must
// be set. In the patterns %[1]s is what a person is told first, mostly the number.
type Console struct {
	Code string // "pl"

	Desk       string // "Stanowisko %d"
	DeskShort  string // "st. %d"
	Now        string // heading of what is at the desk
	Queue      string // heading of those who wait
	NarrowPage string
	Bookings   string // the way to the bookings of the day
	Expected   string // "jeszcze %d": of them, who has not come yet
	Keys       string
	Leave      string

	Choosing Choosing
	Here     Here
	Lists    Lists
	Tools    Tools
	Line     Line
	Help     Help

	Reasons  map[string]string // why somebody is next, by calling.Reason; waited_long takes the minutes
	Did      map[string]string // by office.Deed, with the number
	Undone   map[string]string // what was taken back, by office.Deed
	Refused  map[string]string // by office.Refused, with the number, or for too_soon the time
	Overtook map[string]string // by queue.State, with the number; called, serving and parked take the desk too
	Notes    map[string]string // by their names in the address

	Languages map[string]string // that people are served in, by code
}

// Choosing are the words of the choice of a desk.
type Choosing struct {
	Title, Free, Yours string
	Since              string // "od %s": since when somebody has a desk
	Take, Return, Over string
	OverAsk            string // "Stanowisko %[1]d ma %[2]s od %[3]s. Przejąć?"
	OverWhy            string
	There              string // "Przy stanowisku: %s"
	OverDo, Cancel     string
	Lost               string // "Stanowisko %[1]d ma teraz %[2]s, od %[3]s"
	LostWhy            string
	Left               string // "Stanowisko %d jest wolne"
	LeftWhy            string
	Again              string // choose a desk
	Waiting            string // "czeka %d"
}

// Here are the words about the person at the desk.
type Here struct {
	Nobody, Called, Serving, Paused           string
	Times                                     string // "%d. wezwanie"
	CallNext, Start, FinishNext, Continue     string // the large key
	NobodyNext, ComeQuestion                  string // under it
	CallAgain, Miss, Finish, Park, Transfer   string
	Wait                                      string // in front of the time until a no-show is allowed
	MissFrom                                  string // "od %s"
	Waited                                    string // "czekanie %d min"
	Priority, PaperUnknown, Booked            string // Booked: "rezerwacja %s"
	Speaks                                    string // "język: %s"
	Minutes                                   string // "%d min"
	ReasonIfAny, Service, SameService, ToDesk string
	AnyDesk, NobodyThere                      string // NobodyThere: the desk has no clerk
	ParkDo, TransferDo                        string // do it
	Undo                                      string
	ReadOut                                   string // the number that was given out
	Copied                                    string // "kopia biletu %s, %s": hour and device
	Trace, TraceWhy                           string // of the ticket in the logs
}

// Lists are the words of those who wait.
type Lists struct {
	ForThisDesk, Others, Parked, Missed string
	Nobody                              string
	Count                               string // "czeka %d"
	Longest                             string // "najdłużej %d min"
	Long                                string // waits too long
	// What somebody would wait who comes now: a range of minutes, one number, up to one.
	Expect, ExpectAbout, ExpectUpTo         string
	Next                                    string
	Call, More, Raise, Withdraw, BackInLine string
	Reason, ReasonIfAny                     string
	AtDesk                                  string // "odłożyło st. %d"
	Wants                                   string // "do st. %d"
	Stopped                                 string // "biletów nie wydajemy: %s"
}

// Tools are the words of what is not about the person at the desk.
type Tools struct {
	Pause, GiveOut, Stops                             string
	PauseReasons                                      [4]string
	OtherReason, PauseDo                              string
	Service, Language, WithPriority, GiveOutDo        string
	StopService, Reason, StopDo, StartDo, NoneStopped string
}

// Line are the words about the connection.
type Line struct{ Lost, Retrying, Stale string }

// Help are the words of the list of keys.
type Help struct {
	Title, Pad, Letter, What, Anywhere, Close, Off, On, OnlyWhere string
	Primary, CallAgain, Miss, Finish, Undo, Pause, Park, Transfer string
	GiveOut, Stops, Queue, Bookings, Narrow, ThisList             string
}

// ConsoleIn returns the words of the clerks' pages in English, or else in Polish.
func ConsoleIn(language string) *Console {
	if language == "en" {
		return englishConsole()
	}
	return polishConsole()
}

// ConsoleLanguages lists the codes that the clerks' pages have texts for.
func ConsoleLanguages() []string { return []string{"pl", "en"} }
