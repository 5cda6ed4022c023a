package settings

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"numerek/appliance/config"
	"numerek/appliance/mistake"
)

// ErrUsage says that the command line is wrong.
var ErrUsage = errors.New("settings -h lists the flags")

// ErrMistakes says that a file that was only to be checked holds mistakes.
var ErrMistakes = errors.New("mistakes")

// Main is the command "settings": it reads the card's file and writes the system's.
// What is wrong with the card's file goes to stderr and is no error. With --check it
// writes nothing, and tells mistakes, and what may have been forgotten, in Polish and English. Errors: flag.ErrHelp after
// printing the usage, [ErrUsage], [ErrMistakes], and what could not be read or written.
func Main(args []string, stdout, stderr io.Writer) error {
	fs := flag.NewFlagSet("settings", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	card := fs.String("config", "/boot/firmware/numerek.toml", "`file` of the card")
	root := fs.String("root", "/", "`folder` that stands for the root of the system")
	name := fs.String("user", "numerek", "`name` of the user that the appliance runs as")
	only := fs.Bool("check", false, "say what is wrong in the file, and write nothing")
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fs.SetOutput(stdout)
		fs.Usage()
		return err
	case err != nil:
		return fmt.Errorf("%w\n%w", err, ErrUsage)
	case fs.NArg() > 0:
		return fmt.Errorf("unexpected argument %q\n%w", fs.Arg(0), ErrUsage)
	}
	if *only {
		return check(*card, stdout, stderr)
	}
	text, err := os.ReadFile(*card)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		text = nil
	}
	c, wrong := config.Read(text)
	if text != nil && len(wrong) > 0 {
		_, _ = fmt.Fprintln(stderr, &mistake.FileError{File: *card, All: wrong})
	}
	owner, err := OwnerOf(*name)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err) // a user that cannot be looked up keeps nobody from the network
	}
	return Write(*root, Render(c, text), owner)
}
