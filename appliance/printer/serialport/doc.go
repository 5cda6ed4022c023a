// Package serialport is a serial line that a program can rely on for years: github.com/tarm/serial with what it lacks.
//
// The library opens the port and sets its speed. Beside it a second, non-blocking descriptor of the same terminal is kept
// for control: it carries the lock, the flags that the library has no setting for, poll(2), and the writes. Because of it
// a wait never depends on the library's timeouts, which look like the end of a file and like an unplugged cable at once,
// and Close never hangs behind a blocked Read or Write. There is no goroutine in here.
//
// It only moves bytes; what they mean is not its business.
package serialport
