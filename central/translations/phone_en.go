package translations

func englishPhone() Phone {
	return Phone{
		Desk:  "desk",
		Ahead: "Before\u00a0you", First: "Nobody is waiting before you", Progress: "The way to your call",
		Wait: "Estimated wait: {range}", Between: "about\u00a0{from}–{to}\u00a0min", About: "about\u00a0{to}\u00a0min", UpTo: "up\u00a0to\u00a0{to}\u00a0min",

		Waits:   "Wait for your call. The number will appear on the monitor and on this page.",
		Next:    "Stay close: you may be called at any moment.",
		Again:   "You will be called again. Your number and your place in the queue stay the same.",
		AgainAt: "You will be called again, to {desk}. Your number stays the same.",

		GoTo: "Go to {desk}", CalledAt: "Called at {time}.",
		often: [3]string{"Called {n} time, at {time}.", "Called {n} times, last at {time}.", "Called {n} times, last at {time}."},

		Serving:   State{"You are being served", "You were called to {desk}."},
		Parked:    State{"Your matter is on hold", "When everything is ready, come back to {desk}. Your number stays the same."},
		Missed:    State{"Called, but nobody came", "Are you in the building? Speak to the staff by {time}. You will be back in the queue with the same number."},
		Gone:      State{"Called, but nobody came", "This number will not return to the queue. Take a new ticket at the kiosk."},
		Done:      State{"Your matter is finished", "Thank you for your visit."},
		Withdrawn: State{"The visit was given up", "Thank you: now others wait less. If you change your mind, take a new ticket at the kiosk."},
		Expired:   State{"This ticket has expired", "It was valid on the day of issue only. Take a new ticket at the kiosk."},
		Void:      State{"This ticket is void", "This number will not be called. Take a new ticket at the kiosk."},

		KeepOpen: "Keep this page open: it will show your call.", Refreshes: "This page refreshes itself every 20 seconds.",
		Lost: "No connection – as of\u00a0{time}",

		Withdraw: "Give up my visit", WithdrawAsk: "Give up your visit?",
		WithdrawWhy: "This number will not be called. This cannot be undone.",
		WithdrawDo:  "Yes, give it up", WithdrawNot: "No, I will wait",
		TooLate: "It cannot be given up now", TooLateWhy: "This number is not waiting in the queue any more. See what has become of it.",
		Back: "Back to the ticket",
	}
}
