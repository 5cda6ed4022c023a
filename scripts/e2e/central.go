package e2e

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"
)

// Monday is a moment at which every service of the demonstration office is
// open: a Monday in November, no holiday, 09:30 in Koszalin.
func Monday() time.Time {
	return time.Date(2026, time.November, 23, 9, 30, 0, 0, time.FixedZone("CET", 3600))
}

// Server says how to start the central server.
type Server struct {
	Path      string // of the program
	Data      string // folder
	Office    string // file; none if empty
	Database  string // address of a PostgreSQL; SQLite in Data if empty
	Secret    string // file of the master key, where there is a Database; in Data if empty
	Clock     time.Time
	HTTP      string   // address; a free one if empty
	Devices   string   // address; a free one if empty
	Certified bool     // devices of this machine need a certificate, too
	Args      []string // more flags
	Under     []string // a program and its arguments that starts it, such as a tracer
	Env       []string
	Log       string // file; in Data if empty
	Echo      io.Writer
}

// Central is a central server that runs.
type Central struct {
	*Process

	HTTP    string // address of the pages, host:port
	Devices string // address of the gRPC, host:port
}

// Launch starts a server and does not wait until it is ready.
func (s Server) Launch(name string) (*Central, error) {
	var err error
	for _, address := range []*string{&s.HTTP, &s.Devices} {
		if *address == "" {
			if *address, err = FreePort(); err != nil {
				return nil, err
			}
		}
	}
	args := []string{"serve", "--data", s.Data, "--http", s.HTTP, "--devices", s.Devices}
	if s.Office != "" {
		args = append(args, "--office", s.Office)
	}
	if s.Database != "" {
		args = append(args, "--database", s.Database, "--secret", cmp.Or(s.Secret, filepath.Join(s.Data, "secret.key")))
	}
	if !s.Clock.IsZero() {
		args = append(args, "--clock", s.Clock.Format(time.RFC3339))
	}
	if !s.Certified {
		args = append(args, "--local")
	}
	args = append(args, s.Args...)
	path := s.Path
	if len(s.Under) > 0 {
		args = append(append(s.Under[1:len(s.Under):len(s.Under)], path), args...)
		path = s.Under[0]
	}
	if s.Log == "" {
		s.Log = filepath.Join(s.Data, name+".log")
	}
	process, err := Start(Command{Name: name, Path: path, Args: args, Env: s.Env, Log: s.Log, Echo: s.Echo})
	if err != nil {
		return nil, err
	}
	return &Central{Process: process, HTTP: s.HTTP, Devices: s.Devices}, nil
}

// Start starts a server and waits until it answers that it is well.
func (s Server) Start(ctx context.Context, name string) (*Central, error) {
	c, err := s.Launch(name)
	if err != nil {
		return nil, err
	}
	if err := c.Ready(ctx); err != nil {
		c.Kill()
		return nil, err
	}
	return c, nil
}

// Ready waits until the server answers that it is well.
func (c *Central) Ready(ctx context.Context) error {
	return Until(ctx, c.Name+" is ready", func() (bool, error) {
		select {
		case <-c.Done():
			return true, fmt.Errorf("%s ended: %w\n%s", c.Name, errors.Join(errEnded, c.Err()), c.Tail())
		default:
		}
		status, body, err := c.Get(ctx, "/healthz")
		if err == nil && status != http.StatusOK {
			err = fmt.Errorf("status %d: %s", status, body)
		}
		return status == http.StatusOK, err
	})
}

// Get fetches a page of the server.
func (c *Central) Get(ctx context.Context, path string) (status int, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.HTTP+path, nil)
	if err != nil {
		return 0, nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was read to its end
	body, err = io.ReadAll(response.Body)
	return response.StatusCode, body, err
}
