package sound

import (
	"fmt"
	"math"
	"time"
)

const (
	// Loud is the loudness of every finished clip, in LUFS: as loud as speech
	// gets before its peaks have to be cut.
	Loud = -22.0
	// ceiling is the largest sample of a finished clip: 1 dB under full scale.
	ceiling = 29204
	// quiet is how far under the loudest part of a clip silence begins, in dB.
	quiet = 36
	// frame is the step in which silence is looked for, and window the piece,
	// longer than a period of the deepest voice.
	frame, window = Rate / 200, Rate * 3 / 200
	// margin is what is left of the silence before and after.
	margin = Rate * 12 / 1000
	// fadeIn and fadeOut are in the margin, so that no clip begins or ends with a click.
	fadeIn, fadeOut = Rate * 4 / 1000, Rate * 12 / 1000
)

// biquad is a filter of second order.
type biquad struct{ b0, b1, b2, a1, a2 float64 }

func (f biquad) apply(x []float64) []float64 {
	out := make([]float64, len(x))
	var x1, x2, y1, y2 float64
	for i, v := range x {
		y := f.b0*v + f.b1*x1 + f.b2*x2 - f.a1*y1 - f.a2*y2
		out[i], x2, x1, y2, y1 = y, x1, v, y1, y
	}
	return out
}

// weighting is that of ITU-R BS.1770 for a rate: what the head adds to high
// sounds, and what the ear takes from low ones. The standard gives the filters
// for 48 kHz; these are the same analogue ones at another rate.
func weighting(rate float64) [2]biquad {
	const gain, cut, q, lowCut, lowQ = 3.999843853973347, 1681.974450955533, 0.7071752369554196, 38.13547087602444, 0.5003270373238773
	k := math.Tan(math.Pi * cut / rate)
	high := math.Pow(10, gain/20)
	band := math.Pow(high, 0.4996667741545416)
	a0 := 1 + k/q + k*k
	shelf := biquad{
		(high + band*k/q + k*k) / a0, 2 * (k*k - high) / a0, (high - band*k/q + k*k) / a0,
		2 * (k*k - 1) / a0, (1 - k/q + k*k) / a0,
	}
	k = math.Tan(math.Pi * lowCut / rate)
	a0 = 1 + k/lowQ + k*k
	return [2]biquad{shelf, {1, -2, 1, 2 * (k*k - 1) / a0, (1 - k/lowQ + k*k) / a0}}
}

// Loudness is that of EBU R 128 with blocks of 100 ms instead of 400, because
// most clips are shorter than that: the mean of the blocks that are no more
// than 10 dB below the mean. It is -Inf for silence.
func Loudness(pcm []int16) float64 {
	x := make([]float64, len(pcm))
	for i, s := range pcm {
		x[i] = float64(s) / 32768
	}
	for _, f := range weighting(Rate) {
		x = f.apply(x)
	}
	const length, step = Rate / 10, Rate / 40
	var blocks []float64
	for from := 0; from == 0 || from+length <= len(x); from += step {
		sum := 0.0
		for _, v := range x[from:min(from+length, len(x))] {
			sum += v * v
		}
		blocks = append(blocks, sum/length)
	}
	gate := math.Pow(10, -7) // 70 dB below full scale
	for _, below := range []float64{10, math.Inf(1)} {
		sum, n := 0.0, 0
		for _, b := range blocks {
			if b >= gate {
				sum, n = sum+b, n+1
			}
		}
		if n == 0 {
			return math.Inf(-1)
		}
		if math.IsInf(below, 1) {
			return -0.691 + 10*math.Log10(sum/float64(n))
		}
		gate = max(gate, sum/float64(n)*math.Pow(10, -below/10))
	}
	return math.Inf(-1)
}

// frames are the mean powers around each frame of a sound, in dB of full scale.
func frames(pcm []int16) []float64 {
	var out []float64
	for from := 0; from < len(pcm); from += frame {
		sum := 0.0
		piece := pcm[max(0, from+frame/2-window/2):min(from+frame/2+window/2, len(pcm))]
		for _, s := range piece {
			sum += float64(s) * float64(s) / (32768 * 32768)
		}
		out = append(out, decibels(sum/float64(len(piece))))
	}
	return out
}

