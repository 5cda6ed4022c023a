package web

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"

	"numerek/central/office"
	"numerek/central/store"
)

// HandlerFunc answers a request or says why it cannot.
type HandlerFunc func(http.ResponseWriter, *http.Request) error

// Failure writes the page of an error for people. The response status is set.
type Failure func(w http.ResponseWriter, r *http.Request, code int)

// Page adapts a handler that may fail. It is the only place where errors become
// HTTP statuses; what it does not know is logged here and hidden from people.
func Page(log *slog.Logger, fail Failure, h HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		code := http.StatusInternalServerError
		switch {
		case errors.Is(err, office.ErrUnknownTicket), errors.Is(err, office.ErrUnknownOffice), errors.Is(err, store.ErrNotFound):
			code = http.StatusNotFound
		case errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrClosed), errors.Is(err, context.DeadlineExceeded):
			code = http.StatusServiceUnavailable
		}
		if code != http.StatusNotFound {
			// The path holds the secret of a ticket; the pattern does not.
			log.ErrorContext(r.Context(), "page failed", "route", r.Pattern, "err", err)
		}
		fail(w, r, code)
	})
}

// Render writes a page. It executes into memory first: a template that fails
// half-way must not leave half a page behind a 200.
func Render(w http.ResponseWriter, t *template.Template, name string, code int, data any) error {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	if _, err := b.WriteTo(w); err != nil {
		return context.Canceled // the browser went away
	}
	return nil
}
