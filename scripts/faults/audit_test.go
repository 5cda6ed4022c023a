package faults_test

import (
	"fmt"

	"numerek/central/queue"
	"numerek/scripts/faults/sheet"
)

// firsts are the first numbers of the day.
var firsts = map[string]int{"D": 1, "M": 101}

// audit says what is wrong when everything has come to rest: with the tickets,
// each day's by number, with the papers, and with what the kiosk still owes.
func (h *hall) audit(tickets []queue.Ticket, papers []paper) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	onPaper := make(map[string]int) // by token of the code
	for _, p := range papers {
		if p.Whole() {
			onPaper[p.Token]++
		}
		if p.Rows > sheet.MostRows {
			complain("a ticket hangs on a torn piece: %d rows of ink", p.Rows)
		}
	}
	last := make(map[queue.Series]int)
	for _, k := range tickets {
		if want := max(last[k.Series()]+1, firsts[k.Number.Prefix]); k.Number.N != want {
			complain("%s stands where number %d should", k.Number, want)
		}
		last[k.Series()] = k.Number.N
		n := onPaper[k.Token]
		delete(onPaper, k.Token)
		switch {
		case n > 1:
			complain("%s is on %d papers", k.Number, n)
		case n == 1 && k.State == queue.Void:
			complain("%s is on paper and void (%s)", k.Number, k.Void)
		case n == 0 && k.Paper == queue.PaperPrinted:
			complain("%s is reported printed and on no paper", k.Number)
		}
		if k.Paper == queue.PaperPending {
			complain("nothing was reported of %s (%s)", k.Number, k.State)
		}
	}
	for token := range onPaper {
		complain("no ticket has the token %s that is on a paper", token)
	}
	if p := h.program(); p == nil {
		complain("no kiosk runs")
	} else if open := p.kiosk.Unfinished(); len(open) > 0 {
		complain("the kiosk still owes %+v", open)
	}
	return wrong
}
