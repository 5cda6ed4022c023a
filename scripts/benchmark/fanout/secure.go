package fanout

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"numerek/central/enrolment"
	"numerek/central/secret"
	numerekv1 "numerek/proto/numerek/v1"
)

// Screens are the monitors of an office that enrol, and Kiosk its kiosk.
var Screens = []string{"ekran-r1", "ekran-r2", "ekran-r3"}

// Kiosk is the one that takes tickets meanwhile.
const Kiosk = "kiosk-ratusz"

// cards is the file of what the devices got.
const cards = "cards.gob"

// Card is what a device keeps of its enrolment.
type Card struct {
	Office, Device string
	Certificate    []byte // X.509, DER
	Key            []byte // PKCS #8, DER
	Authority      []byte // X.509, DER
}

// Cards reads what the command "enrol" of a server has left in its folder.
func Cards(folder string) (all []Card, err error) {
	f, err := os.Open(filepath.Join(folder, cards))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	return all, gob.NewDecoder(f).Decode(&all)
}

// TLS is how the device of the card speaks to its server.
func (c Card) TLS() (*tls.Config, error) {
	key, err := x509.ParsePKCS8PrivateKey(c.Key)
	if err != nil {
		return nil, err
	}
	authority, err := x509.ParseCertificate(c.Authority)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	return &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: "numerek", RootCAs: roots, NextProtos: []string{"h2"},
		Certificates: []tls.Certificate{{Certificate: [][]byte{c.Certificate}, PrivateKey: key}},
	}, nil
}

// newEnrolment stands beside the hall's office.
func (h *hall) newEnrolment(folder string) (*enrolment.Enrolment, error) {
	keys, err := secret.Load(filepath.Join(folder, "secret.key"))
	if err != nil {
		return nil, err
	}
	return enrolment.New(h.store, h.office, keys, enrolment.Options{}), nil
}

// enrol lets the monitors of every office and the kiosk of the first enrol.
func (h *hall) enrol(ctx context.Context) error {
	var all []Card
	for n := range h.clerks {
		for _, screen := range Screens {
			all = append(all, Card{Office: OfficeName(n), Device: screen})
		}
	}
	all = append(all, Card{Office: OfficeName(0), Device: Kiosk})
	var g errgroup.Group
	g.SetLimit(64)
	for n := range all {
		g.Go(func() error { return h.issueCard(ctx, &all[n]) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(h.folder, cards), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(all), f.Close())
}

func (h *hall) issueCard(ctx context.Context, c *Card) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		return err
	}
	invitation, err := h.enrolment.Add(ctx, c.Office, c.Device, enrolment.TokenValid)
	if err != nil {
		return err
	}
	got, err := h.enrolment.Enrol(ctx, enrolment.Application{Token: invitation.Token, Request: request, Address: "127.0.0.1"})
	if err != nil {
		return err
	}
	c.Certificate, c.Authority = got.Certificate, got.Authority
	c.Key, err = x509.MarshalPKCS8PrivateKey(key)
	return err
}

// Place is how far a monitor has followed the calls.
type Place struct {
	Incarnation string
	Seq         int64
}

// Follow follows the calls as an enrolled monitor does, from a place on, until
// the connection or the stream ends. The error says why.
func Follow(ctx context.Context, address string, config *tls.Config, from Place, tell func(*numerekv1.WatchCallsResponse)) error {
	raw, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	defer stop()
	conn := tls.Client(raw, config)
	defer conn.Close() //nolint:errcheck // it has ended
	body, err := proto.Marshal(&numerekv1.WatchCallsRequest{Incarnation: from.Incarnation, AfterSeq: from.Seq})
	if err != nil {
		return err
	}
	if _, err := conn.Write(requestOf("https", nil, body)); err != nil {
		return err
	}
	return messages(conn, func(message []byte) error {
		var m numerekv1.WatchCallsResponse
		if err := proto.Unmarshal(message, &m); err != nil {
			return err
		}
		tell(&m)
		return nil
	})
}

// messages reads the messages of the one stream until it or the connection ends.
func messages(conn net.Conn, tell func(message []byte) error) error {
	in := bufio.NewReaderSize(conn, 512)
	var header [headerSize]byte
	var payload, kept []byte
	for {
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return err
		}
		n := int(header[0])<<16 | int(header[1])<<8 | int(header[2])
		payload = append(payload[:0], make([]byte, n)...)
		if _, err := io.ReadFull(in, payload); err != nil {
			return err
		}
		var err error
		kind, ack := header[3], header[4]&flagAck != 0
		switch {
		case kind == frameData:
			kept = append(kept, payload...)
			for err == nil && len(kept) >= prefixSize {
				size := prefixSize + int(binary.BigEndian.Uint32(kept[1:]))
				if len(kept) < size {
					break
				}
				err = tell(kept[prefixSize:size])
				kept = append(kept[:0], kept[size:]...)
			}
		case kind == framePing && !ack:
			_, err = conn.Write(frame(nil, framePing, flagAck, 0, payload))
		case kind == frameSettings && !ack:
			_, err = conn.Write(frame(nil, frameSettings, flagAck, 0, nil))
		case kind == frameReset, kind == frameGoAway, kind == frameHeaders && header[4]&flagEndStream != 0:
			err = fmt.Errorf("the server ended with %q", payload)
		}
		if err != nil {
			return err
		}
	}
}
