package kiosk

import (
	"fmt"

	"numerek/appliance/scene"
)

func english() text {
	people := func(n int) string { return count(n, germanic(n), "person", "people", "people") }
	return text{
		language:        "English",
		whichDepartment: "What is your visit about?",
		whichService:    "What would you like to do?",
		waiting:         func(int) string { return "waiting" },
		queue:           func(n int) string { return people(n) + " waiting" },
		people:          people,
		ahead:           "Before you: %s",
		nobody:          "Nobody is waiting before you",

		back: "Back", restart: "Start over",
		low: "Lower", lowSay: "Buttons lower, within reach of a wheelchair",
		contrast: "Contrast", contrastSay: "High contrast",
		priority: "Priority ticket", priorityShort: "Priority",
		prioritySay: "Priority ticket. We do not ask for a reason",
		nextPage:    "More", previousPage: "Previous",
		demoClock: "demo clock",

		closed: "Closed", noMoreToday: "No more tickets today", ticketsFrom: "Tickets %s",

		serviceClosed:  "This service is closed now",
		serviceEarly:   "It is too early for a ticket",
		serviceHoliday: "This service is closed today",
		serviceClosing: "No more tickets for this service today",
		serviceFull:    "All of today’s tickets for this service are gone",
		serviceUnknown: "This service is not in this building",
		clockDoubt:     "We cannot give out tickets for a moment",
		closingWhy:     "We close soon, and everyone with a ticket still has to be served.",
		fullWhy:        "We cannot see any more people today.",
		unknownWhy:     "Please ask a member of staff.",
		clockWhy:       "The office’s clock has to be checked. Please tell a member of staff.",
		againFrom:      "Tickets are given out again %s.",
		otherService:   "Choose another service",
		help:           "Help: phone %s",

		officeClosed: "The office is closed now", officeFull: "No more tickets today",
		officeHoliday: "The office is closed today",
		hours:         "Opening hours", closedDay: "closed",
		starting: "We are about to start", startingWhy: "The kiosk is connecting to the office. This takes a moment.",
		offline:    "The kiosk has no connection",
		offlineWhy: "It will work again as soon as it has one. A member of staff can give you a ticket, too.",
		broken:     "This kiosk is out of order", brokenStaff: "A member of staff can give you a ticket.",
		brokenOther: "Please use the other kiosk: %s.",
		failed:      "We could not give you a ticket",
		failedWhy:   "The office did not answer in time. No number was given out.",
		retry:       "Try again",

		paperOut: "The paper has run out", coverOpen: "The printer is open",
		cutter: "The printer is jammed", gone: "The printer is not working",
		offerAsk: "You can have your ticket on the screen.", onGlass: "Show my number on the screen",
		onGlassHow:   "Write it down or take a photo",
		otherKiosk:   "For a paper ticket use the other kiosk: %s.",
		noOtherKiosk: "A member of staff can give you a paper ticket.",
		issuing:      "One moment…", printing: "Printing your ticket", take: "Take your ticket",
		yourNumber: "Your number", keepNumber: "Write the number down or take a photo",
		follow: "Follow the queue on your phone", watch: "Please wait until the monitor shows your number",
		askPrinted: "Did your ticket come out?", askWhy: "Your number is valid without paper, too.",
		askYes: "Yes, I have it", askNo: "No, I do not",
		stillThere: "Are you still there?", more: "More time", done: "Done",
		stillWhy:    "Then we start over.",
		moreSeconds: "More time (%d)",
		stillSeconds: func(n int) string {
			return count(n, germanic(n), "second", "seconds", "seconds") + " left"
		},

		weekdays: [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		onWeekday: [7]string{
			"on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday",
		},
		onDay: "on %d %s",
		months: [12]string{
			"January", "February", "March", "April", "May", "June",
			"July", "August", "September", "October", "November", "December",
		},
		today: "today", tomorrow: "tomorrow",
		at: func(h, m int) string { return fmt.Sprintf("at\u00a0%d:%02d", h, m) },
		voice: scene.Voice{
			Button: "button", Switch: "switch", On: "on", Off: "off", Chosen: "chosen", Of: "of",
		},
	}
}
