package sound_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"testing"
	"time"

	"numerek/appliance/voice/sound"
)

// tone is a sine of a pitch in Hz, so many dB below full scale.
func tone(d time.Duration, pitch, below float64) []int16 {
	out := make([]int16, sound.Samples(d))
	for i := range out {
		out[i] = int16(32767 * math.Pow(10, -below/20) * math.Sin(2*math.Pi*pitch*float64(i)/sound.Rate))
	}
	return out
}

func silence(d time.Duration) []int16 { return make([]int16, sound.Samples(d)) }

func join(parts ...[]int16) []int16 {
	var out []int16
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func TestLoudness(t *testing.T) {
	// BS.1770: a sine of 1 kHz at full scale in one channel is -3.01 LUFS, and
	// the weighting gives 0.69 dB more at 1 kHz; 100 Hz loses about one, 5 kHz gains 3.3.
	for name, c := range map[string]struct {
		pcm  []int16
		want float64
	}{
		"1_kHz":          {tone(time.Second, 997, 20), -23.01},
		"quieter":        {tone(time.Second, 997, 32), -35.01},
		"low":            {tone(time.Second, 100, 20), -24.8},
		"high":           {tone(time.Second, 5000, 20), -19.72},
		"pauses_ignored": {join(tone(time.Second, 997, 20), silence(3*time.Second)), -23.1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := sound.Loudness(c.pcm); math.Abs(got-c.want) > 0.3 {
				t.Errorf("got %.2f LUFS, want %.2f", got, c.want)
			}
		})
	}
	if got := sound.Loudness(silence(time.Second)); !math.IsInf(got, -1) {
		t.Errorf("silence: got %f, want -Inf", got)
	}
	if got := sound.Loudness(nil); !math.IsInf(got, -1) {
		t.Errorf("nothing: got %f, want -Inf", got)
	}
}

func TestFinish(t *testing.T) {
	for name, pcm := range map[string][]int16{
		"loud":  join(silence(300*time.Millisecond), tone(400*time.Millisecond, 300, 0), silence(time.Second)),
		"quiet": join(silence(time.Millisecond), tone(400*time.Millisecond, 300, 45), silence(time.Second)),
		"bare":  tone(400*time.Millisecond, 300, 10),
		// Short cracks in soft speech: nearly all of it is peaks.
		"cracks": func() []int16 {
			out := tone(400*time.Millisecond, 300, 40)
			for i := 0; i < len(out); i += 240 {
				out[i] = 30000
			}
			return out
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			out, err := sound.Finish(pcm)
			if err != nil {
				t.Fatal(err)
			}
			if got := sound.Loudness(out); math.Abs(got-sound.Loud) > 2 {
				t.Errorf("loudness: got %.2f, want %.2f", got, sound.Loud)
			}
			if got := sound.Length(len(out)); got < 395*time.Millisecond || got > 435*time.Millisecond {
				t.Errorf("length: got %v, want 400 ms and a little", got)
			}
			if out[0] != 0 || out[len(out)-1] != 0 {
				t.Errorf("ends at %d and %d, want silence", out[0], out[len(out)-1])
			}
			if got := sound.Peak(out); got > 29204 {
				t.Errorf("peak: got %d, want at most 1 dB under full scale", got)
			}
		})
	}
	for name, pcm := range map[string][]int16{"silence": silence(time.Second), "nothing": nil, "hum": tone(time.Second, 50, 75)} {
		if _, err := sound.Finish(pcm); !errors.Is(err, sound.ErrSilent) {
			t.Errorf("%s: got %v, want %v", name, err, sound.ErrSilent)
		}
	}
}

