package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSeen(t *testing.T) {
	const night = 9*time.Hour + 30*time.Second
	for name, tt := range map[string]struct {
		file string
		want time.Duration
	}{
		"always":   {"", night},
		"at_night": {"32400\n", 30 * time.Second},
		"not_yet":  {"32460\n", 0},
		"empty":    {"\n", night},
		"nonsense": {"-5\n", night},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "unseen")
			if tt.file != "" {
				if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if got := seen(night, path); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
