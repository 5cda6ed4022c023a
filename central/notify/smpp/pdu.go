package smpp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// command says what a PDU is; answers have the highest bit.
type command uint32

// The commands of SMPP 3.4, 5.1.2.1, that a transceiver needs.
const (
	genericNack      command = 0x80000000
	submitSM         command = 0x00000004
	deliverSM        command = 0x00000005
	unbind           command = 0x00000006
	bindTransceiver  command = 0x00000009
	enquireLink      command = 0x00000015
	answer           command = 0x80000000
	headerLength             = 16
	maxLength                = 80_000 // a message_payload of 65 535 octets, and all that may stand beside it
	maxShortMessage          = 254
	interfaceVersion         = 0x34
)

// errMalformed means that octets are not what SMPP says they should be.
var errMalformed = errors.New("malformed PDU")

// pdu is one message of the protocol, its body not read yet.
type pdu struct {
	command  command
	status   Status
	sequence uint32
	body     []byte
}

// encode returns the PDU as it goes on the wire.
func (p pdu) encode() []byte {
	out := make([]byte, 0, headerLength+len(p.body))
	out = binary.BigEndian.AppendUint32(out, uint32(headerLength+len(p.body))) //nolint:gosec // Bodies are small.
	out = binary.BigEndian.AppendUint32(out, uint32(p.command))
	out = binary.BigEndian.AppendUint32(out, uint32(p.status))
	out = binary.BigEndian.AppendUint32(out, p.sequence)
	return append(out, p.body...)
}

// readPDU reads one PDU. After errMalformed nothing more can be read: where the
// next one begins is not known.
func readPDU(r io.Reader) (pdu, error) {
	var header [headerLength]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return pdu{}, err
	}
	length := binary.BigEndian.Uint32(header[:])
	if length < headerLength || length > maxLength {
		return pdu{}, fmt.Errorf("%w: length %d", errMalformed, length)
	}
	p := pdu{
		command:  command(binary.BigEndian.Uint32(header[4:])),
		status:   Status(binary.BigEndian.Uint32(header[8:])),
		sequence: binary.BigEndian.Uint32(header[12:]),
		body:     make([]byte, length-headerLength),
	}
	if _, err := io.ReadFull(r, p.body); err != nil {
		return pdu{}, err
	}
	return p, nil
}

// bind is the body of bind_transceiver.
//
// The standard lets a password have eight characters; centres that give longer ones take them, too.
type bind struct{ systemID, password, systemType string }

func (b bind) encode() []byte {
	out := appendCString(nil, b.systemID)
	out = appendCString(out, b.password)
	out = appendCString(out, b.systemType)
	return append(out, interfaceVersion, 0, 0, 0) // Of address_range nothing: the centre knows which receipts are ours.
}

// address is a phone number or a name with its type and its plan.
type address struct {
	ton, npi byte
	number   string
}

// maxAddress is how long an address may be without its closing zero.
const maxAddress = 20

// message is the body of submit_sm and of deliver_sm, which have the same fields.
type message struct {
	serviceType         string
	source, destination address
	esmClass            byte
	protocol, priority  byte
	schedule, validity  string
	registered, replace byte
	coding, canned      byte
	text                []byte // at most 254 octets; longer ones are a parameter
	parameters          []parameter
}

// parameter is an optional one: tag, length, value.
type parameter struct {
	tag   uint16
	value []byte
}

// Tags of optional parameters, SMPP 3.4, 5.3.2.
const (
	receiptedMessageID uint16 = 0x001e
	networkErrorCode   uint16 = 0x0423
	messagePayload     uint16 = 0x0424
	messageState       uint16 = 0x0427
)

// parameter returns the value of the first parameter with a tag.
func (m message) parameter(tag uint16) ([]byte, bool) {
	for _, p := range m.parameters {
		if p.tag == tag {
			return p.value, true
		}
	}
	return nil, false
}

