package probe

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strconv"
	"strings"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer"
	"numerek/appliance/printer/escpos"
	"numerek/appliance/printer/letters"
	"numerek/appliance/typeface"
)

// What the page has.
const (
	rulerDots = 832              // wider than any head of these printers
	sample    = "ąćęłńóśźż ґєії" // as the lines of letters should read
	columns   = 24               // of a line of letters: "A ąćęłńóśźż"
	fullStore = 1662             // rows of the tallest picture that the manuals know, and of the next best
	lowStore  = 831
	bandRows  = 24
)

// candidate is a table under a number that some printers have it under, from the printer data base.
type candidate struct {
	name   letters.Name
	number byte
}

var candidates = []candidate{
	{letters.CP852, 18},
	{letters.CP852, 54},
	{letters.CP852, 68},
	{letters.CP852, 5},
	{letters.CP852, 9},
	{letters.CP852, 2},
	{letters.WPC1250, 45},
	{letters.WPC1250, 72},
	{letters.WPC1250, 33},
	{letters.WPC1250, 30},
	{letters.WPC1250, 50},
	{letters.WPC1251, 46},
	{letters.WPC1251, 73},
	{letters.WPC1251, 34},
	{letters.WPC1251, 6},
	{letters.WPC1251, 51},
	{letters.CP1125, 44},
}

// label is the letter at the beginning of a line.
func label(i int) string { return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i : i+1] }

// text is what a line in the table should read.
func (c candidate) text() string {
	if c.name == letters.WPC1251 || c.name == letters.CP1125 {
		return "ґєії"
	}
	return "ąćęłńóśźż"
}

// page prints the guided page, part by part, and has a person read it.
func (p *probe) page(ctx context.Context) error {
	fonts, err := typeface.New()
	if err != nil {
		return err
	}
	for _, part := range []func(context.Context, *typeface.Fonts) error{p.ruler, p.lettering, p.qr, p.pageMode, p.storing, p.knife} {
		if err := part(ctx, fonts); err != nil {
			return err
		}
	}
	return nil
}

// ruler prints a ruler; where it ends is the width of the head.
func (p *probe) ruler(ctx context.Context, fonts *typeface.Fonts) error {
	if err := p.print(ctx, drawRuler(fonts)); err != nil {
		return err
	}
	answer := p.options.Ask("How far does the ruler reach? Type the last number that is whole, or 0 where there is no ruler.")
	n, err := strconv.Atoi(strings.TrimSpace(answer))
	prof := &p.report.Profile
	switch {
	case err == nil && n >= 256 && n <= rulerDots:
		prof.Dots = n
		p.found("width of the head", fmt.Sprintf("%d dots", n), "read from the ruler")
	case err == nil && n == 0:
		prof.TextOnly = true
		p.found("pictures", "none", "there is no ruler on the page")
	default:
		p.found("width of the head", "not read", "the answer was "+strconv.Quote(answer))
	}
	return nil
}

// drawRuler draws lines every 8 and numbers every 64 dots, each number left of its line.
func drawRuler(fonts *typeface.Fonts) bitmap.Bitmap {
	const height, px = 64, 24
	page := image.NewGray(image.Rect(0, 0, rulerDots, height))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	face := fonts.Face(typeface.SemiBold, px)
	for x := 8; x <= rulerDots; x += 8 {
		top := height - 12
		if x%64 == 0 {
			top = 0
			text := strconv.Itoa(x)
			face.Draw(page, float64(x)-face.Advance(text)-5, 26, color.Black, text)
		}
		draw.Draw(page, image.Rect(x-2, top, x, height), image.Black, image.Point{}, draw.Src)
	}
	return bitmap.FromImage(page)
}

// drawWords draws one line of words.
func drawWords(fonts *typeface.Fonts, words string, px float64) bitmap.Bitmap {
	face := fonts.Face(typeface.SemiBold, px)
	page := image.NewGray(image.Rect(0, 0, int(face.Advance(words))+16, int(px*1.5)))
	draw.Draw(page, page.Bounds(), image.White, image.Point{}, draw.Src)
	face.Draw(page, 8, px*1.1, color.Black, words)
	return bitmap.FromImage(page)
}

// lettering prints the same letters out of every table that they could stand in.
func (p *probe) lettering(ctx context.Context, fonts *typeface.Fonts) error {
	if err := p.print(ctx, drawWords(fonts, sample, 28)); err != nil {
		return err
	}
	out := append(escpos.Initialize(), escpos.PlainLetters()...)
	for i, c := range candidates {
		set := letters.Set{Columns: columns, Tables: map[letters.Name]byte{c.name: c.number}}
		line, _ := set.Encode(label(i)+" "+c.text(), "")
		out = append(append(out, line...), escpos.NextLine()...)
	}
	if err := p.work(ctx, append(out, escpos.Initialize()...), len(candidates)*30); err != nil {
		return err
	}
	answer := strings.ToUpper(p.options.Ask("Which lines (A to " + label(len(candidates)-1) +
		") read exactly as in the picture above them, Polish or Ukrainian? Type their letters."))
	prof := &p.report.Profile
	tables := map[letters.Name]byte{}
	for i, c := range candidates {
		if _, has := tables[c.name]; !has && strings.Contains(answer, label(i)) {
			tables[c.name] = c.number
		}
	}
	if len(tables) > 0 {
		prof.Letters.Tables = tables
	}
	p.found("tables of letters", fmt.Sprint(prof.Letters.Tables), "read from lines A to "+label(len(candidates)-1)+": "+strconv.Quote(answer))
	return nil
}

