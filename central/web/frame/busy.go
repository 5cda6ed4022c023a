package frame

import (
	"bytes"

	"numerek/central/translations"
	"numerek/central/web"
)

// Busy is the page for those whom a [web.Limiter] sends away. It is made once,
// in all languages, and asks neither the database nor the office's file.
func Busy(assets *web.Assets) ([]byte, error) {
	pages, err := Templates(assets)
	if err != nil {
		return nil, err
	}
	var all []*translations.Texts
	for _, code := range translations.Languages() {
		all = append(all, translations.In(code))
	}
	var b bytes.Buffer
	err = pages.ExecuteTemplate(&b, "busy.html", all)
	return b.Bytes(), err
}
