package fanout

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"

	"numerek/central/enrolment"
	"numerek/central/health"
	"numerek/central/secret"
)

// Kiosk is the one that takes tickets meanwhile, in the first office.
const Kiosk = "kiosk-ratusz"

// Screen is the id of the n-th monitor of an office that enrols.
func Screen(n int) string { return fmt.Sprintf("ekran-x%02d", n) }

// WithScreens adds monitors to the first location of an office file.
func WithScreens(file string, screens int) (string, error) {
	const list = `displays  = [ { id = "ekran-r1"`
	if !strings.Contains(file, list) {
		return "", fmt.Errorf("the office file has no line %s", list)
	}
	var more strings.Builder
	for n := range screens {
		fmt.Fprintf(&more, `{ id = %q, queues = ["R","D"], place = { pl = "korytarz" } }, `, Screen(n))
	}
	return strings.Replace(file, list, strings.Replace(list, "{", more.String()+"{", 1), 1), nil
}

// cards is the file of what the devices got.
const cards = "cards.gob"

// Card is what a device keeps of its enrolment.
type Card struct {
	Number         int // of the office
	Office, Device string
	Certificate    []byte // X.509, DER
	Key            []byte // PKCS #8, DER
	Authority      []byte // X.509, DER
}

// Cards reads what the command "cards" of a server has left in its folder.
func Cards(folder string) (all []Card, err error) {
	f, err := os.Open(filepath.Join(folder, cards))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	return all, gob.NewDecoder(f).Decode(&all)
}

// Configs are how the devices of the cards speak to their server.
func Configs(all []Card) ([]*tls.Config, error) {
	configs := make([]*tls.Config, len(all))
	roots := x509.NewCertPool()
	for n, c := range all {
		key, err := x509.ParsePKCS8PrivateKey(c.Key)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			authority, err := x509.ParseCertificate(c.Authority)
			if err != nil {
				return nil, err
			}
			roots.AddCert(authority)
		}
		configs[n] = &tls.Config{
			MinVersion: tls.VersionTLS13, ServerName: "numerek", RootCAs: roots, NextProtos: []string{"h2"},
			Certificates: []tls.Certificate{{Certificate: [][]byte{c.Certificate}, PrivateKey: key}},
		}
	}
	return configs, nil
}

// secure lets devices enrol, and say how they are, beside the hall's office.
func (h *hall) secure(ctx context.Context, folder string) error {
	keys, err := secret.Load(filepath.Join(folder, "secret.key"))
	if err != nil {
		return err
	}
	h.enrolment = enrolment.New(h.store, h.office, keys, enrolment.Options{})
	h.health = health.New(h.office, h.store, keys, health.Options{})
	go h.enrolment.Run(ctx) //nolint:errcheck // it runs as long as the process
	go h.health.Run(ctx)    //nolint:errcheck // likewise
	return nil
}

// enrol lets some monitors of an office enrol.
func (h *hall) enrol(ctx context.Context, office, screens int) error {
	all := make([]Card, screens)
	var g errgroup.Group
	for n := range all {
		all[n] = Card{Number: office, Office: OfficeName(office), Device: Screen(n)}
		g.Go(func() error { return h.issueCard(ctx, &all[n]) })
	}
	err := g.Wait()
	h.cards = append(h.cards, all...)
	return err
}

// keepCards writes what has enrolled, and the kiosk of the first office behind it.
func (h *hall) keepCards(ctx context.Context) error {
	kiosk := Card{Office: OfficeName(0), Device: Kiosk}
	if err := h.issueCard(ctx, &kiosk); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(h.folder, cards), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(f).Encode(append(h.cards, kiosk)), f.Close())
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
