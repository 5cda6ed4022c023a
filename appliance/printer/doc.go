// Package printer prints slips and says honestly what became of each: confirmed printing.
//
// A printer has no transactions, so the package brings every print to one of four outcomes ([Printed], [NotPrinted],
// [NotCompleted], [Unknown]) with evidence from the printer itself, and never starts a second paper by itself. The
// order is: ask whether the printer is ready, store the slip in the printer, wait until it says that it has all of
// it, let the caller write the commitment to its journal, send the short tail that prints and cuts, and wait for the
// proof that it is done. Printers that cannot store get the slip in small pieces, each followed by a question that the
// printer answers only when it has come so far. Slow lines get text in the printer's own letters instead of a picture.
//
// There are two ladders, and how far a printer stands up on each is its [Profile], tried after every connect: of the proof
// of a paper ([Level]), and of clearing after a fault, from a command that the printer confirms down to a person who looks
// ([Printer.Confirm]). The answer to a clear settles whether a job was done before it, and a paper that is refilled
// tomorrow cannot bring the ticket out then.
//
// The package owns the port from opening to closing and nothing else: which port, and what a ticket looks like, come
// from outside. It prints nothing that it was not given, except blank paper to cut a torn piece off.
//
// Sources: Epson TM command reference, GS ( H function 48 and DLE DC4 function 8 with their notes on priority.
package printer
