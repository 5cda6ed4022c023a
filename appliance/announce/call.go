package announce

import (
	"errors"
	"time"
)

var (
	// ErrNumber means a number that no clips spell: less than 0 or over MaxNumber.
	ErrNumber = errors.New("number cannot be spoken")
	// ErrLetter means a prefix that is not made of the letters A to Z.
	ErrLetter = errors.New("letter cannot be spoken")
	// ErrLanguage means a language that has no clips.
	ErrLanguage = errors.New("language cannot be spoken")
)

// Call asks a ticket to a desk.
type Call struct {
	// ID tells this call from every other; calling the ticket again makes a new one.
	ID, TicketID string
	// Prefix and Sequence are the number: "R" and 15 for "R 015".
	Prefix         string
	Sequence, Desk int
	// PlaceWord is what the desk is called, a key of Sentence.Places: "stanowisko".
	PlaceWord string
	// Language is that of the ticket, "pl".
	Language string
	// At is when it was called, on the clock that gives now.
	At time.Time
}

// Voice is how calls are spoken.
type Voice struct {
	// Languages in which every call is spoken, in order; the ticket's own follows.
	Languages []string
	// RepeatAfter is the pause before a call is spoken once more; 0: never.
	RepeatAfter time.Duration
	// Gap is the silence between two words.
	Gap time.Duration
	// Volume in percent of full; 0: silence, calls are not spoken at all.
	Volume int
	// Sentences by language.
	Sentences map[string]Sentence
	// Gong is the file of the sound before a call among the office's own clips,
	// "dingdong.wav"; the built-in one where there is no such file.
	Gong string
}

// Sentence is how a call is said in one language.
type Sentence struct {
	// Call with {letter}, {number}, {place} and {desk}.
	Call string
	// Places is the spoken form of each place word.
	Places map[string]string
}
