// Package rollout decides which device gets which version of its image, and when.
// It is pure: rows come in, an offer or nothing comes out.
//
// A version has at most one rollout at an office, and one for all offices: what was said
// last, of the office or of all, holds there, and nothing else. Of the versions whose
// rollout means a device, the one that an administrator began last decides, and no
// other: if it is halted, the device stays as it is. A rollout halts as soon as a
// device fails, and goes on when an administrator says so. Nobody goes back to an
// older version unless the rollout says that it is meant; a device that has failed a
// version is not offered it again.
package rollout
