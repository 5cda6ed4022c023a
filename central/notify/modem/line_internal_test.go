package modem

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/pdu"
)

// said is a port that says something and is gone.
type said struct{ io.Reader }

func (said) Write(p []byte) (int, error) { return len(p), nil }
func (said) Close() error                { return nil }

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		said, prefix string
		want         []string
		err          error
		news         int
	}{
		"plain":             {"\r\nOK\r\n", "", nil, nil, 0},
		"value":             {"\r\n+CSQ: 21,99\r\n\r\nOK\r\n", "+CSQ:", []string{"+CSQ: 21,99"}, nil, 0},
		"echo":              {"AT+CSQ\r\r\n+CSQ: 21,99\r\n\r\nOK\r\n", "+CSQ:", []string{"+CSQ: 21,99"}, nil, 0},
		"prompt":            {"\r\n> ", prompt, nil, nil, 0},
		"old_ok_and_prompt": {"OK\r\n\r\n> ", prompt, nil, nil, 0},
		"message":           {"\r\n+CMGR: 0,,26\r\n00AB\r\n\r\nOK\r\n", "+CMGR:", []string{"+CMGR: 0,,26", "00AB"}, nil, 0},
		"fault":             {"\r\n+CMS ERROR: 38\r\n", "", nil, fault{"CMS", 38}, 0},
		"fault_in_words":    {"\r\n+CME ERROR: SIM busy\r\n", "", nil, fault{"CME", -1}, 0},
		"somebody_hangs_up": {"\r\nRING\r\n\r\nNO CARRIER\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n", "+CMGS:", []string{"+CMGS: 7"}, nil, 0},
		"report_between":    {"\r\n+CDS: 25\r\n0006\r\n\r\n+CMGS: 7\r\n\r\nOK\r\n", "+CMGS:", []string{"+CMGS: 7"}, nil, 1},
		"place_between":     {"\r\n+CDSI: \"SR\",1\r\n\r\nOK\r\n", "", nil, nil, 1},
		"noise_in_a_report": {"\r\n+CDS: 25\r\n\xff\x00?!\r\n0006\r\nOK\r\n", "", nil, nil, 1},
		"breaks_off":        {"\r\n+CMGS: 7\r\n", "+CMGS:", []string{"+CMGS: 7"}, io.EOF, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := openLine(said{bytes.NewBufferString(c.said)}, time.Second)
			defer l.close()
			got, err := l.wait(t.Context(), c.prefix, time.Second)
			if !errors.Is(err, c.err) || len(got) != len(c.want) || len(l.news) != c.news || !l.whole {
				t.Fatalf("got %q, %v, news %q; want %q, %v", got, err, l.news, c.want, c.err)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("got %q, want %q", got, c.want)
				}
			}
		})
	}
}

// FuzzLine: whatever a line says, nothing breaks, and nothing grows without end.
func FuzzLine(f *testing.F) {
	f.Add([]byte("\r\n+CDS: 25\r\n00061A0B918406214365F76211420113054062114201234040\r\nOK\r\n> "))
	f.Add([]byte("\r\n+CDSI: \"SR\",1\r\n+CMS ERROR: 500\r\nERROR\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := openLine(said{bytes.NewReader(b)}, time.Second)
		defer l.close()
		for {
			answer, err := l.wait(context.Background(), "+C", time.Minute)
			for _, a := range answer {
				if len(a) > maxText {
					t.Fatalf("got a line of %d characters", len(a))
				}
				_, _ = readReference([]string{a})
				_, _ = pdu.Unframe(a)
			}
			if _, isFault := errors.AsType[fault](err); err != nil && !isFault {
				if !errors.Is(err, io.EOF) || len(l.news) > maxNews {
					t.Fatalf("got %v and %d news", err, len(l.news))
				}
				return
			}
		}
	})
}

func TestFaults(t *testing.T) {
	for f, want := range map[fault][2]error{ // Before the text was given, and after.
		{"CMS", 304}: {notify.ErrRefused, notify.ErrRefused},
		{"CMS", 1}:   {notify.ErrRefused, notify.ErrRefused},
		{"CMS", 42}:  {notify.ErrNotSent, notify.ErrNotSent},
		{"CMS", 331}: {notify.ErrNotSent, notify.ErrNotSent},
		{"CMS", 332}: {notify.ErrNotSent, notify.ErrAmbiguous},
		{"CMS", 500}: {notify.ErrNotSent, notify.ErrAmbiguous},
		{"CMS", 512}: {notify.ErrNotSent, notify.ErrAmbiguous}, // A maker's own.
		{"CME", 11}:  {notify.ErrNotSent, notify.ErrNotSent},
		{}:           {notify.ErrNotSent, notify.ErrAmbiguous},
	} {
		for i, given := range []bool{false, true} {
			if got := f.err(given); !errors.Is(got, want[i]) || !errors.Is(got, f) {
				t.Errorf("%v, given %t: got %v, want %v", f, given, got, want[i])
			}
		}
	}
	if got, want := (fault{"CMS", 38}).Error(), "+CMS ERROR: 38 (network out of order)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestGatewayIDs are the same from the text and from its report, however the network writes the number and its clock.
func TestGatewayIDs(t *testing.T) {
	sent := time.Date(2026, 11, 24, 10, 31, 0, 0, time.UTC)
	want := gatewayID(sent, "+48601234567", 7)
	for _, r := range []pdu.StatusReport{
		{Reference: 7, To: "+48601234567", Sent: sent.Add(time.Minute).In(time.FixedZone("", 3600))},
		{Reference: 7, To: "601234567", Sent: sent},
		{Reference: 7, To: "0048601234567", Sent: sent},
		{Reference: 7, To: "+48601234567"}, // No date: today.
	} {
		if d, certain := delivery(r, sent); !certain || d.Gateway != want {
			t.Errorf("got %+v, %t, want %s", d, certain, want)
		}
	}
	for _, other := range []string{gatewayID(sent, "+48601234567", 8), gatewayID(sent, "+48601234568", 7), gatewayID(sent.AddDate(0, 0, 1), "+48601234567", 7)} {
		if other == want {
			t.Errorf("got %s twice", other)
		}
	}
}
