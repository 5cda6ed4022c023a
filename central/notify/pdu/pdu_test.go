package pdu_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"numerek/central/notify/gsm"
	"numerek/central/notify/pdu"
)

// TestTheExampleThatEverybodyPrints is "hellohello" to +46708251358 for four days.
func TestTheExampleThatEverybodyPrints(t *testing.T) {
	const want = "0011000B916407281553F80000AA0AE8329BFD4697D9EC37"
	s := pdu.Submit{To: "+46708251358", Text: "hellohello", Valid: 4 * 24 * time.Hour}
	b, err := s.Encode()
	if err != nil || pdu.Frame(b) != want {
		t.Fatalf("got %s, %v, want %s", pdu.Frame(b), err, want)
	}
	got, err := pdu.DecodeSubmit(b)
	if err != nil || got != s {
		t.Errorf("got %+v, %v, want %+v", got, err, s)
	}
}

const ukrainian = "Кошалін: вт 24.11 10:20. КОД 482 9151. Ґанок, їжак, єдність, ї"

// TestGammuReadsWhatIsWritten holds the layout against a decoder that nobody here wrote.
func TestGammuReadsWhatIsWritten(t *testing.T) {
	const python = "/usr/bin/python3" // Debian's own: others do not find Debian's packages.
	if out, err := exec.CommandContext(t.Context(), python, "-c", "import gammu").CombinedOutput(); err != nil {
		t.Fatalf("%v: apt-get install python3-gammu\n%s", err, out)
	}
	var messages []pdu.Submit
	for _, body := range []string{
		"", "K", "UM Koszalin: wt 24.11 g. 10:20. KOD 482 9151", "größer, schöner: Ä Ö Ü ñ @ £ $ ¥ è Δ Ξ ! # ¤ % &",
		"wpisz w biletomacie {ratusz} [parter] ~ 5 € | ok", strings.Repeat("k", 160), strings.Repeat("1234567", 20), ukrainian, strings.Repeat("ї", 70),
		strings.Repeat("KOD 482 9151. ", 30), strings.Repeat("Код 482 9151. ", 20),
	} {
		for n := range 9 { // The lengths at which septets and octets meet differently.
			messages = append(messages, pdu.Parts(body+strings.Repeat("x", n), "+48601234567"[:12-n%2], time.Hour, 200+n)...)
		}
	}
	var lines bytes.Buffer
	for _, m := range messages {
		b, err := m.Encode()
		if err != nil {
			t.Fatalf("%+v: %v", m, err)
		}
		lines.WriteString(hex.EncodeToString(b) + "\n")
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/decode.py")
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdin = &lines
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	dec := json.NewDecoder(bytes.NewReader(out))
	for _, m := range messages {
		var got struct {
			Number, Text, Type, Coding string
			Parts, Part, Reference     int
		}
		if err := dec.Decode(&got); err != nil {
			t.Fatal(err)
		}
		coding := map[gsm.Coding]string{gsm.GSM7: "Default_No_Compression", gsm.UCS2: "Unicode_No_Compression"}[gsm.Encoding(m.Text)]
		if got.Number != m.To || got.Coding != coding || got.Type != "Submit" {
			t.Errorf("%+v: got %+v", m, got)
		}
		if m.Part != (pdu.Part{}) && (got.Parts != m.Part.Of || got.Part != m.Part.Ordinal || got.Reference != m.Part.Reference) {
			t.Errorf("%+v: got %+v", m, got)
		}
		// gammu reads on behind a text that has characters of two septets.
		if escaped := strings.ContainsAny(m.Text, "{}[]~€|"); got.Text != m.Text && (!escaped || !strings.HasPrefix(got.Text, m.Text)) {
			t.Errorf("%+v: got %q", m, got.Text)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.StringMatching(`[a-zA-Z0-9 \[\]€~üß@]{0,400}`), rapid.StringMatching(`[а-яїєґ0-9 ]{0,300}`), rapid.String(),
		).Draw(t, "text")
		to := rapid.StringMatching(`\+[1-9][0-9]{2,14}`).Draw(t, "to")
		valid := time.Duration(rapid.Int64Range(0, int64(500*24*time.Hour)).Draw(t, "valid"))
		var got strings.Builder
		parts := pdu.Parts(text, to, valid, 77)
		if len(parts) > 255 {
			t.Skip("longer than any phone puts together")
		}
		for i, s := range parts {
			b, err := s.Encode()
			if err != nil {
				t.Fatal(err)
			}
			back, err := pdu.DecodeSubmit(b)
			if err != nil {
				t.Fatal(err)
			}
			if back.To != to || back.Part != s.Part || back.Report != (i == len(parts)-1) {
				t.Fatalf("got %+v, want %+v", back, s)
			}
			if valid >= 5*time.Minute && (back.Valid > valid || back.Valid < valid-max(valid/2, 5*time.Minute)) || (valid == 0) != (back.Valid == 0) {
				t.Fatalf("got valid for %v, want %v", back.Valid, valid)
			}
			got.WriteString(back.Text)
		}
		if want := strings.ToValidUTF8(text, "\ufffd"); got.String() != want {
			t.Fatalf("got %q, want %q", got.String(), want)
		}
	})
}

