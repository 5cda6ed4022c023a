// Package board is what a kiosk's cabinet has beside screen and printer, on the
// machine's GPIO lines: a status lamp, a light at the mouth of the printer that
// leads the hand to the ticket, a buzzer, the relay of the printer's power, the
// technician's key switch, the contact of the door, and a sensor of presence.
//
// All of it is optional: a line that is not named is not there, and one that
// cannot be had is told in the log and then not there either. A kiosk gives
// tickets without any.
//
// How to wire it, so that a broken wire or a dead program does no harm:
//
//   - Inputs are pulled down; high is a key that is turned, a door that is shut, a
//     person who is near. A broken wire is a door that is open.
//   - Outputs are active high. The relay cuts the printer's power while its line is
//     high (a normally closed contact), so that the printer has power when the
//     program or the machine is down. Give it and the lamps a pull-down resistor:
//     the kernel drives a line low for a moment when it is taken.
//   - The buzzer is one that sounds by itself: there is no PWM on these lines.
//
// Sources: periph.io/x/host/v3 v3.8.5 gpioioctl, whose WaitForEdge returns at once
// for a negative timeout and never for zero, and whose lines are released when
// the program ends.
package board
