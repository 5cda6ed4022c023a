package health_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"numerek/appliance/health"
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
