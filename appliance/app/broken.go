package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"numerek/appliance/journal"
	"numerek/appliance/kiosk"
	"numerek/appliance/loop"
	"numerek/appliance/typeface"
)

// ErrCard says that the card takes no records: it is full, worn out or mounted
// read-only, as after a power cut that damaged its file system.
var ErrCard = errors.New("the card takes no records")

// cardFault marks an error that a technician or the passing of time can mend.
func cardFault(err error) error {
	for _, fault := range []error{syscall.EROFS, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO} {
		if errors.Is(err, fault) {
			return fmt.Errorf("%w: %w", ErrCard, err)
		}
	}
	return err
}

// dataFault marks an error that the card is to blame for, or the folder that the
// settings name for what is kept: one that cannot be made, or is another user's.
func dataFault(folder string, err error) error {
	for _, fault := range []error{fs.ErrPermission, fs.ErrNotExist, fs.ErrExist, syscall.ENOTDIR, syscall.EISDIR} {
		if errors.Is(err, fault) {
			return unusable("data", folder, err,
				"wpisz folder, który program może założyć, na przykład \"/data/numerek\"", "write a folder that the program can make, such as \"/data/numerek\"")
		}
	}
	return cardFault(err)
}

// Broken is a kiosk for which New has failed with ErrCard: it says on its screen
// that it is out of order, and asks for nothing. It returns nil when the journal
// takes records, so that the program can begin again, and when ctx is done.
func Broken(ctx context.Context, o Options) error {
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	k := &Kiosk{o: o, log: o.Log, ctx: ctx, cabinet: newCabinet(o.Config)}
	k.glass = glass{fonts: fonts, size: panel(o.Config, o.Config.Window.Width, o.Config.Window.Height)}
	lost, _ := kiosk.Update(kiosk.New(time.Local), kiosk.JournalLost{}, time.Now())
	k.loop = loop.New(loop.Machine[kiosk.Model, kiosk.Event, kiosk.Effect]{
		Update: kiosk.Update, Due: kiosk.Due, Tick: kiosk.Tick{}, Changed: k.changed,
		Do: func(kiosk.Effect) {}, // nothing can be chosen, so there is none
	}, lost)
	k.changed(lost)
	var parts sync.WaitGroup
	defer parts.Wait()
	defer speaking(ctx, k.runVoice)()
	defer stop()
	parts.Go(func() { k.loop.Run(ctx) })
	parts.Go(func() { supervise(ctx, o.Supervisor, k.loop.Alive, o.Screen) })
	parts.Go(func() { settle(ctx, o.Updating, o.Config.Data, o.Screen, o.Log) })
	parts.Go(func() {
		defer stop()
		awaitCard(ctx, o)
	})
	if o.Screen != nil {
		return o.Screen.Run(ctx, (*touchscreen)(k))
	}
	<-ctx.Done()
	return nil
}

// awaitCard waits until the journal takes a record, or ctx is done.
func awaitCard(ctx context.Context, o Options) {
	t := time.NewTicker(mendEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		book, _, err := journal.Open(filepath.Join(o.Config.Data, "journal"))
		if err == nil { // reading proves nothing: write what changes nothing
			err = errors.Join(book.Append(journal.Record{Kind: journal.Boot, At: time.Now()}), book.Close())
		}
		if err = cardFault(err); !errors.Is(err, ErrCard) {
			return // well, or another fault, which the next start tells
		}
		o.Log.ErrorContext(ctx, "journal cannot be opened", "err", err)
	}
}
