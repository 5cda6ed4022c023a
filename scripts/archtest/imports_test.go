package archtest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "numerek/"

// pure lists the packages that work without the world: no I/O, no clock, no
// randomness, no goroutine of their own.
var pure = []string{
	"central/queue", "central/calendar", "central/officefile", "central/calling", "central/access", "central/booking", "central/forecast",
	"central/notify/gsm", "central/notify/pdu", "central/notify/wording", "central/notify/letter",
	"central/health/record", "appliance/health/chart", "central/updates/rollout", "appliance/update",
	"appliance/kiosk", "appliance/kiosk/look", "appliance/kiosk/words", "appliance/kiosk/spoken", "appliance/kiosk/technician", "appliance/kiosk/technician/panel", "appliance/scene", "appliance/paint", "appliance/slip", "appliance/bitmap", "appliance/typeface",
	"appliance/printer/escpos", "appliance/printer/layout", "appliance/printer/letters", "appliance/announce", "appliance/voice/sound", "appliance/device", "appliance/display", "appliance/lettering", "appliance/errand", "appliance/mistake", "appliance/mistake/notice",
}

// impure is what pure packages must not use of the standard library, by prefix.
var impure = []string{
	"bufio", "context", "database/", "io/ioutil", "log", "math/rand", "crypto/rand", "net", "os", "plugin", "runtime",
	"sync", "syscall", "testing", "unsafe",
}

// pureNet is the exception to it: parsing an address is no network.
var pureNet = []string{"net/netip", "net/url"}

// pureModules is what pure packages may use of other people's modules, by prefix: text, fonts, pictures, parsers.
var pureModules = []string{
	"golang.org/x/image/", "golang.org/x/text/", "github.com/pelletier/go-toml/v2", "github.com/BurntSushi/toml",
	"github.com/boombuler/barcode", "github.com/skip2/go-qrcode", "rsc.io/qr", "github.com/pion/opus",
}

// now are the functions of package time that look at the clock or wait.
var now = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick", "Local"}

// rule says that packages under from import nothing under to, and why. What
// stands in except, by prefix, may.
type rule struct {
	from, to, why string
	except        []string // importers that may
	but           []string // imports that may
}

