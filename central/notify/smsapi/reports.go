package smsapi

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"numerek/central/notify"
)

// Path is where reports come in; behind it stands the secret.
const Path = "/sms/smsapi/"

// Reports takes the gateway's reports in.
type Reports struct {
	// Secret is the last part of the address, of at least 16 letters and digits.
	Secret string
	// From are the networks that reports may come from; none: any.
	From []netip.Prefix
	// Deliver keeps a report; an error makes the gateway report again.
	Deliver func(context.Context, notify.Delivery) error
	Log     *slog.Logger
}

// shortestSecret keeps an office from a secret that can be guessed.
const shortestSecret = 16

// Register adds the address to a mux. It refuses a secret that is too short.
func (r Reports) Register(mux *http.ServeMux) error {
	if len(r.Secret) < shortestSecret {
		return errors.New("smsapi: the secret of the report address needs 16 characters or more")
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	mux.Handle("GET "+Path+"{secret}", r)
	mux.Handle("POST "+Path+"{secret}", r)
	return nil
}

// mostAtOnce is how many reports one request may bring.
const mostAtOnce = 200

// ServeHTTP answers "OK" when every report of the request is kept; after anything
// else the gateway comes again.
func (r Reports) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !r.secret(req.PathValue("secret")) || !r.from(req) {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	req.Body = http.MaxBytesReader(w, req.Body, 64<<10)
	if err := req.ParseForm(); err != nil {
		http.Error(w, "not understood", http.StatusBadRequest)
		return
	}
	reports, ok := parse(req.Form)
	if !ok {
		http.Error(w, "not understood", http.StatusBadRequest)
		return
	}
	failed := 0
	for _, d := range reports {
		if err := r.Deliver(req.Context(), d); err != nil {
			failed++
			r.Log.WarnContext(req.Context(), "report of the gateway not kept", "gateway", Name, "err", err)
		}
	}
	if failed > 0 {
		http.Error(w, "not known", http.StatusNotFound)
		return
	}
	_, _ = w.Write([]byte("OK"))
}

func (r Reports) secret(got string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(r.Secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

func (r Reports) from(req *http.Request) bool {
	at, err := netip.ParseAddrPort(req.RemoteAddr)
	return len(r.From) == 0 ||
		err == nil && slices.ContainsFunc(r.From, func(p netip.Prefix) bool { return p.Contains(at.Addr().Unmap()) })
}

// states are the gateway's statuses that are ends; others are steps on the way.
var states = map[string]struct {
	state notify.State
	fault string
}{
	"402": {notify.Undelivered, "expired"},
	"404": {notify.Delivered, ""},
	"405": {notify.Undelivered, "undelivered"},
	"406": {notify.Undelivered, "failed"},
	"407": {notify.Undelivered, "rejected"},
	"412": {notify.Undelivered, "stopped"},
}

// parse reads the comma-separated lists of a request.
func parse(form map[string][]string) (reports []notify.Delivery, ok bool) {
	list := func(name string) []string {
		if len(form[name]) != 1 || form[name][0] == "" {
			return nil
		}
		return strings.Split(form[name][0], ",")
	}
	ids, status, keys, done := list("MsgId"), list("status"), list("idx"), list("donedate")
	if len(ids) == 0 || len(ids) != len(status) || len(ids) > mostAtOnce {
		return nil, false
	}
	for i, id := range ids {
		end, is := states[status[i]]
		if !is {
			continue
		}
		d := notify.Delivery{Sender: Name, Gateway: id, State: end.state, Fault: end.fault}
		if len(keys) == len(ids) {
			d.ID = keys[i]
		}
		if len(done) == len(ids) {
			if s, err := strconv.ParseInt(done[i], 10, 64); err == nil && s > 0 {
				d.At = time.Unix(s, 0)
			}
		}
		reports = append(reports, d)
	}
	return reports, true
}
