package voice_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"numerek/appliance/voice"
)

// tone is so much of a 440 Hz sine at half of full scale.
func tone(d time.Duration) []int16 {
	out := make([]int16, int(d.Seconds()*voice.Rate))
	for i := range out {
		out[i] = int16(16000 * math.Sin(2*math.Pi*440*float64(i)/voice.Rate))
	}
	return out
}

// recorded reads the samples of a WAV file and checks the lengths in its header.
func recorded(t *testing.T, path string) []int16 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) < 44 || string(data[:4]) != "RIFF" || string(data[8:16]) != "WAVEfmt " {
		t.Fatalf("%d bytes that are no WAV file", len(data))
	}
	if got := binary.LittleEndian.Uint32(data[4:]); int(got) != len(data)-8 {
		t.Errorf("length of the RIFF chunk: got %d, want %d", got, len(data)-8)
	}
	if got := binary.LittleEndian.Uint32(data[40:]); int(got) != len(data)-44 {
		t.Errorf("length of the samples: got %d, want %d", got, len(data)-44)
	}
	out := make([]int16, (len(data)-44)/2)
	for i := range out {
		out[i] = int16(binary.LittleEndian.Uint16(data[44+2*i:]))
	}
	return out
}

// jump is the largest step from one sample to the next.
func jump(pcm []int16) int {
	largest := 0
	for i := 1; i < len(pcm); i++ {
		largest = max(largest, int(math.Abs(float64(pcm[i])-float64(pcm[i-1]))))
	}
	return largest
}

// loud are the first and the last sample that are not silent.
func loud(pcm []int16) (first, last int) {
	first = -1
	for i, s := range pcm {
		if s != 0 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

func near(got, want, slack int) bool { return got >= want-slack && got <= want+slack }

func TestRecorder_keeps_the_silence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hall.wav")
		r, err := voice.Record(path)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		began := time.Now()
		if err := r.Play(t.Context(), tone(500*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(began); got != 500*time.Millisecond {
			t.Errorf("a sound of 500 ms was heard for %v", got)
		}
		time.Sleep(2 * time.Second)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		pcm := recorded(t, path)
		if got, want := len(pcm), voice.Rate*7/2; got != want {
			t.Errorf("samples: got %d, want %d", got, want)
		}
		if first, last := loud(pcm); !near(first, voice.Rate, 5) || !near(last, voice.Rate*3/2, 100) {
			t.Errorf("heard from sample %d to %d, want from %d to %d", first, last, voice.Rate, voice.Rate*3/2)
		}
		if err := r.Play(t.Context(), tone(time.Second)); !errors.Is(err, os.ErrClosed) {
			t.Errorf("play after the end: got %v, want %v", err, os.ErrClosed)
		}
		if err := r.Close(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("second close: got %v, want %v", err, os.ErrClosed)
		}
	})
}

func TestRecorder_cuts_without_a_click(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hall.wav")
		r, err := voice.Record(path)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 333*time.Millisecond)
		defer stop()
		if err := r.Play(ctx, tone(time.Minute)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
		}
		time.Sleep(time.Second)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		pcm := recorded(t, path)
		if _, last := loud(pcm); !near(last, voice.Rate/3, voice.Rate*3/100) {
			t.Errorf("heard until sample %d, want about %d", last, voice.Rate/3)
		}
		if got, whole := jump(pcm), jump(tone(time.Second)); got > whole {
			t.Errorf("the largest step is %d where the tone has %d", got, whole)
		}
	})
}

func TestRecorder_one_sound_at_a_time(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "hall.wav")
		r, err := voice.Record(path)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error)
		for range 2 {
			go func() { done <- r.Play(t.Context(), tone(time.Second)) }()
		}
		synctest.Wait()
		late, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer stop()
		if err := r.Play(late, tone(time.Second)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("third in the row: got %v, want %v", err, context.DeadlineExceeded)
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if got, want := len(recorded(t, path)), 2*voice.Rate; got != want {
			t.Errorf("samples of two sounds of a second: got %d, want %d", got, want)
		}
	})
}