// encode returns the body. What does not fit into its field is errMalformed.
func (m message) encode() ([]byte, error) {
	for _, s := range []string{m.serviceType, m.source.number, m.destination.number, m.schedule, m.validity} {
		if len(s) > maxAddress || strings.IndexByte(s, 0) >= 0 {
			return nil, fmt.Errorf("%w: a field of %d octets", errMalformed, len(s))
		}
	}
	if len(m.text) > maxShortMessage {
		return nil, fmt.Errorf("%w: a text of %d octets", errMalformed, len(m.text))
	}
	out := appendCString(nil, m.serviceType)
	for _, a := range []address{m.source, m.destination} {
		out = appendCString(append(out, a.ton, a.npi), a.number)
	}
	out = append(out, m.esmClass, m.protocol, m.priority)
	out = appendCString(out, m.schedule)
	out = appendCString(out, m.validity)
	out = append(out, m.registered, m.replace, m.coding, m.canned, byte(len(m.text))) //nolint:gosec // Checked above.
	out = append(out, m.text...)
	for _, p := range m.parameters {
		if len(p.value) > 0xffff {
			return nil, fmt.Errorf("%w: a parameter of %d octets", errMalformed, len(p.value))
		}
		out = binary.BigEndian.AppendUint16(out, p.tag)
		out = binary.BigEndian.AppendUint16(out, uint16(len(p.value))) //nolint:gosec // Checked above.
		out = append(out, p.value...)
	}
	return out, nil
}

// decodeMessage reads the body of submit_sm or deliver_sm. The fields share b.
func decodeMessage(b []byte) (message, error) {
	f := &fields{rest: b}
	m := message{serviceType: f.cString()}
	for _, a := range []*address{&m.source, &m.destination} {
		a.ton, a.npi, a.number = f.octet(), f.octet(), f.cString()
	}
	m.esmClass, m.protocol, m.priority = f.octet(), f.octet(), f.octet()
	m.schedule, m.validity = f.cString(), f.cString()
	m.registered, m.replace, m.coding, m.canned = f.octet(), f.octet(), f.octet(), f.octet()
	m.text = f.octets(int(f.octet()))
	for len(f.rest) > 0 && !f.bad {
		head := f.octets(4)
		if f.bad {
			break
		}
		value := f.octets(int(binary.BigEndian.Uint16(head[2:])))
		m.parameters = append(m.parameters, parameter{tag: binary.BigEndian.Uint16(head), value: value})
	}
	if f.bad {
		return message{}, fmt.Errorf("%w: a message of %d octets ends within a field", errMalformed, len(b))
	}
	return m, nil
}

// maxMessageID is how long a message id may be without its closing zero.
const maxMessageID = 64

// decodeMessageID reads the body of submit_sm_resp, which may be missing, or the
// id that a receipt is about. What an id cannot consist of is left out.
func decodeMessageID(b []byte) string {
	id, _, _ := bytes.Cut(b, []byte{0})
	return printable(string(id), maxMessageID)
}

// printable keeps the letters, digits and signs of ASCII, and of these at most so many.
func printable(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return -1
		}
		return r
	}, s)
	return s[:min(len(s), most)]
}

// encodeMessageID is the body of deliver_sm_resp and submit_sm_resp.
func encodeMessageID(id string) []byte { return appendCString(nil, id) }

func appendCString(b []byte, s string) []byte { return append(append(b, s...), 0) }

// fields reads a body from its front. After the first fault all is zero.
type fields struct {
	rest []byte
	bad  bool
}

func (f *fields) octets(n int) []byte {
	if f.bad || n > len(f.rest) {
		f.bad, f.rest = true, nil
		return nil
	}
	out := f.rest[:n:n]
	f.rest = f.rest[n:]
	return out
}

func (f *fields) octet() byte {
	if b := f.octets(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (f *fields) cString() string {
	n := bytes.IndexByte(f.rest, 0)
	if n < 0 {
		f.bad, f.rest = true, nil
		return ""
	}
	s := string(f.octets(n))
	f.octets(1)
	return s
}
