// Package update is the state machine of a device's updates: a model and an event to
// the next model and effects. It asks the server for a version, has it installed into
// the slot that does not run while the device works, and activates it when nobody has
// been there for a while and the server still wants it. After the restart the version
// is on trial: it is marked good only when the first frame was drawn, the server was
// reached or is known to be away, and the printer is no worse than before. Otherwise
// the device restarts, the boot counter brings the old slot back, and that reports why.
//
// What must outlive the restart is [Kept], which the previous version reads, too: fields
// are only added, and words that are not known are as good as none. The rule for
// everything that a device keeps stands in appliance/README.md, "What is kept".
package update
