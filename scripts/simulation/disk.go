package simulation

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"time"

	"numerek/appliance/journal"
)

// powerCut is the panic of a kiosk that loses its power in the middle of a step.
type powerCut struct{}

// errCard is what a card says that takes nothing at the moment.
var errCard = errors.New("write: input/output error")

// disk is a kiosk's card. It forgets what was not synced when the power is cut:
// all of it, none of it, or the end of it, as the dice have it.
type disk struct {
	w     *World
	actor int
	sick  bool // it refuses everything

	journal *content
	beside  *content // the new file
	old     *content // the journal until Replace was durable; nil where it is
}

// content is what is in a file.
type content struct {
	data   []byte
	synced int
}

// step is one operation of the card, at which the power may be cut.
func (d *disk) step() error {
	if d.w.fault("card_refuses", d.actor, 0.002) {
		d.ail()
	}
	if d.sick {
		return errCard
	}
	if d.w.fault("cut_at_card", d.actor, 0.0015) {
		panic(powerCut{})
	}
	return nil
}

// ail makes the card refuse everything for a while, as one does that is torn out or
// worn out; often it is the supply that goes next.
func (d *disk) ail() {
	d.w.tell("card of kiosk %d refuses", d.actor)
	d.sick = true
	d.w.after(d.w.between("card_sick", d.actor, time.Second, 20*time.Second), func() { d.sick = false })
	if d.w.fault("cut_while_sick", d.actor, 0.3) {
		d.w.after(d.w.between("cut_while_sick", d.actor, 100*time.Millisecond, 6*time.Second), func() {
			d.w.kiosks[d.actor].powerCut("while its card is sick")
		})
	}
}

// lose is what a power cut does to the card.
func (d *disk) lose() {
	if d.old != nil && d.w.chance("old_name", d.actor, 0.5) {
		d.journal = d.old // the new name had not reached the card
	}
	d.old, d.beside = nil, nil
	if d.journal == nil {
		return
	}
	keep := d.journal.synced
	if loose := len(d.journal.data) - keep; loose > 0 {
		bits, _ := d.w.roll("torn", d.actor)
		switch bits % 3 {
		case 0:
		case 1:
			keep += loose
		default:
			keep += int((bits >> 8) % uint64(loose+1)) //nolint:gosec // A few bytes.
		}
	}
	d.journal.data = d.journal.data[:keep:keep]
	d.journal.synced = keep
}

var _ journal.Folder = (*disk)(nil)

type unlocked struct{}

func (unlocked) Close() error { return nil }

// Lock implements [journal.Folder]: the kernel lets go with every life of the kiosk.
func (d *disk) Lock() (io.Closer, error) { return unlocked{}, d.step() }

// Read implements [journal.Folder].
func (d *disk) Read() ([]byte, error) {
	if d.journal == nil {
		return nil, fs.ErrNotExist
	}
	return slices.Clone(d.journal.data), nil
}

// Append implements [journal.Folder].
func (d *disk) Append() (journal.File, error) { return &file{d, d.journal}, d.step() }

// Create implements [journal.Folder].
func (d *disk) Create() (journal.File, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	d.beside = &content{}
	return &file{d, d.beside}, nil
}

// Replace implements [journal.Folder].
func (d *disk) Replace() error {
	if err := d.step(); err != nil {
		return err
	}
	d.old, d.journal, d.beside = d.journal, d.beside, nil
	if err := d.step(); err != nil { // renamed, and not yet durable
		return err
	}
	d.old = nil
	return nil
}

// Aside implements [journal.Folder]: no program of this world is newer than another.
func (d *disk) Aside() ([]byte, error) { return nil, fs.ErrNotExist }

// PutAside implements [journal.Folder].
func (d *disk) PutAside([]byte) error { return errCard }

type file struct {
	d *disk
	c *content
}

// Write implements [journal.File]: a power cut may tear it.
func (f *file) Write(p []byte) (int, error) {
	if !f.d.sick && f.d.w.fault("cut_while_writing", f.d.actor, 0.001) {
		bits, _ := f.d.w.roll("tear", f.d.actor)
		f.c.data = append(f.c.data, p[:bits%uint64(len(p)+1)]...)
		panic(powerCut{})
	}
	if err := f.d.step(); err != nil {
		return 0, err
	}
	f.c.data = append(f.c.data, p...)
	return len(p), nil
}

// Sync implements [journal.File].
func (f *file) Sync() error {
	if err := f.d.step(); err != nil {
		return err
	}
	f.c.synced = len(f.c.data)
	return nil
}

// Close implements [journal.File].
func (f *file) Close() error { return nil }
