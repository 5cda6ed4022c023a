package health

import (
	"strconv"
	"strings"
)

// StartsText is a count of starts as it stands on the card.
func StartsText(n int64) []byte { return strconv.AppendInt(nil, n, 10) }

// StartsFrom reads a count of starts from the card, 0 where there is none. It is the
// first line; a newer program may have more.
func StartsFrom(text []byte) int64 {
	first, _, _ := strings.Cut(string(text), "\n")
	n, err := strconv.ParseInt(strings.TrimSpace(first), 10, 64)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// Remember has the starts of the device counted, so that a copy of its card betrays
// itself: last is the count that stands on the card, 0 where none does, and keep
// writes another one there for good. It is called once, before [Health.Run]. The
// error is keep's: a start that the card does not remember is not counted.
func (h *Health) Remember(last int64, keep func(epoch int64) error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if last > 0 {
		if err := keep(last + 1); err != nil {
			return err
		}
		h.epoch = last + 1
	}
	h.keep = keep
	return nil
}

// adopt goes on with the count that the server gives: the first one, or one for a
// device whose own was used by another. The card has it before the server hears it.
func (h *Health) adopt(epoch int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.keep == nil || epoch <= h.epoch || h.keep(epoch) != nil {
		return
	}
	h.epoch = epoch
}
