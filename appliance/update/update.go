package update

import "time"

// Update takes an event.
func Update(m Model, e Event, now time.Time) (Model, []Effect) {
	if _, first := e.(Started); !first && m.Phase == Asleep {
		return early(m, e, now), nil
	}
	var do []Effect
	switch e := e.(type) {
	case Started:
		m, do = m.start(e, now)
	case Offered:
		m = m.offered(e, now)
	case NoAnswer:
		m.asking, m.away, m.nextAsk, m.nextRun = false, m.away || e.KnownAway, now.Add(m.pace.Ask), now.Add(Again)
		if m.Phase == Trial {
			m.nextAsk, m.nextRun = now.Add(Again), now
		}
	case Reached:
		m.reached = true
	case Progressed:
		m = m.progressed(e)
	case Installed:
		m, do = m.installed(now)
	case NotInstalled:
		m = m.notInstalled(e, now)
	case Alone, Drawn, PrinterIs:
		m = early(m, e, now)
	case Remembered:
		m, do = m.remembered(e, now)
	case Activated:
		m, do = m.activated(e, now)
	case MarkedGood:
		m, do = m.markedGood(e, now)
	case Acknowledged:
		m, do = m.acknowledged(e, now)
	}
	m, more := m.due(now)
	return m, append(do, more...)
}

// early takes in what is only noted, also before anything else is known.
func early(m Model, e Event, now time.Time) Model {
	switch e := e.(type) {
	case Alone:
		if e.Alone != !m.alone.IsZero() {
			m.alone = time.Time{}
			if e.Alone {
				m.alone = now
			}
		}
	case Drawn:
		m.drawn = true
	case Reached:
		m.reached = true
	case PrinterIs:
		m.printer = e.State
	}
	return m
}

// start finds out what the last run left.
func (m Model) start(e Started, now time.Time) (Model, []Effect) {
	m.Phase, m.Version, m.Slot, m.Compatible, m.other, m.hasPrinter = Idle, e.Version, e.Slot, e.Compatible, e.Other, e.HasPrinter
	m.kept, m.Trouble, m.nextAsk = e.Kept, e.Kept.Trouble, now.Add(m.pace.First)
	if k := e.Kept; k.Stage == "" && k.Target == e.Other {
		m.other = "" // it was tried
	}
	switch k := e.Kept; {
	case k.Stage == "" || k.Slots() == "":
	case k.OnTrial(e.Slot):
		m.Phase, m.deadline = Trial, now.Add(m.pace.Trial-e.Uptime)
		m.nextAsk = now
		m.kept.Stage = stageTrying
		return m.keep(m.kept)
	case e.Slot == k.From && k.Stage != stageActivating:
		return m.rolledBack()
	default: // it was never activated, or the card was changed
		return m.keep(Kept{Trouble: k.Trouble})
	}
	return m, nil
}

// Slots are the two slots that were kept; empty where they are none.
func (k Kept) Slots() string {
	if k.From == "" || k.To == "" || k.From == k.To {
		return ""
	}
	return k.From + k.To
}

// rolledBack is for the old version, which runs again. Nobody knows what is wrong with
// the other slot: it is written anew before it is tried again. The report that it was
// activated may have been lost in the restart, and without it the server takes a second
// fall of a version for the first one, told once more.
func (m Model) rolledBack() (Model, []Effect) {
	k := m.kept
	if k.Reason == "" {
		k.Reason = "it did not start"
	}
	k.Stage, k.Trouble = stageRolledBack, k.Target+": "+k.Reason
	m.failed, m.Trouble, m.other = k.Target, k.Trouble, ""
	m = m.say(Said{Version: k.Target, Phase: "activated"}).say(Said{Version: k.Target, Phase: "rolled_back", Reason: k.Reason})
	return m.keep(k)
}

func (m Model) keep(k Kept) (Model, []Effect) {
	m.kept = k
	m.keeps++
	return m, []Effect{Keep{k}}
}

// offered takes the server's answer.
func (m Model) offered(e Offered, now time.Time) Model {
	m.asking, m.reached, m.nextAsk = false, true, now.Add(m.pace.Ask)
	o := e.Offer
	if o.Version == "" || o.Version == m.Version || o.Version == m.failed {
		if m.Phase == Waiting || m.Phase == Standby {
			m.Phase, m.Offer = Idle, Offer{}
		}
		return m
	}
	m.offeredAt, m.notBefore = now, now.Add(e.Wait)
	if m.Phase != Idle && m.Phase != Waiting && m.Phase != Standby {
		return m
	}
	if o != m.Offer {
		m.Offer, m.tried, m.nextTry, m.nextRun = o, 0, time.Time{}, time.Time{}
		m.Phase = Waiting
	}
	if m.Phase == Waiting && m.other == o.Version { // by the last run of the program
		m.Phase = Standby
	}
	return m
}

func (m Model) progressed(e Progressed) Model {
	if m.Phase != Installing || e.Percent <= m.Percent {
		return m
	}
	if e.Percent/10 > m.Percent/10 {
		m = m.say(Said{Version: m.Offer.Version, Phase: "installing", Percent: min(100, e.Percent)})
	}
	m.Percent = min(100, e.Percent)
	return m
}

