package translations

func englishTexts() *Texts {
	return &Texts{
		Code: "en", Name: "English",
		YourNumber: "Your number", Service: "Matter", Place: "Where", IssuedAt: "Issued", UpdatedAt: "As of",
		Priority: "Priority ticket", OtherPages: "Language",
		DemoClock: "Demonstration: the server’s clock is set", NotFound: "There is no such ticket",
		NotFoundWhy: "Check the address, or scan the code on the ticket again. Tickets of earlier days are deleted.",
		Broken:      "This page is out of order for a moment", BrokenWhy: "Try again shortly. Your ticket is valid.",
		Busy: State{"Very many people at once", "A great many people are opening these pages right now. Nothing was sent. Please try again in a few seconds."}, TryAgain: "Try again",
		Help: "Help:", Statement: "Accessibility statement",
		Phone:     englishPhone(),
		Booking:   englishBooking(),
		HomeTitle: "The queue at the office", TakeATicket: "Take a ticket at a kiosk in the building. Then follow the queue on your phone: scan the code on the ticket.",
		WaitingNow: "Waiting now", NobodyWaits: "nobody", Kiosks: "Ticket kiosks", Hours: "Opening hours",
		Offices: "Offices", ClosedAllDay: "closed",
		Weekdays: [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		people:   plural{"person", "people", "people"}, form: germanic,
	}
}
