package officefile_test

import (
	"strings"
	"testing"

	"numerek/central/officefile"
)

func Test_texts_of_messages(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		want     string // the only problem; empty: none
	}{
		"offer_too_long": {
			"Masz czas do {e}: {u}", "Prosimy o odpowiedz najpozniej do godziny {e} pod adresem: {u}",
			`sms.pl.offer: with service "rejestracja" at "ratusz" the text has 165 characters, and would be sent as two messages; allowed: 160`,
		},
		"left_out":            {`noshow        = "Кошалін: візит {d} {t} пропущено. {b}"`, "", ""},
		"built_in_in_english": {`offer         = "Koszalin City Hall: an earlier`, `# "`, ""},
		"brace_in_offer": {
			"Masz czas do {e}: {u}", "Masz czas do {until}: {u}", `sms.pl.offer: {until} is not known here`,
		},
		"neutral_too_long": {
			`en = "registry office visit"`, `en = "registry office visit."`,
			`services[19].neutral.en: "registry office visit." has 22 characters; allowed: at most 21 characters`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(demo(t)), c.old, c.new, 1)
			_, problems := officefile.Parse("office.toml", []byte(text))
			if c.want == "" && len(problems) == 0 {
				return
			}
			if len(problems) != 1 || c.want == "" || !strings.Contains(problems[0].String(), c.want) {
				t.Errorf("got\n%s\nwant %q", problems, c.want)
			}
		})
	}
}

// What the office file leaves out comes from the first language, and else from
// the built-in texts, in front of which stands the sender.
func Test_where_texts_come_from(t *testing.T) {
	head, _, _ := strings.Cut(string(demo(t)), "[sms.pl]")
	for name, c := range map[string]struct {
		texts      string
		lang, kind string
		want, in   string
	}{
		"own":            {"[sms.pl]\ncalled = \"a\"\n[sms.de]\ncalled = \"b\"\n", "de", "called", "b", "de"},
		"first_language": {"[sms.pl]\ncalled = \"a\"\n", "de", "called", "a", "pl"},
		"built_in":       {"[sms.pl]\ncalled = \"a\"\n", "de", "noshow", "UM Koszalin: Ihr Termin", "de"},
		"unknown":        {"", "fr", "cancelled", "UM Koszalin: wizyta", "pl"},
	} {
		t.Run(name, func(t *testing.T) {
			o, problems := officefile.Parse("office.toml", []byte(head+c.texts))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			texts, in := o.SMSTexts(c.lang, c.kind)
			if len(texts) == 0 || !strings.HasPrefix(texts[0], c.want) || in != c.in {
				t.Errorf("got %q in %q, want %q in %q", texts, in, c.want, c.in)
			}
		})
	}
}
