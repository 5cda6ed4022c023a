// Package smsapi sends through SMSAPI.pl's form API, and through whatever speaks
// it. A text is sent once: it carries our key as idx, and check_idx makes the
// gateway refuse a second text with it (error 53), for 24 hours.
//
// The gateway's reports are not signed. They come to an address with a secret in
// it, count only for ids that are known, and are believed for nothing but whether
// a text was delivered.
package smsapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"numerek/central/notify"
)

// Name is the word of this sender in the configuration and in the store.
const Name = "smsapi"

// DefaultURL is where the API is.
const DefaultURL = "https://api.smsapi.pl/sms.do"

// Config of a sender.
type Config struct {
	URL       string       // empty: [DefaultURL]
	Token     string       // OAuth token of the account
	NotifyURL string       // where reports go: the server's address, [Path] and the secret; empty: no reports
	Client    *http.Client // nil: one with a timeout
}

// Sender is a [notify.Sender].
type Sender struct{ config Config }

var (
	_ notify.Sender = (*Sender)(nil)
	_ notify.Once   = (*Sender)(nil)
)

// timeout of a request, which is long after the gateway's usual answer.
const timeout = 20 * time.Second

// New returns a sender.
func New(c Config) (*Sender, error) {
	if c.URL == "" {
		c.URL = DefaultURL
	}
	for what, address := range map[string]string{"address": c.URL, "notify address": c.NotifyURL} {
		if u, err := url.Parse(address); err != nil || address != "" && (u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
			return nil, fmt.Errorf("smsapi: %s is not a web address", what)
		}
	}
	if c.Token == "" {
		return nil, errors.New("smsapi: the token of the account is missing")
	}
	if c.Client == nil {
		c.Client = &http.Client{
			Timeout:       timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the token is for one host
		}
	}
	return &Sender{config: c}, nil
}

// Name implements [notify.Sender].
func (s *Sender) Name() string { return Name }

// HonoursKey implements [notify.Once].
func (s *Sender) HonoursKey() bool { return true }

// Send implements [notify.Sender].
func (s *Sender) Send(ctx context.Context, t notify.Text) (notify.Accepted, error) {
	form := url.Values{
		"to": {strings.TrimPrefix(t.To, "+")}, "message": {t.Body}, "encoding": {"utf-8"}, "format": {"json"}, "max_parts": {"1"},
		"idx": {t.ID}, "check_idx": {"1"},
		"allow_duplicates": {"1"}, // a code that is asked for again has the same text; the key tells it apart
	}
	if t.From != "" {
		form.Set("from", t.From)
	}
	if s.config.NotifyURL != "" {
		form.Set("notify_url", s.config.NotifyURL)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.config.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return notify.Accepted{}, fmt.Errorf("smsapi: %w: %w", notify.ErrNotSent, err)
	}
	req.Header.Set("Authorization", "Bearer "+s.config.Token)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	res, err := s.config.Client.Do(req)
	if err != nil {
		return notify.Accepted{}, unreached(err)
	}
	defer func() { _ = res.Body.Close() }()
	said, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return notify.Accepted{}, fmt.Errorf("smsapi: %w: answer broke off", notify.ErrAmbiguous)
	}
	return read(res, said)
}

// unreached tells whether a request that got no answer may have been heard.
func unreached(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fmt.Errorf("smsapi: %w: no connection", notify.ErrNotSent)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Errorf("smsapi: %w: host not found", notify.ErrNotSent)
	}
	return fmt.Errorf("smsapi: %w: no answer", notify.ErrAmbiguous)
}

// reply is what the gateway says, either of its two forms.
type reply struct {
	Error json.Number `json:"error"`
	List  []struct {
		ID     string      `json:"id"`
		Status string      `json:"status"`
		Error  json.Number `json:"error"`
		Parts  json.Number `json:"parts"`
	} `json:"list"`
}

// read understands an answer.
func read(res *http.Response, said []byte) (notify.Accepted, error) {
	var r reply
	switch err := json.Unmarshal(said, &r); {
	case err != nil || r.Error == "" && len(r.List) == 0:
		return notify.Accepted{}, silent(res)
	case r.Error != "":
		return refusal(res, r.Error)
	}
	text := r.List[0] // we send one at a time
	if text.Error != "" && text.Error != "0" {
		return refusal(res, text.Error)
	}
	if text.ID == "" {
		return notify.Accepted{}, fmt.Errorf("smsapi: %w: an answer without id", notify.ErrAmbiguous)
	}
	parts, err := strconv.Atoi(text.Parts.String())
	if err != nil {
		parts = 0 // not told
	}
	return notify.Accepted{Gateway: text.ID, Parts: parts}, nil
}

// silent is about answers that are not of the API: of something in front of it.
func silent(res *http.Response) error {
	switch code := res.StatusCode; {
	case code == http.StatusTooManyRequests:
		return fmt.Errorf("smsapi: %w", &notify.Throttled{RetryAfter: retryAfter(res)})
	case code >= 300 && code < 500:
		return fmt.Errorf("smsapi: %w: status %d", notify.ErrNotSent, code)
	default:
		return fmt.Errorf("smsapi: %w: status %d", notify.ErrAmbiguous, code)
	}
}

func retryAfter(res *http.Response) time.Duration {
	if s, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && s > 0 {
		return min(time.Duration(s)*time.Second, time.Hour)
	}
	return 0
}

// refusals are the API's errors, by number. What is not here is the operator's to
// mend (account, credit, address filter, sender name) or unknown, and is tried
// again: the gateway says that it has not taken the text.
var refusals = map[string]struct {
	what string
	as   error
}{
	"11":  {"text is empty or too long", notify.ErrRefused},
	"12":  {"text has more than one part", notify.ErrRefused},
	"13":  {"no valid number", notify.ErrRefused},
	"14":  {"sender name is not registered", notify.ErrNotSent},
	"52":  {"too many to one number", notify.ErrThrottled},
	"94":  {"texts with links are not allowed for this account", notify.ErrRefused},
	"101": {"token is not valid", notify.ErrNotSent},
	"102": {"token is not valid", notify.ErrNotSent},
	"103": {"account has no credit left", notify.ErrNotSent},
	"105": {"server's address is not on the account's list", notify.ErrNotSent},
	"110": {"account may not do this", notify.ErrNotSent},
	"200": {"text was not taken", notify.ErrNotSent},
	"201": {"internal error", notify.ErrAmbiguous},
	"202": {"too many requests", notify.ErrThrottled},
	"203": {"too many requests", notify.ErrThrottled},
	"999": {"internal error", notify.ErrAmbiguous},
}

// alreadySent is the error of a text whose key the gateway knows: it has it.
const alreadySent = "53"

func refusal(res *http.Response, code json.Number) (notify.Accepted, error) {
	if code == alreadySent {
		return notify.Accepted{}, nil // under an id that is not told again; reports carry the key
	}
	r, known := refusals[code.String()]
	if !known {
		r.what, r.as = "unknown", notify.ErrNotSent
	}
	if errors.Is(r.as, notify.ErrThrottled) {
		r.as = &notify.Throttled{RetryAfter: retryAfter(res)}
	}
	return notify.Accepted{}, fmt.Errorf("smsapi: %w: error %s, %s", r.as, code, r.what)
}
