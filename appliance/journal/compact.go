package journal

// records returns a short list of records that Replay turns into s.
func records(s State) []Record {
	rs := []Record{{Kind: Format, Format: format, Reader: reader}}
	if s.Epoch != 0 || s.Incarnation != "" {
		rs = append(rs, Record{Kind: Boot, Epoch: s.Epoch, Incarnation: s.Incarnation})
	}
	for _, e := range s.Doubtful { // before the damage, which settling would end
		rs = append(append(rs, entryRecords(e)...), Record{Kind: Settled, Request: e.Request, Outcome: e.Outcome, Copies: e.Copies})
	}
	for _, e := range s.Delivered {
		rs = append(rs, Record{
			Kind: Delivered, Request: e.Request, Service: e.Service, Language: e.Language, Priority: e.Priority,
			Ticket: e.Ticket, Attempt: e.Attempt, Outcome: e.Outcome, Evidence: e.Evidence, Copies: e.Copies,
		})
	}
	if s.Damaged {
		rs = append(rs, Record{Kind: Lost})
	}
	for _, e := range s.Open {
		rs = append(rs, entryRecords(e)...)
	}
	return rs
}

// entryRecords returns the records of one request.
func entryRecords(e Entry) []Record {
	rs := []Record{{Kind: Tap, Request: e.Request, Service: e.Service, Language: e.Language, Priority: e.Priority}}
	if e.Ticket != (Ticket{}) || e.Stage == Held || e.Stage == Printing || e.Stage == Done {
		rs = append(rs, Record{Kind: Issued, Request: e.Request, Ticket: e.Ticket})
	}
	if e.Seen {
		rs = append(rs, Record{Kind: Seen, Request: e.Request})
	}
	if e.Attempt > 0 {
		rs = append(rs, Record{Kind: Begin, Request: e.Request, Attempt: e.Attempt})
	}
	switch e.Stage {
	case Tapped, Printing: // the records above say it
	case Held:
		if e.Attempt > 0 {
			rs = append(rs, Record{Kind: Cleared, Request: e.Request, Attempt: e.Attempt, Evidence: e.Evidence})
		}
	case Done:
		rs = append(rs, Record{Kind: Outcome, Request: e.Request, Outcome: e.Outcome, Evidence: e.Evidence})
		if e.Copies > 0 {
			rs = append(rs, Record{Kind: Copy, Request: e.Request, Copies: e.Copies})
		}
	case Abandoned:
		if e.Attempt > 0 {
			rs = append(rs, Record{Kind: Cleared, Request: e.Request, Attempt: e.Attempt, Evidence: e.Evidence})
		}
		rs = append(rs, Record{Kind: Abandon, Request: e.Request, Reason: e.Reason})
	}
	return rs
}
