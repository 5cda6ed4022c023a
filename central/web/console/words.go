package console

import (
	"fmt"
	"strings"
	"time"

	"numerek/central/calling"
	"numerek/central/office"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/translations"
)

// words says in a language what happened in an office.
type words struct {
	*translations.Console
	file *officefile.Office
}

// shown writes a number with the thin space of all our screens, unbroken.
func shown(number string) string { return strings.ReplaceAll(number, " ", "\u202f") }

// label is the name of a service; the id of one that the office has given up.
func (w words) label(service string) string {
	if s, ok := w.file.Service(service); ok {
		return w.file.Text(s.Label, w.Code)
	}
	return service
}

// hour of an instant on the office's wall.
func (w words) hour(at time.Time) string { return at.In(w.file.ZoneOrUTC()).Format("15:04") }

// hourExact is the hour with its seconds.
func (w words) hourExact(at time.Time) string { return at.In(w.file.ZoneOrUTC()).Format("15:04:05") }

// because is why a ticket is next; empty for one that a clerk chose.
func (w words) because(r calling.Reason) string {
	text := w.Reasons[string(r)]
	if r == calling.WaitedLong {
		return fmt.Sprintf(text, w.file.Policy.Calling.MaxWalkinWait)
	}
	return text
}

// outcome says what an action did, or why it did nothing. calls is how often the
// ticket has been called.
func (w words) outcome(o office.Outcome, calls int) string {
	number := shown(o.Number)
	switch {
	case o.Refused != "" && o.Finished != "":
		return fmt.Sprintf(w.Did["finish_and_nobody"], shown(o.Finished))
	case o.Refused != "":
		return w.refusal(o)
	case o.Deed == office.DeedPause, o.Deed == office.DeedContinue:
		return w.Did[string(o.Deed)]
	case o.Deed == office.DeedStopService, o.Deed == office.DeedStartService:
		return fmt.Sprintf(w.Did[string(o.Deed)], w.label(o.Service))
	case o.Deed == office.DeedUndo:
		return fmt.Sprintf(w.Did["undo"], fmt.Sprintf(w.Undone[string(o.Undone)], number))
	}
	text := fmt.Sprintf(w.Did[string(o.Deed)], number)
	switch {
	case o.Finished != "":
		text = fmt.Sprintf(w.Did["finish_and_call"], shown(o.Finished), number)
	case o.Deed == office.DeedCallAgain && calls > 1:
		text = fmt.Sprintf(w.Did["times"], fmt.Sprintf(w.Did["call_next"], number), calls)
	case o.Deed == office.DeedTransfer:
		text += " – " + w.label(o.Service)
		if o.Desk != 0 {
			text = fmt.Sprintf(w.Did["to_desk"], text, o.Desk)
		}
	}
	if because := w.because(o.Why); because != "" {
		text += " – " + because
	}
	return text
}

// refusal says why nothing was done.
func (w words) refusal(o office.Outcome) string {
	switch o.Refused {
	case office.TooSoon:
		return fmt.Sprintf(w.Refused[string(o.Refused)], w.hourExact(o.From))
	case office.CannotReturn:
		return fmt.Sprintf(w.Refused[string(o.Refused)], shown(o.Number))
	case office.Overtaken:
		return w.overtaken(o)
	default:
		return w.Refused[string(o.Refused)]
	}
}

func (w words) overtaken(o office.Outcome) string {
	text, ok := w.Overtook[string(o.State)]
	switch o.State {
	case queue.Called, queue.Serving, queue.Parked:
		return fmt.Sprintf(text, shown(o.Number), o.Desk)
	default:
	}
	if !ok {
		text = w.Refused[string(office.Overtaken)]
	}
	return fmt.Sprintf(text, shown(o.Number))
}

// undoing names what the undo key would take back; empty where nothing.
func (w words) undoing(v *office.DeskView) string {
	if v.Undo == "" || v.Last.Deed != v.Undo || v.Last.Number == "" {
		return ""
	}
	return fmt.Sprintf(w.Undone[string(v.Undo)], shown(v.Last.Number))
}