func (m Model) installed(now time.Time) (Model, []Effect) {
	if m.Phase != Installing {
		return m, nil
	}
	m.Phase, m.other, m.nextRun = Standby, m.Offer.Version, now
	m = m.say(Said{Version: m.Offer.Version, Phase: "installed"})
	if m.kept.Stage == "" && m.kept.Target == m.Offer.Version {
		return m.keep(Kept{Trouble: m.kept.Trouble}) // it is not what was tried any more
	}
	return m, nil
}

func (m Model) notInstalled(e NotInstalled, now time.Time) Model {
	if m.Phase != Installing {
		return m
	}
	m.tried++
	if m.tried < tries {
		m.Phase, m.nextTry = Waiting, now.Add(pauses[m.tried-1])
		return m
	}
	m.Phase, m.failed, m.Trouble = Idle, m.Offer.Version, m.Offer.Version+": "+e.Reason
	m = m.say(Said{Version: m.Offer.Version, Phase: "failed", Reason: e.Reason})
	m.Offer = Offer{}
	return m
}

func (m Model) remembered(e Remembered, now time.Time) (Model, []Effect) {
	if m.keeps--; m.keeps > 0 {
		return m, nil
	}
	switch {
	case m.Phase == Restarting:
		return m, []Effect{Restart{}} // whatever the disk says
	case m.Phase != Activating:
		return m, nil
	case e.Err != nil: // nothing is activated that could not be told from what was there before
		m.Phase, m.nextRun = Standby, now.Add(Again)
		return m, nil
	case m.kept.Stage == stageActivating:
		return m, []Effect{Activate{}}
	}
	m.Phase = Restarting
	return m, []Effect{Restart{}}
}

func (m Model) activated(e Activated, now time.Time) (Model, []Effect) {
	if m.Phase != Activating {
		return m, nil
	}
	if e.Err != nil {
		m.Phase, m.nextRun = Standby, now.Add(Again)
		return m.keep(Kept{Trouble: m.kept.Trouble})
	}
	m = m.say(Said{Version: m.Offer.Version, Phase: "activated"})
	k := m.kept
	k.Stage = stageActivated
	return m.keep(k)
}

func (m Model) markedGood(e MarkedGood, now time.Time) (Model, []Effect) {
	m.marking = false
	if e.Err != nil {
		m.nextRun = now.Add(Again)
		return m, nil
	}
	m.good = true
	if m.Phase != Trial {
		return m, nil
	}
	m.Phase, m.Trouble = Idle, ""
	m = m.say(Said{Version: m.kept.Target, Phase: "good"})
	return m.keep(Kept{})
}

func (m Model) acknowledged(e Acknowledged, now time.Time) (Model, []Effect) {
	m.saying = false
	if e.Err != nil {
		m.nextSay = now.Add(Again)
		return m, nil
	}
	m.reached = true
	if len(m.said) == 0 {
		return m, nil
	}
	last := m.said[0]
	m.said = m.said[1:]
	if last.Version == m.failed && (last.Phase == "failed" || last.Phase == "rolled_back") {
		m.failed = "" // the server knows, and decides
	}
	if last.Phase == "rolled_back" && m.kept.Stage == stageRolledBack {
		return m.keep(Kept{Target: m.kept.Target, Trouble: m.kept.Trouble})
	}
	return m, nil
}

// due does what is due.
func (m Model) due(now time.Time) (Model, []Effect) {
	var do []Effect
	is := func(t time.Time) bool { return !now.Before(t) }
	if m.Phase == Restarting {
		return m, nil
	}
	if m.wantsGood() && is(m.nextRun) {
		m.marking = true
		do = append(do, MarkGood{})
	}
	if m.Phase == Trial && !m.good && !m.marking && is(m.deadline) {
		k := m.kept
		if k.Reason = m.bad(); k.Reason == "" {
			k.Reason = "it could not be marked good"
		}
		m.Phase = Restarting
		m, keep := m.keep(k)
		return m, append(do, keep...)
	}
	if m.Phase == Waiting && is(m.notBefore) && is(m.nextTry) {
		m.Phase, m.Percent, m.other = Installing, 0, "" // what was there is written over
		m = m.say(Said{Version: m.Offer.Version, Phase: "installing"})
		do = append(do, Install{m.Offer})
	}
	ask := is(m.nextAsk)
	if m.mayGo() && is(m.alone.Add(m.pace.Alone)) && is(m.notBefore) && is(m.nextRun) {
		if is(m.offeredAt.Add(Fresh)) {
			ask = true
		} else {
			m.Phase = Activating
			k := Kept{
				Stage: stageActivating, Target: m.Offer.Version, From: m.Slot, To: otherSlot(m.Slot), Printer: m.printer, Trouble: m.kept.Trouble,
			}
			var keep []Effect
			m, keep = m.keep(k)
			do = append(do, keep...)
		}
	}
	if ask && m.mayAsk() {
		m.asking = true
		do = append(do, Ask{})
	}
	if len(m.said) > 0 && !m.saying && is(m.nextSay) {
		m.saying = true
		do = append(do, Report{m.said[0]})
	}
	return m, do
}

// otherSlot is the slot that is not this one.
func otherSlot(slot string) string {
	if slot == "A" {
		return "B"
	}
	return "A"
}
