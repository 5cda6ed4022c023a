package journal_test

import (
	"bytes"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"numerek/appliance/journal"
)

// open opens a journal for the length of the test.
func open(t *testing.T, path string) (*journal.Journal, journal.State) {
	t.Helper()
	j, s, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j, s
}

// add appends records that must be taken.
func add(t *testing.T, j *journal.Journal, records ...journal.Record) {
	t.Helper()
	for _, r := range records {
		if err := j.Append(r); err != nil {
			t.Fatalf("append %s: %v", r.Kind, err)
		}
	}
}

// day is what a kiosk writes while it serves three people.
func day() []journal.Record {
	rs := []journal.Record{{Kind: journal.Boot, Epoch: 4, Incarnation: "i1"}}
	rs = append(rs, life("a")...)
	rs = append(rs, life("b")[:6]...)
	return append(rs, life("c")[:3]...)
}

func TestJournal_survives_a_cut_at_every_byte(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, whole)
	add(t, j, day()...)
	j.Close()
	file, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for cut := range len(file) + 1 {
		for _, tail := range []string{"", "\x00\x00\x00\x00"} { // some file systems leave zeros
			path := filepath.Join(dir, "journal")
			if err := os.WriteFile(path, append(slices.Clone(file[:cut]), tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			j, got, err := journal.Open(path)
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			kept := max(0, bytes.Count(file[:cut], []byte("\n"))-1) // without the format record
			if diff := cmp.Diff(journal.Replay(day()[:kept]), got); diff != "" {
				t.Fatalf("cut at %d is not a prefix of %d records (-want +got):\n%s", cut, kept, diff)
			}
			// And it goes on from there.
			if err := j.Append(journal.Record{Kind: journal.Tap, Request: "d"}); err != nil {
				t.Fatalf("append after a cut at %d: %v", cut, err)
			}
			if err := errors.Join(j.Close(), os.Remove(path)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestJournal_bad_block_keeps_the_rest(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, whole)
	add(t, j, day()...)
	j.Close()
	file, _ := os.ReadFile(whole)
	lines := bytes.SplitAfter(file, []byte("\n"))
	for i := 1; i < len(lines)-1; i++ { // every record but the format
		for _, flip := range []int{0, len(lines[i]) / 2, len(lines[i]) - 2} {
			bad := slices.Clone(lines)
			bad[i] = slices.Clone(lines[i])
			bad[i][flip] ^= 0x04
			path := filepath.Join(t.TempDir(), "journal")
			os.WriteFile(path, bytes.Join(bad, nil), 0o600)

			want := slices.Clone(day())
			want[i-1] = journal.Record{Kind: journal.Lost}
			j, got := open(t, path)
			if diff := cmp.Diff(journal.Replay(want), got); diff != "" {
				t.Fatalf("record %d damaged (-want +got):\n%s", i, diff)
			}
			j.Close()
			// The doubt outlives the file that was written anew.
			if _, again := open(t, path); again.Damaged != got.Damaged {
				t.Errorf("record %d damaged: the second start trusts the journal", i)
			}
		}
	}
}

func TestJournal_story(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, s := open(t, path)
	if diff := cmp.Diff(journal.State{}, s); diff != "" {
		t.Errorf("new journal (-want +got):\n%s", diff)
	}
	if _, _, err := journal.Open(path); !errors.Is(err, journal.ErrInUse) {
		t.Errorf("second program: got %v, want %v", err, journal.ErrInUse)
	}
	add(t, j, day()...)
	if diff := cmp.Diff(journal.Replay(day()), j.State()); diff != "" {
		t.Errorf("state while open (-want +got):\n%s", diff)
	}
	j.Close()
	if err := j.Append(journal.Record{Kind: journal.Tap, Request: "x"}); !errors.Is(err, journal.ErrClosed) {
		t.Errorf("append after close: got %v, want %v", err, journal.ErrClosed)
	}
	_, s = open(t, path)
	if diff := cmp.Diff(journal.Replay(day()), s); diff != "" {
		t.Errorf("state after the restart (-want +got):\n%s", diff)
	}
}

func TestJournal_stays_short(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, path)
	add(t, j, journal.Record{Kind: journal.Boot, Epoch: 9, Incarnation: "i"})
	for range 400 {
		add(t, j, life("a")...)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 160<<10 {
		t.Errorf("journal of 400 settled tickets: got %d bytes, want below 160 KiB", info.Size())
	}
	j.Close()
	if _, s := open(t, path); s.Epoch != 9 || s.Incarnation != "i" || len(s.Open) != 0 {
		t.Errorf("after compaction: got %+v, want epoch 9, incarnation i, nothing open", s)
	}
}

func TestJournal_stays_short_while_something_is_open(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, path)
	// A report that the server never takes must not keep every ticket after it.
	stuck := life("stuck")
	add(t, j, stuck[:len(stuck)-1]...)
	want := j.State().Open
	for range 1000 {
		add(t, j, life("passing")...)
	}
	if diff := cmp.Diff(want, j.State().Open); diff != "" {
		t.Errorf("open (-want +got):\n%s", diff)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 300<<10 {
		t.Errorf("size: got %d bytes, want some hundred tickets", info.Size())
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, s := open(t, path); !cmp.Equal(want, s.Open) {
		t.Errorf("after a restart (-want +got):\n%s", cmp.Diff(want, s.Open))
	}
}

func TestJournal_full_disk(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ) // a refused write, not a dead process
	path := filepath.Join(t.TempDir(), "journal")
	j, _ := open(t, path)
	add(t, j, life("a")[:3]...)
	info, _ := os.Stat(path)
	limit := func(size uint64) {
		t.Helper()
		var old syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: old.Max}); err != nil {
			t.Fatal(err)
		}
	}
	const unlimited = 1 << 62
	t.Cleanup(func() { limit(unlimited) })

	limit(uint64(info.Size()) + 20) // the next record is torn
	if err := j.Append(journal.Record{Kind: journal.Tap, Request: "b"}); !errors.Is(err, syscall.EFBIG) {
		t.Fatalf("append on a full disk: got %v, want %v", err, syscall.EFBIG)
	}
	limit(10)
	if err := j.Check(); !errors.Is(err, syscall.EFBIG) {
		t.Errorf("check on a full disk: got %v, want %v", err, syscall.EFBIG)
	}
	torn, _ := os.ReadFile(path) // power is cut now
	limit(unlimited)
	elsewhere := filepath.Join(t.TempDir(), "journal")
	os.WriteFile(elsewhere, torn, 0o600)
	if _, s := open(t, elsewhere); !cmp.Equal(s, journal.Replay(life("a")[:3])) {
		t.Errorf("after a cut on the full disk: got %+v", s)
	}

	if err := j.Check(); err != nil { // somebody made room
		t.Errorf("check with room again: %v", err)
	}
	add(t, j, journal.Record{Kind: journal.Tap, Request: "c"})
	j.Close()
	_, s := open(t, path)
	want := journal.Replay(append(life("a")[:3], journal.Record{Kind: journal.Tap, Request: "c"}))
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("after the disk had room again (-want +got):\n%s", diff)
	}
}

func TestOpen_other_versions(t *testing.T) {
	file := func(records ...journal.Record) string {
		path := filepath.Join(t.TempDir(), "journal")
		j, _ := open(t, path)
		for _, r := range records {
			add(t, j, r)
		}
		j.Close()
		return path
	}
	later := journal.Record{Kind: journal.Format, Format: 9, Reader: 1}
	if _, s := open(t, file(later, life("a")[0], journal.Record{Kind: "taken", Request: "a"})); len(s.Open) != 1 {
		t.Errorf("a later file that this program can read: got %+v", s)
	}
	later.Reader = 2
	if j, s := open(t, file(later, life("a")[0])); len(s.Open) != 0 || !j.Newer() {
		t.Errorf("a later file that it cannot read: got %+v, newer %v", s, j.Newer())
	}
}

func FuzzDecode(f *testing.F) {
	path := filepath.Join(f.TempDir(), "journal")
	j, _, err := journal.Open(path)
	if err != nil {
		f.Fatal(err)
	}
	for _, r := range day() {
		j.Append(r)
	}
	j.Close()
	file, _ := os.ReadFile(path)
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte("00000000 {}\n\n\x00"))
	f.Fuzz(func(t *testing.T, file []byte) {
		records, mend, err := journal.Decode(file)
		if err != nil {
			return
		}
		if !mend && len(file) > 0 && file[len(file)-1] != '\n' {
			t.Error("would append to a torn line")
		}
		state := journal.Replay(records)
		journal.Recover(state)
		// Good lines before whatever follows are never lost.
		more, _, err := journal.Decode(append(bytes.TrimRight(bytes.Clone(file), "\x00"), "\nrubbish"...))
		if err == nil && len(more) < len(records) {
			t.Errorf("records before rubbish: got %d, want %d", len(more), len(records))
		}
	})
}