func TestBefore(t *testing.T) {
	word, tail := tone(400*time.Millisecond, 200, 10), tone(200*time.Millisecond, 250, 10)
	// A word with a closure of its own, the pause, and the tail.
	pcm := join(silence(50*time.Millisecond), word, silence(50*time.Millisecond), word, silence(100*time.Millisecond), tail, silence(200*time.Millisecond))
	got, err := sound.Before(pcm, 70*time.Millisecond, 20)
	if err != nil {
		t.Fatal(err)
	}
	if d := sound.Length(len(got)); d < 900*time.Millisecond || d > 930*time.Millisecond {
		t.Errorf("length: got %v, want 900 ms and a little", d)
	}
	if _, err := sound.Before(pcm, 120*time.Millisecond, 20); !errors.Is(err, sound.ErrFormat) {
		t.Errorf("a pause that is too short: got %v, want %v", err, sound.ErrFormat)
	}
	if _, err := sound.Before(silence(time.Second), time.Millisecond, 20); !errors.Is(err, sound.ErrSilent) {
		t.Errorf("silence: got %v, want %v", err, sound.ErrSilent)
	}
}

func TestQuiet(t *testing.T) {
	for name, c := range map[string]struct {
		pcm        []int16
		head, tail time.Duration
	}{
		"edges":   {join(silence(100*time.Millisecond), tone(300*time.Millisecond, 300, 20), silence(50*time.Millisecond)), 95 * time.Millisecond, 45 * time.Millisecond},
		"none":    {tone(time.Second, 300, 20), 0, 0},
		"all":     {silence(time.Second), time.Second, time.Second},
		"nothing": {nil, 0, 0},
	} {
		if head, tail := sound.Quiet(c.pcm); head != c.head || tail != c.tail {
			t.Errorf("%s: got %v and %v, want %v and %v", name, head, tail, c.head, c.tail)
		}
	}
}

func TestVolume(t *testing.T) {
	for percent, want := range map[int]float64{-5: 0, 0: 0, 25: 0.1, 50: math.Sqrt(0.1), 100: 1, 130: 1} {
		if got := sound.Volume(percent); math.Abs(got-want) > 1e-9 {
			t.Errorf("%d %%: got %f, want %f", percent, got, want)
		}
	}
	if got := sound.Gain([]int16{1000, -1000, 32767, -32768}, 2); got[0] != 2000 || got[2] != 32767 || got[3] != -32768 {
		t.Errorf("twice as much: got %v", got)
	}
}

