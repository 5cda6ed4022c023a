package modem_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"numerek/central/notify"
	"numerek/central/notify/modem"
	"numerek/central/notify/modem/modemtest"
)

// refused sends a text that cannot be sent, and gives why.
func (o *office) refused(t *testing.T) string {
	t.Helper()
	_, err := o.Send(t.Context(), text("7", "KOD"))
	if !errors.Is(err, notify.ErrNotSent) {
		t.Fatalf("got %v, want %v", err, notify.ErrNotSent)
	}
	return err.Error()
}

func TestThePINIsGivenAgainAfterAPowerCut(t *testing.T) {
	b := newBench(t, modemtest.Options{PIN: "4821"})
	o := start(t, modem.Config{Port: b.link, PIN: "4821", Folder: t.TempDir()})
	o.works(t, b)
	b.CutPower()
	o.works(t, b)
	if got, want := b.PINs(), []string{"4821", "4821"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got PINs %v, want %v", got, want)
	}
}

func TestNoPINIsGuessed(t *testing.T) {
	b := newBench(t, modemtest.Options{PIN: "4821"})
	o := start(t, modem.Config{Port: b.link})
	if got := o.refused(t); !strings.Contains(got, "wants a PIN") || len(b.PINs()) != 0 {
		t.Errorf("got %s, PINs %v", got, b.PINs())
	}
}

// TestAWrongPINIsTriedOnce: not again after a power cut, not after a pulled cable, not after a restart; another is.
func TestAWrongPINIsTriedOnce(t *testing.T) {
	b := newBench(t, modemtest.Options{PIN: "1234"})
	folder := t.TempDir()
	wrong := modem.Config{Port: b.link, PIN: "4821", Folder: folder}
	o := start(t, wrong)
	if got := o.refused(t); !strings.Contains(got, "not accepted") {
		t.Errorf("got %s", got)
	}
	again := func(why string) {
		t.Helper()
		asked := len(b.Commands())
		until(t, why, func() bool { return slices.Contains(b.Commands()[asked:], "+CPIN?") })
	}
	again("it is asked again")
	b.CutPower()
	again("it is asked after the power cut")
	b.Unplug()
	b.Plug()
	again("it is asked after the cable was pulled")
	o.stop()
	o = start(t, wrong)
	if got := o.refused(t); !strings.Contains(got, folder) {
		t.Errorf("got %s, want the file that remembers", got)
	}
	o.stop()
	if got, want := b.PINs(), []string{"4821"}; !reflect.DeepEqual(got, want) {
		t.Fatalf("got PINs %v, want %v", got, want)
	}
	start(t, modem.Config{Port: b.link, PIN: "1234", Folder: folder}).works(t, b)
	if left, _ := filepath.Glob(filepath.Join(folder, "*")); len(left) != 0 {
		t.Errorf("got %v left, want nothing remembered", left)
	}
}

// TestFewTriesAreLeftAlone: somebody else has tried a wrong one.
func TestFewTriesAreLeftAlone(t *testing.T) {
	b := newBench(t, modemtest.Options{PIN: "1234", Counts: true})
	o := start(t, modem.Config{Port: b.link, PIN: "4821"})
	o.refused(t)
	o.stop()
	o = start(t, modem.Config{Port: b.link, PIN: "1234"}) // It would be right, but who knows?
	if got := o.refused(t); !strings.Contains(got, "fewer tries left") || len(b.PINs()) != 1 {
		t.Errorf("got %s, PINs %v", got, b.PINs())
	}
}

func TestAMemoryThatCannotBeWrittenStopsTheTry(t *testing.T) {
	b := newBench(t, modemtest.Options{PIN: "4821"})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o := start(t, modem.Config{Port: b.link, PIN: "4821", Folder: file})
	o.refused(t)
	if len(b.PINs()) != 0 {
		t.Errorf("got PINs %v, want none tried", b.PINs())
	}
}

func TestConfig(t *testing.T) {
	for name, config := range map[string]modem.Config{
		"no_port": {}, "short_pin": {Port: "x", PIN: "123"}, "long_pin": {Port: "x", PIN: "123456789"}, "letters": {Port: "x", PIN: `12"34`},
	} {
		if _, err := modem.New(config, nil, nil); !errors.Is(err, modem.ErrConfig) {
			t.Errorf("%s: got %v, want %v", name, err, modem.ErrConfig)
		}
	}
}
