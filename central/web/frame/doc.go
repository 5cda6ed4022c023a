// Package frame is what all pages for citizens have in common: the head with the
// office's name and colour, the choice of languages, and the foot with the help
// phone and the accessibility statement, which stand at the same place everywhere.
package frame
