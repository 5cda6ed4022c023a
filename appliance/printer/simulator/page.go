package simulator

import (
	"image/color"
	"strconv"

	"github.com/boombuler/barcode/qr"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

// tallestPage bounds what a page takes.
const tallestPage = 1662

// page is what collects in page mode: nothing of it is on paper yet.
type page struct {
	area bitmap.Bitmap
	y    int // of the line that is being set
	said []string
}

// put sets a line or a code: its foot stands on the line, whatever is above it is not asked.
func (p *page) put(b bitmap.Bitmap) {
	top := p.y + lineHeight - b.H
	for y := range b.H {
		for x := range b.W {
			if b.At(x, y) {
				p.area.Set(x, top+y, true)
			}
		}
	}
}

// openPage begins a page, or sets its area. The caller holds mu.
func (s *Printer) openPage(c escpos.Command) {
	if !s.can.pages {
		return
	}
	if c.Op == escpos.OpPageMode {
		s.page = &page{area: bitmap.New(s.options.Dots, tallestPage)}
		return
	}
	if d := c.Data; s.page != nil && len(d) == 8 {
		w, h := int(d[4])|int(d[5])<<8, int(d[6])|int(d[7])<<8
		s.page.area = bitmap.New(min(w, s.options.Dots), min(h, tallestPage))
	}
}

// forgetPage throws away what the page has collected. The caller holds mu.
func (s *Printer) forgetPage() {
	if s.page != nil {
		s.line, s.page = nil, &page{area: bitmap.New(s.page.area.W, s.page.area.H)}
	}
}

// printPage prints the page that has collected.
func (s *Printer) printPage(life int) {
	s.printLine(life)
	s.mu.Lock()
	p := s.page
	if s.page = nil; p != nil && s.life == life {
		s.said = append(s.said, p.said...)
	}
	s.mu.Unlock()
	if p == nil {
		return
	}
	for y := range p.area.H {
		if !s.printRow(p.area.Row(y), life) {
			return
		}
	}
}

// symbol keeps what a QR will say, and prints it.
func (s *Printer) symbol(c escpos.Command, life int) {
	s.mu.Lock()
	if !s.can.codes || s.life != life {
		s.mu.Unlock()
		return
	}
	page := s.page
	switch {
	case c.N == 'C' && len(c.Data) == 1:
		s.module = int(c.Data[0])
	case c.N == 'P' && len(c.Data) > 1:
		s.code = string(c.Data[1:])
	case c.N == 'R':
		s.sayBytes(codeSize(s.code, s.module))
	}
	content, module := s.code, s.module
	s.mu.Unlock()
	if c.N != 'Q' || content == "" {
		return
	}
	b := drawCode(content, module, s.options.Dots)
	if page != nil {
		page.put(b)
		return
	}
	for y := range b.H {
		if !s.printRow(b.Row(y), life) {
			return
		}
	}
}

// codeSize is what a printer says of the size of a QR, in dots.
func codeSize(content string, module int) []byte {
	symbol, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	side := strconv.Itoa(symbol.Bounds().Dx() * module)
	return []byte("76" + side + "\x1f" + side + "\x1f1\x1f0\x00")
}

// drawCode draws a QR at the left edge; nothing where it does not fit.
func drawCode(content string, module, dots int) bitmap.Bitmap {
	symbol, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil || symbol.Bounds().Dx()*module > dots {
		return bitmap.Bitmap{}
	}
	side := symbol.Bounds().Dx() * module
	b := bitmap.New(dots, side)
	for y := range side {
		for x := range side {
			b.Set(x, y, symbol.At(x/module, y/module) == color.Black)
		}
	}
	return b
}
