package e2e_test

import (
	"testing"

	"numerek/scripts/e2e"
)

// TestScreen checks the eye and the hand that the tour relies on.
func TestScreen(t *testing.T) {
	screen, err := e2e.StartScreen(soon(t), 320, 240, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(screen.Kill)
	picture, err := screen.Picture()
	if err != nil {
		t.Fatal(err)
	}
	if got := picture.Bounds().Size(); got.X != 320 || got.Y != 240 {
		t.Errorf("picture of %v, want 320x240", got)
	}
	second, err := e2e.StartScreen(soon(t), 320, 240, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(second.Kill)
	if second.Display == screen.Display {
		t.Errorf("two screens are %s", screen.Display)
	}
}