// wavFile is a WAV file of frames of samples, as one of the usual programs writes it.
func wavFile(t *testing.T, format, channels uint16, rate uint32, bits uint16, samples any) []byte {
	t.Helper()
	var data, out bytes.Buffer
	if err := binary.Write(&data, binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	out.WriteString("RIFF\x00\x00\x00\x00WAVELIST\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00")
	for _, v := range []any{format, channels, rate, rate * uint32(channels) * uint32(bits) / 8, channels * bits / 8, bits} {
		if err := binary.Write(&out, binary.LittleEndian, v); err != nil {
			t.Fatal(err)
		}
	}
	out.WriteString("data")
	_ = binary.Write(&out, binary.LittleEndian, uint32(data.Len()))
	out.Write(data.Bytes())
	return out.Bytes()
}

func TestDecodeWAV(t *testing.T) {
	sine := func(rate, n int) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = 0.5 * math.Sin(2*math.Pi*1000*float64(i)/float64(rate))
		}
		return out
	}
	ints := func(x []float64, channels int) []int16 {
		var out []int16
		for _, v := range x {
			for range channels {
				out = append(out, int16(32767*v))
			}
		}
		return out
	}
	var floats []float32
	for _, v := range sine(48000, 48000) {
		floats = append(floats, float32(v))
	}
	var bytes8 []uint8
	for _, v := range sine(8000, 8000) {
		bytes8 = append(bytes8, uint8(128+127*v))
	}
	var bytes24 []byte
	for _, v := range ints(sine(44100, 44100), 1) {
		bytes24 = append(bytes24, 0, byte(v), byte(v>>8))
	}
	var ints32 []int32
	for _, v := range ints(sine(24000, 24000), 1) {
		ints32 = append(ints32, int32(v)<<16)
	}
	for name, data := range map[string][]byte{
		"ours":                 sound.EncodeWAV(ints(sine(24000, 24000), 1)),
		"stereo_44100":         wavFile(t, 1, 2, 44100, 16, ints(sine(44100, 44100), 2)),
		"float_48000":          wavFile(t, 3, 1, 48000, 32, floats),
		"telephone":            wavFile(t, 1, 1, 8000, 8, bytes8),
		"24_bits":              wavFile(t, 1, 1, 44100, 24, bytes24),
		"32_bits":              wavFile(t, 1, 1, 24000, 32, ints32),
		"16000":                wavFile(t, 1, 1, 16000, 16, ints(sine(16000, 16000), 1)),
		"96000_and_more_tones": wavFile(t, 1, 1, 96000, 16, ints(over(sine(96000, 96000)), 1)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sound.DecodeWAV(data)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != sound.Rate {
				t.Fatalf("samples of a second: got %d", len(got))
			}
			worst := 0.0
			for i, want := range sine(sound.Rate, sound.Rate) {
				if i > 200 && i < sound.Rate-200 {
					worst = max(worst, math.Abs(float64(got[i])/32768-want))
				}
			}
			if worst > 0.015 { // eight bits are 0.004 apart
				t.Errorf("differs by up to %.4f of full scale", worst)
			}
		})
	}
	good := sound.EncodeWAV(ints(sine(24000, 240), 1))
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("this is no sound at all"), "no_samples": good[:36], "short_header": good[:30],
		"adpcm": wavFile(t, 2, 1, 24000, 4, []byte{1, 2, 3}), "no_channels": wavFile(t, 1, 0, 24000, 16, []byte{1, 2}),
		"strange_rate": wavFile(t, 1, 1, 1, 16, []byte{1, 2}),
	} {
		if got, err := sound.DecodeWAV(data); !errors.Is(err, sound.ErrFormat) {
			t.Errorf("%s: got %d samples, %v, want %v", name, len(got), err, sound.ErrFormat)
		}
	}
	if got, err := sound.DecodeWAV(good[:len(good)-7]); err != nil || len(got) != 236 {
		t.Errorf("cut off: got %d samples, %v, want the 236 that are whole", len(got), err)
	}
}

// over adds a tone that the rate of the hall cannot hold: it must not come back as another.
func over(x []float64) []float64 {
	for i := range x {
		x[i] += 0.4 * math.Sin(2*math.Pi*30000*float64(i)/96000)
	}
	return x
}

func TestDecodeOpus(t *testing.T) {
	data, err := os.ReadFile("../clips/gong.opus")
	if err != nil {
		t.Fatal(err)
	}
	pcm, err := sound.DecodeOpus(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := sound.Length(len(pcm)); got != 1460*time.Millisecond {
		t.Errorf("the gong is %v long, want 1.4 s and its padding", got)
	}
	for name, data := range map[string][]byte{"empty": nil, "text": []byte("OggS but not really"), "cut_in_the_header": data[:40], "no_packets": data[:47]} {
		if got, err := sound.DecodeOpus(data); !errors.Is(err, sound.ErrFormat) {
			t.Errorf("%s: got %d samples, %v, want %v", name, len(got), err, sound.ErrFormat)
		}
	}
	broken := bytes.Clone(data)
	broken[len(broken)/2] ^= 0x55
	if _, err := sound.DecodeOpus(broken); !errors.Is(err, sound.ErrFormat) {
		t.Errorf("a bit that flipped: got %v, want %v", err, sound.ErrFormat)
	}
}

func FuzzDecode(f *testing.F) {
	gong, err := os.ReadFile("../clips/gong.opus")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(gong)
	f.Add(sound.EncodeWAV([]int16{1, 2, 3}))
	f.Fuzz(func(t *testing.T, data []byte) {
		for name, decode := range map[string]func([]byte) ([]int16, error){"WAV": sound.DecodeWAV, "Opus": sound.DecodeOpus} {
			if _, err := decode(data); err != nil && !errors.Is(err, sound.ErrFormat) {
				t.Errorf("%s: got %v, want %v", name, err, sound.ErrFormat)
			}
		}
	})
}
