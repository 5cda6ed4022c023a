package escpos

// Status is what a printer says about itself, put together from its real-time and its automatic answers.
type Status struct {
	Offline       bool // it does not print, for one of the reasons below or while its button is held
	CoverOpen     bool
	PaperOut      bool // meaningless while the cover is open
	PaperLow      bool // the roll nears its end
	Stopped       bool // it stopped in the middle of printing because the paper ended
	CutterError   bool
	Unrecoverable bool // only service and a power cycle help
	Hot           bool // the head is too hot; goes away by itself
	Mechanical    bool // a jam that the printer calls recoverable
}

// Bits of the answers to DLE EOT 1 to 4, whose other bits read 0xx1xx10.
const (
	statusFixed = 0x12

	printerOffline = 1 << 3

	offlineCover   = 1 << 2
	offlineStopped = 1 << 5
	offlineError   = 1 << 6

	errorMechanical    = 1 << 2
	errorCutter        = 1 << 3
	errorUnrecoverable = 1 << 5
	errorHot           = 1 << 6

	rollLow = 1<<2 | 1<<3
	rollOut = 1<<5 | 1<<6
)

// Bits of the four bytes of an automatic status, whose first reads 0xx1xx00 and the others 0xx0xxxx.
const (
	autoFixed   = 0x10
	autoOffline = 1 << 3
	autoCover   = 1 << 5

	autoMechanical    = 1 << 2
	autoCutter        = 1 << 3
	autoUnrecoverable = 1 << 5
	autoHot           = 1 << 6

	autoLow = 0x03
	autoOut = 0x0c
)

// Stuck says that nothing can be printed now.
func (s Status) Stuck() bool {
	return s.Offline || s.CoverOpen || s.PaperOut || s.Stopped || s.CutterError || s.Unrecoverable || s.Hot || s.Mechanical
}

// WithRealTime gives the status after the answer b to DLE EOT n.
func (s Status) WithRealTime(n, b byte) Status {
	switch n {
	case 1:
		s.Offline = b&printerOffline != 0
	case 2:
		s.CoverOpen = b&offlineCover != 0
		s.Stopped = b&offlineStopped != 0
	case 3:
		s.Mechanical = b&errorMechanical != 0
		s.CutterError = b&errorCutter != 0
		s.Unrecoverable = b&errorUnrecoverable != 0
		s.Hot = b&errorHot != 0
	case 4:
		s.PaperLow = b&rollLow != 0
		s.PaperOut = b&rollOut != 0
	}
	return s
}

// WithAutomatic gives the status after an automatic report.
func (s Status) WithAutomatic(b [4]byte) Status {
	s.Offline = b[0]&autoOffline != 0
	s.CoverOpen = b[0]&autoCover != 0
	s.Mechanical = b[1]&autoMechanical != 0
	s.CutterError = b[1]&autoCutter != 0
	s.Unrecoverable = b[1]&autoUnrecoverable != 0
	s.Hot = b[1]&autoHot != 0
	s.PaperLow = b[2]&autoLow != 0
	s.PaperOut = b[2]&autoOut != 0
	s.Stopped = s.Stopped && s.PaperOut
	return s
}

// RealTime is the answer to DLE EOT n of a printer in this state.
func (s Status) RealTime(n byte) byte {
	b := byte(statusFixed)
	switch n {
	case 1:
		b |= bit(s.Stuck(), printerOffline)
	case 2:
		b |= bit(s.CoverOpen, offlineCover) | bit(s.Stopped, offlineStopped) |
			bit(s.CutterError || s.Unrecoverable || s.Hot || s.Mechanical, offlineError)
	case 3:
		b |= bit(s.Mechanical, errorMechanical) | bit(s.CutterError, errorCutter) |
			bit(s.Unrecoverable, errorUnrecoverable) | bit(s.Hot, errorHot)
	case 4:
		b |= bit(s.PaperLow || s.PaperOut, rollLow) | bit(s.PaperOut, rollOut)
	}
	return b
}

// Automatic is the automatic report of a printer in this state.
func (s Status) Automatic() [4]byte {
	return [4]byte{
		autoFixed | bit(s.Stuck(), autoOffline) | bit(s.CoverOpen, autoCover),
		bit(s.Mechanical, autoMechanical) | bit(s.CutterError, autoCutter) |
			bit(s.Unrecoverable, autoUnrecoverable) | bit(s.Hot, autoHot),
		bit(s.PaperLow || s.PaperOut, autoLow) | bit(s.PaperOut, autoOut),
		0,
	}
}

// Bits about the output of a presenter.
const (
	fullAtOutput      = 1 << 5 // of the first byte of a full status
	presenterAtOutput = 1 << 3 // of the answer to GS e 6
)

// FullAtOutput says that a paper hangs in the output of the presenter, by a [FullStatus].
func FullAtOutput(b [4]byte) bool { return b[0]&fullAtOutput != 0 }

// AtOutput says the same by the answer to [AskPresenter].
func AtOutput(b byte) bool { return b&presenterAtOutput != 0 }

// Full is the full status of a printer in this state.
func (s Status) Full(atOutput bool) [4]byte {
	return [4]byte{
		bit(s.PaperOut, 1) | bit(s.PaperLow, 1<<2) | bit(atOutput, fullAtOutput),
		bit(s.CoverOpen, 1<<1),
		bit(s.Hot, 1) | bit(s.Mechanical, 1<<6),
		bit(s.CutterError, 1),
	}
}

// Presenter is the answer to [AskPresenter] of a printer in this state.
func (s Status) Presenter(atOutput bool) byte {
	return bit(atOutput, presenterAtOutput) | bit(s.CutterError || s.Unrecoverable, 1<<6) | bit(s.Mechanical, 1<<7)
}

// WithOldPaper gives the status after the answer to GS r or ESC v of a printer that knows of nothing but its roll.
func (s Status) WithOldPaper(b byte) Status {
	s.PaperLow, s.PaperOut = b&autoLow != 0, b&autoOut != 0
	return s
}

// Paper is the answer to GS r 1 of a printer in this state.
func (s Status) Paper() byte {
	return bit(s.PaperLow || s.PaperOut, autoLow) | bit(s.PaperOut, autoOut)
}

func bit(on bool, mask byte) byte {
	if on {
		return mask
	}
	return 0
}
