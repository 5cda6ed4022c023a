package translations

func englishBooking() Booking {
	months := [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	return Booking{
		Months: months, MonthsOf: months, Short: [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
		Date: "{weekday}, {d}\u00a0{month}\u00a0{year}", Brief: "{short}\u00a0{d}.{m}", Hour: "{time}", Today: "today", Tomorrow: "tomorrow",

		Book: "Book a visit", BookWhy: "Choose a day and an hour. The code for the kiosk comes by SMS.",

		Matter: "What is your visit about?", AllMatters: "All services", FirstFree: "first free: {day}",
		NoneFree: "nothing free at the moment", WalkInOnly: "no booking – take a ticket at the kiosk",

		Day: "Which day?", Views: "View of the days", AsList: "List", AsMonth: "Month",
		Reasons: DayReasons{
			Closed: "closed", Full: "fully booked", Over: "too late for today", WalkInOnly: "tickets at the kiosk only",
			Opens: "can be booked from: {day}, {time}",
		},
		Notes: "Holidays and changes", DayBefore: "Day before", DayAfter: "Day after", AllDays: "All days",

		Time: "At what time?", Morning: "Morning", Afternoon: "Afternoon", Taken: "taken",
		NoHours: "There is nothing free on this day. Please choose another one.", OtherDay: "Another day",

		Chosen: "Your choice", Change: "change", When: "When", Where: "Where",

		Who: "Which number shall we send the code to?", Phone: "Mobile phone number", PhoneHint: "We will send an SMS with a code to this number.",
		Name: "First name", NameHint: "Only the clerk at the desk will see it.",
		Email: "E-\u2060mail", EmailHint: "The confirmation will come by e-\u2060mail, too.", Optional: "optional",
		HoldWhy: "We will keep this slot for {n}\u00a0minutes. Type the code from the SMS within this time.", Hold: "Send the code by SMS", Working: "One moment…",
		NoScript: "JavaScript does not run in this browser, and without it we cannot take a booking at the moment. Please call {help}, or book at the office.",
		Privacy:  "Your data",
		Notice: "The controller of your data is {administrator}. We use your phone number and, if you give them, your first name and e-\u2060mail only to confirm the visit, " +
			"to remind you of it and to tell you about changes. Giving them is voluntary, but without a phone number we cannot send the code; you can then book at the office " +
			"or take a ticket at the kiosk. We delete the data at the latest {days} days after the visit. You have the right to access, correct and erase your data, " +
			"to object, and to complain to the President of the Personal Data Protection Office (UODO).",
		Officer: "Contact with the data protection officer: {officer}.",

		Wrong: "Attention",
		Refused: map[string]string{
			"all_taken":         "This hour is taken now, and there is no other free one at present. Look again later, call {help}, or take a ticket at the kiosk.",
			"slot_taken":        "Somebody was quicker: this hour is taken now. Choose one of the next free hours, or another day.",
			"not_bookable":      "A visit for this service cannot be booked on the web. Please take a ticket at the kiosk.",
			"outside":           "This hour cannot be chosen any more. Please choose another one.",
			"phone_wrong":       "This is not a valid phone number. Check the digits; abroad begin with + and the country code.",
			"phone_not_mobile":  "An SMS cannot reach this number. Please give a mobile number.",
			"phone_prefix":      "We send no SMS to numbers of this country. Please book by phone ({help}) or at the office.",
			"phone_missing":     "Please give a phone number.",
			"name_missing":      "Please give your first name.",
			"email_missing":     "Please give an e-\u2060mail address.",
			"email_wrong":       "This is not a valid e-\u2060mail address. Please check it.",
			"limit_phone":       "We cannot book another visit for this number online now. If you have a visit already, its link is in your SMS. For anything else call {help}. You can always take a ticket at the kiosk.",
			"limit_active":      "This number already has as many bookings as are allowed at a time. Release one of them, or call {help}.",
			"limit_service_day": "This number already has a visit for this service on that day. Choose another day, or call {help}.",
			"limit_days14":      "This number has had the most bookings that are allowed within 14 days. Call {help} – we will help.",
			"limit_no_shows":    "Nobody came to several recent visits booked from this number. Book the next one by phone ({help}) or at the office. You can always take a ticket at the kiosk.",
			"limit_address":     "A great many bookings have just come from this network. Try again after {until}, or call {help}.",
			"limit_sms":         "We have already sent several codes to this number. We can send the next one after {until}.",
			"budget":            "We cannot send any more SMS today. Please book by phone ({help}) or try tomorrow.",
			"proof_missing":     "The form could not be checked. Please send it once more.",
			"code_wrong":        "This is not the code from the latest SMS. Check the digits. Attempts left: {n}.",
			"tries_over":        "The code was mistyped too often, so the slot was released. You can book again.",
			"hold_over":         "The time for the code is over, so the slot was released. You can book again.",
			"over":              "This visit has ended or was cancelled.",
			"used":              "This visit has a ticket with a number already.",
			"too_late":          "It is too late for this change. Please call {help}.",
			"offer_over":        "The earlier slot waited too long and went to somebody else. Your visit stays as it is.",
			"not_confirmed":     "First confirm the visit with the code from the SMS.",
		},
		Next: "Next free hours",

		Held: State{"Type the code from the SMS", "The SMS with the code is on its way to {phone}. The slot is kept for you until {until}."},
		Left: "Time left", Code: "Code from the SMS", CodeHint: "7 digits; spaces do not matter", Confirm: "Confirm the visit",
		NoSMS: "No SMS yet?", SendAgain: "Send the SMS once more", SentAgain: "The SMS was sent once more.",
		Correct: "Correct the phone number", LetGo: "Give up this slot",

		Confirmed: "Your visit is booked", CodeIs: "Code for the kiosk",
		CodeWorks:   "Type it at the kiosk ({place}) between {from} and {to}. You will get a ticket with a number.",
		CodeWorking: "It works now, until {to}: type it at the kiosk ({place}). You will get a ticket with a number.",
		QR:          "Code {code} as a QR code", QRWhy: "Or hold this QR code to the reader of the kiosk.",
		Bring: "What to bring", BringWhat: "An identity document and this code.", Cards: "The documents are listed on the service card: {cards}.",
		Calendar: "Add to calendar", Move: "Change the time", Release: "Release the slot", ReleaseWhy: "You cannot come? Release the slot – somebody else is waiting for it.",
		Earlier: "Tell me when an earlier slot is free", EarlierWhy: "When an earlier slot is released, you get an SMS and decide.",
		EarlierIs: "We will tell you by SMS when an earlier slot is free.", EarlierNot: "Do not tell me any more",
		Offer: State{"An earlier slot is free", "{day}, {time}. It is kept for you until {until}."}, OfferTake: "Take the earlier slot",
		Yours: "This page is for you only. The link to it is in your SMS.",

		Cancelled: State{"The slot was released", "Thank you. Now somebody else will be served sooner."},
		ByOffice:  State{"The office has cancelled this visit", "We are sorry. Choose another time, or call {help}."},
		Missed:    State{"This visit was missed", "The code was not typed at the kiosk in time. Take an ordinary ticket at the kiosk, or book another visit."},
		Arrived:   State{"You have your ticket", "The code was turned into a ticket with a number. See how many people are before you."},
		Lapsed:    State{"The slot was not confirmed", "The code was not typed in time, so the slot is free for everybody again."},
		Late:      State{"The code does not work any more", "It worked until {to}. If you are at the office, take an ordinary ticket at the kiosk."},
		Again:     "Book another visit", SameAgain: "Try again with this hour", ToTicket: "See your ticket",

		ReleaseAsk: "Release this slot?", ReleaseWhat: "The code will stop working and somebody else will get the slot. This cannot be undone.",
		ReleaseDo: "Yes, release it", ReleaseNot: "No, I will come",
		MoveDay: "To which day shall the visit move?",
		MoveAsk: "Move the visit?", MoveFrom: "Now", MoveTo: "After the change", MoveDo: "Yes, move it", MoveNot: "No, leave it",
		Moved: "The time was changed. The code stays the same.", Back: "Back to the visit",

		Link:   State{"Book a visit at the office", "Choose a service, a day and an hour. All you need is a mobile phone. Scan the code or press the button."},
		LinkQR: "QR code of the booking page", Unknown: State{"There is no such page", "Check the link in your SMS. Pages of visits are deleted soon after their day."},
		Event: Event{Summary: "{service} – {office}", Code: "Code for the kiosk: {code}, works from {from} to {to}.", Alarm: "Visit: {service}"},
		free:  plural{"free slot", "free slots", "free slots"},
	}
}
