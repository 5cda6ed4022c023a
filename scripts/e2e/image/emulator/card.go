package emulator

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Card makes a copy of a card in a folder and writes files onto its first
// partition, as a technician does: names there, and where they are here.
func Card(ctx context.Context, image, folder string, files map[string]string) (string, error) {
	card := filepath.Join(folder, "card.img")
	if said, err := exec.CommandContext(ctx, "cp", "--sparse=always", "--reflink=auto", image, card).CombinedOutput(); err != nil {
		return "", fmt.Errorf("cp: %w: %s", err, said)
	}
	if err := syscall.Chmod(card, 0o600); err != nil {
		return "", err
	}
	return card, Put(ctx, card, files)
}

// first is where the first partition begins, for mtools.
const first = "@@4M"

// Put writes files onto the first partition of a card.
func Put(ctx context.Context, card string, files map[string]string) error {
	for name, from := range files {
		cmd := exec.CommandContext(ctx, "mcopy", "-o", "-i", card+first, from, "::"+name)
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("mcopy: %w: %s", err, said)
		}
	}
	return nil
}

// Get reads a file of the first partition of a card.
func Get(ctx context.Context, card, name string) ([]byte, error) {
	text, err := exec.CommandContext(ctx, "mcopy", "-i", card+first, "::"+name, "-").Output()
	if err != nil {
		return nil, fmt.Errorf("mcopy: %s: %w", name, err)
	}
	return text, nil
}

// Spoil overwrites a primary partition of a card, counted from 1, with chance bytes: a
// card that wears out, at its worst.
func Spoil(card string, partition int) error {
	file, err := os.OpenFile(card, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	// The table of an MBR is at 446: 16 bytes each, first sector and sectors at 8 and 12.
	const table, entry, sector = 446, 16, 512
	row := make([]byte, entry)
	if _, err := file.ReadAt(row, table+entry*int64(partition-1)); err != nil {
		return errors.Join(err, file.Close())
	}
	first, sectors := binary.LittleEndian.Uint32(row[8:]), binary.LittleEndian.Uint32(row[12:])
	chance := io.LimitReader(rand.Reader, int64(sectors)*sector)
	_, err = io.Copy(io.NewOffsetWriter(file, int64(first)*sector), chance)
	return errors.Join(err, file.Close())
}
