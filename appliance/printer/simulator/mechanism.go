package simulator

import (
	"strconv"
	"time"

	"numerek/appliance/bitmap"
	"numerek/appliance/printer/escpos"
)

// work is the mechanism: it takes byte after byte from the receive buffer and does what they say. It stands still while
// the printer is off or stuck, with all that is in the buffer.
func (s *Printer) work() {
	defer close(s.done)
	for {
		c, life, ok := s.nextCommand()
		if !ok {
			return
		}
		s.execute(c, life)
	}
}

// nextCommand waits for the next whole command, and gives the life that it belongs to. It is not ok after Close.
func (s *Printer) nextCommand() (c escpos.Command, life int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed {
		if len(s.buffer) == 0 || !s.powered || s.status.Stuck() {
			s.cond.Wait()
			continue
		}
		b := s.buffer[0]
		s.buffer = s.buffer[1:]
		if len(s.buffer)+1 >= s.options.Buffer {
			s.cond.Broadcast() // Somebody may be waiting for room.
		}
		c, ready := s.parser.Feed(b)
		s.taken(ready)
		if ready {
			return c, s.life, true
		}
	}
	return escpos.Command{}, 0, false
}

// execute does one command, unless it is thrown away meanwhile.
func (s *Printer) execute(c escpos.Command, life int) {
	switch c.Op {
	case escpos.OpRasterRow:
		if s.can.rasters {
			s.printScaled(c, life)
		}
	case escpos.OpFeed:
		n := int(c.N)
		if c.Lines {
			n *= lineHeight
		}
		s.printLine(life)
		s.move(n, life)
	case escpos.OpLineFeed:
		if !s.printLine(life) || s.onPage() {
			s.move(lineHeight, life)
		}
	case escpos.OpPrintPage:
		s.printPage(life)
	case escpos.OpSymbol:
		s.symbol(c, life)
	case escpos.OpCut:
		s.cut(c, life)
	case escpos.OpGraphics:
		s.graphics(c, life)
	default:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.life == life {
			s.obey(c)
		}
	}
}

// obey does the commands that take no time.
func (s *Printer) obey(c escpos.Command) {
	switch c.Op {
	case escpos.OpText:
		s.setByte(c.Data[0])
	case escpos.OpInitialize:
		s.initialize()
	case escpos.OpLeftMargin:
		s.margin = c.Value
	case escpos.OpAskPaper, escpos.OpAskOldPaper, escpos.OpAskInfo, escpos.OpAskCounter, escpos.OpAskCustom, escpos.OpAskStatus:
		s.answer(c)
	case escpos.OpAutoStatus:
		if s.autoMask = c.N; s.can.auto && c.N != 0 {
			s.say(escpos.Answer{Kind: escpos.AutomaticStatus, Auto: s.status.Automatic()})
		}
		if !s.can.auto {
			s.autoMask = 0
		}
	case escpos.OpProcess:
		s.process(c)
	case escpos.OpPresenter:
		s.obeyPresenter(c)
	case escpos.OpPageMode, escpos.OpPageArea:
		s.openPage(c)
	case escpos.OpForgetPage:
		s.forgetPage()
	case escpos.OpLeavePage:
		s.page = nil
	case escpos.OpTable:
		s.style.table = s.can.tables[c.N]
	case escpos.OpLetterSize:
		s.style.wide, s.style.high = int(c.N>>4&7)+1, int(c.N&7)+1
	case escpos.OpBold:
		s.style.bold = c.N&1 != 0
	case escpos.OpReverse:
		s.style.reverse = c.N&1 != 0
	case escpos.OpAlign:
		s.style.align = c.N
	default: // Done by execute, or when it arrived, or not played.
	}
}

// answer answers what is asked in its turn.
func (s *Printer) answer(c escpos.Command) {
	switch c.Op {
	case escpos.OpAskPaper:
		s.fenced = len(s.stored) > 0
		if s.can.paper {
			s.say(escpos.Answer{Kind: escpos.Plain, Byte: s.status.Paper()})
		}
	case escpos.OpAskOldPaper:
		if s.can.oldPaper {
			s.say(escpos.Answer{Kind: escpos.Plain, Byte: s.status.Paper()})
		}
	case escpos.OpAskInfo:
		s.fenced = len(s.stored) > 0
		s.info(c.N)
	case escpos.OpAskCounter:
		s.counter(c.Value)
	case escpos.OpAskCustom:
		if s.can.counts && c.N == 0xe2 {
			s.say(escpos.Answer{Kind: escpos.Count, Text: strconv.Itoa(s.papers)})
		}
	case escpos.OpAskStatus:
		if s.can.inTurn && c.N <= 4 {
			s.say(escpos.Answer{Kind: escpos.RealTimeStatus, Byte: s.status.RealTime(c.N)})
		}
	default: // Nothing is asked.
	}
}

// onPage says that a page is being collected.
func (s *Printer) onPage() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.page != nil
}

// move goes on by rows: on the page where there is one, else on the paper.
func (s *Printer) move(rows, life int) {
	s.mu.Lock()
	p := s.page
	if p != nil {
		p.y += rows
	}
	s.mu.Unlock()
	if p == nil {
		s.feed(rows, life)
	}
}

