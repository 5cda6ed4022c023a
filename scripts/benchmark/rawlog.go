package main

import (
	"context"
	"errors"
	"os"
	"syscall"
)

const (
	recordSize  = 128
	rawLogSpan  = 32 << 20
	rawLogBatch = 512
)

// rawLog is the floor under any store that keeps what it acknowledges: records
// of 128 bytes in a file that is overwritten in place, synced as often as there
// is nobody left who waits. It counts nothing and could not read itself back.
type rawLog struct {
	file *os.File
	jobs chan chan error
	done chan struct{}
}

func openRawLog(path string) (*rawLog, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < rawLogSpan; at += int64(len(zeros)) {
		if _, err := file.WriteAt(zeros, at); err != nil {
			return nil, errors.Join(err, file.Close())
		}
	}
	if err := file.Sync(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	l := &rawLog{file: file, jobs: make(chan chan error, rawLogBatch), done: make(chan struct{})}
	go l.write()
	return l, nil
}

func (l *rawLog) write() {
	defer close(l.done)
	at := int64(0)
	batch := make([]chan error, 0, rawLogBatch)
	for first := range l.jobs {
		batch = append(batch[:0], first)
	collect:
		for len(batch) < rawLogBatch {
			select {
			case next, ok := <-l.jobs:
				if !ok {
					break collect
				}
				batch = append(batch, next)
			default:
				break collect
			}
		}
		records := make([]byte, recordSize*len(batch))
		if at+int64(len(records)) > rawLogSpan {
			at = 0
		}
		_, err := l.file.WriteAt(records, at)
		if err == nil {
			err = syscall.Fdatasync(int(l.file.Fd()))
		}
		at += int64(len(records))
		for _, answer := range batch {
			answer <- err
		}
	}
}

func (l *rawLog) issue(context.Context, int, string) (number, error) {
	answer := make(chan error, 1)
	l.jobs <- answer
	return number{}, <-answer
}

func (l *rawLog) close() error {
	close(l.jobs)
	<-l.done
	return l.file.Close()
}
