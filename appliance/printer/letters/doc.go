// Package letters sets text in the letters that a printer has of its own, for lines that are too slow for pictures.
//
// A printer has tables of letters, each with 128 places beyond ASCII, under numbers that differ from printer to printer, and
// no table holds both Polish and Ukrainian. So the table is changed inside a text where it must be, and before anything is
// sent it is known whether every letter has a place: a wrong table prints plausible nonsense.
//
// Sources: facts of the manuals and of receipt-print-hq's printer data base for the numbers, which stand in profiles;
// golang.org/x/text for the tables, and for CP1125, which it lacks, the difference of the Ukrainian standard RST 2018-91 to CP866.
// The package is pure.
package letters
