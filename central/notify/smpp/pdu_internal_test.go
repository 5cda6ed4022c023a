package smpp

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestBindOnTheWire holds the codec against the example of a bind in the standard's chapter 7 manner: every octet by hand.
func TestBindOnTheWire(t *testing.T) {
	got := pdu{command: bindTransceiver, sequence: 1, body: bind{"SMPP3TEST", "secret08", "SUBMIT1"}.encode()}.encode()
	want := "0000002f" + "00000009" + "00000000" + "00000001" +
		"534d50503354455354" + "00" + "7365637265743038" + "00" + "5355424d495431" + "00" + "34" + "00" + "00" + "00"
	if hex.EncodeToString(got) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

func sample() message {
	return message{
		source: address{ton: tonAlphanumeric, number: "UM Koszalin"}, destination: address{ton: 1, npi: 1, number: "48601234567"},
		validity: "000001000000000R", registered: 1, coding: codingUCS2, text: []byte{0x04, 0x1f},
		parameters: []parameter{{tag: receiptedMessageID, value: []byte("abc\x00")}, {tag: messageState, value: []byte{2}}},
	}
}

func TestMessageRoundTrip(t *testing.T) {
	body, err := sample().encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeMessage(body)
	if err != nil || !reflect.DeepEqual(got, sample()) {
		t.Errorf("got %+v, %v, want %+v", got, err, sample())
	}
	mandatory := sample()
	mandatory.parameters = nil
	short, err := mandatory.encode()
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(body) { // Cut anywhere but between parameters, it is malformed.
		_, err := decodeMessage(body[:n])
		if whole := n == len(short) || n == len(short)+8; (err == nil) != whole {
			t.Errorf("cut to %d octets: got %v", n, err)
		}
	}
}

func TestWhatDoesNotFitIsNotEncoded(t *testing.T) {
	for name, m := range map[string]message{
		"address":   {destination: address{number: strings.Repeat("1", 21)}},
		"zero":      {source: address{number: "a\x00b"}},
		"text":      {text: make([]byte, 255)},
		"parameter": {parameters: []parameter{{tag: messagePayload, value: make([]byte, 1<<16)}}},
	} {
		if _, err := m.encode(); !errors.Is(err, errMalformed) {
			t.Errorf("%s: got %v, want %v", name, err, errMalformed)
		}
	}
}

func TestReadBounds(t *testing.T) {
	for _, length := range []uint32{0, 15, maxLength + 1, 1 << 31, 0xffffffff} {
		b := binary.BigEndian.AppendUint32(nil, length)
		if _, err := readPDU(bytes.NewReader(append(b, make([]byte, 100)...))); !errors.Is(err, errMalformed) {
			t.Errorf("length %d: got %v, want %v", length, err, errMalformed)
		}
	}
	whole := pdu{command: enquireLink, sequence: 7}.encode()
	for n := range len(whole) {
		if _, err := readPDU(bytes.NewReader(whole[:n])); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("cut to %d octets: got %v", n, err)
		}
	}
}

func FuzzDecodeMessage(f *testing.F) {
	body, err := sample().encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := decodeMessage(b)
		if err != nil {
			return
		}
		if again, err := m.encode(); err == nil && len(m.text) <= maxShortMessage && !bytes.Equal(again, b) {
			t.Errorf("got %x, want %x", again, b)
		}
		_, _ = readReceipt(m, time.UTC)
	})
}

func FuzzReadPDU(f *testing.F) {
	f.Add(pdu{command: submitSM, sequence: 3, body: []byte{1, 2}}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := readPDU(bytes.NewReader(b))
		if err == nil && !bytes.Equal(p.encode(), b[:headerLength+len(p.body)]) {
			t.Errorf("got %x, want %x", p.encode(), b)
		}
	})
}
