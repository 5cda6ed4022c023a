package escpos

import "strings"

func (p *Parser) readESC() {
	switch c := p.arg(1); c {
	case '@':
		p.emit(Command{Op: OpInitialize})
	case 'J', 'd', 'a', 't', 'E':
		if p.has(3) {
			op := map[byte]Op{'J': OpFeed, 'd': OpFeed, 'a': OpAlign, 't': OpTable, 'E': OpBold}[c]
			p.emit(Command{Op: op, N: p.arg(2), Lines: c == 'd'})
		}
	case 'L':
		p.emit(Command{Op: OpPageMode})
	case 'v':
		p.emit(Command{Op: OpAskOldPaper})
	case '*':
		p.readColumns()
	case 'D':
		// Tab positions up to 00: untilZero.
	case 'S':
		p.emit(Command{Op: OpLeavePage})
	case '2', 'i', 'm', ff, can, lf:
		p.emit(Command{Op: OpOther})
	case 'W':
		p.take(8, func(p *Parser) { p.emit(Command{Op: OpPageArea, Data: p.data}) })
	case 'p':
		p.skip(3)
	case '$', '\\', 'c', 'B', '(':
		p.skip(2)
	default:
		p.skip(1)
	}
}

// readColumns skips ESC *, a strip of 8 or 24 dots of height, which nothing here prints.
func (p *Parser) readColumns() {
	if !p.has(5) {
		return
	}
	n := p.word(3)
	if p.arg(2) >= 32 {
		n *= 3
	}
	p.skip(n)
}

func (p *Parser) readGS() {
	switch c := p.arg(1); {
	case c == 'v':
		p.readRaster()
	case c == '(':
		if p.has(5) {
			p.take(p.word(3), (*Parser).madeGroup)
		}
	case c == '8':
		if p.has(7) {
			p.take(p.word(3)|p.word(5)<<16, (*Parser).madeGroup)
		}
	case c == 'V':
		p.readCut()
	case c == 'L':
		if p.has(4) {
			p.emit(Command{Op: OpLeftMargin, Value: p.word(2)})
		}
	case c == 'g':
		p.readMaintenance()
	case c == 'k':
		p.readBarcode()
	case c == 'r' || c == 'I' || c == 'a' || c == '!' || c == 'B':
		if p.has(3) {
			op := map[byte]Op{'r': OpAskPaper, 'I': OpAskInfo, 'a': OpAutoStatus, '!': OpLetterSize, 'B': OpReverse}[c]
			p.emit(Command{Op: op, N: p.arg(2)})
		}
	case c == 'e':
		p.readPresenter()
	case c == 0xe1 || c == 0xe2 || c == 0xe3 || c == 0xe4 || c == 0xe5:
		p.emit(Command{Op: OpAskCustom, N: c})
	case c == ':' || c == ff:
		p.emit(Command{Op: OpOther})
	case strings.IndexByte(`$\PWjT`, c) >= 0:
		p.skip(2)
	case c == '^':
		p.skip(3)
	default:
		p.skip(1)
	}
}

func (p *Parser) readCut() {
	switch n := p.arg(2); {
	case !p.has(3):
	case n == 65 || n == 66 || n == 97 || n == 98 || n == 103 || n == 104:
		if p.has(4) {
			p.emit(Command{Op: OpCut, N: n, Value: int(p.arg(3))})
		}
	default:
		p.emit(Command{Op: OpCut, N: n})
	}
}

// readPresenter reads GS e n; 3 has a length, and 20h a length and a time.
func (p *Parser) readPresenter() {
	switch n := p.arg(2); {
	case !p.has(3):
	case n == 3 && !p.has(4), n == 0x20 && !p.has(5):
	default:
		p.emit(Command{Op: OpPresenter, N: n, Value: int(p.arg(3))})
	}
}

// readMaintenance reads GS g 2 m nL nH, which asks for a counter, and skips GS g 0, which sets one to nothing.
func (p *Parser) readMaintenance() {
	if !p.has(6) {
		return
	}
	if p.arg(2) == '2' {
		p.emit(Command{Op: OpAskCounter, Value: p.word(4)})
		return
	}
	p.emit(Command{Op: OpOther})
}

// readBarcode skips GS k in its two forms: with a length, and up to 00.
func (p *Parser) readBarcode() {
	switch m := p.arg(2); {
	case !p.has(3):
	case m >= 65:
		if p.has(4) {
			p.skip(int(p.arg(3)))
		}
	case p.head[len(p.head)-1] == nul && p.has(4), len(p.head) > 255:
		p.emit(Command{Op: OpOther})
	}
}

// readRaster reads GS v 0 m xL xH yL yH and then hands out row after row, as a printer prints them.
func (p *Parser) readRaster() {
	if !p.has(8) {
		return
	}
	p.rowBytes, p.rowsLeft = p.word(4), p.word(6)
	if p.arg(2) != '0' || p.rowBytes == 0 || p.rowsLeft == 0 {
		p.emit(Command{Op: OpOther})
		return
	}
	p.take(p.rowBytes, (*Parser).madeRow)
}

func (p *Parser) madeRow() {
	row := Command{Op: OpRasterRow, N: p.arg(3), Value: p.rowsLeft - 1, Data: p.data}
	p.rowsLeft--
	if p.rowsLeft == 0 {
		p.emit(row)
		return
	}
	p.out, p.ready = row, true
	p.take(p.rowBytes, (*Parser).madeRow)
}

// madeGroup reads a GS ( or GS 8 command whose data is complete.
func (p *Parser) madeGroup() {
	letter, data := p.arg(2), p.data
	switch {
	case letter == 'D':
		p.emit(Command{Op: OpPulseProtection, Data: data})
	case letter == 'L' && len(data) >= 2:
		p.emit(Command{Op: OpGraphics, N: function(data[1]), Data: data[2:]})
	case letter == 'k' && len(data) >= 2 && data[0] == '1':
		p.emit(Command{Op: OpSymbol, N: data[1], Data: data[2:]})
	case letter == 'H' && len(data) >= 2:
		p.emit(Command{Op: OpProcess, N: function(data[1]), Data: data[2:]})
	default:
		p.emit(Command{Op: OpOther})
	}
}

// function gives the number by which the manual calls a function that may be written as 0 to 9 or as a digit.
func function(n byte) byte {
	if n < 10 {
		return n + '0'
	}
	return n
}

// StoredPicture reads the data of function 112: the picture that [StoreRaster] wrote.
func StoredPicture(data []byte) (w, h int, bits []byte, ok bool) {
	const fields = storeHeader - 2
	if len(data) < fields {
		return 0, 0, nil, false
	}
	w, h = int(data[4])|int(data[5])<<8, int(data[6])|int(data[7])<<8
	bits = data[fields:]
	return w, h, bits, w > 0 && h > 0 && len(bits) == (w+7)/8*h
}
