// Package modem sends texts through a GSM modem on a serial line: AT commands of
// 3GPP TS 27.005 and 27.007 in PDU mode, one message after another.
//
// A text counts as sent when the modem says so, as not sent until its last octet
// has been written, and as ambiguous between. Status reports are kept by the SIM
// where it can, and deleted there once they have been kept here.
//
// A PIN that a SIM has not accepted is never tried again: the third time would
// lock the SIM. Messages that people send to the office are left unread.
package modem