func TestValidityIsNeverLonger(t *testing.T) {
	for d := 5 * time.Minute; d < 450*24*time.Hour; d += 7*time.Minute + d/100 {
		b, err := pdu.Submit{To: "+48601234567", Valid: d}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := pdu.DecodeSubmit(b)
		if err != nil {
			t.Fatal(err)
		}
		step := 5 * time.Minute
		for _, s := range []struct{ from, step time.Duration }{
			{12 * time.Hour, 30 * time.Minute}, {24 * time.Hour, 24 * time.Hour}, {30 * 24 * time.Hour, 7 * 24 * time.Hour},
		} {
			if d >= s.from {
				step = s.step
			}
		}
		if got.Valid > d || d < 441*24*time.Hour && got.Valid <= d-step {
			t.Errorf("got %v, want at most %v and within %v", got.Valid, d, step)
		}
	}
}

func TestWhatIsNotEncoded(t *testing.T) {
	for name, c := range map[string]struct {
		s    pdu.Submit
		want error
	}{
		"no_number":   {pdu.Submit{Text: "k"}, pdu.ErrNumber},
		"letters":     {pdu.Submit{To: "+48abc"}, pdu.ErrNumber},
		"long_number": {pdu.Submit{To: "+1234567890123456"}, pdu.ErrNumber},
		"long_text":   {pdu.Submit{To: "+48601234567", Text: strings.Repeat("k", 161)}, pdu.ErrLong},
		"long_part":   {pdu.Submit{To: "+48601234567", Text: strings.Repeat("k", 154), Part: pdu.Part{Of: 2, Ordinal: 1}}, pdu.ErrLong},
		"no_such":     {pdu.Submit{To: "+48601234567", Part: pdu.Part{Of: 2, Ordinal: 3}}, pdu.ErrLong},
	} {
		if _, err := c.s.Encode(); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		} else if strings.Contains(err.Error(), "48") {
			t.Errorf("%s: the error tells the number: %v", name, err)
		}
	}
}

