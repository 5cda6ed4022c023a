package panel

import (
	"image"
	"slices"
	"strings"

	"numerek/appliance/typeface"
)

// testimony are the rows of what the journal or the system has said about something,
// below the rows that stand in a box already: in the technician's language as far as
// there are words for it, and then the rest as it was said. The last of them is cut
// where there is no more room.
func (s *sheet) testimony(label, said string, box image.Rectangle, above []row) []row {
	known, rest := s.words(said)
	if known == "" && rest == "" {
		known = s.t.notKnown
	}
	var rows []row
	if known != "" {
		rows = append(rows, row{label: label, value: known})
	}
	if rest != "" {
		rows = append(rows, row{label: s.t.quote, value: rest, lang: "en"})
	}
	st, used := s.style(typeface.SemiBold, s.scale, s.th.Ink), 0
	all := append(slices.Clip(above), rows...)
	width := float64(box.Dx() - s.left(all) - s.px(0.5))
	for _, r := range all[:len(all)-1] {
		used += len(s.fold(st, r.value, width))
	}
	rows[len(rows)-1].most = max(1, int(float64(box.Dy())/st.Line())-used)
	return rows
}

// words puts what the journal or the system has said into the technician's language.
// What there are no words for comes back as it was said.
func (s *sheet) words(said string) (known, rest string) {
	said = strings.ReplaceAll(said, "\n", "; ")
	if s.mode.Language != "pl" {
		return said, ""
	}
	return polishPhrases.say(said)
}

// remark is what the journal or the system has said, for the end of a sentence.
func (s *sheet) remark(said string) string {
	known, rest := s.words(said)
	if rest != "" {
		rest = "„" + rest + "”"
	}
	return joined(known, rest, ": ")
}