// qr prints a QR where the printer has not said that it draws one.
func (p *probe) qr(ctx context.Context, _ *typeface.Fonts) error {
	if p.report.Profile.Letters.Code {
		return nil
	}
	code, err := escpos.Code("NUMEREK", 5)
	if err != nil {
		return err
	}
	if err := p.work(ctx, append(code, escpos.Initialize()...), 200); err != nil {
		return err
	}
	ok := agreed(p.options.Ask("Is there a QR code now? y or n"))
	p.report.Profile.Letters.Code = ok
	p.found("draws a QR", yes(ok), "seen on the page")
	return nil
}

// pageMode collects a word on a page and throws it away: a printer that has no page prints it.
func (p *probe) pageMode(ctx context.Context, _ *typeface.Fonts) error {
	word := append(escpos.PageMode(384, 60), "PAGE"...)
	word = append(append(word, escpos.NextLine()...), escpos.ForgetPage()...)
	if err := p.work(ctx, append(word, escpos.Initialize()...), 60); err != nil {
		return err
	}
	answer := p.options.Ask("Has the word PAGE been printed? y or n")
	ok := strings.HasPrefix(strings.ToLower(strings.TrimSpace(answer)), "n")
	p.report.Profile.PageMode = ok
	p.found("collects text on a page", yes(ok), "seen on the page: a word that was thrown away")
	return nil
}

// storing stores pictures of different heights and prints them.
func (p *probe) storing(ctx context.Context, fonts *typeface.Fonts) error {
	prof := &p.report.Profile
	prof.StoreAndPrint, prof.MaxRows = false, 0
	for _, rows := range []int{lowStore, fullStore} {
		strip := bitmap.New(64, rows)
		for y := 0; y < rows; y += 16 {
			strip.Set(8+y/16%40, y, true)
		}
		words := drawWords(fonts, strconv.Itoa(rows), 28)
		for y := range words.H {
			for x := range 64 {
				strip.Set(x, rows-words.H+y, words.At(x, y))
			}
		}
		safe, _ := escpos.Defuse(strip)
		stored, err := escpos.StoreRaster(safe)
		if err != nil {
			return err
		}
		if err := p.work(ctx, append(append(stored, escpos.PrintStored()...), escpos.Initialize()...), rows); err != nil {
			return err
		}
		if !agreed(p.options.Ask(fmt.Sprintf("Is there a strip of dots now, with the number %d at its end? y or n", rows))) {
			break
		}
		prof.StoreAndPrint, prof.MaxRows = true, rows
	}
	found := "no"
	if prof.StoreAndPrint {
		found = fmt.Sprintf("yes, up to %d rows", prof.MaxRows)
	}
	p.found("stores pictures", found, "GS ( L 112 and 50, seen on the page")
	return nil
}

// knife cuts the page.
func (p *probe) knife(ctx context.Context, _ *typeface.Fonts) error {
	if err := p.work(ctx, escpos.Cut(0), 150); err != nil {
		return err
	}
	ok := agreed(p.options.Ask("Has the paper been cut? y or n"))
	p.report.Profile.NoCutter = !ok
	p.found("cuts", yes(ok), "seen on the page")
	return nil
}

// agreed says that an answer is a yes.
func agreed(answer string) bool {
	return slices.Contains([]string{"y", "yes", "t", "tak"}, strings.ToLower(strings.TrimSpace(answer)))
}

// print prints a picture in bands.
func (p *probe) print(ctx context.Context, b bitmap.Bitmap) error {
	for y := 0; y < b.H; y += bandRows {
		safe, _ := escpos.Defuse(b.Rows(y, min(y+bandRows, b.H)))
		raster, err := escpos.Raster(safe)
		if err != nil {
			return err
		}
		if err := p.work(ctx, raster, bandRows); err != nil {
			return err
		}
	}
	return nil
}

// work sends something that is printed, and waits until it is done: for an answer in its turn where there is one, else for the
// time of so many rows.
func (p *probe) work(ctx context.Context, data []byte, rows int) error {
	limit := time.Duration(rows)*time.Second/100 + 2*time.Second
	question := map[printer.Fence][]byte{
		printer.FenceInfo: escpos.AskInfo(67), printer.FencePaper: escpos.AskPaper(), printer.FenceOld: escpos.AskOldPaper(),
		printer.FenceStatus: escpos.AskStatus(1),
	}[p.report.Profile.Fence]
	if question == nil {
		if err := p.send(data); err != nil {
			return err
		}
		_, err := p.listen(ctx, limit)
		return err
	}
	_, err := p.ask(ctx, append(slices.Clip(data), question...), limit)
	return err
}
