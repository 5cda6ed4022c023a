package profile

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"numerek/appliance/printer"
	"numerek/appliance/printer/letters"
)

//go:embed named.toml
var named []byte

// What every profile has that does not say otherwise.
const (
	patience      = 3 * time.Second
	bandBytes     = 2048
	bandRows      = 255
	rowsPerSecond = 250
	dpi           = 203
)

// Why there is no profile.
var (
	ErrUnknown = errors.New("printer profile is not known")
	ErrWrong   = errors.New("printer profile is wrong")
)

// Names are the profiles that have a name, in the order of named.toml; the first serves for most printers.
func Names() []string {
	all, err := read(named)
	if err != nil {
		panic(err) // It is compiled in, and a test reads it.
	}
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	return names
}

// Named gives a profile by its name. The error is ErrUnknown and says which there are.
func Named(name string) (printer.Profile, error) {
	all, err := read(named)
	if err != nil {
		return printer.Profile{}, err
	}
	for _, p := range all {
		if p.Name == name {
			return p, nil
		}
	}
	return printer.Profile{}, fmt.Errorf("%w: %q; allowed: the path of a probed profile, or %s", ErrUnknown, name, strings.Join(Names(), ", "))
}

// Read reads a probed profile. The error is that of the system, or ErrWrong with what is wrong.
func Read(path string) (printer.Profile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return printer.Profile{}, fmt.Errorf("printer profile: %w", err)
	}
	all, err := read(text)
	if err != nil {
		return printer.Profile{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(all) != 1 {
		return printer.Profile{}, fmt.Errorf("%s: %w: it holds %d printers instead of one", path, ErrWrong, len(all))
	}
	return all[0], nil
}

// file is a file of profiles.
type file struct {
	Printer []printer.Profile `toml:"printer"`
}

// Write writes a profile as [Read] reads it.
func Write(w io.Writer, p printer.Profile) error {
	encoder := toml.NewEncoder(w)
	encoder.SetIndentTables(true)
	if err := encoder.Encode(file{[]printer.Profile{p}}); err != nil {
		return fmt.Errorf("printer profile: %w", err)
	}
	return nil
}

func read(text []byte) ([]printer.Profile, error) {
	var f file
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
			return nil, fmt.Errorf("%w: unknown key\n%s", ErrWrong, strict.String())
		}
		return nil, fmt.Errorf("%w: %w", ErrWrong, err)
	}
	for i := range f.Printer {
		complete(&f.Printer[i])
		if err := check(f.Printer[i]); err != nil {
			return nil, err
		}
	}
	return f.Printer, nil
}

// complete sets what was not said.
func complete(p *printer.Profile) {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&p.DPI, dpi)
	set(&p.BandBytes, bandBytes)
	set(&p.BandRows, bandRows)
	set(&p.RowsPerSecond, rowsPerSecond)
	p.Patience = patience
}

// check says what is wrong with a profile.
func check(p printer.Profile) error {
	wrong := func(what string, args ...any) error {
		return fmt.Errorf("%w: %q: %s", ErrWrong, p.Name, fmt.Sprintf(what, args...))
	}
	switch {
	case p.Name == "":
		return wrong("name is missing")
	case p.Dots < 256 || p.Dots > 2048:
		return wrong("dots = %d; allowed: 256 to 2048", p.Dots)
	case p.DPI < 150 || p.DPI > 300:
		return wrong("dpi = %d; allowed: 150 to 300", p.DPI)
	case p.BandBytes < p.Dots/8 || p.BandRows < 1 || p.BandRows > 0xffff || p.MaxRows < 0 || p.RowsPerSecond < 1:
		return wrong("band_bytes must hold a row, band_rows be 1 to 65535, max_rows not be negative, rows_per_second at least 1")
	case p.Letters.Columns < 0 || p.Letters.Columns > 0 && p.Letters.Columns < 16 || p.Letters.Module < 0 || p.Letters.Module > 16:
		return wrong("letters: columns at least 16 or 0, module 0 to 16")
	case p.TextOnly && p.Letters.Columns == 0:
		return wrong("text_only needs letters.columns")
	case !slices.Contains([]printer.Status{"", printer.RealTime, printer.PaperOnly, printer.NoStatus}, p.Status):
		return wrong("status = %q", p.Status)
	case !slices.Contains(fences, p.Fence):
		return wrong("fence = %q", p.Fence)
	case !slices.Contains([]printer.Counter{"", printer.EpsonCounter, printer.CustomCounter}, p.Counter):
		return wrong("counter = %q", p.Counter)
	case !slices.Contains([]printer.Sensor{"", printer.FullStatus, printer.PresenterStatus}, p.Presenter.Sensor):
		return wrong("presenter.sensor = %q", p.Presenter.Sensor)
	case p.Status == printer.NoStatus && p.Fence != printer.FenceTime:
		return wrong("status none needs fence time")
	}
	for name := range p.Letters.Tables {
		if !slices.Contains(letters.Names(), name) {
			return wrong("letters.tables: %q; allowed: %v", name, letters.Names())
		}
	}
	return nil
}

var fences = []printer.Fence{
	"", printer.Ordered, printer.FenceInfo, printer.FencePaper, printer.FenceOld, printer.FenceStatus, printer.FenceTime, printer.AnyFence,
}