// rules is the direction of imports: edges know the middle, never the other way.
var rules = []rule{
	{from: "proto/", to: module, why: "the contract depends on nobody"},
	{from: "appliance/", to: module + "central", why: "the appliance shares only the contract with the server"},
	{
		from: "central/", to: module + "appliance", why: "the server takes only the leaves that previews and checks need",
		but: []string{
			"appliance/scene", "appliance/slip", "appliance/kiosk", "appliance/bitmap", "appliance/typeface", "appliance/paint",
			"appliance/printer/serialport",
		},
	},
	{from: "central/", to: module + "scripts", why: "programs do not depend on their tools"},
	{from: "appliance/", to: module + "scripts", why: "programs do not depend on their tools"},

	{from: "central/store", to: module + "central/office", why: "the store does not know the use cases", but: []string{"central/officefile"}},
	{from: "central/store", to: module + "central/devices", why: "the store does not know the edges"},
	{from: "central/store", to: module + "central/web", why: "the store does not know the edges"},
	{from: "central/office", to: module + "central/devices", why: "use cases do not know who asks"},
	{from: "central/office", to: module + "central/web", why: "use cases do not know who asks"},
	{from: "central/office", to: "net/http", why: "use cases do not know who asks"},
	{from: "central/office", to: "google.golang.org/grpc", why: "use cases do not know who asks"},
	{from: "central/accounts", to: module + "central/devices", why: "use cases do not know who asks"},
	{from: "central/accounts", to: module + "central/web", why: "use cases do not know who asks"},
	{from: "central/accounts", to: "net/http", why: "use cases do not know who asks"},
	{from: "central/enrolment", to: module + "central/devices", why: "use cases do not know who asks"},
	{from: "central/enrolment", to: module + "central/web", why: "use cases do not know who asks"},
	{from: "central/enrolment", to: "net/http", why: "use cases do not know who asks"},
	{from: "central/enrolment", to: "google.golang.org/grpc", why: "use cases do not know who asks"},
	{from: "central/privacy", to: module + "central/devices", why: "use cases do not know who asks"},
	{from: "central/privacy", to: module + "central/web", why: "use cases do not know who asks"},
	{from: "central/privacy", to: "net/http", why: "use cases do not know who asks"},
	{from: "central/health", to: module + "central/devices", why: "use cases do not know who asks"},
	{from: "central/health", to: module + "central/web", why: "use cases do not know who asks"},
	{from: "central/health", to: "net/http", why: "use cases do not know who asks"},
	{from: "central/health", to: "google.golang.org/grpc", why: "use cases do not know who asks"},
	{from: "central/updates", to: module + "central/devices", why: "use cases do not know who asks"},
	{from: "central/updates", to: module + "central/web", why: "use cases do not know who asks"},
	{from: "central/updates", to: "net/http", why: "use cases do not know who asks"},
	{from: "central/updates", to: "google.golang.org/grpc", why: "use cases do not know who asks"},
	{from: "central/store", to: module + "central/updates", why: "the store does not know the use cases"},
	{from: "central/store", to: module + "central/health", why: "the store does not know the use cases"},
	{from: "central/store", to: module + "central/privacy", why: "the store does not know the use cases"},
	{from: "central/store", to: module + "central/enrolment", why: "the store does not know the use cases"},
	{from: "central/store", to: module + "central/accounts", why: "the store does not know the use cases"},
	{from: "central/notify", to: module + "central/office", why: "senders do not know the use cases"},
	{from: "central/notify", to: module + "central/web", why: "edges do not know each other"},
	{from: "central/notify", to: module + "central/devices", why: "edges do not know each other"},
	{from: "central/web", to: module + "central/devices", why: "edges do not know each other"},
	{from: "central/devices", to: module + "central/web", why: "edges do not know each other"},
	{from: "central/devices/line", to: module + "central/office", why: "the line does not know what is asked over it"},
	{from: "central/devices/line", to: module + "central/store", why: "the line does not know what is asked over it"},
	{from: "central/", to: module + "central/store/sqlstore", why: "only app chooses the database", except: []string{"central/app", "central/store/sqlstore"}},
	{from: "central/", to: module + "central/app", why: "app stands at the end", except: []string{"central/app"}},
	{from: "central/", to: "database/sql", why: "SQL stays in sqlstore", except: []string{"central/store/sqlstore"}},
	{from: "central/", to: "github.com/jackc/pgx", why: "SQL stays in sqlstore", except: []string{"central/store/sqlstore"}},
	{from: "central/", to: "github.com/ncruces", why: "SQL stays in sqlstore", except: []string{"central/store/sqlstore"}},

	{from: "appliance/", to: module + "appliance/app", why: "app stands at the end", except: []string{"appliance/app"}},
	{from: "appliance/", to: "github.com/hajimehoshi/ebiten", why: "drawing stays in ui", except: []string{"appliance/ui"}},
	{from: "appliance/", to: "github.com/tarm/serial", why: "only serialport opens ports", except: []string{"appliance/printer/serialport"}},
	{from: "appliance/", to: "periph.io", why: "only board has lines, and health a thermometer", except: []string{"appliance/board", "appliance/health"}},
	{from: "appliance/", to: "google.golang.org/grpc", why: "only link talks to the server, which tracing follows", except: []string{"appliance/link", "appliance/app", "appliance/tracing"}},
	{from: "appliance/", to: "database/sql", why: "a device keeps a journal, not a database"},
	{from: "appliance/loop", to: module, why: "the loop runs any machine"},
	{from: "appliance/ui", to: module + "appliance/link", why: "edges do not know each other"},
	{from: "appliance/ui", to: module + "appliance/printer", why: "edges do not know each other"},
	{from: "appliance/ui", to: module + "appliance/journal", why: "edges do not know each other"},
	{from: "appliance/link", to: module + "appliance/ui", why: "edges do not know each other"},
	{from: "appliance/link", to: module + "appliance/printer", why: "edges do not know each other"},
	{from: "appliance/printer", to: module + "appliance/ui", why: "edges do not know each other"},
	{from: "appliance/printer", to: module + "appliance/link", why: "edges do not know each other"},
	{from: "appliance/voice", to: module + "appliance/ui", why: "edges do not know each other"},
	{from: "appliance/voice", to: module + "appliance/link", why: "edges do not know each other"},
	{from: "appliance/journal", to: module + "appliance/ui", why: "edges do not know each other"},
}

// under says whether path is prefix or lies below it.
func under(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, strings.TrimSuffix(prefix, "/")+"/")
}

func anyUnder(path string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return under(path, p) })
}

