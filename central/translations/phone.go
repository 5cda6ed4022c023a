package translations

import (
	"strconv"
	"strings"
)

// Phone are the words of a ticket's page in one language. In the patterns {desk}
// stands for a desk as it is called after "to" ("stanowiska 3"), {time} for an
// hour, {from} and {to} for minutes, {n} for a number.
type Phone struct {
	Desk string // what a desk is called after "to", where the office does not say

	Ahead    string // in front of a number of people
	First    string // nobody is before you
	Progress string // name of the bar, for those who hear it

	Wait                 string // until the call, a {range} of minutes
	Between, About, UpTo string // that range; one number; a range from nothing

	Waits   string // what to do; so are the following
	Next    string // nobody is before you
	Again   string // waits for another call
	AgainAt string // of a certain desk

	GoTo     string
	CalledAt string
	often    [3]string // called more than once: one, few, many

	Serving, Parked, Missed, Gone, Done, Withdrawn, Expired, Void State // Gone: missed, and may not come back

	KeepOpen  string // the page, because it shows the call
	Refreshes string // without a script
	Lost      string // the connection, with the hour of the last news

	Withdraw    string // the link
	WithdrawAsk string
	WithdrawWhy string
	WithdrawDo  string
	WithdrawNot string
	TooLate     string
	TooLateWhy  string
	Back        string // to the ticket
}

// CalledOften says that a ticket was called n times, the last time at an hour.
func (t *Texts) CalledOften(n int, hour string) string {
	return Fill(t.Phone.often[t.form(n)], "{n}", strconv.Itoa(n), "{time}", hour)
}

// Minutes writes a range of minutes, "ok. 15–25 min".
func (t *Texts) Minutes(from, to int) string {
	pattern := t.Phone.Between
	switch {
	case from <= 0:
		pattern = t.Phone.UpTo
	case from >= to:
		pattern = t.Phone.About
	}
	return Fill(pattern, "{from}", strconv.Itoa(from), "{to}", strconv.Itoa(to))
}

// Fill puts values into a pattern: name, value, name, value.
func Fill(pattern string, values ...string) string {
	return strings.NewReplacer(values...).Replace(pattern)
}
