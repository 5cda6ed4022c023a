package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"numerek/scripts/benchmark/measure"
)

const tapLimit = 5 // milliseconds

// tapRates are the loads of open loops: one big office at its worst, and a
// country's opening burst.
var tapRates = []struct {
	perSecond int
	per       time.Duration
}{{20, 6 * time.Second}, {200, 3 * time.Second}}

// latency measures the time from a tap to its number, through the whole server,
// when people come whether or not those before them were answered. The raw log
// under the same load says what the disk and the machine had to do with it.
func (b *bench) latency(ctx context.Context) (err error) {
	central, err := b.startServer(ctx, "latency", "")
	if err != nil {
		return err
	}
	defer central.close()
	services, err := central.services(ctx)
	if err != nil {
		return err
	}
	raw, err := openRawLog(filepath.Join(b.folder, "latency.log"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.close()) }()
	p99, p50, floor := make([][]float64, len(tapRates)), make([][]float64, len(tapRates)), make([][]float64, len(tapRates))
	for range b.rounds {
		for i, r := range tapRates {
			l, err := openLoop(ctx, r.perSecond, r.per, services, central.issue)
			if err != nil {
				return err
			}
			if err := central.given.take(l.numbers); err != nil {
				return err
			}
			p99[i], p50[i] = append(p99[i], l.milliseconds(99)), append(p50[i], l.milliseconds(50))
			if l, err = openLoop(ctx, r.perSecond, r.per/2, services, raw.issue); err != nil {
				return err
			}
			floor[i] = append(floor[i], l.milliseconds(99))
			b.say("tap to number at %d/s: p50 %.2f ms, p99 %.2f ms; raw log p99 %.2f ms", r.perSecond, last(p50[i]), last(p99[i]), last(floor[i]))
		}
	}
	for i, r := range tapRates {
		b.report(measure.AtMost(fmt.Sprintf("tap_to_number_p99_at_%d_per_s", r.perSecond), "ms", p99[i], tapLimit),
			fmt.Sprintf("open loop, from the planned tap; p50 %.2f ms; p99 of the raw log in the same rounds %.2f ms", measure.Median(p50[i]), measure.Median(floor[i])))
	}
	return central.given.gapless()
}
