package main

import (
	"math"

	"numerek/appliance/voice/sound"
)

// gong is two struck bars, the second a major third below the first: loud
// enough to be noticed, too soft to startle. It ends before it has quite died
// away, so that the voice does not wait for it.
func gong() []int16 {
	const (
		length = sound.Rate * 14 / 10
		second = sound.Rate * 45 / 100
		attack = sound.Rate * 4 / 1000
		ending = sound.Rate / 4
	)
	mix := make([]float64, length)
	strike := func(from int, pitch float64) {
		// A bar rings in its ground tone, and briefly in tones that are no multiples of it.
		for _, partial := range []struct{ ratio, share, decay float64 }{{1, 1, 2.6}, {2.76, 0.22, 7}, {5.4, 0.06, 16}} {
			for i := from; i < length; i++ {
				t := float64(i-from) / sound.Rate
				rise := min(1, float64(i-from)/attack)
				mix[i] += rise * partial.share * math.Exp(-partial.decay*t) * math.Sin(2*math.Pi*pitch*partial.ratio*t)
			}
		}
	}
	strike(0, 659.26)
	strike(second, 523.25)
	out := make([]int16, length)
	for i, v := range mix {
		left := float64(length-i) / ending
		out[i] = int16(8000 * v * min(1, left*left))
	}
	return out
}
