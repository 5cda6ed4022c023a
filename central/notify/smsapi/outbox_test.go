package smsapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"numerek/central/notify"
	"numerek/central/notify/gsm"
	"numerek/central/notify/outbox"
	"numerek/central/notify/smsapi"
	"numerek/central/officefile"
	"numerek/central/secret"
	"numerek/central/store"
	"numerek/central/store/sqlstore"
)

// bed is an outbox that runs on SQLite.
type bed struct {
	t     *testing.T
	store *store.Store
	keys  *secret.Keys
	box   *outbox.Outbox
}

type files struct{ o *officefile.Office }

func (f files) File(context.Context, string) (*officefile.Office, error) { return f.o, nil }

// buffer is a log that may be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func newBed(t *testing.T, sender notify.Sender) *bed {
	t.Helper()
	db, err := sqlstore.OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "numerek.db"), sqlstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.New(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	file, problems := officefile.Parse("koszalin.toml", text)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	keys, err := secret.New([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	log := &buffer{}
	b := &bed{t: t, store: s, keys: keys}
	b.box = outbox.New(s, keys, files{file}, map[string]notify.Sender{notify.SMS: sender}, outbox.Options{
		Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	err = s.Update(t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutOffice(store.Office{ID: "koszalin"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = b.box.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
		s.Close()
		for _, private := range []string{"60123", "482 9151", "4829151", token} {
			if strings.Contains(log.String(), private) {
				t.Errorf("the log has %q:\n%s", private, log)
			}
		}
	})
	return b
}

func (b *bed) write(id, to, text string) {
	b.t.Helper()
	now := time.Now()
	m := store.Message{
		Office: "koszalin", ID: id, Channel: notify.SMS, Kind: "confirm", Language: "pl", Prefix: "+48", Parts: 1,
		State: string(notify.Queued), Due: now, Expires: now.Add(10 * time.Minute), CreatedAt: now,
	}
	m.To, m.Text = b.keys.Seal(outbox.About(m), to), b.keys.Seal(outbox.About(m), text)
	err := b.store.Update(b.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		tx.PutMessage(m)
		_, err := tx.Append(store.Event{Office: m.Office, Kind: "booking"})
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bed) delivered(ids []string) (n int) {
	b.t.Helper()
	err := b.store.Update(b.t.Context(), store.Keys{}, func(tx *store.Tx) error {
		n = 0
		for _, id := range ids {
			m, err := tx.Message(store.MessageKey{Office: "koszalin", ID: id})
			if err != nil {
				return err
			}
			if m.State == string(notify.Delivered) && m.To == "" && m.Text == "" {
				n++
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

func decodeUCS2(t *testing.T, octets string) string {
	t.Helper()
	text, err := gsm.DecodeUCS2([]byte(octets))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A code is at the gateway a moment after the commit of its booking.
func TestSoonAfterTheCommit(t *testing.T) {
	arrived := make(chan time.Time, 1)
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		arrived <- time.Now()
		n++
		_ = json.NewEncoder(w).Encode(map[string]any{"count": 1, "list": []any{map[string]any{"id": fmt.Sprint(n)}}})
	}))
	t.Cleanup(srv.Close)
	sender, err := smsapi.New(smsapi.Config{URL: srv.URL, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	b := newBed(t, sender)
	var took []time.Duration
	for i := range 41 {
		b.write(fmt.Sprintf("m%d", i), "+48601234567", "KOD 482 9151")
		committed := time.Now()
		took = append(took, (<-arrived).Sub(committed))
	}
	slices.Sort(took)
	t.Logf("count: from commit to gateway: median %v, p90 %v, worst %v", took[20], took[36], took[40])
	if took[20] > 100*time.Millisecond {
		t.Errorf("median of %v from commit to gateway, want less than 100 ms", took[20])
	}
}
