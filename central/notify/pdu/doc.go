// Package pdu lays out short messages as a GSM modem in PDU mode takes and gives
// them: SMS-SUBMIT, which asks for a message to be sent, and SMS-STATUS-REPORT,
// which says what became of it, both of 3GPP TS 23.040.
//
// It reads no message that a person has sent: nobody is promised that it is read.
package pdu