// TestReports reads what networks write.
func TestReports(t *testing.T) {
	warsaw := time.FixedZone("", 3600)
	sent, done := time.Date(2026, 11, 24, 10, 31, 50, 0, warsaw), time.Date(2026, 11, 24, 10, 32, 4, 0, warsaw)
	const stamps = "62114201130540" + "62114201234040"
	for name, c := range map[string]struct {
		line    string
		want    pdu.StatusReport
		outcome pdu.Outcome
	}{
		"received": {
			"0791361907002003" + "06" + "2A" + "0B918406214365F7" + stamps + "00",
			pdu.StatusReport{Reference: 42, To: "+48601234567", Sent: sent, Done: done},
			pdu.Received,
		},
		"national_number_and_more_behind": {
			"00" + "06" + "01" + "09A106214365F7" + stamps + "46" + "0100",
			pdu.StatusReport{Reference: 1, To: "601234567", Sent: sent, Done: done, Status: 0x46},
			pdu.GivenUp,
		},
		"trying": {
			"00" + "06" + "01" + "0B918406214365F7" + stamps + "30",
			pdu.StatusReport{Reference: 1, To: "+48601234567", Sent: sent, Done: done, Status: 0x30},
			pdu.Trying,
		},
		"passed_on": {
			"00" + "06" + "01" + "0B918406214365F7" + stamps + "01",
			pdu.StatusReport{Reference: 1, To: "+48601234567", Sent: sent, Done: done, Status: 1},
			pdu.Unsure,
		},
		"no_calendar_has_it": {
			"00" + "06" + "01" + "0B918406214365F7" + "62134201130540" + "FFFFFFFFFFFFFF" + "61",
			pdu.StatusReport{Reference: 1, To: "+48601234567", Status: 0x61},
			pdu.GivenUp,
		},
		"west": {
			"00" + "06" + "01" + "0B918406214365F7" + "62114201130548" + "62114201234048" + "00",
			pdu.StatusReport{Reference: 1, To: "+48601234567", Sent: sent.Add(2 * time.Hour), Done: done.Add(2 * time.Hour)},
			pdu.Received,
		},
		"letters": {
			"00" + "06" + "01" + "08D0C2E1B10C" + stamps + "00",
			pdu.StatusReport{Reference: 1, Sent: sent, Done: done},
			pdu.Received,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := pdu.Unframe(c.line)
			if err != nil {
				t.Fatal(err)
			}
			got, err := pdu.DecodeStatusReport(b)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Sent.Equal(c.want.Sent) || !got.Done.Equal(c.want.Done) {
				t.Errorf("got %v and %v, want %v and %v", got.Sent, got.Done, c.want.Sent, c.want.Done)
			}
			got.Sent, got.Done, c.want.Sent, c.want.Done = time.Time{}, time.Time{}, time.Time{}, time.Time{}
			if got != c.want || got.Outcome() != c.outcome {
				t.Errorf("got %+v, %s, want %+v, %s", got, got.Outcome(), c.want, c.outcome)
			}
		})
	}
	for line, want := range map[string]error{
		"": pdu.ErrMalformed, "0": pdu.ErrMalformed, "xx": pdu.ErrMalformed, "07913619": pdu.ErrMalformed, "00": pdu.ErrMalformed,
		"0006": pdu.ErrMalformed, "0006010B9184": pdu.ErrMalformed, strings.Repeat("00", 300): pdu.ErrMalformed,
		"0004" + "0B918406214365F7" + "0000" + "62114201130540" + "00": pdu.ErrKind,
	} {
		b, err := pdu.Unframe(line)
		if err == nil {
			_, err = pdu.DecodeStatusReport(b)
		}
		if !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", line, err, want)
		}
	}
}

func TestReportRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone := time.FixedZone("", 900*rapid.IntRange(-48, 56).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(978307200, 4102444800-100_000).Draw(t, "at"), 0).In(zone)
		want := pdu.StatusReport{
			Reference: rapid.Byte().Draw(t, "reference"), To: rapid.StringMatching(`\+?[1-9][0-9]{2,14}`).Draw(t, "to"),
			Sent: at, Done: at.Add(time.Minute), Status: rapid.Byte().Draw(t, "status"),
		}
		b, err := want.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := pdu.DecodeStatusReport(b)
		if err != nil || !got.Sent.Equal(want.Sent) || !got.Done.Equal(want.Done) || got.To != want.To || got.Status != want.Status || got.Reference != want.Reference {
			t.Fatalf("got %+v, %v, want %+v", got, err, want)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		"0011000B916407281553F80000AA0AE8329BFD4697D9EC37", "0791361907002003062A0B918406214365F7621142011305406211420123404000",
		"0041000B916407281553F800080A050003C80202041A043E",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		b, err := pdu.Unframe(line)
		if err != nil {
			return
		}
		if r, err := pdu.DecodeStatusReport(b); err == nil {
			_, _ = r.Outcome(), r.Reason()
		}
		if s, err := pdu.DecodeSubmit(b); err == nil && len(s.Text) > 3*160 {
			t.Errorf("got %d bytes of text from one message", len(s.Text))
		}
	})
}