// span are the first and the last frame of a sound that are not so many dB
// below the loudest, and the level that this is. The error is ErrSilent.
func span(levels []float64, below float64) (first, last int, threshold float64, err error) {
	threshold = math.Inf(-1)
	for _, l := range levels {
		threshold = max(threshold, l-below)
	}
	if threshold < -60-below {
		return 0, 0, 0, ErrSilent
	}
	first = -1
	for i, l := range levels {
		if l >= threshold {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last, threshold, nil
}

// Trim takes the silence from both ends and fades what is left in and out.
// The error is ErrSilent.
func Trim(pcm []int16) ([]int16, error) {
	first, last, _, err := span(frames(pcm), quiet)
	if err != nil {
		return nil, err
	}
	out := append([]int16(nil), pcm[max(0, first*frame-margin):min(len(pcm), (last+1)*frame+margin)]...)
	for i := range min(fadeIn, len(out)) {
		out[i] = clamp(float64(out[i]) * swell(float64(i)/fadeIn))
	}
	for i := range min(fadeOut, len(out)) {
		at := len(out) - 1 - i
		out[at] = clamp(float64(out[at]) * swell(float64(i)/fadeOut))
	}
	return out, nil
}

// inaudible is the level under which nothing is heard in a hall, in dB of full scale.
const inaudible = -50

// Quiet is how long nothing is heard at the beginning and at the end of a
// sound; all of it is at both ends of silence.
func Quiet(pcm []int16) (head, tail time.Duration) {
	levels := frames(pcm)
	for head < Length(len(pcm)) && levels[int(head/Length(frame))] < inaudible {
		head += Length(frame)
	}
	for tail < Length(len(pcm)) && levels[len(levels)-1-int(tail/Length(frame))] < inaudible {
		tail += Length(frame)
	}
	return head, tail
}

// swell goes from 0 to 1 without a corner at either end.
func swell(x float64) float64 { return (1 - math.Cos(math.Pi*x)) / 2 }

// Finish makes a clip of a recording: trimmed, faded, and as loud as every
// other. Peaks that would then be too large are rounded off. The error is
// ErrSilent.
func Finish(pcm []int16) ([]int16, error) {
	out, err := Trim(pcm)
	if err != nil {
		return nil, err
	}
	// Rounding off takes loudness away, so it is measured again.
	source := out
	gain := 0.0
	for range 10 {
		gain += Loud - Loudness(out)
		out = limited(source, math.Pow(10, gain/20))
	}
	return out, nil
}

// limited is pcm times factor, with what is over three quarters of the ceiling
// bent smoothly below it.
func limited(pcm []int16, factor float64) []int16 {
	const knee = ceiling * 3 / 4
	out := make([]int16, len(pcm))
	for i, s := range pcm {
		v := math.Abs(float64(s) * factor)
		if v > knee {
			v = knee + (ceiling-knee)*math.Tanh((v-knee)/(ceiling-knee))
		}
		out[i] = clamp(math.Copysign(v, float64(s)))
	}
	return out
}

// Before is what is heard before the last pause within a sound, which lasts at
// least so long and is so many dB below the loudest: a word is spoken with
// another after it, so that the voice stays up, and the other is taken away.
// Errors are ErrSilent, and ErrFormat where there is no such pause.
func Before(pcm []int16, atLeast time.Duration, below float64) ([]int16, error) {
	levels := frames(pcm)
	first, last, threshold, err := span(levels, below)
	if err != nil {
		return nil, err
	}
	run := 0
	for i := last; i > first; i-- {
		if levels[i] < threshold {
			run++
			continue
		}
		if Length(run*frame) >= atLeast {
			return pcm[:(i+1)*frame+min(margin, run*frame)], nil
		}
		run = 0
	}
	return nil, fmt.Errorf("%w: no pause of %v in it", ErrFormat, atLeast)
}
