package image_test

import (
	"html"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // not the engine that ships: a second opinion

	"numerek/appliance/kiosk"
	"numerek/appliance/printer/simulator"
	"numerek/scripts/e2e"
	"numerek/scripts/e2e/citizen"
)

// ticket taps through to a ticket, whose paper comes out with the code of the server's
// ticket on it. The code leads to a page, and the server knows that it was printed.
func (k *machine) ticket(s *site, c *citizen.Citizen) {
	k.t.Helper()
	issued := k.choose(c)
	twin := c.Twin()
	issued.ServiceID, issued.IssuedAt, issued.Priority, issued.Language, issued.Day = service, twin.OfficeTime(), twin.Priority, "pl", twin.Catalog.BusinessDay
	c.Tell(kiosk.Issued{Session: twin.Session, Ticket: issued})
	k.paper(s.token(issued.ID))
	k.says(stepPatience, "msg=paper", "outcome=printed")
	c.Tell(kiosk.Printed{Session: twin.Session, Outcome: kiosk.PaperPrinted})
	k.must(c.See(soon(k.t), "3-take", kiosk.ScreenTake))
	k.must(e2e.Until(soon(k.t), "the server knows that it was printed", func() (bool, error) {
		var paper, state string
		err := s.records.QueryRowContext(k.t.Context(), `SELECT paper, state FROM tickets WHERE id = $1`, issued.ID).Scan(&paper, &state)
		return err == nil && paper == "printed" && state == "waiting", err
	}))
	k.page(s, s.token(issued.ID))
}

// choose touches a department and a service, and gives the ticket that the server gave
// for it.
func (k *machine) choose(c *citizen.Citizen) kiosk.Ticket {
	k.t.Helper()
	_, err := c.Tap(soon(k.t), department)
	k.must(err)
	k.must(c.See(soon(k.t), "1-services", kiosk.ScreenServices))
	took, err := c.Tap(soon(k.t), kiosk.TargetService+service)
	k.must(err)
	figure(k.t, "image_touch", "s", took.Seconds())
	issued, err := citizen.Issued(k.says(stepPatience, "ticket issued"))
	k.must(err)
	return issued
}

// token is what the server has for the code of a ticket.
func (s *site) token(id string) (token string) {
	s.t.Helper()
	if err := s.records.QueryRowContext(s.t.Context(), `SELECT token FROM tickets WHERE id = $1`, id).Scan(&token); err != nil {
		s.t.Fatalf("the server has no ticket %s: %v", id, err)
	}
	return token
}

// page opens the page of a ticket.
func (k *machine) page(s *site, token string) {
	k.t.Helper()
	status, page, err := s.central.Get(soon(k.t), "/t/"+token)
	k.must(err)
	if status != http.StatusOK {
		k.t.Fatalf("the page of the ticket %s: status %d", token, status)
	}
	k.t.Logf("the page of the ticket: %.200s", strings.Join(strings.Fields(html.UnescapeString(string(page))), " "))
}

// paper waits for the paper of a ticket.
func (k *machine) paper(token string) {
	k.t.Helper()
	for {
		select {
		case p := <-k.papers:
			if k.take(p) == token {
				return
			}
		case <-time.After(stepPatience):
			k.picture("no-paper")
			k.t.Fatalf("no paper came out\n%s", k.Tail())
		}
	}
}

// take reads a paper that came out as a phone does, and gives the token in its code; "" for
// a torn piece, which has none.
func (k *machine) take(p simulator.Paper) (token string) {
	k.t.Helper()
	picture := p.Picture.Image()
	k.save("2-paper", picture)
	k.must(e2e.Save(k.options.Folder, "paper.png", picture))
	path := filepath.Join(k.options.Folder, "paper.png")
	said, _ := exec.CommandContext(k.t.Context(), "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path).Output()
	_, token, ok := strings.Cut(strings.TrimSpace(string(said)), "/t/")
	if !ok {
		k.torn++
		k.t.Logf("a paper without a code to read, %d rows", picture.Bounds().Dy())
		return ""
	}
	if k.tokens[token] {
		k.t.Errorf("a second paper with the code %s", token)
	}
	k.tokens[token] = true
	return token
}

// settled waits until the server knows what became of every paper, and holds all papers
// that came out against its tickets: none twice, none that cannot be called, none that
// is said to be printed and is not there. A cut of the power tears one paper at most.
func (k *machine) settled(s *site) {
	k.t.Helper()
	k.must(e2e.Until(soon(k.t), "the fate of every paper is known", func() (bool, error) {
		var pending int
		err := s.records.QueryRowContext(k.t.Context(), `SELECT COUNT(*) FROM tickets WHERE paper = 'pending'`).Scan(&pending)
		return err == nil && pending == 0, err
	}))
	for len(k.papers) > 0 {
		k.take(<-k.papers)
	}
	if k.torn > k.cuts {
		k.t.Errorf("%d papers without a code to read, after %d cuts of the power", k.torn, k.cuts)
	}
	rows, err := s.records.QueryContext(k.t.Context(), `SELECT prefix, number, token, state, paper FROM tickets ORDER BY prefix, number`)
	k.must(err)
	defer rows.Close()
	whole, fates := len(k.tokens), make(map[string]int)
	for rows.Next() {
		var prefix, token, state, paper string
		var number int
		k.must(rows.Scan(&prefix, &number, &token, &state, &paper))
		fates[paper+" "+state]++
		switch out := k.tokens[token]; {
		case out && state == "void":
			k.t.Errorf("%s %03d is on a paper and cannot be called", prefix, number)
		case !out && paper == "printed":
			k.t.Errorf("%s %03d is said to be printed, and there is no paper", prefix, number)
		case out:
			whole--
		}
	}
	k.must(rows.Err())
	if whole != 0 {
		k.t.Errorf("the server does not know %d of the papers", whole)
	}
	k.t.Logf("count: %d cuts of the power, %d papers, %d torn, tickets: %v", k.cuts, len(k.tokens), k.torn, fates)
}
