package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"numerek/central/app"
	"numerek/central/store"
	numerekv1 "numerek/proto/numerek/v1"
)

// ailing is a database whose commits fail where there is a fault.
type ailing struct {
	store.Backend
	fault atomic.Pointer[error]
}

func (a *ailing) Begin(ctx context.Context) (store.Batch, error) {
	b, err := a.Backend.Begin(ctx)
	return ailingBatch{b, a}, err
}

type ailingBatch struct {
	store.Batch
	a *ailing
}

func (b ailingBatch) Commit(ctx context.Context) error {
	if fault := b.a.fault.Load(); fault != nil {
		return *fault
	}
	return b.Batch.Commit(ctx)
}

func TestFaultsOfTheDatabase(t *testing.T) {
	t.Parallel()
	db := new(ailing)
	s := start(t, app.Config{Data: t.TempDir(), Office: demo, Clock: "2026-11-23T09:30", Wrap: func(b store.Backend) store.Backend {
		db.Backend = b
		return db
	}})
	n := 0
	ask := func() codes.Code {
		n++
		_, err := s.kiosk.IssueTicket(t.Context(), &numerekv1.IssueTicketRequest{
			RequestId: fmt.Sprintf("0199e000-0000-7000-8000-%012d", n), ServiceId: "rejestracja", Language: "pl",
		})
		return status.Code(err)
	}
	healthy := func(want int, words ...string) {
		t.Helper()
		code, body := s.get("/healthz")
		if code != want {
			t.Errorf("healthz: got %d %q, want %d", code, body, want)
		}
		serving := grpc_health_v1.HealthCheckResponse_NOT_SERVING
		if want == 200 {
			serving = grpc_health_v1.HealthCheckResponse_SERVING
		}
		if out, err := s.health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil || out.GetStatus() != serving {
			t.Errorf("health of gRPC: got %s, %v, want %s", out.GetStatus(), err, serving)
		}
		for _, w := range words {
			if !strings.Contains(body, w) {
				t.Errorf("healthz does not say %q: %q", w, body)
			}
		}
	}
	if code := ask(); code != codes.OK {
		t.Fatalf("got %s", code)
	}
	healthy(200)

	// A full disk is told, and the server stays.
	full := error(syscall.ENOSPC)
	db.fault.Store(&full)
	if code := ask(); code != codes.Unavailable {
		t.Errorf("on a full disk: got %s", code)
	}
	healthy(503, "cannot keep tickets", "no space left on device")
	if _, body := s.get("/metrics"); !strings.Contains(body, "numerek_commit_failures_total 1\n") {
		t.Error("the failed commit was not counted")
	}
	db.fault.Store(nil)
	if code := ask(); code != codes.OK {
		t.Errorf("with space again: got %s", code)
	}
	healthy(200)

	// A broken one ends it, so that the next one recovers.
	broken := fmt.Errorf("%w: checksum", store.ErrBroken)
	db.fault.Store(&broken)
	if code := ask(); code != codes.Unavailable {
		t.Errorf("on a broken disk: got %s", code)
	}
	if err := <-s.ended; !errors.Is(err, store.ErrBroken) {
		t.Errorf("the server ended with %v, want %v", err, store.ErrBroken)
	}
}
