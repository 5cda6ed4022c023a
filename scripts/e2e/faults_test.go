package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// asRoot runs a command as root, or with sudo where this is not root.
func asRoot(t *testing.T, command ...string) {
	t.Helper()
	if os.Getuid() != 0 {
		command = append([]string{"sudo", "-n"}, command...)
	}
	if said, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v: %s", command, err, said)
	}
}

// crowd issues tickets from some hands until each of them has got an error once,
// and gives the keys that have no answer. After many tickets it calls enough.
func crowd(ctx context.Context, device *e2e.Device, ledger *e2e.Ledger, many int, enough func()) (open []string) {
	var mu sync.Mutex
	var hands sync.WaitGroup
	var once sync.Once
	for range 16 {
		hands.Go(func() {
			for ctx.Err() == nil {
				request := e2e.NewRequest()
				ticket, err := device.Issue(ctx, request, service)
				if err != nil {
					mu.Lock()
					open = append(open, request)
					mu.Unlock()
					return
				}
				ledger.Promised(request, ticket)
				if ledger.Len() >= many {
					once.Do(enough)
				}
			}
		})
	}
	hands.Wait()
	return open
}

// settle asks again for the keys that have no answer.
func settle(t *testing.T, device *e2e.Device, ledger *e2e.Ledger, open []string) {
	t.Helper()
	for _, request := range append(open, e2e.NewRequest()) {
		ticket, err := device.Issue(soon(t), request, service)
		if err != nil {
			t.Errorf("asking again: %v", err)
			continue
		}
		ledger.Promised(request, ticket)
	}
}

// TestFullDisk fills a small disk with tickets, makes room, and goes on.
func TestFullDisk(t *testing.T) {
	disk, log := t.TempDir(), filepath.Join(t.TempDir(), "central.log")
	asRoot(t, "mount", "-t", "tmpfs", "-o", "size=3m,mode=0777", "numerek-e2e", disk)
	t.Cleanup(func() { asRoot(t, "umount", "-l", disk) })
	how := e2e.Server{Data: disk, Log: log, Office: office(t), Clock: e2e.Monday()}
	server := start(t, "central", how)
	device := hello(t, server, "", "kiosk-ratusz")
	ledger := e2e.NewLedger()
	open := crowd(soon(t), device, ledger, 1<<30, nil)
	if ledger.Len() < 100 || len(open) == 0 {
		t.Fatalf("the disk was not filled: %d tickets, %d without an answer", ledger.Len(), len(open))
	}

	asRoot(t, "mount", "-o", "remount,size=64m", disk)
	server.Kill() // where it has not ended by itself
	server = start(t, "central", how)
	device = hello(t, server, "", "kiosk-ratusz")
	settle(t, device, ledger, open)
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	t.Logf("count: %d tickets on a disk that became full", ledger.Len())
	auditSQLite(t, disk, "koszalin", ledger)
}

// TestStopUnderLoad asks the server to end while tickets are being issued: it
// ends well and in time, and what it answered is there afterwards.
func TestStopUnderLoad(t *testing.T) {
	how := e2e.Server{Data: t.TempDir(), Office: office(t), Clock: e2e.Monday()}
	server := start(t, "central", how)
	device := hello(t, server, "", "kiosk-ratusz")
	// A stream that never ends by itself must not hold it up.
	stream, err := device.WatchCatalog(device.Context(soon(t)), &numerekv1.WatchCatalogRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); err != nil {
		t.Fatal(err)
	}
	ledger := e2e.NewLedger()
	open := crowd(soon(t), device, ledger, 500, func() {
		if err := syscall.Kill(server.Pid(), syscall.SIGTERM); err != nil {
			t.Error(err)
		}
	})
	if err := server.Stop(); err != nil { // waits; the signal was sent before
		t.Errorf("stop: %v", err)
	}
	server = start(t, "central", how)
	device = hello(t, server, "", "kiosk-ratusz")
	settle(t, device, ledger, open)
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	auditSQLite(t, how.Data, "koszalin", ledger)
}

// TestSyncFails lets the disk refuse to sync the log of the database, by strace:
// what nobody could make durable is not acknowledged, and the rest stays.
func TestSyncFails(t *testing.T) {
	how := e2e.Server{Data: t.TempDir(), Office: office(t), Clock: e2e.Monday()}
	ledger := e2e.NewLedger()
	var open []string
	for _, nth := range []string{"8+", "12+", "30+"} { // of each thread
		broken := how
		broken.Under = []string{
			"strace", "-f", "-qq", "-o", filepath.Join(t.TempDir(), "strace.log"), "-P", filepath.Join(how.Data, "numerek.db-wal"),
			"-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO:when=" + nth,
		}
		server := start(t, "central", broken)
		device := hello(t, server, "", "kiosk-ratusz")
		for _, request := range open {
			if ticket, err := device.Issue(soon(t), request, service); err == nil {
				ledger.Promised(request, ticket)
			}
		}
		before := ledger.Len()
		failed := crowd(soon(t), device, ledger, 1<<30, nil)
		if ledger.Len() == before || len(failed) == 0 {
			t.Errorf("when=%s: %d tickets before the disk failed, %d without an answer", nth, ledger.Len()-before, len(failed))
		}
		open = append(open, failed...)
		server.Kill() // where it has not ended by itself
	}
	server := start(t, "central", how)
	settle(t, hello(t, server, "", "kiosk-ratusz"), ledger, open)
	if err := server.Stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	t.Logf("count: %d tickets on a disk that refused to sync, %d asked for again", ledger.Len(), len(open))
	auditSQLite(t, how.Data, "koszalin", ledger)
}
