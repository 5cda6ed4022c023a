package officefile_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"numerek/central/officefile"
)

// mutation replaces the first old in the demo office by new; the problem is
// wanted on the line on which want stands, and says message.
type mutation struct {
	old, new string
	on       string // text of the wanted line after the change; empty: the first line of new
	message  string
	more     int  // further problems that follow from this one
	anywhere bool // the wanted line may stand before the change
}

func mutations() map[string]mutation {
	return map[string]mutation{
		"unknown_key":              {"horizon_days  ", "horizont_days ", "", `unknown key "horizont_days"; did you mean "horizon_days"?`, 0, false},
		"unknown_key_in_a_list":    {`p90 = 35`, `p95 = 35`, "", `unknown key "p95"; did you mean "p90"?`, 1, false},
		"unknown_table":            {"[policy.checkin]", "[policy.check_in]", "", `unknown key "check_in"; did you mean "checkin"?`, 0, false},
		"unknown_top_table":        {"[holidays]", "[holiday]", "", `unknown key "holiday"; did you mean "holidays"?`, 0, false},
		"missing_key":              {"prefix = \"R\"\n", "\n", "[[services]]", `prefix is missing: letter before the number. Allowed: one letter A-Z`, 1, false},
		"missing_table":            {"[hours.ratusz]", "[hours.town]", `hours     = "ratusz"`, `week "ratusz" does not exist; there are: "kasa", "town", "usc"`, 0, true},
		"string_for_number":        {"minutes = 20", `minutes = "20"`, "", `must be a whole number, but is a string`, 0, false},
		"number_for_string":        {`phone       = "94 348 86 00"`, `phone = 943488600`, "", `must be a string, but is a whole number`, 0, false},
		"fraction_for_number":      {"slot = 20", "slot = 20.5", "", `must be a whole number, but is a number`, 1, false},
		"string_for_flag":          {"bookable = true", `bookable = "yes"`, "", `must be true or false, but is a string`, 0, false},
		"string_for_list":          {`card = ["Km-25"]`, `card = "Km-25"`, "", `must be a list, but is a string; example: ["Km-01", "Km-03"]`, 0, false},
		"table_for_list":           {"[[exceptions]]\ndate = \"2026-12-28\"", "[[exceptions]]\ndate = { day = 28 }", "date = { day = 28 }", `must be a string, but is a table`, 0, false},
		"value_for_table":          {"[hours.kasa] ", "hours.kasa = 3 #", "hours.kasa = 3 #", `unknown key "hours"`, 5, false},
		"number_too_large":         {"horizon_days              = 14", "horizon_days = 400", "", `400 is out of range; allowed: from 1 to 365`, 0, false},
		"number_too_small":         {"number_start = 1\n", "number_start = 0\n", "", `0 is out of range; allowed: from 1 to 9999`, 0, false},
		"share_too_large":          {"online_share              = 0.5", "online_share = 1.5", "", `1.5 is out of range; allowed: from 0 to 1`, 0, false},
		"safety_nan":               {"safety             = 1.15", "safety = nan", "", `nan is out of range; allowed: from 1 to 5`, 0, false},
		"code_digits":              {"code_digits        = 7", "code_digits = 6", "", `6 is out of range; allowed: from 7 to 7`, 0, false},
		"closing_mode":             {`mode               = "dynamic"`, `mode = "dynamik"`, "", `"dynamik" is not allowed; did you mean "dynamic"?; allowed: one of "dynamic", "fixed"`, 0, false},
		"appointment_rule":         {`= "due"`, `= "always"`, "", `allowed: one of "due"`, 0, false},
		"pesel":                    {"pesel                     = false", "pesel = true", "", `PESEL numbers are not collected`, 0, false},
		"no_phone":                 {`fields_required           = ["phone"]`, `fields_required = []`, "", `"phone" is missing`, 0, false},
		"phone_twice":              {`["name", "email"]`, `["name", "phone"]`, "", `"phone" is required already`, 0, false},
		"phone_kept_too_long":      {"phone_retention_days       = 14", "phone_retention_days = 15", "", "15 is out of range; allowed: from 1 to 14", 0, false},
		"grid":                     {"slot_grid_minutes         = 10", "slot_grid_minutes = 7", "", "7 does not divide an hour", 18, false},
		"slot_not_on_the_grid":     {"slot = 20", "slot = 25", "", "25 is not a multiple of slot_grid_minutes; allowed: multiples of 10", 0, false},
		"mode_of_nobody":           {"modes                     = []", `modes = [ { departments = ["kx"], from = "2026-01-10", to = "2026-01-09", mode = "walkins" } ]`, "", `department "kx" does not exist; did you mean "km"?`, 2, false},
		"quiet":                    {`"20:00-07:30"`, `"20-7"`, "", `"20-7"`, 0, false},
		"country_code":             {`["+48"]`, `["0048"]`, "", `"0048" is not a country code`, 0, false},
		"mask":                     {`"*** *** {last3}"`, `"*** *** {last4}"`, "", `shows more than the last three digits`, 0, false},
		"notice":                   {`officer                    = `, "notice = \"{admin}\"\nofficer = ", "", `other braces than {administrator} and {days}`, 0, false},
		"accessibility_status":     {`status     = "partial"`, `status = "partly"`, "", `"partly" is not allowed; allowed: one of "full", "partial", "none"`, 0, false},
		"accessibility_day":        {`reviewed   = "2026-11-23"`, `reviewed = "2026-11-31"`, "", `there is no day "2026-11-31"`, 0, false},
		"accessibility_email":      {`"dostepnosc@koszalin.example"`, `"dostepnosc"`, "", `"dostepnosc" is not an e-mail address`, 0, false},
		"priority_group":           {`priority = "death_registration"`, `priority = "death"`, "", `priority group "death" does not exist; there are: "disability"`, 0, false},
		"zone":                     {"Europe/Warsaw\"", "Europe/Koszalin\"", "", `there is no time zone "Europe/Koszalin"`, 0, false},
		"language":                 {`["pl", "en", "uk", "de"]`, `["pl", "en", "uk", "de", "xx"]`, "", `"xx" is not a language`, 42, false},
		"language_twice":           {`["pl", "en", "uk", "de"]`, `["pl", "en", "uk", "de", "pl"]`, "", `language "pl" is given twice`, 0, false},
		"colour":                   {`"#00508C"`, `"blue"`, "", `"blue" is not a colour; allowed: #RRGGBB`, 0, false},
		"url":                      {`"https://kolejka.koszalin.example"`, `"kolejka.koszalin.example"`, "", `allowed: an absolute http or https address`, 0, false},
		"office_id":                {`id          = "koszalin"`, `id = "Koszalin"`, "", `"Koszalin" is not an id for an office`, 0, false},
		"sender_too_long":          {`"UM Koszalin"`, `"UM w Koszalinie"`, "", `has 15 characters; allowed: at most 11 characters; plain ASCII`, 0, false},
		"sms_name_not_ascii":       {`sms = "rejestracja pojazdu"`, `sms = "zgłoszenie pojazdu"`, "", `has letters that are not ASCII`, 0, false},
		"sms_name_too_long":        {`sms = "rejestracja pojazdu"`, `sms = "rejestracja pojazdu now"`, "", `has 23 characters; allowed: at most 21 characters`, 3, false},
		"label_too_long":           {`pl = "Rejestracja pojazdu"`, `pl = "Rejestracja pojazdu mechanicznego"`, "", `has 33 characters; allowed: at most 30 characters`, 0, false},
		"label_language_missing":   {`, de = "Kfz-Zulassung"`, ``, `label  = { pl = "Rejestracja pojazdu"`, `the text is missing in "de"; it is needed in every language of the office`, 0, false},
		"label_language_unknown":   {`, de = "Kfz-Zulassung"`, `, dd = "Kfz-Zulassung"`, "", `"dd" is not a language of the office`, 1, false},
		"label_empty":              {`pl = "Rejestracja pojazdu"`, `pl = ""`, "", `must not be empty`, 1, false},
		"control_character":        {`pl = "Rejestracja pojazdu"`, `pl = "Rejestracja\npojazdu"`, "", `has a control character`, 0, false},
		"location_unknown":         {"id = \"km\"\nlocation = \"ratusz\"", "id = \"km\"\nlocation = \"ratus\"", "location = \"ratus\"", `location "ratus" does not exist; did you mean "ratusz"?`, 50, false},
		"department_unknown":       {`department = "km"`, `department = "mk"`, "", `department "mk" does not exist; did you mean "km"?`, 1, false},
		"department_twice":         {`id = "so"`, `id = "km"`, "", `department "km" is given twice, first in line`, 25, false},
		"service_twice":            {`id = "pesel"`, `id = "meldunek"`, "", `service "meldunek" is given twice, first in line 331`, 3, false},
		"id_not_an_id":             {`id = "pesel"`, `id = "Numer PESEL"`, "", `"Numer PESEL" is not an id`, 3, false},
		"prefix_twice":             {`prefix = "N"`, `prefix = "R"`, "", `prefix "R" is already that of service "rejestracja" at ratusz; allowed: each letter once at a location; free: HNSUYZ`, 1, false},
		"prefix_not_a_letter":      {`prefix = "N"`, `prefix = "Nn"`, "", `"Nn" is not a prefix; allowed: one letter A-Z`, 1, false},
		"p90_below_minutes":        {`p90 = 35`, `p90 = 19`, "", `a slow case of 19 minutes is faster than the typical one of 20`, 0, false},
		"own_hours_unknown":        {"p90 = 35\n", "p90 = 35\nhours = \"kas\"\n", `hours = "kas"`, `week "kas" does not exist; did you mean "kasa"?`, 0, false},
		"no_desk":                  {`services = ["odbior_rejestracji", "zbycie", "wtorniki"]`, `services = ["zbycie", "wtorniki"]`, `id = "odbior_rejestracji"`, `no desk serves service "odbior_rejestracji"`, 0, true},
		"desk_unknown_service":     {`services = ["rejestracja", "zbycie", "wtorniki"]`, `services = ["rejestracia", "zbycie", "wtorniki"]`, "", `desk 4: service "rejestracia" does not exist; did you mean "rejestracja"?; services of ratusz: "rejestracja", "odbior_rejestracji"`, 0, false},
		"desk_of_another_location": {`services = ["alkohol", "ceidg"]`, `services = ["alkohol", "slub"]`, "", `desk 14: service "slub" is at "usc", not at "ratusz"; services of ratusz:`, 0, false},
		"desk_service_twice":       {`services = ["alkohol", "ceidg"]`, `services = ["alkohol", "alkohol"]`, "", `desk 14: service "alkohol" is given twice`, 0, false},
		"desk_department":          {"number = 16\nlocation = \"ratusz\"\ndepartment = \"pod\"", "number = 16\nlocation = \"ratusz\"\ndepartment = \"usc\"", `department = "usc"`, `desk 16: department "usc" is at "usc", not at "ratusz"`, 0, false},
		"desk_twice":               {"number = 16\n", "number = 15\n", "", `desk "15 at ratusz" is given twice`, 0, false},
		"desk_without_services":    {`services = ["alkohol", "ceidg"]`, `services = []`, "", `desk 14: there must be at least one service`, 1, false},
		"kiosk_twice":              {`id = "kiosk-usc"`, `id = "kiosk-ratusz"`, "", `device "kiosk-ratusz" is given twice`, 0, false},
		"display_named_as_kiosk":   {`id = "ekran-r2"`, `id = "kiosk-ratusz"`, "", `device "kiosk-ratusz" is given twice`, 0, false},
		"display_prefix":           {`queues = ["G","A","K","C"]`, `queues = ["G","A","K","C","U"]`, "", `no service at ratusz has prefix "U"`, 0, false},
		"prefix_not_shown":         {`queues = ["G","A","K","C"]`, `queues = ["G","A","K"]`, `prefix = "C"`, `no display at ratusz shows prefix "C" of service "inne_podatki"`, 0, false},
		"two_announcers":           {`id = "ekran-r2",`, `id = "ekran-r2", announcer = true,`, "", `"ekran-r1" speaks at ratusz already`, 0, false},
		"weekday":                  {`tue = ["08:00-14:30"]`, `tues = ["08:00-14:30"]`, "", `unknown key "tues"; did you mean "tue"?`, 0, false},
		"hours_end_first":          {`["08:00-16:00"]`, `["16:00-08:00"]`, "", `16:00-08:00 ends before it starts`, 0, false},
		"hours_overlap":            {`["08:00-16:00"]`, `["08:00-12:00", "11:00-16:00"]`, "", `11:00-16:00 overlaps 08:00-12:00`, 0, false},
		"hours_not_a_span":         {`["08:00-16:00"]`, `["8-16"]`, "", `"8-16" is not a span of time: not a time of day: "8" is not of the form 08:00; example: ["08:00-12:00", "13:00-16:00"]`, 0, false},
		"hour_25":                  {`["08:00-16:00"]`, `["08:00-25:00"]`, "", `"25:00" is not between 00:00 and 24:00`, 0, false},
		"holiday_not_a_day":        {`date = "05-03"`, `date = "02-30"`, "", `there is no day "02-30" in any year`, 0, false},
		"holiday_month_13":         {`date = "05-03"`, `date = "13-01"`, "", `there is no day "13-01" in any year`, 0, false},
		"holiday_after_easter":     {`days = 60`, `days = 71`, "", `71 is out of range; allowed: from -60 to 70`, 0, false},
		"holiday_without_name":     {`, name = "Boże Ciało"`, ``, `days = 60`, `name is missing: name of the holiday`, 0, false},
		"exception_not_a_day":      {`date = "2026-12-28"`, `date = "2026-02-29"`, "", `there is no day "2026-02-29"`, 0, false},
		"exception_unknown_place":  {"locations = [\"ratusz\", \"usc\"]\nhours", "locations = [\"ratusz\", \"urzad\"]\nhours", `locations = ["ratusz", "urzad"]`, `location "urzad" does not exist`, 0, false},
		"exception_both":           {"closed = true ", "closed = true\nhours = [\"08:00-09:00\"] ", `hours = ["08:00-09:00"] `, `closed and has hours`, 0, false},
		"exception_of_nothing":     {"hours = [\"08:00-13:00\"]", "", "[[exceptions]]", `the exception of 2026-12-31 changes nothing`, 0, false},
		"exception_elsewhere":      {"[\"ratusz\", \"usc\"]\nhours", "[\"ratusz\"]\ndepartments = [\"usc\"]\nhours", `departments = ["usc"]`, `department "usc" is at "usc", not at "ratusz"`, 0, false},
		"audio_order":              {`order = ["pl"] `, `order = ["fr"] `, "", `there is no table [audio.fr]`, 0, false},
		"audio_language":           {"[audio.de]", "[audio.fr]", "", `"fr" is neither a key of [audio] nor a language of the office`, 0, false},
		"audio_key":                {"gap_ms = 60", "gap_s = 60", "", `unknown key "gap_s"; did you mean "gap_ms"?`, 0, false},
		"audio_placeholder":        {"Numer {letter}", "Numer {litera}", "", `{litera} is not known here`, 1, false},
		"audio_number_missing":     {"Nummer {letter} {number}", "Nummer {letter}", "", `{number} is missing`, 0, false},
		"place_word":               {`place_word = "pokój"`, `place_word = "pokoj"`, "", `"pokoj" has no spoken form in [audio.de]; did you mean "pokój"?`, 3, false},
		"gong_elsewhere":           {`"dingdong.wav"`, `"../dingdong.wav"`, "", `is not a file name`, 0, false},
		"sms_language":             {"[sms.de]", "[sms.fr]", "", `"fr" is not a language of the office`, 0, false},
		"sms_key":                  {"noshow        =", "no_show       =", "", `unknown key "no_show"; did you mean "noshow"?`, 0, false},
		"sms_placeholder":          {"wizyta {d} g. {t} przepadla", "wizyta {d} g. {time} przepadla", "", `{time} is not known here`, 0, false},
		"sms_too_long":             {"Odwolanie: {u}", "Odwolanie wizyty: {u}", "", `would be sent as two messages; allowed: 160`, 0, false},
		"sms_too_long_in_cyrillic": {"Відмова {u}", "Відмова: {u}", "", `the text has 71 characters, and would be sent as two messages; allowed: 70, because "К" is not in the alphabet`, 0, false},
		"duplicate_key":            {"slot = 20\n", "slot = 20\nslot = 30\n", "slot = 30", `key "slot" is given twice, first in line`, 0, false},
		"duplicate_table":          {"[hours.usc]", "[hours.ratusz]", "", `table [hours.ratusz] is given twice, first in line`, 1, false},
		"duplicate_inline_key":     {`en = "City Hall", uk`, `en = "City Hall", en = "Town Hall", uk`, "", `key "en" is given twice`, 0, false},
		"syntax_no_value":          {"late_minutes       = 10", "late_minutes       = ", "late_minutes       = ", `not valid TOML`, 0, false},
		"syntax_open_string":       {`help_phone  = "94 348 86 17"`, `help_phone  = "94 348 86 17`, "", `not valid TOML`, 0, false},
		"syntax_open_list":         {`mon = ["08:00-16:00"]`, `mon = ["08:00-16:00"`, `tue = ["08:00-14:30"]`, `not valid TOML: array elements must be separated by commas`, 0, false},
		"syntax_in_a_header":       {"[policy.closing]", "[policy.closing", "", `not valid TOML`, 0, false},
		"syntax_word":              {"bookable = true", "bookable = tak", "", `not valid TOML`, 0, false},
		"plural_table":             {"[[desks]]", "[desks]", "", `must be a list of tables, each under [[desks]], but is a table`, 1, false},
	}
}

