package simulation_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// edit replaces a piece of shipped source that must stand there exactly once.
type edit struct{ file, old, new string }

// mutant is a wrong protocol: reliability 2.9. The seeds are those of the campaign.
type mutant struct {
	name  string
	why   string
	edits []edit
	seeds int // within which it must be caught
}

var mutants = []mutant{
	{"NewKeyPerRetry", "each try is another request", []edit{{
		"appliance/errand/ask.go", "return r }",
		"if a.tries > 0 { r.ID = r.ID[:35] + string(rune('0'+a.tries%10)) }; return r }",
	}, {
		// The answer is then to another request than was asked.
		"scripts/simulation/link.go", "ID: t.ID, Number:", "ID: r.ID, Number:",
	}, {
		"scripts/simulation/link.go", "func answerOf(a office.Answer) errand.Answer {", "func answerOf(a office.Answer, r errand.Request) errand.Answer {",
	}, {
		"scripts/simulation/link.go", "answerOf(a)", "answerOf(a, r)",
	}}, 40},
	{"JournalNoSync", "records stay in the page cache", []edit{{
		"appliance/journal/record.go", "case Format, Boot, Tap, Seen, Begin, Outcome, Abandon, Copy:", "case Format:",
	}}, 300},
	{"VoidOnBoot", "what may be on paper is given up after a restart", []edit{{
		"appliance/journal/replay.go", "case e.Stage == Printing, e.Stage == Held && s.Damaged:\n\t\treturn DoReportUnknown",
		"case e.Stage == Printing, e.Stage == Held && s.Damaged:\n\t\treturn DoAbandon",
	}, {
		"appliance/journal/replay.go", "e.Stage != Tapped && (e.Stage != Held || e.Seen)", "e.Stage == Done",
	}}, 300},
	{"ReprintOnBoot", "a restart prints again what has no outcome", []edit{{
		"appliance/errand/restart.go", "out = append(out, Clear{})",
		`out = append(out, Tell{kiosk.Issued{Ticket: kiosk.Ticket{
				ID: a.Entry.Request, Day: a.Entry.Ticket.BusinessDay, ServiceID: a.Entry.Service,
				Number: fmt.Sprintf("%s %03d", a.Entry.Ticket.Prefix, a.Entry.Ticket.Sequence),
			}}})
			continue`,
	}, {
		"appliance/errand/restart.go", "import \"numerek/appliance/journal\"",
		"import (\n\t\"fmt\"\n\t\"numerek/appliance/journal\"\n\t\"numerek/appliance/kiosk\"\n)",
	}, {
		"appliance/kiosk/update.go", "if e.Session != m.Session || m.Screen != ScreenIssuing {",
		"if e.Session != m.Session || e.Session != 0 && m.Screen != ScreenIssuing {",
	}}, 100},
	{"PrintFirst", "the kiosk makes the number, and tells the server later (FQM)", []edit{{
		"appliance/errand/visit.go", "return v, []Output{Ask{v.request}}",
		`number := kiosk.Ticket{ID: v.request.ID, Number: fmt.Sprintf("S %03d", v.session), ServiceID: v.request.ServiceID, Day: "2026-11-24"}
		v, made := v.answered(Answer{Ticket: number, Held: journal.Ticket{
			Prefix: "S", Sequence: int(v.session), BusinessDay: number.Day,
		}})
		return v, append(made, Ask{v.request})`,
	}, {
		"appliance/errand/visit.go", "import (", "import (\n\t\"fmt\"\n",
	}}, 20},
	{"MaxPlusOne", "the counter is read beside the transaction, and nothing is unique (FQM)", []edit{{
		"central/office/issue.go", "row, exists, err := t.tx.Series(s)",
		`if t.plan.read == nil {
		t.plan.read = map[queue.Series]int{}
	}
	row, exists, err := t.tx.Series(s)
	if mine, ok := t.plan.read[s]; ok {
		row.Last = mine
	}
	defer func() { t.plan.read[s] = row.Last }()`,
	}, {
		"central/office/plan.go", "type plan struct {", "type plan struct {\n\tread map[queue.Series]int\n",
	}, {
		"central/store/memstore/save.go", "if !numbers.take(numberKey{t.Series(), t.Number.N}, t.ID) {", "if false {",
	}}, 20},
	{"AsyncReplication", "a standby that lacks the tail takes over, and nobody notices", []edit{{
		"central/store/writer.go", "case err == nil && in.History == history:", "case err == nil:",
	}}, 40},
	{"DayBeforeDedupe", "the key counts within a business day only", []edit{{
		"central/office/issue.go", "ticket, err := t.tx.Ticket(office, request)\n\tif err == nil {",
		"ticket, err := t.tx.Ticket(office, request)\n\tif err == nil && ticket.Day != t.row.Day {\n\t\treturn Answer{}, false, nil\n\t}\n\tif err == nil {",
	}}, 400},
	{"CallWithoutKey", "every call is a new one", []edit{{
		"central/office/act.go", "return op.Number == desk.Operation, nil", "return false, nil",
	}, {
		"central/office/act.go", "case op.Number != desk.Operation && op.Number != desk.Operation+1:", "case false:",
	}, {
		"central/office/act.go", "case op.Number == desk.Operation && desk.BodyHash != hash:", "case false:",
	}}, 40},
	{"CallWithoutSequence", "that nobody waits is not remembered, and an old call runs later", []edit{{
		"central/office/act.go", "if out, err = x.do(); err != nil {\n\t\t\treturn err\n\t\t}",
		"if out, err = x.do(); err != nil {\n\t\t\treturn err\n\t\t}\n\t\tif out.Refused == NobodyWaiting {\n\t\t\treturn nil\n\t\t}",
	}, {
		"central/office/act.go", "case op.Number != desk.Operation && op.Number != desk.Operation+1:", "case op.Number < desk.Operation-3:",
	}, {
		"central/office/act.go", "case op.Number == desk.Operation && desk.BodyHash != hash:", "case false:",
	}, {
		"central/office/act.go", "return op.Number == desk.Operation, nil", "return op.Number == desk.Operation && desk.BodyHash == hash, nil",
	}}, 60},
	{"CallRace", "two desks look for the next one at once, and then both call", []edit{{
		"central/office/deeds.go", "waiting, err := x.tx.Waiting(store.QueueKey{Office: x.seat.Office, Location: x.seat.Location, Day: x.row.Day})",
		`waiting, err := x.tx.Waiting(store.QueueKey{Office: x.seat.Office, Location: x.seat.Location, Day: x.row.Day})
	if x.now.Sub(x.plan.lookedAt).Abs() < 2*time.Second && len(x.plan.looked) > 0 {
		waiting = x.plan.looked
	}
	x.plan.lookedAt, x.plan.looked = x.now, waiting`,
	}, {
		"central/office/plan.go", "type plan struct {", "type plan struct {\n\tlooked []queue.Ticket\n\tlookedAt time.Time\n",
	}, {
		"central/queue/serve.go", "if t.State != Waiting {", "if false {",
	}}, 40},
	{"WallDay", "the business day is that of the clock on the wall", []edit{{
		"central/office/day.go", "case clock <= stored:\n\t\treturn stored, true, nil", "case clock == stored:\n\t\treturn stored, true, nil",
	}}, 60},
	{"LeaseVoid", "the server voids what nobody reported for a while", []edit{{
		"central/office/deeds.go", "open, err := x.openDesks(x.seat)",
		`stale, err := x.tx.Waiting(store.QueueKey{Office: x.seat.Office, Location: x.seat.Location, Day: x.row.Day})
	if err != nil {
		return err
	}
	for _, k := range stale {
		if k.Paper == queue.PaperPending && x.now.Sub(k.IssuedAt) > 4*time.Second {
			gone := k
			gone.State, gone.Void = queue.Void, queue.VoidAbandoned
			if err := x.record(k, gone, TicketVoided, nil); err != nil {
				return err
			}
		}
	}
	open, err := x.openDesks(x.seat)`,
	}}, 200},
	{"NoTombstone", "giving up an unknown request leaves nothing", []edit{{
		"central/office/paper.go", "t.tx.PutAnswer(store.Answer{\n\t\t\t\tOffice: c.Office, Request: request, Kind: kindAbandoned,\n\t\t\t\tDetail: detail(paperDetail{Reason: reason}), At: t.now,\n\t\t\t})\n\t\t\treturn nil",
		"return nil",
	}}, 300},
	{"ShownUnsaved", "a number is shown although the card refuses to remember that", []edit{{
		"appliance/errand/visit.go", "if !ok {", "if false {",
	}}, 900},
	{"NoReconcile", "kiosks do not present again what was acknowledged", []edit{{
		"appliance/journal/replay.go", "for _, e := range s.Delivered {", "for _, e := range s.Delivered[:0] {",
	}}, 40},
	{"NoJump", "numbers go on where the restored counter stands", []edit{{
		"central/office/issue.go", "known > row.Last || t.behind(row, exists) {", "known < 0 {",
	}}, 60},
	{"NoFence", "questions and answers of an old incarnation count", []edit{{
		"central/office/fence.go", "if incarnation != t.installation.Incarnation && (!c.Guest || incarnation != \"\") {", "if false {",
	}, {
		"appliance/errand/standing.go", "case answered != asked:", "case false:",
	}, {
		"appliance/errand/standing.go", "case asked != s.Incarnation:", "case false:",
	}}, 400},
}

