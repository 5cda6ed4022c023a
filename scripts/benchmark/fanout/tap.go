package fanout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/benchmark/measure"
	"numerek/scripts/e2e"
)

// tapEvery is the pause between two taps.
const tapEvery = 50 * time.Millisecond

// ServeTaps is a kiosk, enrolled in the folder, at which one person after the
// other taps. The command "stop" ends that, and tells how often there was an
// answer, and how many milliseconds 50 and 99 in a hundred took at most.
func ServeTaps(folder, address string) error {
	c, err := openControl()
	if err != nil {
		return err
	}
	all, err := Cards(folder)
	if err != nil {
		return err
	}
	configs, err := Configs(all[len(all)-1:]) // the kiosk's is the last
	if err != nil {
		return err
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(credentials.NewTLS(configs[0])), grpc.WithConnectParams(grpc.ConnectParams{
		Backoff: backoff.Config{BaseDelay: firstRedial, Multiplier: 2, Jitter: 0.2, MaxDelay: longRedial}, MinConnectTimeout: connectLimit,
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
		return fmt.Sprintf("%d %f %f", len(took), measure.Milliseconds(measure.Percentile(took, 50)),
			measure.Milliseconds(measure.Percentile(took, 99))), nil
	})
}

// tap asks for one ticket after the other until ctx is done, and returns how long
// each answer took. Where the line breaks, it asks again for the same ticket.
func tap(ctx context.Context, kiosk numerekv1.KioskServiceClient) (took []time.Duration, err error) {
	hello, err := kiosk.Hello(ctx, &numerekv1.HelloRequest{BootId: uuid.NewString(), Version: "bench"}, grpc.WaitForReady(true))
	for err == nil && ctx.Err() == nil {
		began, request := time.Now(), &numerekv1.IssueTicketRequest{
			RequestId: e2e.NewRequest(), ServiceId: "rejestracja", Language: "pl",
			Incarnation: hello.GetIncarnation(), BootEpoch: hello.GetBootEpoch(),
		}
		for {
			if _, err = kiosk.IssueTicket(ctx, request, grpc.WaitForReady(true)); status.Code(err) != codes.Unavailable {
				break
			}
		}
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
