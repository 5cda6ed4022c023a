package slip

import (
	"time"

	"numerek/appliance/typeface"
)

// Languages that a slip speaks by itself.
var Languages = []string{"pl", "en", "uk", "de"}

// Before is how a slip in lang says that n people wait before its holder.
func Before(lang string, n int) string { return before(Slip{Lang: lang, Ahead: n}) }

// Moment is how a slip in lang writes t.
func Moment(lang string, t time.Time) string { return vocabulary(lang).moment(t) }

// Words is everything that a slip in lang may say by itself.
func Words(lang string) []string {
	w := vocabulary(lang)
	said := []string{w.priority, w.follow, w.copied, w.paper(2), before(Slip{Lang: lang, Ahead: 2, Wait: Wait{Known: true, From: 15, To: 25}})}
	said = append(said, w.weekdays[:]...)
	return append(said, w.months[:]...)
}

// SmallLines is how a text in the small size is broken on a paper.
func SmallLines(p Paper, fonts *typeface.Fonts, text string) []string {
	s := newSheet(p, fonts)
	_, lines, _ := s.fitted(text, typeface.SemiBold, s.scale.small, s.room)
	return lines
}