func Test_one_mistake(t *testing.T) {
	original := string(demo(t))
	for name, m := range mutations() {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(original, m.old) {
				t.Fatalf("the demo office has no %q", m.old)
			}
			text := strings.Replace(original, m.old, m.new, 1)
			_, problems := officefile.Parse("office.toml", []byte(text))
			if len(problems) == 0 {
				t.Fatal("got no problem")
			}
			if len(problems) > 1+m.more {
				t.Errorf("got %d problems, want at most %d:\n%v", len(problems), 1+m.more, problems)
			}
			want := lineOf(t, original, text, m)
			for _, p := range problems {
				if p.Line == want && strings.Contains(p.String(), m.message) {
					return
				}
			}
			t.Errorf("got\n%v\nwant line %d: %s", problems, want, m.message)
		})
	}
}

// lineOf finds the wanted line: the first that has the text, from the changed
// line on, or the last header of a table before it.
func lineOf(t *testing.T, original, text string, m mutation) int {
	t.Helper()
	on := m.on
	if on == "" {
		on, _, _ = strings.Cut(m.new, "\n")
	}
	change := strings.Index(original, m.old)
	if strings.HasPrefix(on, "[[") {
		return 1 + strings.Count(text[:strings.LastIndex(text[:change], on)], "\n")
	}
	start := 1 + strings.LastIndexByte(text[:change], '\n')
	if m.anywhere {
		start = 0
	}
	i := strings.Index(text[start:], on)
	if i < 0 {
		t.Fatalf("no line after the change has %q", on)
	}
	return 1 + strings.Count(text[:start+i], "\n")
}

