package translations

func englishTexts() *Texts {
	return &Texts{
		Code: "en", Name: "English",
		YourNumber: "Your number", Service: "Matter", Place: "Where", IssuedAt: "Issued", UpdatedAt: "As of",
		Refreshes: "This page refreshes itself every 20 seconds.", Priority: "Priority ticket", OtherPages: "Language",
		DemoClock: "Demonstration: the server’s clock is set", NotFound: "There is no such ticket",
		NotFoundWhy: "Check the address, or scan the code on the ticket again. Tickets of earlier days are deleted.",
		Broken:      "This page is out of order for a moment", BrokenWhy: "Try again shortly. Your ticket is valid.",
		States: map[string]State{
			"waiting":   {"You are waiting", "Wait for your call: the number will appear on the monitor."},
			"called":    {"Your number has been called", "Look at the monitor for the desk to go to."},
			"serving":   {"You are being served", "You are at the desk."},
			"parked":    {"Your matter is on hold", "You will be called again by the same number."},
			"done":      {"Your matter is finished", "Thank you."},
			"no_show":   {"Called, but nobody came", "If you are still waiting, speak to the staff."},
			"withdrawn": {"The visit was given up", "If this is a mistake, take a new ticket."},
			"expired":   {"This ticket has expired", "It was valid on the day of issue only. Take a new one at the kiosk."},
			"void":      {"This ticket is void", "This number will not be called. Take a new ticket at the kiosk."},
		},
		Ahead: "Before you", Nobody: "Nobody is waiting before you",
		HomeTitle: "The queue at the office", TakeATicket: "Take a ticket at a kiosk in the building. Then follow the queue on your phone: scan the code on the ticket.",
		WaitingNow: "Waiting now", NobodyWaits: "nobody is waiting", Kiosks: "Ticket kiosks", Hours: "Opening hours",
		Offices: "Offices", ClosedAllDay: "closed",
		Weekdays: [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		people:   plural{"person", "people", "people"}, form: germanic,
	}
}