// build makes a campaign of a mutant, from the sources beside their replacements.
func (m mutant) build(t *testing.T, dir string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for _, e := range m.edits {
		if text[e.file] == "" {
			b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(e.file)))
			if err != nil {
				t.Fatal(err)
			}
			text[e.file] = string(b)
		}
		if n := strings.Count(text[e.file], e.old); n != 1 {
			t.Fatalf("%s: the piece to replace stands there %d times, not once:\n%s", e.file, n, e.old)
		}
		text[e.file] = strings.Replace(text[e.file], e.old, e.new, 1)
	}
	replace := map[string]string{}
	for file, content := range text {
		path := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(root, filepath.FromSlash(file))] = path
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "campaign")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-ldflags=-s -w",
		"-o", bin, "./campaign")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return bin
}

func TestMutants(t *testing.T) {
	if !*long {
		t.Skip("builds a program for every wrong protocol: give -args -long")
	}
	turns := make(chan struct{}, 2)
	var all sync.WaitGroup
	defer all.Wait()
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			turns <- struct{}{}
			defer func() { <-turns }()
			begun := time.Now()
			bin := m.build(t, t.TempDir())
			built := time.Since(begun)
			out, err := exec.CommandContext(t.Context(), bin, "-seed", "1", "-seeds", strconv.Itoa(m.seeds), "-shrink", "0").CombinedOutput()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 1 {
				t.Fatalf("%s: not caught within %d seeds (%v)\n%s", m.why, m.seeds, err, out[max(0, len(out)-2000):])
			}
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			t.Logf("built in %s, run in %s: %s: %s", built.Round(time.Millisecond), (time.Since(begun) - built).Round(time.Millisecond),
				lines[2], lines[len(lines)-1])
		})
	}
}
