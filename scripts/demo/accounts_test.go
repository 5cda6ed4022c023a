package main

import (
	"context"
	"testing"
	"time"

	"numerek/scripts/e2e"
)

// TestHire: everybody can log in, also after a second run with the same data.
func TestHire(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	central, err := e2e.BuildOne(ctx, t.TempDir(), "central", "./central")
	if err != nil {
		t.Fatal(err)
	}
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	how := e2e.Server{Path: central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	server, err := how.Start(ctx, "central")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Kill()
	for range 2 {
		if err := hire(ctx, how); err != nil {
			t.Fatal(err)
		}
	}
	for i, u := range users() {
		clerk, err := e2e.LogIn(ctx, server, u)
		if err != nil {
			t.Fatal(err)
		}
		if err := clerk.Take(ctx, "ratusz", i+1); err != nil {
			t.Errorf("%s takes a desk: %v", u.Name, err)
		}
	}
}
