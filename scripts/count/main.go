// Command count reads what `go test -json` says, prints the failures in full and
// the skips with their reasons, and adds up: the leaves of the tree of tests
// pass, fail or are skipped, and a package that does not build fails.
//
// usage: go test -json ./... | count [-add FILE] [-failures FILE]
//
// The tally goes to standard output, one line: PASSED FAILED SKIPPED. With
// -add it is added to that file's, which has the same form. With -failures each
// failed test is written to a file, "COUNT PACKAGE TEST", so that it can be run
// once more by itself; what cannot, because its package did not build or broke
// off and left others unrun, has "-" for the name of the test.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

func main() {
	add := flag.String("add", "", "file with the tally so far, replaced by the new one")
	failures := flag.String("failures", "", "file for the failed tests")
	flag.Parse()
	if err := run(*add, *failures, os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "count:", err)
		os.Exit(1)
	}
}

func run(file, failures string, in io.Reader, out, report io.Writer) error {
	t, failed, err := read(in, report)
	if err != nil {
		return err
	}
	if failures != "" {
		if err := os.WriteFile(failures, []byte(failed.String()), 0o600); err != nil {
			return err
		}
	}
	if file != "" {
		before, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		var passed, failed, skipped int
		if len(before) > 0 {
			if _, err := fmt.Sscan(string(before), &passed, &failed, &skipped); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
		t.passed, t.failed, t.skipped = t.passed+passed, t.failed+failed, t.skipped+skipped
		if err := os.WriteFile(file, []byte(t.String()), 0o600); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(out, t)
	return err
}

// tally is how many tests ended how.
type tally struct{ passed, failed, skipped int }

func (t tally) String() string { return fmt.Sprintf("%d %d %d\n", t.passed, t.failed, t.skipped) }

// event is one line of test2json, as `go doc test2json` has it, and of the
// build, which names the package in ImportPath.
type event struct {
	Action, Package, ImportPath, Test, Output, FailedBuild string
}

// name of the test that the event is about, or of its package.
func (e event) name() string {
	if e.Test == "" {
		return e.Package
	}
	return e.Package + "." + e.Test
}

// read adds up the events. A test that has subtests counts only where it failed
// and none of them did.
func read(in io.Reader, report io.Writer) (t tally, failed broken, err error) {
	failed = broken{}
	said := map[string][]string{} // output of each test and package, until it ends
	parents := map[string]bool{}  // tests that have subtests
	failures := map[string]bool{} // tests below which something failed
	packages := map[string]bool{} // packages with a failed test
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		var e event
		if err := json.Unmarshal(scanner.Bytes(), &e); err != nil {
			fmt.Fprintln(report, scanner.Text()) // a word of the go command itself
			continue
		}
		name := e.name()
		switch e.Action {
		case "build-output":
			fmt.Fprint(report, e.Output)
		case "output":
			if !noise(e.Output) {
				said[name] = append(said[name], e.Output)
			}
			if breaksOff(e.Output) {
				failed.unrun(e.Package)
			}
		case "run":
			if i := strings.LastIndexByte(e.Test, '/'); i >= 0 {
				parents[e.Package+"."+e.Test[:i]] = true
			}
		case "pass":
			for _, line := range said[name] {
				if counts(line) {
					fmt.Fprint(report, line)
				}
			}
			if e.Test != "" && !parents[name] {
				t.passed++
			}
			delete(said, name)
		case "fail":
			below := failures[name] || e.Test == "" && packages[e.Package]
			if !below {
				t.failed++
				failed.add(e.Package, e.Test)
			}
			if !below || e.Test != "" {
				fmt.Fprintf(report, "--- FAIL: %s\n%s", name, strings.Join(said[name], ""))
			}
			if e.Test == "" {
				unended(report, e.Package, said)
			}
			packages[e.Package] = true
			for test := e.Test; ; {
				i := strings.LastIndexByte(test, '/')
				if i < 0 {
					break
				}
				test = test[:i]
				failures[e.Package+"."+test] = true
			}
			delete(said, name)
		case "skip":
			if e.Test != "" {
				t.skipped++
				fmt.Fprintf(report, "--- SKIP: %s\n%s", name, strings.Join(said[name], ""))
			}
			delete(said, name)
		}
	}
	return t, failed, scanner.Err()
}

// unended prints what the tests of a package said that never came to their end: it
// broke off in one of them, or was stopped.
func unended(report io.Writer, pkg string, said map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(said)) {
		if test, of := strings.CutPrefix(name, pkg+"."); of && strings.HasPrefix(test, "Test") {
			fmt.Fprintf(report, "--- NO END: %s\n%s", name, strings.Join(said[name], ""))
			delete(said, name)
		}
	}
}

// broken is how many tests failed below each test of a package, by package and
// name; "-" is what is no test that could be run by itself.
type broken map[[2]string]int

func (b broken) add(pkg, test string) {
	top, _, _ := strings.Cut(test, "/")
	b[[2]string{pkg, cmp.Or(top, "-")}]++
}

// unrun notes that a package broke off and left tests of it unrun.
func (b broken) unrun(pkg string) { b[[2]string{pkg, "-"}]++ }

func (b broken) String() string {
	var lines []string
	for where, n := range b {
		lines = append(lines, fmt.Sprintf("%d %s %s\n", n, where[0], where[1]))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// breaksOff is what a program says that ends in the middle of a test.
func breaksOff(line string) bool {
	return strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ")
}

// noise is what the test framework prints anyway.
func noise(line string) bool {
	line = strings.TrimSpace(line)
	return slices.ContainsFunc([]string{"=== ", "--- PASS", "--- FAIL", "--- SKIP"}, func(p string) bool { return strings.HasPrefix(line, p) })
}

// counts is a line that a test wants seen although it passed: "count: 2000 kill points, …".
func counts(line string) bool { return strings.Contains(line, "count: ") }
