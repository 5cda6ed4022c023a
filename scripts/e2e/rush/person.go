package rush

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Gate is the pages of one server, as many browsers behind a proxy reach them.
type Gate struct {
	base   string
	client *http.Client
}

// NewGate returns the way to the pages at an address, host:port, for as many
// browsers as keep a connection open.
func NewGate(address string, browsers int) *Gate {
	return &Gate{base: "http://" + address, client: &http.Client{
		Transport:     &http.Transport{MaxIdleConns: browsers, MaxIdleConnsPerHost: browsers},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close ends the connections.
func (g *Gate) Close() { g.client.CloseIdleConnections() }

// Person books by the forms of the pages.
type Person struct {
	Phone string
	From  string // address of the browser, as the proxy names it
	Away  int    // how often the server sent the person away for a while
	Again int    // how often a connection broke and the person tried again

	gate *Gate
}

// Nth is one of many people, each with a phone of its own; up to 65 536 of them have
// a network of their own, too.
func (g *Gate) Nth(n int) *Person {
	return &Person{
		Phone: fmt.Sprintf("%09d", 501_000_000+n), From: fmt.Sprintf("10.%d.%d.7", n/256%256, n%256), gate: g,
	}
}

// Outcome is how it ended for somebody who wanted a slot.
type Outcome struct {
	Page  string   // address of the personal page; empty: there was no slot
	Hour  string   // address of the slot that was taken
	Tries int      // forms that were sent
	Said  []string // what the pages said when they refused
	Full  bool     // the last refusal named no other hour
}

// ErrPage means that a page is not what it should be.
var ErrPage = errors.New("booking page")

// answer is what a browser got.
type answer struct {
	status  int
	to      string // of a redirect
	retry   string
	body    string
	refused bool
}

// form is what a person sees of a page: a form to send, or other hours.
type form struct {
	id     string   // hidden field
	said   string   // what is wrong
	others []string // addresses of other hours
}

// Book wants the slot of an address, "/rezerwacja/zbycie/2026-11-24/08:20", and
// where others were quicker one of the hours that the refusal names, sending at
// most so many forms. choose says which of n. It fails where a page is neither a
// booking nor a refusal in words.
func (p *Person) Book(ctx context.Context, slot string, most int, choose func(n int) int) (Outcome, error) {
	page, err := p.ask(ctx, http.MethodGet, slot, nil)
	if err != nil {
		return Outcome{}, err
	}
	return p.from(ctx, page, slot, most, choose)
}

// Open loads the form of a slot, to be sent later with [Person.Send].
func (p *Person) Open(ctx context.Context, slot string) (id string, err error) {
	page, err := p.ask(ctx, http.MethodGet, slot, nil)
	if err != nil {
		return "", err
	}
	f := page.read()
	if page.status != http.StatusOK || f.id == "" {
		return "", page.unlike("a form")
	}
	return f.id, nil
}

// Send is [Person.Book] from a form that is open already.
func (p *Person) Send(ctx context.Context, slot, id string, most int, choose func(n int) int) (Outcome, error) {
	o := Outcome{Tries: 1}
	page, err := p.post(ctx, slot, id)
	if err != nil || page.status == http.StatusSeeOther {
		return o.taken(ctx, p, page, slot, err)
	}
	rest, err := p.from(ctx, page, slot, most-1, choose)
	rest.Tries++
	return rest, err
}

// Look opens a page.
func (p *Person) Look(ctx context.Context, path string) error {
	a, err := p.ask(ctx, http.MethodGet, path, nil)
	if err == nil && a.status != http.StatusOK {
		err = a.unlike("a page")
	}
	return err
}

// Take sends the form of a slot, with a new id, once. page is empty where
// somebody else has the slot.
func (p *Person) Take(ctx context.Context, slot string) (page string, err error) {
	a, err := p.post(ctx, slot, uuid.NewString())
	switch {
	case err != nil || a.status == http.StatusSeeOther:
		return a.to, err
	case a.status == http.StatusConflict && a.read().said != "":
		return "", nil
	}
	return "", a.unlike("a booking, or that the slot is taken")
}

// Release gives the slot of a personal page back.
func (p *Person) Release(ctx context.Context, page string) error {
	path, query, _ := strings.Cut(page, "?")
	a, err := p.ask(ctx, http.MethodPost, path+"/zwolnij?"+query, url.Values{})
	if err == nil && a.status != http.StatusSeeOther {
		err = a.unlike("the way back to the personal page")
	}
	return err
}

// from goes on with a page that is on the screen.
func (p *Person) from(ctx context.Context, page answer, slot string, most int, choose func(n int) int) (o Outcome, err error) {
	for {
		f := page.read()
		switch {
		case page.status == http.StatusOK && f.id != "":
		case page.refused && f.said != "":
			o.Said = append(o.Said, f.said)
			if len(f.others) == 0 {
				o.Full = true
				return o, nil
			}
			slot = f.others[choose(len(f.others))]
		default:
			return o, page.unlike("a form or a refusal")
		}
		switch {
		case o.Tries >= most:
			return o, nil
		case f.id == "": // hours without a form: each leads to one
			page, err = p.ask(ctx, http.MethodGet, slot, nil)
		default:
			o.Tries++
			page, err = p.post(ctx, slot, f.id)
		}
		if err != nil || page.status == http.StatusSeeOther {
			return o.taken(ctx, p, page, slot, err)
		}
	}
}

// taken follows to the personal page, which asks for the code.
func (o Outcome) taken(ctx context.Context, p *Person, page answer, slot string, err error) (Outcome, error) {
	if err != nil {
		return o, err
	}
	if !strings.Contains(page.to, "/w/") {
		return o, page.unlike("the way to the personal page")
	}
	o.Page, o.Hour = page.to, slot
	page, err = p.ask(ctx, http.MethodGet, o.Page, nil)
	if err == nil && (page.status != http.StatusOK || !strings.Contains(page.body, `name="code"`)) {
		err = page.unlike("a personal page that asks for the code")
	}
	return o, err
}

// Confirm types the code into the personal page.
func (p *Person) Confirm(ctx context.Context, page, code string) error {
	path, query, _ := strings.Cut(page, "?")
	a, err := p.ask(ctx, http.MethodPost, path+"/kod?"+query, url.Values{"code": {code}})
	if err == nil && a.status != http.StatusSeeOther {
		err = a.unlike("a confirmation")
	}
	return err
}

func (p *Person) post(ctx context.Context, slot, id string) (answer, error) {
	return p.ask(ctx, http.MethodPost, slot, url.Values{"id": {id}, "phone": {p.Phone}})
}

// mostAgain is how often one request is sent again after its connection broke.
const mostAgain = 3

// ask sends a request. Whoever is sent away comes back when the page said; whoever
// gets no answer tries again, with the same form, as people do.
func (p *Person) ask(ctx context.Context, method, path string, form url.Values) (answer, error) {
	for again := 0; ; {
		a, err := p.once(ctx, method, path, form)
		if err != nil && again < mostAgain && ctx.Err() == nil {
			again++
			p.Again++
			continue
		}
		if err != nil || a.status != http.StatusServiceUnavailable || a.retry == "" {
			return a, err
		}
		seconds, err := strconv.Atoi(a.retry)
		if err != nil {
			return a, fmt.Errorf("%w: Retry-After %q", ErrPage, a.retry)
		}
		p.Away++
		select {
		case <-time.After(time.Duration(seconds) * time.Second):
		case <-ctx.Done():
			return a, context.Cause(ctx)
		}
	}
}

func (p *Person) once(ctx context.Context, method, path string, form url.Values) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.gate.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("X-Forwarded-For", p.From)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", p.gate.base)
	}
	w, err := p.gate.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer w.Body.Close() //nolint:errcheck // it was read to its end
	body, err := io.ReadAll(w.Body)
	return answer{
		status: w.StatusCode, to: w.Header.Get("Location"), retry: w.Header.Get("Retry-After"), body: string(body),
		refused: slices.Contains([]int{http.StatusConflict, http.StatusUnprocessableEntity, http.StatusTooManyRequests}, w.StatusCode),
	}, err
}

func (a answer) unlike(what string) error {
	return fmt.Errorf("%w: want %s, got status %d to %q: %.600s", ErrPage, what, a.status, a.to, a.body)
}

// read finds what a person would on the page.
func (a answer) read() (f form) {
	if _, rest, ok := strings.Cut(a.body, `role="alert"`); ok {
		f.said, _ = between(rest, "<p>", "</p>")
		f.said = html.UnescapeString(f.said)
	}
	f.id, _ = between(a.body, `name="id" value="`, `"`)
	const button, hour = `formaction="`, `<a href="`
	if f.id != "" {
		f.others = all(a.body, button)
	} else if _, rest, ok := strings.Cut(a.body, `<ul class="hours">`); ok {
		list, _, _ := strings.Cut(rest, `<ul class="around">`)
		f.others = all(list, hour)
	}
	return f
}

// all returns the addresses that follow a text, wherever it stands.
func all(body, before string) (addresses []string) {
	for {
		address, rest := between(body, before, `"`)
		if address == "" {
			return addresses
		}
		addresses, body = append(addresses, html.UnescapeString(address)), rest
	}
}

func between(text, before, after string) (found, rest string) {
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return "", ""
	}
	found, rest, _ = strings.Cut(rest, after)
	return found, rest
}
