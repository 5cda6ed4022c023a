// Package download serves the bundles of updates to devices, a part at a time: HTTP/1.1
// over the connections that package line hands on, whose other end has proved which
// device it is.
package download

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"numerek/central/devices/line"
	"numerek/central/enrolment"
	"numerek/central/updates"
)

// Path is where bundles are, before their name.
const Path = "/updates/"

// Shelf has the bundles; *updates.Updates does.
type Shelf interface {
	// Open opens a bundle by its name. Errors: updates.ErrUnknownVersion,
	// updates.ErrMissing, updates.ErrNoFolder, and of the store.
	Open(ctx context.Context, name string) (*os.File, updates.Release, error)
}

var _ Shelf = (*updates.Updates)(nil)

// Door knows whether a device may still come in; *enrolment.Enrolment does.
type Door interface {
	Standing(ctx context.Context, id enrolment.Identity) error
	Follow(id enrolment.Identity, expires time.Time, cut func(error)) (leave func())
	Now() time.Time
}

var _ Door = (*enrolment.Enrolment)(nil)

// How long connections may take. Devices fetch many small parts over one.
const (
	headLimit = 10 * time.Second
	idleLimit = 2 * time.Minute
	// partLimit is for one part: the whole bundle over a line of 20 kB/s.
	partLimit = 4 * time.Hour
	// stopLimit is for those under way when the server stops: the device asks for
	// the rest again.
	stopLimit = time.Second
)

// Serve serves until ctx is done, and closes the listener.
func Serve(ctx context.Context, files *line.Files, shelf Shelf, door Door, log *slog.Logger) error {
	s := &http.Server{
		Handler:           server{shelf, door, log},
		ReadHeaderTimeout: headLimit, IdleTimeout: idleLimit, WriteTimeout: partLimit,
		MaxHeaderBytes: 16 << 10,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ConnContext:    func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(files) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit)
	defer cancel()
	if s.Shutdown(stop) != nil {
		_ = s.Close() // what is cut is asked for again
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

type connKey struct{}

// server answers devices.
type server struct {
	shelf Shelf
	door  Door
	log   *slog.Logger
}

// ServeHTTP implements [http.Handler].
func (s server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	conn, _ := ctx.Value(connKey{}).(net.Conn)
	owner, ok := line.Owner(conn)
	if !ok || owner.Device == nil {
		http.Error(w, "this is for devices", http.StatusForbidden)
		return
	}
	if err := s.mayCome(ctx, owner); err != nil {
		s.log.WarnContext(ctx, "update refused", "device", owner.Device.String(), "path", r.URL.Path, "err", err)
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, Path)
	switch {
	case !ok || name == "" || strings.Contains(name, "/"):
		http.NotFound(w, r)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "bundles are fetched", http.StatusMethodNotAllowed)
		return
	}
	// Whoever is revoked while he fetches is cut off.
	defer s.door.Follow(*owner.Device, owner.Expires, func(error) { _ = conn.Close() })()
	s.send(w, r, name)
}

func (s server) mayCome(ctx context.Context, owner *line.Line) error {
	if err := s.door.Standing(ctx, *owner.Device); err != nil {
		return err
	}
	if s.door.Now().After(owner.Expires) {
		return fmt.Errorf("%w: %s", enrolment.ErrCertificateExpired, owner.Device)
	}
	return nil
}

func (s server) send(w http.ResponseWriter, r *http.Request, name string) {
	f, release, err := s.shelf.Open(r.Context(), name)
	switch {
	case errors.Is(err, updates.ErrUnknownVersion), errors.Is(err, updates.ErrMissing), errors.Is(err, updates.ErrNoFolder):
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	case err != nil:
		s.log.ErrorContext(r.Context(), "update not served", "file", name, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", "application/vnd.rauc.bundle")
	w.Header().Set("ETag", `"`+release.SHA256+`"`)
	http.ServeContent(w, r, "", release.AddedAt, f)
}
