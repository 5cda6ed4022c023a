// Package announce decides what the hall hears and when: the order of the
// calls, and the words of each in Polish, English, Ukrainian and German.
//
// It knows words, not sounds. A call becomes sentences of words, and each word
// has the name of the clip that says it; package voice finds the clips, joins
// and plays them. The carrying word "numer" ("number", "номер", "Nummer") takes
// the case, so numbers always stand in the nominative and a clip fits anywhere.
package announce
