package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const events = `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestA/one"}
{"Action":"output","Package":"p","Test":"TestA/one","Output":"    a_test.go:7: got 1, want 2\n"}
{"Action":"run","Package":"p","Test":"TestA/two"}
{"Action":"fail","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA/two"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestB","Output":"    b_test.go:9: no printer here\n"}
{"Action":"skip","Package":"p","Test":"TestB"}
{"Action":"run","Package":"p","Test":"TestC"}
{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:9: count: 2000 kill points\n"}
{"Action":"pass","Package":"p","Test":"TestC"}
{"Action":"fail","Package":"p"}
{"Action":"build-output","ImportPath":"q","Output":"q.go:1: syntax error\n"}
{"Action":"fail","Package":"q","FailedBuild":"q"}
{"Action":"skip","Package":"nothing"}
`

func TestReadCountsLeaves(t *testing.T) {
	var report strings.Builder
	got, failed, err := read(strings.NewReader(events), &report)
	if want := (tally{passed: 2, failed: 2, skipped: 1}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if want := "1 p TestA\n1 q -\n"; failed.String() != want {
		t.Errorf("failed: got %q, want %q", failed, want)
	}
	for _, want := range []string{"got 1, want 2", "no printer here", "q.go:1: syntax error", "count: 2000 kill points"} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("report %q lacks %q", report.String(), want)
		}
	}
}

func TestRunAddsToTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tally")
	if err := os.WriteFile(file, []byte("10 0 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, report strings.Builder
	failures := filepath.Join(t.TempDir(), "failures")
	if err := run(file, failures, strings.NewReader(events), &out, &report); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "12 2 2\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, err := os.ReadFile(failures); err != nil || string(got) != "1 p TestA\n1 q -\n" {
		t.Errorf("failures: got %q, %v", got, err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != out.String() {
		t.Errorf("file: got %q, %v, want %q", got, err, out.String())
	}
}

// A package that breaks off has left tests unrun: to run the failed one again
// would not make it whole.
func TestReadTellsABreak(t *testing.T) {
	const events = `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"panic: no\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"run","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestB","Output":"goroutine 7 [select]:\n"}
{"Action":"fail","Package":"p"}
`
	var report strings.Builder
	_, failed, err := read(strings.NewReader(events), &report)
	if want := "1 p -\n1 p TestA\n"; err != nil || failed.String() != want {
		t.Errorf("got %q, %v, want %q", failed, err, want)
	}
	if !strings.Contains(report.String(), "--- NO END: p.TestB\ngoroutine 7 [select]:\n") {
		t.Errorf("report %q lacks what the test said that never ended", report.String())
	}
}
