// Package sound is what is done to clips: reading WAV and Opus, trimming,
// levelling, joining. A sound is 16-bit mono at Rate. It plays nothing.
package sound

import (
	"errors"
	"math"
	"time"
)

// Rate is the samples a second of every sound.
const Rate = 24000

var (
	// ErrFormat means bytes that are not a sound of the kinds that are read.
	ErrFormat = errors.New("not a sound that can be read")
	// ErrSilent means a sound in which nothing is heard.
	ErrSilent = errors.New("nothing is heard in it")
)

// Length is how long so many samples are heard.
func Length(samples int) time.Duration { return time.Duration(samples) * time.Second / Rate }

// Samples is how many of them are heard in d.
func Samples(d time.Duration) int { return int(d * Rate / time.Second) }

// clamp makes a sample of v, at full scale where v is beyond.
func clamp(v float64) int16 {
	return int16(math.Round(max(math.MinInt16, min(math.MaxInt16, v))))
}

// decibels of a power, where 1 is that of the largest square wave.
func decibels(power float64) float64 { return 10 * math.Log10(max(power, 1e-12)) }

// Peak is the largest sample, without its sign.
func Peak(pcm []int16) int {
	peak := 0
	for _, s := range pcm {
		peak = max(peak, int(s), -int(s))
	}
	return peak
}

// Gain multiplies a sound. What would be larger than full scale stops there.
func Gain(pcm []int16, factor float64) []int16 {
	out := make([]int16, len(pcm))
	for i, s := range pcm {
		out[i] = clamp(float64(s) * factor)
	}
	return out
}

// Volume is the factor for percent of full volume: half of it sounds half as
// loud, which is 10 dB less. Outside 0 to 100 the nearer end counts.
func Volume(percent int) float64 {
	return math.Pow(float64(max(0, min(percent, 100)))/100, 10/(20*math.Log10(2)))
}
