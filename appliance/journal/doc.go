// Package journal keeps a kiosk's unfinished tickets on its card, so that a
// power cut at any moment neither loses a ticket nor makes a second one
// (design 5, reliability 2.3).
//
// The journal is one file of lines. A line is a record: the CRC-32C of the
// record's JSON as eight hexadecimal digits, a space, the JSON, a newline.
// Records are only ever appended; when everything in it is settled the file is
// replaced by a short one. What a power cut tears off the end is dropped when
// the file is opened next. A line that was whole once and is not any more (a bad
// block) is skipped, and what stands around it is kept; from then on the
// journal does not trust that something is *missing*, and recovery leaves
// tickets callable that it would otherwise have given up.
//
// After a roll-back the journal may be a newer program's that this one would
// misunderstand. It is then put aside as it is, and the kiosk works with one of its
// own; what was under way in the other stays callable, for the server never voids by
// itself. The newer program, once it is back, goes on with both. Reading what can be
// read of it instead would have this program report outcomes by rules that it does
// not know, and drop what it cannot carry over; waiting loses nothing.
//
// The package decides what is unfinished (Replay) and what has to be done about
// it after a restart (Recover); doing it is the caller's part.
package journal
