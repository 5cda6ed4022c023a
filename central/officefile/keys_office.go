package officefile

// officeKeys documents the tables about the office, its buildings and its calendar.
func officeKeys() []key {
	const ident = "lower-case letters a-z, digits, '-' and '_'"
	return []key{
		{path: "office", kind: aTable, required: true, means: "The office itself."},
		{path: "office.id", kind: str, longest: 40, allowed: "lower-case letters a-z, digits and '-'", means: "Names the office in addresses and in the database. Left out, it is made from the name in the first language.", example: `"koszalin"`},
		{path: "office.name", kind: text, every: true, required: true, longest: 60, means: "The office's name, as kiosks, slips and pages show it.", example: `{ pl = "Urząd Miejski w Koszalinie", en = "Koszalin City Hall" }`},
		{path: "office.address", kind: str, means: "Postal address, printed on slips and pages.", example: `"ul. Rynek Staromiejski 6-7, 75-007 Koszalin"`},
		{path: "office.phone", kind: str, longest: 30, means: "Telephone of the office.", example: `"94 348 86 00"`},
		{path: "office.help_phone", kind: str, longest: 30, means: "Telephone for help with bookings; {help} in SMS texts.", example: `"94 348 86 17"`},
		{path: "office.timezone", kind: str, required: true, allowed: "a name of the time zone database", means: "Time zone of all times in this file and of the business day.", example: `"Europe/Warsaw"`},
		{path: "office.languages", kind: strs, required: true, allowed: "ISO 639-1 codes, each once", means: "Languages of kiosks, pages and slips. The first is the default.", example: `["pl", "en", "uk", "de"]`},
		{path: "office.colour", kind: str, def: `"#00508C"`, allowed: "#RRGGBB", means: "The office's colour. Where it has less than 4.5:1 on white it is darkened.", example: `"#00508C"`},
		{path: "office.public_url", kind: str, required: true, allowed: "an absolute http or https address without query", means: "Where citizens reach the server: the base of every link and QR code.", example: `"https://kolejka.koszalin.example"`},
		{path: "office.sms_link", kind: str, ascii: true, longest: 20, means: "Short form of public_url for links in SMS; empty: public_url is used.", example: `"koszalin.pl/w/"`},
		{path: "office.sms_sender", kind: str, ascii: true, longest: 11, means: "Sender name of SMS.", example: `"UM Koszalin"`},

		{path: "locations", kind: tables, required: true, means: "The buildings. Queues never cross them."},
		{path: "locations.id", kind: str, required: true, longest: 40, allowed: ident, means: "Names the location.", example: `"ratusz"`},
		{path: "locations.name", kind: text, every: true, required: true, longest: 40, means: "Name of the building, on kiosks and slips.", example: `{ pl = "Ratusz", en = "City Hall" }`},
		{path: "locations.sms", kind: str, ascii: true, longest: 21, means: "Short name for SMS; {loc} in SMS texts.", example: `"ratusz, parter"`},
		{path: "locations.address", kind: str, means: "Street and number; empty: the office's.", example: `"ul. Rynek Staromiejski 6-7"`},
		{path: "locations.hours", kind: str, required: true, allowed: "a name under [hours]", means: "Opening hours.", example: `"ratusz"`},
		{path: "locations.kiosks", kind: tables, means: "Ticket kiosks in the building."},
		{path: "locations.kiosks.id", kind: str, required: true, longest: 40, allowed: ident + "; once among all devices of the office", means: "Names the kiosk; its program is started with it.", example: `"kiosk-ratusz"`},
		{path: "locations.kiosks.place", kind: text, longest: 60, means: "Where the kiosk stands.", example: `{ pl = "parter, wejście główne" }`},
		{path: "locations.displays", kind: tables, means: "Wall monitors in the building."},
		{path: "locations.displays.id", kind: str, required: true, longest: 40, allowed: ident + "; once among all devices of the office", means: "Names the monitor; its program is started with it.", example: `"ekran-r1"`},
		{path: "locations.displays.announcer", kind: boolean, def: "false", allowed: "at most one at a location, so that two voices never overlap", means: "Whether this monitor speaks the calls.", example: "true"},
		{path: "locations.displays.queues", kind: strs, required: true, allowed: "prefixes of services of the location", means: "Prefixes whose calls the monitor shows.", example: `["R", "B"]`},
		{path: "locations.displays.place", kind: text, longest: 60, means: "Where the monitor hangs.", example: `{ pl = "poczekalnia" }`},

		{path: "hours", kind: named, required: true, means: "Weekly hours, each under a name that locations and services refer to."},
		{path: "hours.*", kind: aTable, means: "One week; a day left out is closed."},
		weekday("mon", "Monday"),
		weekday("tue", "Tuesday"),
		weekday("wed", "Wednesday"),
		weekday("thu", "Thursday"),
		weekday("fri", "Friday"),
		weekday("sat", "Saturday"),
		weekday("sun", "Sunday"),

		{path: "holidays", kind: aTable, means: "Days on which the whole office is closed every year. An exception for such a day overrules it."},
		{path: "holidays.fixed", kind: tables, means: "Holidays with a fixed date."},
		{path: "holidays.fixed.date", kind: str, required: true, allowed: "month and day, MM-DD, of a day that exists", means: "The date.", example: `"12-24"`},
		{path: "holidays.fixed.name", kind: text, required: true, means: "Name of the holiday; kiosks show it.", example: `"Wigilia"`},
		{path: "holidays.fixed.from_year", kind: integer, def: "0", min: 0, max: 9999, means: "First year in which it is a holiday; 0: always.", example: "2025"},
		{path: "holidays.easter_offset", kind: tables, means: "Holidays that move with Western Easter."},
		{path: "holidays.easter_offset.days", kind: integer, required: true, min: -60, max: 70, means: "Days after Easter Sunday.", example: "60"},
		{path: "holidays.easter_offset.name", kind: text, required: true, means: "Name of the holiday; kiosks show it.", example: `"Boże Ciało"`},
		{path: "holidays.easter_offset.from_year", kind: integer, def: "0", min: 0, max: 9999, means: "First year in which it is a holiday; 0: always.", example: "2025"},

		{path: "exceptions", kind: tables, means: "Single days that differ. Where several fit, the one that names services wins over departments, departments over locations, and closed over hours."},
		{path: "exceptions.date", kind: str, required: true, allowed: "YYYY-MM-DD, a day that exists", means: "The day.", example: `"2026-12-28"`},
		{path: "exceptions.locations", kind: strs, allowed: "ids of locations", means: "Locations concerned; left out: all.", example: `["ratusz"]`},
		{path: "exceptions.departments", kind: strs, allowed: "ids of departments", means: "Departments concerned; left out: all.", example: `["so"]`},
		{path: "exceptions.services", kind: strs, allowed: "ids of services", means: "Services concerned; left out: all.", example: `["zgon"]`},
		{path: "exceptions.closed", kind: boolean, def: "false", allowed: "closed or hours, not both", means: "Closed on that day.", example: "true"},
		{path: "exceptions.hours", kind: spans, allowed: "closed or hours, not both", means: "The hours of that day.", example: `["08:00-13:00"]`},
		{path: "exceptions.reason", kind: text, longest: 80, means: "Why; kiosks show it.", example: `{ pl = "Dzień wolny za 26 grudnia" }`},
	}
}

func weekday(short, name string) key {
	return key{
		path: "hours.*." + short, kind: spans, allowed: "spans without overlaps, each ending after it starts",
		means: "Hours on " + name + ".", example: `["08:00-12:00", "13:00-16:00"]`,
	}
}
