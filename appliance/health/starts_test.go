package health_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"numerek/appliance/health"
	"numerek/appliance/kepttest"
)

// card is where a device counts its starts.
type card struct {
	epoch   int64
	refuses bool
}

func (c *card) keep(epoch int64) error {
	if c.refuses {
		return errors.New("read only")
	}
	c.epoch = epoch
	return nil
}

func TestStartsAreCounted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		card    card
		answers []int64 // of the server
		said    string  // in the reports
		kept    int64
	}{
		"the_server_gives_the_first":    {card{}, []int64{1, 1}, "[0 1]", 1},
		"one_more":                      {card{epoch: 4}, []int64{5, 5}, "[5 5]", 5},
		"another_has_used_it":           {card{epoch: 4}, []int64{7, 7}, "[5 7]", 7},
		"never_back":                    {card{epoch: 4}, []int64{3, 0}, "[5 5]", 5},
		"a_card_that_refuses":           {card{epoch: 4, refuses: true}, []int64{5, 6}, "[0 0]", 4},
		"a_card_that_refuses_the_first": {card{refuses: true}, []int64{1, 1}, "[0 0]", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := health.New("v1")
				if err := h.Remember(c.card.epoch, c.card.keep); (err != nil) != (c.card.refuses && c.card.epoch > 0) {
					t.Errorf("got %v", err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				var said []int64
				h.Run(ctx, func(_ context.Context, r health.Report) (health.Answer, error) {
					said = append(said, r.Epoch)
					if len(said) == len(c.answers) {
						cancel()
					}
					return health.Answer{Epoch: c.answers[len(said)-1]}, nil
				})
				if fmt.Sprint(said) != c.said || c.card.epoch != c.kept {
					t.Errorf("said %v and kept %d, want %s and %d", said, c.card.epoch, c.said, c.kept)
				}
			})
		})
	}
}

// What a program has written once, every later one reads and writes.
func TestStartsText(t *testing.T) {
	t.Parallel()
	const path = "testdata/starts-0"
	if got := health.StartsFrom(kepttest.Read(t, path)); got != 7 {
		t.Errorf("got %d, want 7", got)
	}
	kepttest.Same(t, path, health.StartsText(7))
	for text, want := range map[string]int64{
		"7\n": 7, "8\nformat 2\nof a newer program: 3\n": 8, "": 0, "-3": 0, "seven": 0, "\x00\x00": 0, "99999999999999999999": 0, "format 2\n8\n": 0,
	} {
		if got := health.StartsFrom([]byte(text)); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