func Test_ten_mistakes_in_one_run(t *testing.T) {
	text := string(demo(t))
	for _, change := range [][2]string{
		{`timezone    = "Europe/Warsaw"`, `timezone    = "Europe/Koszalin"`},
		{"horizon_days  ", "horizont_days "},
		{`tue = ["08:00-14:30"]`, `tue = ["08:00-14:30", "14:00-15:00"]`},
		{`wed = ["08:00-14:30"]`, `wed = ["14:30-08:00"]`},
		{`date = "05-03"`, `date = "02-30"`},
		{`prefix = "N"`, `prefix = "R"`},
		{`queues = ["R","B","N",`, `queues = ["R","B",`},
		{`pl = "Wtórniki i adnotacje"`, `pl = "Wtórniki i adnotacje w dowodach rejestracyjnych"`},
		{`["rejestracja", "zbycie", "wtorniki"]`, `["rejestracia", "zbycie", "wtorniki"]`},
		{"minutes = 25", `minutes = "25"`},
		{"late_minutes       = 10", "late_minutes = -1"},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("the demo office has no %q", change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	_, problems := officefile.Parse("office.toml", []byte(text))
	if len(problems) != 10 {
		t.Errorf("got %d problems, want 10:\n%v", len(problems), problems)
	}
	for i := 1; i < len(problems); i++ {
		if problems[i].Line < problems[i-1].Line {
			t.Errorf("line %d comes after line %d", problems[i].Line, problems[i-1].Line)
		}
	}
}

func Test_several_lines_of_wrong_syntax(t *testing.T) {
	text := strings.NewReplacer("slot_grid_minutes         = 10", "slot_grid_minutes = ", "early_minutes      = 10", "early_minutes = '", "horizon_days  ", "horizont_days ").
		Replace(string(demo(t)))
	_, problems := officefile.Parse("office.toml", []byte(text))
	if len(problems) != 3 {
		t.Errorf("got %d problems, want two of syntax and an unknown key:\n%v", len(problems), problems)
	}
}

func Test_files_from_other_editors(t *testing.T) {
	text := string(demo(t))
	windows := "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")
	if o, problems := officefile.Parse("office.toml", []byte(windows)); len(problems) > 0 || o.Address != "ul. Rynek Staromiejski 6-7, 75-007 Koszalin" {
		t.Errorf("got %v, %q", problems, o.Address)
	}
	latin2 := strings.Replace(text, "Rejestracja pojazdu", "Zg\xb3oszenie pojazdu", 1)
	line := 1 + strings.Count(latin2[:strings.Index(latin2, "Zg\xb3oszenie")], "\n")
	_, problems := officefile.Parse("office.toml", []byte(latin2))
	if len(problems) != 1 || problems[0].Line != line || !strings.Contains(problems[0].Message, "not UTF-8") {
		t.Errorf("got %v, want line %d alone", problems, line)
	}
}

func Test_letters_that_nobody_can_write(t *testing.T) {
	checks := officefile.Checks{Missing: func(text string) (missing []rune) {
		for _, r := range text {
			if r > 0x2fff {
				missing = append(missing, r)
			}
		}
		return missing
	}}
	if _, problems := checks.Parse("office.toml", demo(t)); len(problems) != 0 {
		t.Fatalf("got %v, want no problem with the demo", problems)
	}
	file := demo(t)
	for old, new := range map[string]string{"Kfz-Zulassung": "出生", "Staromiejski 6-7\"  ": "Staromiejski 街\" ", "parter, wej": "入, wej"} {
		if !bytes.Contains(file, []byte(old)) {
			t.Fatalf("the demo says nothing of %q", old)
		}
		file = bytes.Replace(file, []byte(old), []byte(new), 1)
	}
	_, problems := checks.Parse("office.toml", file)
	said := map[string]bool{}
	for _, p := range problems {
		for _, letters := range []string{`"出生"`, `"街"`, `"入"`} {
			if strings.Contains(p.Message, letters+";") && bytes.Contains(bytes.Split(file, []byte("\n"))[p.Line-1], []byte(strings.Trim(letters, `"`))) {
				said[letters] = true
			}
		}
	}
	if len(said) != 3 {
		t.Errorf("got %d of 3 texts on their lines:\n%v", len(said), problems)
	}
}

func Test_labels_are_measured(t *testing.T) {
	tooLong := errors.New("it needs 3 lines; allowed: 2")
	checks := officefile.Checks{
		LabelFits: func(lang, label, detail string) error {
			if lang == "de" && label == "Kfz-Zulassung" && detail == "neu, gebraucht, importiert" {
				return tooLong
			}
			return nil
		},
		NameFits: func(_, name, _ string) error {
			if name == "Standesamt" {
				return tooLong
			}
			return nil
		},
	}
	_, problems := checks.Parse("office.toml", demo(t))
	if len(problems) != 2 {
		t.Fatalf("got %d problems, want 2:\n%v", len(problems), problems)
	}
	lines := bytes.Split(demo(t), []byte("\n"))
	for i, want := range []string{"Standesamt", "Kfz-Zulassung"} {
		p := problems[i]
		if !strings.Contains(p.Message, tooLong.Error()) || !bytes.Contains(lines[p.Line-1], []byte(want)) {
			t.Errorf("got %s, want %s", p, want)
		}
	}
}
