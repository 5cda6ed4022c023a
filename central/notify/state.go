package notify

// State is where a message is in its life. The words are those of the database.
//
//	queued → sending → sent → delivered
//	  ↑         │        └──→ undelivered
//	  └─────────┤ (later)
//	            ├──→ failed
//	            └──→ dropped
type State string

// States of a message.
const (
	Queued      State = "queued"      // waits for its time or for another try
	Sending     State = "sending"     // a worker has it, until its lease ends
	Sent        State = "sent"        // the gateway has it; a report may follow
	Delivered   State = "delivered"   // the phone has it
	Undelivered State = "undelivered" // the gateway reports that the phone will not get it
	Failed      State = "failed"      // given up: refused, or not sent in time
	Dropped     State = "dropped"     // never sent: over the ceiling, or too late to be of use
)

// Ended says that nothing will become of the message any more, so that its
// number and text are forgotten. A sent message has not ended, but keeps them
// no longer either: the gateway has them.
func (s State) Ended() bool {
	return s == Delivered || s == Undelivered || s == Failed || s == Dropped
}

// Channels of a message.
const (
	SMS  = "sms"
	Mail = "mail"
)
