package words

import (
	"fmt"

	"numerek/appliance/scene"
)

func english() Text {
	people := func(n int) string { return count(n, germanic(n), "person", "people", "people") }
	return Text{
		Language:        "English",
		WhichDepartment: "What is your visit about?",
		WhichService:    "What would you like to do?",
		Waiting:         func(int) string { return "waiting" },
		Queue:           func(n int) string { return people(n) + " waiting" },
		People:          people,
		Ahead:           "Before you: %s",
		Nobody:          "Nobody is waiting before you",
		About:           "about\u00a0%d\u00a0min", UpTo: "up\u00a0to\u00a0%d\u00a0min", Between: "about\u00a0%d–%d\u00a0min",
		AboutSpoken: "about %s", UpToSpoken: "up to %s", BetweenSpoken: "about %d to %s",
		Minutes: func(n int) string { return count(n, genitive(n), "minute", "minutes", "minutes") },

		Back: "Back", Restart: "Start over",
		Low: "Lower", LowSay: "Buttons lower, within reach of a wheelchair",
		Contrast: "Contrast", ContrastSay: "High contrast",
		Priority: "Priority ticket", PriorityShort: "Priority",
		PrioritySay: "Priority ticket. We do not ask for a reason",
		NextPage:    "More", PreviousPage: "Previous",
		DemoClock: "demo clock",

		Closed: "Closed", NoMoreToday: "No more tickets today", TicketsFrom: "Tickets %s",
		Paused: "Tickets are paused",

		ServiceClosed:    "This service is closed now",
		ServiceEarly:     "It is too early for a ticket",
		ServiceHoliday:   "This service is closed today",
		ServiceClosing:   "No more tickets for this service today",
		ServiceFull:      "All of today’s tickets for this service are gone",
		ServiceUnknown:   "This service is not in this building",
		ClockDoubt:       "We cannot give out tickets for a moment",
		ClosingWhy:       "We close soon, and everyone with a ticket still has to be served.",
		FullWhy:          "We cannot see any more people today.",
		UnknownWhy:       "Please ask a member of staff.",
		ClockWhy:         "The office’s clock has to be checked. Please tell a member of staff.",
		ServiceQueueFull: "The queue is full for today",
		QueueFullWhy:     "Until closing time we can only see the people who are already waiting.",
		ServiceStopped:   "Tickets for this service are paused",
		StoppedWhy:       "The staff has stopped them for some time. Please try again later, or ask a member of staff.",
		AgainFrom:        "Tickets are given out again %s.",
		ComeFrom:         "Please come %s.",
		OtherService:     "Choose another service",
		Help:             "Help: phone %s",

		OfficeClosed: "The office is closed now", OfficeFull: "No more tickets today",
		OfficeHoliday: "The office is closed today", OfficeStopped: "Tickets are paused",
		Hours: "Opening hours", ClosedDay: "closed",
		Starting: "We are about to start", StartingWhy: "The kiosk is connecting to the office. This takes a moment.",
		Offline:    "The kiosk has no connection",
		OfflineWhy: "It will work again as soon as it has one. A member of staff can give you a ticket, too.",
		Broken:     "This kiosk is out of order", BrokenStaff: "A member of staff can give you a ticket.",
		BrokenOther: "Please use the other kiosk: %s.",
		Failed:      "We could not give you a ticket",
		FailedWhy:   "The office did not answer in time. No number was given out.",
		Retry:       "Try again",

		PaperOut: "The paper has run out", CoverOpen: "The printer is open",
		Cutter: "The printer is jammed", Gone: "The printer is not working",
		OfferAsk: "You can have your ticket on the screen.", OnGlass: "Show my number on the screen",
		OnGlassHow:   "Write it down or take a photo",
		OtherKiosk:   "For a paper ticket use the other kiosk: %s.",
		NoOtherKiosk: "A member of staff can give you a paper ticket.",
		Issuing:      "One moment…", Printing: "Printing your ticket", Take: "Take your ticket",
		YourNumber: "Your number", KeepNumber: "Write the number down or take a photo",
		Follow: "Follow the queue on your phone", Watch: "Please wait until the monitor shows your number",
		AskPrinted: "Did your ticket come out?", AskWhy: "Your number is valid without paper, too.",
		AskYes: "Yes, I have it", AskNo: "No, I do not",
		StillThere: "Are you still there?", More: "More time", Done: "Done",
		StillWhy:    "Then we start over.",
		MoreSeconds: "More time (%d)",
		StillSeconds: func(n int) string {
			return count(n, germanic(n), "second", "seconds", "seconds") + " left"
		},

		Code: englishCode(),

		SpeechOn: "Speech is on. The keys are: next, previous, choose, back and repeat. For the volume press previous, then choose.",
		Volume:   "Volume %d of %d", Page: "Page %d of %d", FromTo: "%s to %s",
		Where: "Where to wait: %s", AnyKey: "Press any key for more time.",

		Weekdays: [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		OnWeekday: [7]string{
			"on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday",
		},
		OnDay: "on %d %s",
		Months: [12]string{
			"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December",
		},
		Today: "today", Tomorrow: "tomorrow",
		At:      func(h, m int) string { return fmt.Sprintf("at\u00a0%d:%02d", h, m) },
		From:    func(h, m int) string { return fmt.Sprintf("from\u00a0%d:%02d", h, m) },
		Letters: map[rune]string{'A': "ay"},
		Voice: scene.Voice{
			Button: "button", Switch: "switch", On: "on", Off: "off", Chosen: "chosen", Of: "of",
		},
	}
}
