package visits

import (
	"context"
	"crypto/sha256"
	"math/bits"
	"strconv"
	"time"
)

// A challenge is good from the beginning of its span until the end of the next one.
const proofSpan = 15 * time.Minute

// Challenge is what a browser has to work on before it may book, and how many
// bits of work the office asks for; 0 bits: none. The proof of an order is a text
// that makes the SHA-256 of "challenge:order id:proof" begin with so many zero bits.
func (v *Visits) Challenge(ctx context.Context, office string) (challenge string, work int, err error) {
	f, err := v.office.File(ctx, office)
	if err != nil || f.Policy.Booking.ProofOfWork == 0 {
		return "", 0, err
	}
	return v.challenge(office, v.office.Now()), f.Policy.Booking.ProofOfWork, nil
}

func (b *Book) challenge(office string, at time.Time) string {
	return b.keys.Hash(office, "proof", strconv.FormatInt(at.Unix()/int64(proofSpan/time.Second), 10))
}

// proved says whether an order comes with the work that is asked for.
func (b *Book) proved(office string, o Order, work int, now time.Time) bool {
	for _, at := range []time.Time{now, now.Add(-proofSpan)} {
		sum := sha256.Sum256([]byte(b.challenge(office, at) + ":" + o.ID + ":" + o.Proof))
		if zeros(sum[:]) >= work {
			return true
		}
	}
	return false
}

// zeros counts the zero bits at the beginning.
func zeros(sum []byte) (n int) {
	for _, b := range sum {
		n += bits.LeadingZeros8(b)
		if b != 0 {
			return n
		}
	}
	return n
}
