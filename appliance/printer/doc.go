// Package printer prints slips and says honestly what became of each: confirmed printing.
//
// A printer has no transactions, so the package brings every print to one of four outcomes ([Printed], [NotPrinted],
// [NotCompleted], [Unknown]) with evidence from the printer itself, and never starts a second paper by itself. The
// order is: ask whether the printer is ready, store the picture in the printer, wait until it says that it has all of
// it, let the caller write the commitment to its journal, send the short tail that prints and cuts, and wait for the id
// that the printer sends when the printing is done. When anything goes wrong the printer's buffers are cleared, and the
// answer to the clear settles whether the job was done before it; a paper that is refilled tomorrow cannot bring the
// ticket out then. Printers that cannot store or say ids get the picture in small bands, each followed by a question
// that the printer answers only when it has come so far.
//
// The package owns the port from opening to closing and nothing else: which port, and what a ticket looks like, come
// from outside. It prints nothing that it was not given, except blank paper to cut a torn piece off.
//
// Sources: Epson TM command reference, GS ( H function 48 and DLE DC4 function 8 with their notes on priority.
package printer
