package officefile

// serviceKeys documents departments, services and desks.
func serviceKeys() []key {
	const ident = "lower-case letters a-z, digits, '-' and '_'"
	return []key{
		{path: "departments", kind: tables, required: true, means: "Units of the office, each at one location."},
		{path: "departments.id", kind: str, required: true, longest: 40, allowed: ident, means: "Names the department.", example: `"km"`},
		{path: "departments.location", kind: str, required: true, allowed: "id of a location", means: "Where it is.", example: `"ratusz"`},
		{path: "departments.name", kind: text, every: true, required: true, longest: 30, allowed: "it must fit its button on every kiosk", means: "Name on the kiosk's button and on the slip.", example: `{ pl = "Wydział Komunikacji", en = "Vehicles and Driving Licences" }`},
		{path: "departments.place", kind: text, every: true, longest: 40, means: "Where in the building; kiosk and slip show it.", example: `{ pl = "parter, pokoje 1-7" }`},
		{path: "departments.place_word", kind: str, def: `"stanowisko"`, allowed: "a word under place of every language of [audio]", means: "What its desks are called.", example: `"pokój"`},

		{path: "services", kind: tables, required: true, means: "What citizens come for."},
		{path: "services.id", kind: str, required: true, longest: 40, allowed: ident, means: "Names the service, in addresses too.", example: `"rejestracja"`},
		{path: "services.department", kind: str, required: true, allowed: "id of a department", means: "The department that does it.", example: `"km"`},
		{path: "services.prefix", kind: str, required: true, allowed: "one letter A-Z, once at a location; I, O, Q, V and X are better avoided, because they are misread or misheard", means: "Letter before the number.", example: `"R"`},
		{path: "services.number_start", kind: integer, def: "1", min: 1, max: 9999, means: "First number of the day; numbers go on upwards without end.", example: "101"},
		{path: "services.label", kind: text, every: true, required: true, longest: 30, allowed: "it must fit its button on every kiosk", means: "Text of the kiosk's button.", example: `{ pl = "Rejestracja pojazdu", en = "Vehicle registration" }`},
		{path: "services.detail", kind: text, every: true, longest: 40, allowed: "it must fit its button on every kiosk", means: "One line under the label.", example: `{ pl = "nowy, używany, z zagranicy" }`},
		{path: "services.sms", kind: str, ascii: true, longest: 21, means: "Name in SMS; {s} in SMS texts.", example: `"rejestracja pojazdu"`},
		{path: "services.neutral", kind: text, longest: 21, means: "Name in messages, where the service's own tells others in a family too much. In place of sms and label.", example: `{ pl = "wizyta w USC", en = "registry office visit" }`},
		{path: "services.card", kind: strs, means: "Numbers of the office's service cards.", example: `["Km-01", "Km-03"]`},
		{path: "services.minutes", kind: integer, required: true, min: 1, max: 480, means: "Typical minutes at the desk, until there are measured ones.", example: "20"},
		{path: "services.p90", kind: integer, required: true, min: 1, max: 480, allowed: "not less than minutes", means: "Minutes of a slow case: nine of ten are faster.", example: "35"},
		{path: "services.slot", kind: integer, def: "20", min: 5, max: 480, allowed: "a multiple of slot_grid_minutes", means: "Minutes of a booking.", example: "20"},
		{path: "services.bookable", kind: boolean, def: "false", means: "Whether visits can be booked.", example: "true"},
		{path: "services.priority", kind: str, allowed: "one of policy.calling.priority_groups", means: "Priority group that every ticket of the service belongs to.", example: `"death_registration"`},
		{path: "services.daily_cap", kind: integer, min: 0, max: 99999, means: "Most tickets a day; 0: no limit; left out: policy.issuing.daily_cap.", example: "40"},
		{path: "services.hours", kind: str, allowed: "a name under [hours]", means: "Own hours; left out: the location's.", example: `"kasa"`},

		{path: "desks", kind: tables, required: true, means: "Where clerks serve."},
		{path: "desks.number", kind: integer, required: true, min: 1, max: 999, allowed: "once at a location", means: "Number that is shown and spoken.", example: "3"},
		{path: "desks.location", kind: str, required: true, allowed: "id of a location", means: "Where it stands.", example: `"ratusz"`},
		{path: "desks.department", kind: str, required: true, allowed: "id of a department at that location", means: "The department that it belongs to.", example: `"km"`},
		{path: "desks.services", kind: strs, required: true, allowed: "ids of services at that location, each once", means: "What it serves, the first before the others.", example: `["rejestracja", "zbycie"]`},
		{path: "desks.arrow", kind: str, oneOf: []string{"left", "right", "up", "down"}, means: "Where to go from the waiting place; monitors show an arrow.", example: `"left"`},
		{path: "desks.room", kind: text, every: true, longest: 20, means: "Room or corridor; monitors show it beside the desk.", example: `{ pl = "pokój 12", en = "room 12" }`},
	}
}

