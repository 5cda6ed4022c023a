// Package smpp sends texts through a message centre that speaks SMPP 3.4, the
// protocol of operators and of the larger gateways: one connection, bound as a
// transceiver, on which texts go out and receipts come back.
//
// A text is asked for once. What is written and not answered is ambiguous; what
// never left is not sent. A receipt is acknowledged when it has been kept, never
// before, so that the centre says it again where it was not.
//
// Messages that people send to the office are acknowledged and not read.
package smpp