// breaks says whether the package at path, importing imp, breaks the rule.
func (r rule) breaks(path, imp string) bool {
	return under(path, r.from) && under(imp, r.to) && !anyUnder(path, r.except) && !anyUnder(strings.TrimPrefix(imp, module), r.but)
}

// impurity says what is wrong with a pure package importing imp; empty where nothing is.
func impurity(imp string) string {
	switch local, ours := strings.CutPrefix(imp, module); {
	case local == "appliance/journal":
		return "" // its records and what they amount to are pure, and all that a pure package can use
	case ours && !slices.Contains(pure, local) && !under(local, "appliance/typeface"):
		return "is not pure itself"
	case ours || slices.Contains(pureNet, imp):
		return ""
	case strings.Contains(strings.SplitN(imp, "/", 2)[0], "."):
		if !slices.ContainsFunc(pureModules, func(p string) bool { return strings.HasPrefix(imp, p) }) {
			return "is a module that pure code does not need"
		}
		return ""
	case anyUnder(imp, impure):
		return "reaches for the world"
	}
	return ""
}

type listed struct {
	ImportPath, Dir, Doc string
	GoFiles, Imports     []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,Doc,GoFiles,Imports", "./...")
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, module)
		for _, imp := range p.Imports {
			for _, r := range rules {
				if r.breaks(path, imp) {
					t.Errorf("%s imports %s: %s", path, imp, r.why)
				}
			}
			if slices.Contains(pure, path) && impurity(imp) != "" {
				t.Errorf("%s is pure and imports %s, which %s", path, imp, impurity(imp))
			}
		}
		if slices.Contains(pure, path) {
			for _, name := range p.GoFiles {
				checkPure(t, filepath.Join(p.Dir, name))
			}
		}
		if p.Doc == "" && len(p.GoFiles) > 0 && !generatedOnly(t, p) {
			t.Errorf("%s has no package comment", path)
		}
	}
}

// checkPure reports goroutines and looks at the clock.
func checkPure(t *testing.T, name string) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			t.Errorf("%s: pure code starts a goroutine", fset.Position(n.Pos()))
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(now, n.Sel.Name) {
				t.Errorf("%s: pure code uses time.%s; take the instant or the zone as a parameter", fset.Position(n.Pos()), n.Sel.Name)
			}
		}
		return true
	})
}

// generatedOnly says whether all of a package was written by a program.
func generatedOnly(t *testing.T, p listed) bool {
	t.Helper()
	for _, name := range p.GoFiles {
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if !generated.Match(text[:min(len(text), 2000)]) {
			return false
		}
	}
	return true
}

// TestRulesCanFail holds the table against imports that it must refuse and allow.
func TestRulesCanFail(t *testing.T) {
	for name, c := range map[string]struct {
		path, imp string
		refused   bool
	}{
		"appliance_knows_no_central":  {"appliance/kiosk", "numerek/central/queue", true},
		"central_takes_a_leaf":        {"central/officefile", "numerek/appliance/scene", false},
		"central_takes_no_edge":       {"central/officefile", "numerek/appliance/ui", true},
		"one_sql_package":             {"central/office", "database/sql", true},
		"sql_in_its_place":            {"central/store/sqlstore", "database/sql", false},
		"store_knows_the_office_file": {"central/store/sqlstore", "numerek/central/officefile", false},
		"store_knows_no_use_case":     {"central/store", "numerek/central/office", true},
		"ebiten_in_ui":                {"appliance/ui", "github.com/hajimehoshi/ebiten/v2", false},
		"ebiten_elsewhere":            {"appliance/app", "github.com/hajimehoshi/ebiten/v2", true},
		"contract_alone":              {"proto/numerek/v1", "numerek/central/queue", true},
	} {
		t.Run(name, func(t *testing.T) {
			refused := slices.ContainsFunc(rules, func(r rule) bool { return r.breaks(c.path, c.imp) })
			if refused != c.refused {
				t.Errorf("%s importing %s: got refused %t, want %t", c.path, c.imp, refused, c.refused)
			}
		})
	}
	for imp, refused := range map[string]bool{"os": true, "math/rand/v2": true, "net/url": false, "net/http": true, "fmt": false, "numerek/central/store": true} {
		if got := impurity(imp) != ""; got != refused {
			t.Errorf("impurity(%s): got refused %t, want %t", imp, got, refused)
		}
	}
}
