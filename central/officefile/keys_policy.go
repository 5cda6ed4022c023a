package officefile

// policyKeys documents the rules. The defaults are the demo office's.
func policyKeys() []key {
	return []key{
		{path: "policy", kind: aTable, means: "The rules by which the office runs."},

		{path: "policy.booking", kind: aTable, means: "Bookings on the web."},
		{path: "policy.booking.horizon_days", kind: integer, def: "14", min: 1, max: 365, means: "How many days ahead can be booked."},
		{path: "policy.booking.open_new_day_at", kind: clock, def: `"07:00"`, means: "When the next day at the horizon opens for booking."},
		{path: "policy.booking.min_lead_minutes", kind: integer, def: "60", min: 0, max: 20160, means: "Shortest time between booking and visit."},
		{path: "policy.booking.slot_grid_minutes", kind: integer, def: "10", min: 1, max: 60, allowed: "a number that divides 60", means: "Visits start at multiples of this."},
		{path: "policy.booking.online_share", kind: number, def: "0.5", min: 0, max: 1, means: "Part of the desk time that may be booked; the rest stays for walk-ins."},
		{path: "policy.booking.release_unbooked_minutes", kind: integer, def: "60", min: 0, max: 10080, means: "How long before its hour a slot that nobody booked goes back to the walk-ins."},
		{path: "policy.booking.hold_minutes", kind: integer, def: "10", min: 1, max: 60, means: "How long a slot is held until the SMS code confirms it."},
		{path: "policy.booking.max_active_per_phone", kind: integer, def: "2", min: 1, max: 1000, means: "Bookings that one phone may have at a time."},
		{path: "policy.booking.max_per_phone_service_day", kind: integer, def: "1", min: 1, max: 1000, means: "Bookings of one phone for one service on one day."},
		{path: "policy.booking.max_per_phone_14_days", kind: integer, def: "4", min: 1, max: 1000, means: "Bookings of one phone within 14 days."},
		{path: "policy.booking.noshow_block_after", kind: integer, def: "3", min: 0, max: 1000, means: "Missed visits within 14 days after which a phone cannot book on the web; 0: never."},
		{path: "policy.booking.cancel_until_minutes", kind: integer, def: "0", min: 0, max: 20160, means: "How long before its hour a booking can still be cancelled."},
		{path: "policy.booking.max_per_address_hour", kind: integer, def: "10", min: 1, max: 100000, means: "Bookings an hour from one network (IPv4 /24, IPv6 /56)."},
		{path: "policy.booking.max_codes_per_phone_hour", kind: integer, def: "3", min: 1, max: 1000, means: "Codes an hour that are sent to one phone."},
		{path: "policy.booking.proof_of_work", kind: integer, def: "0", min: 0, max: 26, means: "Bits of work that the browser does, unseen, before it may book; 0: none. 18 take a phone about a second."},
		{path: "policy.booking.offer_minutes", kind: integer, def: "30", min: 5, max: 1440, means: "How long an earlier slot that became free is kept for whom it is offered to."},
		{path: "policy.booking.modes", kind: tables, means: "Departments or services with bookings only, or with walk-ins only, for some days."},
		{path: "policy.booking.modes.departments", kind: strs, allowed: "ids of departments", means: "Departments concerned.", example: `["km"]`},
		{path: "policy.booking.modes.services", kind: strs, allowed: "ids of services", means: "Services concerned.", example: `["rejestracja"]`},
		{path: "policy.booking.modes.from", kind: str, required: true, allowed: "YYYY-MM-DD, a day that exists", means: "First day.", example: `"2022-01-10"`},
		{path: "policy.booking.modes.to", kind: str, required: true, allowed: "YYYY-MM-DD, not before from", means: "Last day.", example: `"2022-02-11"`},
		{path: "policy.booking.modes.mode", kind: str, required: true, oneOf: []string{BookingsOnly, WalkinOnly}, means: "What is allowed on those days.", example: `"bookings_only"`},
		{path: "policy.booking.fields_required", kind: strs, def: `["phone"]`, oneOf: fields(), means: "What a booking must tell. It must include the phone, which the SMS code proves."},
		{path: "policy.booking.fields_optional", kind: strs, def: `["name", "email"]`, oneOf: fields(), means: "What a booking may tell."},
		{path: "policy.booking.pesel", kind: boolean, def: "false", allowed: "false: the number is never collected", means: "Whether PESEL numbers are collected. It is here to say no."},

		{path: "policy.checkin", kind: aTable, means: "Turning a code into a ticket at the kiosk."},
		{path: "policy.checkin.code_digits", kind: integer, def: "7", min: 7, max: 7, means: "Digits of a code: six random and one that checks them."},
		{path: "policy.checkin.early_minutes", kind: integer, def: "10", min: 0, max: 240, means: "How long before its hour a code works."},
		{path: "policy.checkin.late_minutes", kind: integer, def: "10", min: 0, max: 240, means: "How long after its hour a code still works; then the kiosk offers an ordinary ticket."},
		{path: "policy.checkin.bad_code_limit", kind: integer, def: "5", min: 1, max: 100, means: "Wrong codes at one kiosk within 60 s after which its keypad pauses for 60 s."},
		{path: "policy.checkin.alarm_after_bad", kind: integer, def: "20", min: 1, max: 1000, means: "Wrong codes at one kiosk within 15 minutes that alarm the supervisor."},

		{path: "policy.calling", kind: aTable, means: "Who is called next, and how."},
		{path: "policy.calling.appointment_rule", kind: str, def: `"due"`, oneOf: []string{"due"}, means: "When a booking goes first: once its hour has come."},
		{path: "policy.calling.max_walkin_wait", kind: integer, def: "45", min: 1, max: 600, means: "Minutes after which at most one booking is called before a walk-in."},
		{path: "policy.calling.bookings_in_a_row", kind: integer, def: "2", min: 1, max: 100, means: "Most bookings called in a row while walk-ins wait."},
		{path: "policy.calling.call_repeat", kind: integer, def: "2", min: 0, max: 10, means: "Repeated calls after the first."},
		{path: "policy.calling.call_interval_s", kind: integer, def: "30", min: 5, max: 600, means: "Seconds between repeated calls."},
		{path: "policy.calling.noshow_after_s", kind: integer, def: "90", min: 10, max: 3600, means: "Seconds from the last call to a no-show."},
		{path: "policy.calling.noshow_recall_min", kind: integer, def: "15", min: 0, max: 600, means: "Minutes within which a no-show may come back with the same ticket; 0: never."},
		{path: "policy.calling.priority_groups", kind: strs, def: "[]", allowed: "names of lower-case letters a-z, digits and '_'", means: "Who may take a ticket with priority, by the office's ordinance. Empty: nobody.", example: `["disability", "pregnancy"]`},

		{path: "policy.closing", kind: aTable, means: "When tickets stop before closing time."},
		{path: "policy.closing.mode", kind: str, def: `"dynamic"`, oneOf: []string{ClosingDynamic, ClosingFixed}, means: "dynamic: also when the queue no longer fits before closing time; fixed: only by fixed_before_min."},
		{path: "policy.closing.fixed_before_min", kind: integer, def: "15", min: 0, max: 480, means: "Minutes before closing time in which no ticket is given, in both modes."},
		{path: "policy.closing.safety", kind: number, def: "1.15", min: 1, max: 5, means: "The expected work times this must fit in the open desk time."},
		{path: "policy.closing.quantile", kind: number, def: "0.7", min: 0.5, max: 0.99, means: "Quantile of the service times used for the expected work."},

		{path: "policy.issuing", kind: aTable, means: "Giving tickets."},
		{path: "policy.issuing.from_before_open_min", kind: integer, def: "15", min: 0, max: 240, means: "Minutes before the doors open from which tickets are given."},
		{path: "policy.issuing.daily_cap", kind: integer, def: "0", min: 0, max: 99999, means: "Most tickets of one service a day; 0: no limit. A service may set its own."},

		{path: "policy.notify", kind: aTable, means: "Messages to citizens."},
		{path: "policy.notify.confirm", kind: boolean, def: "true", means: "Whether a booking is confirmed by SMS with its code."},
		{path: "policy.notify.remind_at", kind: clock, def: `"17:00"`, means: "When, on the day before, visits are reminded of."},
		{path: "policy.notify.remind_min", kind: integer, def: "0", min: 0, max: 1440, means: "Minutes before the visit of a second reminder; 0: none."},
		{path: "policy.notify.almost_ahead", kind: integer, def: "3", min: 0, max: 100, means: "How many people before a checked-in booking it is told that its turn is near; 0: it is not told."},
		{path: "policy.notify.called", kind: boolean, def: "true", means: "Whether a checked-in booking is told by SMS that it is called."},
		{path: "policy.notify.quiet", kind: span, def: `"20:00-07:30"`, allowed: "a span; it may pass midnight", means: "When reminders wait. It never holds back a confirmation or a cancellation by the office."},
		{path: "policy.notify.prefixes", kind: strs, def: `["+48"]`, allowed: "'+' and one to four digits", means: "Country codes that get SMS; others book at the desk or by phone."},
		{path: "policy.notify.daily_limit", kind: integer, def: "2000", min: 1, max: 1000000, means: "Messages a day in all; from then on only confirmations already promised and cancellations by the office."},
		{path: "policy.notify.daily_limit_abroad", kind: integer, def: "100", min: 1, max: 1000000, means: "Messages a day to each of the prefixes but the first."},

		{path: "policy.privacy", kind: aTable, means: "What is kept, and how long."},
		{path: "policy.privacy.phone_retention_days", kind: integer, def: "14", min: 1, max: 14, means: "Days after the visit after which phone, name and e-mail are deleted."},
		{path: "policy.privacy.ticket_retention_days", kind: integer, def: "90", min: 1, max: 3650, means: "Days after which tickets are deleted; figures without persons stay."},
		{path: "policy.privacy.statistics_bucket_minutes", kind: integer, def: "15", min: 5, max: 60, allowed: "a number that divides 60", means: "Length of the buckets of the figures that stay."},
		{path: "policy.privacy.statistics_min_group", kind: integer, def: "5", min: 1, max: 100, means: "Groups smaller than this are merged in the figures."},
		{path: "policy.privacy.mask_phone", kind: str, def: `"*** *** {last3}"`, longest: 30, allowed: "{last3} is the only digits shown", means: "How clerks see a phone number."},
		{path: "policy.privacy.administrator", kind: text, longest: 200, means: "Who is the controller of the data, as the privacy notice names it; left out: the office with its address.", example: `{ pl = "Prezydent Miasta Koszalina (Urząd Miejski, Rynek Staromiejski 6-7)" }`},
		{path: "policy.privacy.officer", kind: str, longest: 120, means: "How to reach the data protection officer; the privacy notice ends with it.", example: `"iod@koszalin.example"`},
		{path: "policy.privacy.notice", kind: text, longest: 3000, allowed: "{administrator} and {days} are filled in", means: "Privacy notice of the booking page, in place of the built-in one.", example: `{ pl = "Administratorem danych jest {administrator}. Dane usuniemy najpóźniej {days} dni po wizycie." }`},
	}
}

// fields are the personal data that a booking may ask for.
func fields() []string { return []string{"phone", "name", "email"} }
