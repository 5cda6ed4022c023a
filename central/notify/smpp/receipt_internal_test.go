package smpp

import (
	"errors"
	"strings"
	"testing"
	"time"

	"numerek/central/notify"
)

func TestReceipts(t *testing.T) {
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	minute := time.Date(2026, 11, 24, 9, 31, 0, 0, warsaw)
	const form = "id:0000012f sub:001 dlvrd:001 submit date:2611240930 done date:2611240931 stat:DELIVRD err:000 text:UM Koszalin"
	for name, c := range map[string]struct {
		m     message
		want  notify.Delivery
		onway bool
		bad   bool
	}{
		"text":                 {m: message{text: []byte(form)}, want: notify.Delivery{Gateway: "0000012f", State: notify.Delivered, At: minute}},
		"text_in_the_payload":  {m: message{parameters: []parameter{{messagePayload, []byte(form)}}}, want: notify.Delivery{Gateway: "0000012f", State: notify.Delivered, At: minute}},
		"seconds":              {m: message{text: []byte("id:1 done date:261124093130 stat:DELIVRD")}, want: notify.Delivery{Gateway: "1", State: notify.Delivered, At: minute.Add(30 * time.Second)}},
		"capitals":             {m: message{text: []byte("ID:1 Stat:delivrd Err:0")}, want: notify.Delivery{Gateway: "1", State: notify.Delivered}},
		"undelivered":          {m: message{text: []byte("id:1 stat:UNDELIV err:027")}, want: notify.Delivery{Gateway: "1", State: notify.Undelivered, Fault: "UNDELIV error 027"}},
		"expired":              {m: message{text: []byte("id:1 stat:EXPIRED err:000")}, want: notify.Delivery{Gateway: "1", State: notify.Undelivered, Fault: "EXPIRED"}},
		"on_its_way":           {m: message{text: []byte("id:1 stat:ACCEPTD")}, onway: true},
		"parameters":           {m: message{parameters: []parameter{{receiptedMessageID, []byte("9f\x00")}, {messageState, []byte{5}}, {networkErrorCode, []byte{3, 0, 27}}}}, want: notify.Delivery{Gateway: "9f", State: notify.Undelivered, Fault: "UNDELIV network 3 error 27"}},
		"parameters_count":     {m: message{text: []byte(form), parameters: []parameter{{receiptedMessageID, []byte("9f")}, {messageState, []byte{8}}}}, want: notify.Delivery{Gateway: "9f", State: notify.Undelivered, At: minute, Fault: "REJECTD"}},
		"citizens_text_is_not": {m: message{text: []byte("id:1 stat:DELIVRD err:000 text:stat:UNDELIV id:2")}, want: notify.Delivery{Gateway: "1", State: notify.Delivered}},
		"no_id":                {m: message{text: []byte("stat:DELIVRD")}, bad: true},
		"no_state":             {m: message{text: []byte("id:1")}, bad: true},
		"state_out_of_range":   {m: message{text: []byte("id:1"), parameters: []parameter{{messageState, []byte{200}}}}, bad: true},
		"a_persons_text":       {m: message{text: []byte("dziekuje")}, bad: true},
		"id_of_other_octets":   {m: message{text: []byte("id:a\xff\x01b stat:DELIVRD")}, want: notify.Delivery{Gateway: "ab", State: notify.Delivered}},
		"endless_id":           {m: message{text: []byte("stat:DELIVRD id:" + strings.Repeat("7", 200))}, want: notify.Delivery{Gateway: strings.Repeat("7", 64), State: notify.Delivered}},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := readReceipt(c.m, warsaw)
			if c.bad {
				if !errors.Is(err, errMalformed) {
					t.Fatalf("got %+v, %v, want %v", r, err, errMalformed)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, final := r.delivery()
			if final == c.onway {
				t.Fatalf("got final %t, want %t", final, !c.onway)
			}
			if c.onway {
				return
			}
			c.want.Sender = Name
			if !got.At.Equal(c.want.At) {
				t.Errorf("got at %v, want %v", got.At, c.want.At)
			}
			got.At, c.want.At = time.Time{}, time.Time{}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestSubmission(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	text := notify.Text{ID: "1", From: "UM Koszalin", To: "+48601234567", Body: "Kod 482 9151 [€]", Expires: now.Add(26*time.Hour + 3*time.Minute + 4*time.Second)}
	m, err := submission(text, now)
	if err != nil {
		t.Fatal(err)
	}
	if m.source != (address{5, 0, "UM Koszalin"}) || m.destination != (address{1, 1, "48601234567"}) || m.registered != 1 || m.coding != 0 {
		t.Errorf("got %+v", m)
	}
	if want := "000001020304000R"; m.validity != want {
		t.Errorf("got validity %s, want %s", m.validity, want)
	}
	if want := "Kod 482 9151 \x1b<\x1be\x1b>"; string(m.text) != want {
		t.Errorf("got text %q, want %q", m.text, want)
	}
	for name, c := range map[string]struct {
		change func(*notify.Text)
		want   func(message) bool
	}{
		"ukrainian": {func(t *notify.Text) { t.Body = "Код" }, func(m message) bool {
			return m.coding == codingUCS2 && string(m.text) == "\x04\x1a\x04\x3e\x04\x34"
		}},
		"longest_single": {func(t *notify.Text) { t.Body = strings.Repeat("a", 160) }, func(m message) bool { return len(m.text) == 160 }},
		"longer": {func(t *notify.Text) { t.Body = strings.Repeat("a", 161) }, func(m message) bool {
			p, ok := m.parameter(messagePayload)
			return len(m.text) == 0 && ok && len(p) == 161
		}},
		"never_too_late": {func(t *notify.Text) { t.Expires = time.Time{} }, func(m message) bool { return m.validity == "" }},
		"far_ahead":      {func(t *notify.Text) { t.Expires = now.AddDate(1, 0, 0) }, func(m message) bool { return m.validity == "000007000000000R" }},
		"centres_name":   {func(t *notify.Text) { t.From = "" }, func(m message) bool { return m.source == address{} }},
		"short_number":   {func(t *notify.Text) { t.From = "7120" }, func(m message) bool { return m.source == address{3, 0, "7120"} }},
		"full_number":    {func(t *notify.Text) { t.From = "+48941234567" }, func(m message) bool { return m.source == address{1, 1, "48941234567"} }},
	} {
		t.Run(name, func(t *testing.T) {
			text := text
			c.change(&text)
			if m, err := submission(text, now); err != nil || !c.want(m) {
				t.Errorf("got %+v, %v", m, err)
			}
		})
	}
	for name, change := range map[string]func(*notify.Text){
		"too_late":         func(t *notify.Text) { t.Expires = now },
		"no_number":        func(t *notify.Text) { t.To = "" },
		"national_number":  func(t *notify.Text) { t.To = "601234567" },
		"letters":          func(t *notify.Text) { t.To = "+48 601 234 567" },
		"endless_number":   func(t *notify.Text) { t.To = "+4860123456789012" },
		"long_name":        func(t *notify.Text) { t.From = "Urzad Miejski" },
		"name_with_accent": func(t *notify.Text) { t.From = "Urząd" },
		"endless_text":     func(t *notify.Text) { t.Body = strings.Repeat("a", 70_000) },
	} {
		text := text
		change(&text)
		if _, err := submission(text, now); !errors.Is(err, notify.ErrRefused) {
			t.Errorf("%s: got %v, want %v", name, err, notify.ErrRefused)
		} else if strings.Contains(err.Error(), "601") {
			t.Errorf("%s: the error tells the number: %v", name, err)
		}
	}
}

func TestStatuses(t *testing.T) {
	for status, want := range map[Status]error{
		0x58: notify.ErrThrottled, 0x14: notify.ErrThrottled, 0x0b: notify.ErrRefused, 0x0a: notify.ErrRefused, 0x45: notify.ErrNotSent,
		0x08: notify.ErrNotSent, 0x04: notify.ErrNotSent, 0xff: notify.ErrNotSent, 0x4ff: notify.ErrNotSent, 0x00: nil,
	} {
		if got := status.err(); !errors.Is(got, want) {
			t.Errorf("%v: got %v, want %v", status, got, want)
		}
	}
	if got, want := Status(0x0d).String(), "ESME_RBINDFAIL (0x0D)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