func (s *Printer) process(c escpos.Command) {
	if !s.can.ids {
		return
	}
	switch {
	case c.N == 48 && len(c.Data) == 4:
		s.say(escpos.Answer{Kind: escpos.ProcessID, Text: string(c.Data)})
	case c.N == 49 && len(c.Data) == 1:
		s.causes = c.Data[0]%0x30 != 0
	}
}

// info answers GS I.
func (s *Printer) info(n byte) {
	texts := map[byte]string{65: "1.00", 66: "NUMEREK", 67: "SIMULATOR", 68: "000001"}
	switch {
	case n >= 1 && n <= 3 && s.can.paper:
		s.say(escpos.Answer{Kind: escpos.Plain, Byte: n})
	case s.can.info && texts[n] != "":
		s.say(escpos.Answer{Kind: escpos.Info, Text: texts[n]})
	}
}

func (s *Printer) counter(which int) {
	if !s.can.info {
		return
	}
	n := map[int]int{escpos.CounterCuts: s.papers, escpos.CounterLines: s.lines}[which]
	s.say(escpos.Answer{Kind: escpos.Info, Text: strconv.Itoa(n)})
}

// graphics stores and prints pictures.
func (s *Printer) graphics(c escpos.Command, life int) {
	if !s.can.stores {
		return
	}
	if c.N == 112 {
		w, h, bits, ok := escpos.StoredPicture(c.Data)
		s.mu.Lock()
		defer s.mu.Unlock()
		if ok && s.life == life && h <= s.can.maxRows {
			s.stored = append(s.stored, bitmap.Bitmap{W: w, H: h, Bits: bits})
		}
		return
	}
	if c.N != 50 {
		return
	}
	s.mu.Lock()
	stored := s.stored
	s.stored = nil
	s.mu.Unlock()
	for _, b := range stored {
		for y := range b.H {
			if !s.printRow(b.Row(y), life) {
				return
			}
		}
	}
}

// printScaled prints a row of a raster, twice as high or wide if it says so.
func (s *Printer) printScaled(c escpos.Command, life int) {
	row := c.Data
	if c.N&1 != 0 {
		wide := bitmap.New(len(row)*16, 1)
		for x := range len(row) * 16 {
			wide.Set(x, 0, row[x/16]>>(7-x/2%8)&1 != 0)
		}
		row = wide.Bits
	}
	if s.printRow(row, life) && c.N&2 != 0 {
		s.printRow(row, life)
	}
}

// feed moves the paper on.
func (s *Printer) feed(rows, life int) bool {
	for range rows {
		if !s.printRow(nil, life) {
			return false
		}
	}
	return true
}

// printRow prints one row of dots as soon as that is possible. It is false when the job was thrown away before.
func (s *Printer) printRow(row []byte, life int) bool {
	if !s.able(life) {
		return false
	}
	if s.options.RowsPerSecond > 0 {
		s.motor.spend(time.Second / time.Duration(s.options.RowsPerSecond))
	}
	defer s.tell()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.life != life {
		return false
	}
	s.rows = append(s.rows, s.placed(row))
	s.inked(row)
	s.lines++
	if s.rowsLeft > 0 {
		if s.rowsLeft--; s.rowsLeft == 0 {
			s.change(func(st *escpos.Status) { st.PaperOut, st.Stopped = true, true })
		}
	}
	return true
}

// placed puts a row behind the left margin and cuts off what does not fit the head.
func (s *Printer) placed(row []byte) []byte {
	out := bitmap.New(s.options.Dots, 1)
	if s.margin%8 == 0 {
		if at := s.margin / 8; at < len(out.Bits) {
			copy(out.Bits[at:], row)
		}
		return out.Bits
	}
	for x := range len(row) * 8 {
		out.Set(s.margin+x, 0, row[x/8]>>(7-x%8)&1 != 0)
	}
	return out.Bits
}

// able waits until the printer can print. It is false when the job was thrown away before.
func (s *Printer) able(life int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.life == life && !s.closed && (!s.powered || s.status.Stuck()) {
		s.cond.Wait()
	}
	return s.life == life && !s.closed
}

// cut feeds as the kind of cut says and cuts. A knife that is stuck stops the printer, and the cut is tried again when
// it has recovered.
func (s *Printer) cut(c escpos.Command, life int) {
	if !s.can.knife {
		return
	}
	if c.N >= 65 && !s.feed(headToCutter+c.Value, life) {
		return
	}
	for s.able(life) {
		time.Sleep(s.options.CutTime)
		paper, fell := s.fall(life)
		if fell {
			s.deliver(paper)
			s.tell()
			return
		}
	}
}

func (s *Printer) fall(life int) (Paper, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.life != life:
		return Paper{}, false
	case s.jammed:
		s.change(func(st *escpos.Status) { st.CutterError = true })
		return Paper{}, false
	}
	s.papers++
	if s.can.presents {
		s.paper = inside
	}
	paper := Paper{Number: s.papers, Picture: s.picture()}
	s.rows, s.ink = nil, 0
	s.mark(CutOff)
	return paper, true
}
