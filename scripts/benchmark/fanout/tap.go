package fanout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

// tapEvery is the pause between two taps.
const tapEvery = 50 * time.Millisecond

// ServeTaps is a kiosk, enrolled in the folder, at which one person after the
// other taps. The command "stop" ends that, and tells how often there was an
// answer, and how many milliseconds 99 in a hundred took at most.
func ServeTaps(folder, address string) error {
	c, err := openControl()
	if err != nil {
		return err
	}
	all, err := Cards(folder)
	if err != nil {
		return err
	}
	config, err := all[len(all)-1].TLS() // the kiosk's is the last
	if err != nil {
		return err
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(credentials.NewTLS(config)), grpc.WithConnectParams(grpc.ConnectParams{
		Backoff: backoff.Config{BaseDelay: 250 * time.Millisecond, Multiplier: 2, MaxDelay: 3 * time.Second}, MinConnectTimeout: 20 * time.Second,
	}))
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it has served
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	taps := make(chan []time.Duration, 1)
	go func() {
		took, err := tap(ctx, numerekv1.NewKioskServiceClient(conn))
		if err != nil {
			c.say("failed tap: %v", err)
		}
		taps <- took
	}()
	c.say("tapping")
	return c.obey(func(word string, _ []int) (string, error) {
		if word != "stop" {
			return "", errors.New("unknown command")
		}
		stop()
		took := <-taps
		return fmt.Sprintf("%d %f", len(took), measure.Milliseconds(measure.Percentile(took, 99))), nil
	})
}

// tap asks for one ticket after the other until ctx is done, and returns how long
// each answer took.
func tap(ctx context.Context, kiosk numerekv1.KioskServiceClient) (took []time.Duration, err error) {
	hello, err := kiosk.Hello(ctx, &numerekv1.HelloRequest{BootId: uuid.NewString(), Version: "bench"}, grpc.WaitForReady(true))
	for err == nil && ctx.Err() == nil {
		began := time.Now()
		_, err = kiosk.IssueTicket(ctx, &numerekv1.IssueTicketRequest{
			RequestId: e2e.NewRequest(), ServiceId: "rejestracja", Language: "pl",
			Incarnation: hello.GetIncarnation(), BootEpoch: hello.GetBootEpoch(),
		})
		if err == nil {
			took = append(took, time.Since(began))
			_ = sleep(ctx, tapEvery)
		}
	}
	if ctx.Err() != nil {
		err = nil
	}
	return took, err
}
