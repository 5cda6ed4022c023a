package update

import "encoding/json"

// Kept is what outlives a restart.
type Kept struct {
	Stage   string  `json:"stage,omitempty"`
	Target  string  `json:"target,omitempty"` // version; without a stage: that was tried and is still in the other slot
	From    string  `json:"from,omitempty"`   // slot
	To      string  `json:"to,omitempty"`     // slot
	Printer Printer `json:"printer,omitempty"`
	Reason  string  `json:"reason,omitempty"`  // why the target is not good
	Trouble string  `json:"trouble,omitempty"` // the last version that failed and why, for people
}

// Stages of what is kept.
const (
	stageActivating = "activating"  // the other slot is about to be activated
	stageActivated  = "activated"   // it is
	stageTrying     = "trying"      // it has started
	stageRolledBack = "rolled_back" // the old one runs again, and the server does not know yet
)

// OnTrial says that a slot runs on trial, if it is the one that runs.
func (k Kept) OnTrial(slot string) bool {
	return k.Stage != "" && k.Slots() != "" && slot == k.To && k.Stage != stageRolledBack
}

// keptFormat is the mark of what is kept. The version before must read it whatever its
// mark is, for that is what it is there for: a higher one only tells people who wrote it.
const keptFormat = 1

// keptFile is what is kept, as it stands on the card.
type keptFile struct {
	Format int `json:"format"` // keptFormat; 0 is of the time before there was a mark
	Kept
}

// Text is what is kept as it is written to the card.
func (k Kept) Text() ([]byte, error) {
	text, err := json.MarshalIndent(keptFile{keptFormat, k}, "", "\t")
	if err != nil {
		return nil, err
	}
	return append(text, '\n'), nil
}

// KeptFrom reads what was kept, also by a newer program: what it does not know is as
// if it were not there. A stage that is not known is one all the same: the slot that
// runs says what became of it. The error says that the text cannot be read.
func KeptFrom(text []byte) (Kept, error) {
	var f keptFile
	if err := json.Unmarshal(text, &f); err != nil {
		return Kept{}, err
	}
	return f.Kept, nil
}
