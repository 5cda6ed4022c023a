package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Programs are the paths of the shipped programs.
type Programs struct{ Central, Appliance string }

// Root is the root of the repository that contains the working directory.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no go.mod above the working directory")
		}
	}
}

// Build makes both programs as they ship, static, in a folder, and gives their paths.
func Build(ctx context.Context, folder string) (Programs, error) {
	var p Programs
	for name, path := range map[string]*string{"central": &p.Central, "appliance": &p.Appliance} {
		built, err := BuildOne(ctx, folder, name, "./"+name)
		if err != nil {
			return Programs{}, err
		}
		*path = built
	}
	return p, nil
}

// programsFolder names, for all tests of one run of scripts/test, a folder of programs that it has built already.
const programsFolder = "NUMEREK_PROGRAMS"

// BuildOne makes one program of the repository from its package and gives its
// path, or that of the program which scripts/test has built before.
func BuildOne(ctx context.Context, folder, name, pkg string) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	if built := filepath.Join(os.Getenv(programsFolder), name); filepath.IsAbs(built) {
		if _, err := os.Stat(built); err == nil {
			return built, nil
		}
	}
	path := filepath.Join(folder, name)
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, pkg)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w: %s", name, err, said)
	}
	return path, nil
}

// Office is the path of the demonstration office's file.
func Office() (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, "central", "demo", "koszalin.toml"), nil
}

// errDemo says that the demonstration office is not written as it was.
var errDemo = errors.New("the demonstration office does not close by its queue any more")

// PatientOffice writes the demonstration office into a folder as one that gives
// tickets for as long as it is open, however many wait: for loads that nobody serves.
func PatientOffice(folder string) (path string, err error) {
	from, err := Office()
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return "", err
	}
	const dynamic, fixed = `mode               = "dynamic"`, `mode               = "fixed"  `
	if !strings.Contains(string(text), dynamic) {
		return "", errDemo
	}
	path = filepath.Join(folder, "patient-office.toml")
	return path, os.WriteFile(path, []byte(strings.Replace(string(text), dynamic, fixed, 1)), 0o600)
}
