package sheet_test

import (
	"strings"
	"testing"
	"time"

	"numerek/appliance/slip"
	"numerek/appliance/typeface"
	"numerek/scripts/faults/sheet"
)

func TestRead_finds_the_token_of_every_ticket(t *testing.T) {
	fonts, err := typeface.New()
	if err != nil {
		t.Fatal(err)
	}
	token := strings.Repeat("z", 26)
	for range 26 {
		token = token[1:] + string('a'+(token[0]*7+token[13]*3)%26)
		b, err := slip.Render(slip.Paper{Dots: 576, DPI: 203}, slip.Slip{
			Lang: "pl", Office: "Urząd Miejski w Koszalinie", Number: "H 001", Service: "Odpisy aktów",
			StatusURL: "https://kolejka.koszalin.example/t/" + token, IssuedAt: time.Now(), Building: "Urząd Stanu Cywilnego",
		}, fonts)
		if err != nil {
			t.Fatal(err)
		}
		if got := sheet.Read(b); got.Token != token || !got.Whole() {
			t.Errorf("got %+v, want all of the ticket of %s", got, token)
		}
		if got := sheet.Read(b.Rows(200, b.H)); got.Whole() {
			t.Errorf("got %+v of a paper that lacks the number, want a piece", got)
		}
		if got := sheet.Read(b.Rows(0, b.H-100)); got.Whole() || got.Token != "" {
			t.Errorf("got %+v of a paper that lacks the code, want a piece", got)
		}
	}
}
