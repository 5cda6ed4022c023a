package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
)

// The versions of the file: this program writes format, and reads every file
// whose Reader is not above it. A later program that only adds fields and kinds
// leaves Reader as it is: this one skips them, and drops them when it shortens the
// file. What must not be dropped raises Reader, which keeps the file as it is.
const (
	format = 1
	reader = 1
)

// ErrNewer means that the file was written by a program whose records this one
// would misunderstand.
var ErrNewer = errors.New("journal is newer than this program")

// sumLen is the length of the checksum and the space before the JSON.
const sumLen = 9

// encode returns the line of a record.
func encode(r Record) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode record: %w", err)
	}
	return line(body), nil
}

// line is a record's JSON with its checksum.
func line(body []byte) []byte { return fmt.Appendf(nil, "%08x %s\n", sum(body), body) }

// sum is the CRC-32C of a record's JSON.
func sum(body []byte) uint32 { return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) }

// decode returns the records of a file, with a Lost where whole lines cannot be
// read, and whether the file has to be written anew before anything is appended
// to it. What a power cut tore off the end is left out: a line reaches the file
// in order, so what lacks its newline was never acknowledged. The only error is
// ErrNewer.
func decode(file []byte) (records []Record, mend bool, err error) {
	for len(file) > 0 {
		line, rest, whole := bytes.Cut(file, []byte{'\n'})
		if !whole {
			return records, true, nil
		}
		file = rest
		r, ok := decodeLine(line)
		if !ok {
			r, mend = Record{Kind: Lost}, true
		}
		if r.Kind == Format && r.Reader > format {
			return nil, false, fmt.Errorf("%w: format %d needs a reader of %d, this is %d",
				ErrNewer, r.Format, r.Reader, format)
		}
		records = append(records, r)
	}
	return records, mend || len(records) == 0, nil
}

// decodeLine reads one line without its newline.
func decodeLine(line []byte) (Record, bool) {
	var r Record
	if len(line) < sumLen || line[sumLen-1] != ' ' {
		return r, false
	}
	want, err := strconv.ParseUint(string(line[:sumLen-1]), 16, 32)
	if err != nil || uint32(want) != sum(line[sumLen:]) {
		return r, false
	}
	if err := json.Unmarshal(line[sumLen:], &r); err != nil {
		return Record{}, false
	}
	return r, true
}
