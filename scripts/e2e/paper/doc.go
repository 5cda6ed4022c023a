// Package paper has slips read by programs that nobody here wrote: zbarimg the
// QR, tesseract the words. It reads the slips as they are rendered and, where
// NUMEREK_PAPERS names a folder, also every ticket-*.png in it, as the printer
// simulator or a tour leaves them. Beside such a picture a file of the same name
// with .json may say what must stand on it; see Paper. It has no code of its own
// beside that.
package paper

// Paper is what the readers must find on one slip.
type Paper struct {
	Language string   `json:"language"` // ISO 639-1: pl, en, uk or de
	Dots     int      `json:"dots"`     // across; 0 takes any
	DPI      float64  `json:"dpi"`      // 0 is 203
	URL      string   `json:"url"`      // in the QR; empty takes any http address
	Number   string   `json:"number"`   // "R 015"; empty takes any letters and three figures or more
	Says     []string `json:"says"`     // texts in the language, of which every word must be read
	Local    []string `json:"local"`    // texts in the language of the staff, Polish
}
