package slip

import (
	"time"

	"numerek/appliance/typeface"
)

// Languages that a slip speaks by itself.
var Languages = []string{"pl", "en", "uk", "de"}

// Before is how a slip in lang says that n people wait before its holder.
func Before(lang string, n int) string { return vocabulary(lang).before(n) }

// Moment is how a slip in lang writes t.
func Moment(lang string, t time.Time) string { return vocabulary(lang).moment(t) }

// Words is everything that a slip in lang may say by itself.
func Words(lang string) []string {
	w := vocabulary(lang)
	said := []string{w.nobody, w.priority, w.follow, w.copied, w.before(1), w.before(2), w.before(5), w.before(21)}
	said = append(said, w.weekdays[:]...)
	return append(said, w.months[:]...)
}

// SmallLines is how a text in the small size is broken on a paper.
func SmallLines(p Paper, fonts *typeface.Fonts, text string) []string {
	s := newSheet(p, fonts)
	_, lines, _ := s.fitted(text, typeface.SemiBold, s.scale.small, s.room)
	return lines
}