// voiceKeys documents the spoken and the sent texts.
func voiceKeys() []key {
	return []key{
		{path: "audio", kind: aTable, means: "Spoken calls. Every other key of the table is a language with its sentences."},
		{path: "audio.gong", kind: str, def: `"dingdong.wav"`, allowed: "a file name without folders", means: "Sound before a call: a file among the office's own clips on the monitor; where it is not there, the built-in gong is heard."},
		{path: "audio.order", kind: strs, allowed: "languages under [audio]; left out: the office's first language", means: "Languages in which every call is spoken, before the one chosen at the kiosk.", example: `["pl"]`},
		{path: "audio.repeat_after_s", kind: integer, def: "30", min: 5, max: 600, means: "Seconds after which a call is spoken again."},
		{path: "audio.gap_ms", kind: integer, def: "60", min: 0, max: 2000, means: "Milliseconds between two clips."},
		{path: "audio.volume_dba_max", kind: integer, def: "75", min: 40, max: 100, means: "Loudest call, in dB(A)."},
		{path: "audio.volume", kind: tables, means: "How loud calls are at some times of every day; the first that holds counts, and at other times they are loudest."},
		{path: "audio.volume.hours", kind: span, required: true, means: "When.", example: `"07:00-09:00"`},
		{path: "audio.volume.percent", kind: integer, required: true, min: 0, max: 100, means: "Percent of the loudest; 0 is silence.", example: "60"},
		{path: "audio.*", kind: aTable, means: "Sentences of one language."},
		{path: "audio.*.call", kind: str, required: true, allowed: "with {letter}, {number}, {place} and {desk}", means: "The call.", example: `"Numer {letter} {number}, proszę do {place} numer {desk}."`},
		{path: "audio.*.place", kind: words, required: true, means: "Spoken form of each place word.", example: `{ stanowisko = "stanowiska", "pokój" = "pokoju" }`},
		{path: "audio.*.close", kind: str, means: "Sentence spoken when tickets are about to stop.", example: `"Za piętnaście minut kończymy wydawanie biletów."`},

		{path: "sms", kind: languages, means: "SMS texts. A text missing in a language is sent in the first one; where that has none either, a built-in one is sent, after office.sms_sender. In braces: d date, t time, e earliest check-in (in offer: until when), c code, u personal link, b booking page, s service, loc location, k ticket, q how many before, m minutes, n desk, help telephone."},
		{path: "sms.*", kind: aTable, means: "Texts of one language."},
		sms("confirm", "A booking is confirmed.", `"UM Koszalin: {d} g. {t}, {s}. KOD {c} wpisz w biletomacie ({loc}) od {e} do {t}."`),
		sms("remind", "The day before.", `"UM Koszalin: jutro {d} g. {t}, {s} ({loc}). KOD {c}."`),
		sms("cancelled", "The citizen cancelled.", `"UM Koszalin: wizyta {d} g. {t} ({s}) odwolana."`),
		sms("office_cancel", "The office cancelled.", `"UM Koszalin: wizyta {d} g. {t} nie odbedzie sie."`),
		sms("moved", "The visit was moved.", `"UM Koszalin: wizyta przeniesiona na {d} g. {t}."`),
		sms("almost", "The ticket is nearly called.", `"UM Koszalin: bilet {k} - osob przed Toba: {q}."`),
		sms("called", "The ticket is called.", `"UM Koszalin: bilet {k} - podejdz do stanowiska {n}."`),
		sms("noshow", "The visit was missed.", `"UM Koszalin: wizyta {d} g. {t} przepadla."`),
		sms("offer", "An earlier slot has become free.", `"UM Koszalin: wolny wczesniejszy termin {d} g. {t} ({s}). Masz czas do {e}: {u}"`),
	}
}

func sms(name, means, example string) key {
	return key{
		path: "sms.*." + name, kind: str, allowed: "one message; only the braces named under [sms]",
		means: means, example: example,
	}
}
