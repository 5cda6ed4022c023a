// Package translations holds the words of the server's pages, one catalogue for
// each language, with the plural rules of the language. It is pure.
//
// The words of an office (its name, its services) are not here: they come from
// the office file.
package translations
