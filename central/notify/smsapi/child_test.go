package smsapi_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/outbox"
	"numerek/central/notify/smsapi"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// The test program is also the program that is killed: with these it is a server
// of messages and nothing else.
const (
	childDatabase = "NUMEREK_TEST_DATABASE" // whose presence makes it the child
	childGateway  = "NUMEREK_TEST_GATEWAY"
	childWrites   = "NUMEREK_TEST_WRITES" // from-to: numbers of the messages that are written at the start
	childKeyless  = "NUMEREK_TEST_KEYLESS"
)

const childSecret = "8c41d7e09b2a5f36"

func TestMain(m *testing.M) {
	if os.Getenv(childDatabase) == "" {
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// keyless hides that the gateway honours keys.
type keyless struct{ notify.Sender }

func openStore(ctx context.Context, path string) (*store.Store, error) {
	db, err := sqlstore.OpenSQLite(ctx, path, sqlstore.Options{})
	if err != nil {
		return nil, err
	}
	return store.New(ctx, db, store.Options{})
}

// child runs the outbox on a database until it is killed or its input ends.
func child() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, err := openStore(ctx, os.Getenv(childDatabase))
	if err != nil {
		return err
	}
	keys, err := secret.New([32]byte{1})
	if err != nil {
		return err
	}
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		return err
	}
	file, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		return err
	}
	api, err := smsapi.New(smsapi.Config{URL: os.Getenv(childGateway), Token: token})
	if err != nil {
		return err
	}
	senders := map[string]notify.Sender{notify.SMS: api}
	if os.Getenv(childKeyless) != "" {
		senders[notify.SMS] = keyless{api}
	}
	box := outbox.New(s, keys, files{file}, senders, outbox.Options{
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Poll: 20 * time.Millisecond,
		Timeout: 200 * time.Millisecond, Lease: 400 * time.Millisecond, Workers: 4,
	})
	mux := http.NewServeMux()
	if err := (smsapi.Reports{Secret: childSecret, Deliver: box.Deliver}).Register(mux); err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { _ = http.Serve(l, mux) }()
	if err := childMessages(ctx, s, keys); err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, "http://"+l.Addr().String()+smsapi.Path+childSecret)
	ended := make(chan error, 1)
	go func() { ended <- box.Run(ctx) }()
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	cancel()
	<-ended
	return s.Close()
}

// childMessages writes the messages that are not there yet, in one transaction,
// and says so when it is durable.
func childMessages(ctx context.Context, s *store.Store, keys *secret.Keys) error {
	var from, to int
	if _, err := fmt.Sscanf(os.Getenv(childWrites), "%d-%d", &from, &to); err != nil {
		return err
	}
	now := time.Now()
	err := s.Update(ctx, store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "koszalin"})
		for i := from; i < to; i++ {
			m := store.Message{
				Office: "koszalin", ID: strconv.Itoa(i), Channel: notify.SMS, Kind: "confirm", Language: "pl", Prefix: "+48", Parts: 1,
				State: string(notify.Queued), Due: now, Expires: now.Add(10 * time.Minute), CreatedAt: now,
			}
			m.To, m.Text = keys.Seal(outbox.About(m), fmt.Sprintf("+48601%06d", i)), keys.Seal(outbox.About(m), "KOD 482 9151")
			if _, err := tx.Message(store.MessageKey{Office: m.Office, ID: m.ID}); err == nil {
				continue
			}
			tx.PutMessage(m)
		}
		return nil
	})
	if err == nil {
		fmt.Fprintf(os.Stdout, "written %d-%d\n", from, to)
	}
	return err
}
