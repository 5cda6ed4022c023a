package link_test

import (
	"log/slog"
	"testing"
)

// testLog writes to the test's own output.
func testLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}
