package smpp_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"numerek/central/notify"
)

// smsc is the message centre that Debian ships as an example with Net::SMPP for Perl.
const smsc = "/usr/share/doc/libnet-smpp-perl/examples/smsc.pl"

// readSMSC reads that example. A machine may be set up to leave out what packages bring as documentation: then it is
// taken from the package itself.
func readSMSC(t *testing.T) []byte {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program(t, "perl", "perl"), "-MNet::SMPP", "-e", "1").CombinedOutput(); err != nil {
		t.Fatalf("Net::SMPP is missing: apt-get install libnet-smpp-perl\n%s", out)
	}
	script, err := os.ReadFile(smsc)
	if err == nil {
		return script
	}
	folder := t.TempDir()
	for _, command := range []string{"apt-get -q download libnet-smpp-perl", "dpkg-deb -x libnet-smpp-perl_*.deb ."} {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
	script, err = os.ReadFile(filepath.Join(folder, smsc))
	if err != nil {
		t.Fatal(err)
	}
	return script
}

// freePort is a port that nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// TestASecondOpinion speaks to another message centre that nobody here wrote. It takes every account, gives every text
// the same id, and sends no receipts.
func TestASecondOpinion(t *testing.T) {
	script := readSMSC(t)
	port := freePort(t)
	script = bytes.Replace(script, []byte("$port = 9900;"), []byte("$port = "+strconv.Itoa(port)+"; $| = 1;"), 1)
	script = bytes.Replace(script, []byte("$host = 'localhost'"), []byte("$host = '127.0.0.1'"), 1)
	file := filepath.Join(t.TempDir(), "smsc.pl")
	if err := os.WriteFile(file, script, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program(t, "perl", "perl"), file, "3")
	out := &lockedBuffer{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	saw := func(what string) {
		t.Helper()
		for end := time.Now().Add(patience); ; <-time.After(20 * time.Millisecond) {
			switch {
			case bytes.Contains([]byte(out.String()), []byte(what)):
				return
			case time.Now().After(end):
				t.Fatalf("%q: not in %v:\n%s", what, patience, out)
			}
		}
	}
	saw("Entering accept loop")
	config := account(port)
	config.Enquire = 200 * time.Millisecond
	o := startOffice(t, config)
	var sending sync.WaitGroup
	for _, body := range []string{"Kod 482 9151 [€]", "Кошалін. Код 482 9151", "Kod"} {
		sending.Go(func() {
			accepted, err := o.Send(t.Context(), text("03", body))
			if want := (notify.Accepted{Gateway: "123456789", Parts: 1}); err != nil || accepted != want {
				t.Errorf("got %+v, %v, want %+v", accepted, err, want)
			}
		})
	}
	sending.Wait()
	saw("9:bind_transceiver")
	saw("4:submit_sm")
	saw("21:enquire_link")
	o.stop()
	saw("6:unbind")
}
