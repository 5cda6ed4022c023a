// Package profile is what is known of printers by their names, and the files in which a probed printer's own profile stands.
//
// The profiles by name are data: named.toml, in the same form as a probed profile. A name is a beginning: what it claims is
// tried at every connect, and a profile that was probed on the very printer is better.
package profile
