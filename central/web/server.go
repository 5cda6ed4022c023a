package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

// Limits of a connection. Pages are small and browsers are many.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	requestTimeout    = 10 * time.Second
	stopTimeout       = 5 * time.Second
	maxHeader         = 16 << 10
	maxBody           = 64 << 10
)

// Serve answers requests until ctx is done, then lets the running ones finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	gate := newGate()
	s := &http.Server{
		Handler: gate.wrap(h), ConnState: gate.state, ConnContext: gate.context, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		// Requests outlive ctx, so that they can finish; streams look at it and end.
		BaseContext: func(net.Listener) context.Context {
			return context.WithValue(context.WithoutCancel(ctx), stopKey, ctx)
		},
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(gate.listen(l)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err := s.Shutdown(stop)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// policy is what a page may load: the server's own style, fonts and images,
// and nothing else from anywhere.
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// Harden puts around all routes what every answer needs: headers, limits,
// refusal of requests from other sites, and a net under panics.
func Harden(h http.Handler, log *slog.Logger) http.Handler {
	h = http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		// Addresses hold the secret of a ticket, so other sites do not get them. Ours
		// must: with "no-referrer" browsers send forms with an unknown origin.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		defer caught(w, r, log)
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), lifeKey, r.Context()), requestTimeout)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		h.ServeHTTP(w, r)
	})
}

// caught answers a request whose handler panicked.
func caught(w http.ResponseWriter, r *http.Request, log *slog.Logger) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p) // net/http wants to see it
	}
	log.ErrorContext(r.Context(), "page panicked", "route", r.Pattern, "panic", p, "stack", string(debug.Stack()))
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}
