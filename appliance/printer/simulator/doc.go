// Package simulator is a ticket printer in software, complete enough to be drawn by any ESC/POS host: it has its own receive
// buffer, line speed and mechanism, says its status, obeys real-time commands even inside a picture, prints, cuts, and
// gives every paper as a bitmap. Like the real thing it holds a job while the paper is out or the cover is open and
// prints it after the refill, unless the host clears it; a driver that forgets to is found out.
//
// It plays several kinds of printers ([Personality]), each with what manuals and users say that it lacks; text in code pages,
// page mode, QR codes and a presenter are among what it can do.
//
// Faults are methods and words ("paper out", "unplug", see [Printer.Command]). It is reached in memory ([Printer.Connect],
// for tests in virtual time) and as a pseudo-terminal ([Printer.ServePTY]). It refuses to be a reference for how any real
// printer times its answers: that has to be tried on hardware.
package simulator
