// Package emulator starts the card that scripts/build-image made on a machine in
// software: an arm64 board of QEMU with Debian's U-Boot, a panel, a finger on it, a
// ticket printer on a USB-serial cable, a hardware watchdog and a network. Tests see
// what a person sees: the picture, the paper, and what the serial line says.
//
// QEMU is that of the folder of tools in .cache/image, whatever Debian this is.
package emulator
