package enrol

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"google.golang.org/grpc"

	"numerek/appliance/device"
	"numerek/appliance/link/line"
	numerekv1 "numerek/proto/numerek/v1"
)

// errOtherDevice means that the token is for another place than the settings name.
var errOtherDevice = errors.New("the token is for another device")

// call asks the server once, as the device or as a stranger.
func (i *Identity) call(ctx context.Context, stranger bool,
	ask func(context.Context, numerekv1.EnrolmentServiceClient) error,
) error {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	conn, err := grpc.NewClient(i.o.Server, append([]grpc.DialOption{
		grpc.WithTransportCredentials(&transport{i: i, stranger: stranger}),
		grpc.WithUserAgent("numerek-appliance/" + i.o.Version),
	}, i.o.Dial...)...)
	if err != nil {
		return err
	}
	return errors.Join(ask(ctx, numerekv1.NewEnrolmentServiceClient(conn)), conn.Close())
}

// enrol turns the token into a certificate. bar is why the server does not want
// to, empty where asking again may help.
func (i *Identity) enrol(ctx context.Context) (bar device.Bar, err error) {
	asking, err := i.askingKey()
	if err != nil {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.faulty(ctx, err)
		return "", err
	}
	request, err := asking.request()
	if err != nil {
		return "", err
	}
	var answer *numerekv1.EnrolResponse
	err = i.call(ctx, true, func(ctx context.Context, c numerekv1.EnrolmentServiceClient) (err error) {
		answer, err = c.Enrol(ctx, &numerekv1.EnrolRequest{Token: i.o.Token, Request: request, Version: i.o.Version})
		return err
	})
	var leaf, authority *x509.Certificate
	if err == nil {
		leaf, authority, err = i.read(answer.GetCertificate(), answer.GetAuthority(), asking)
	}
	if err == nil {
		i.vouched(answer.GetServerTime())
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil {
		return i.refused(ctx, "enrol", &i.refusal, err), err
	}
	// The certificate makes the key the present one, whatever the power does now.
	i.owe(file{name: authorityFile, data: certificatePEM(authority.Raw)})
	i.owe(file{name: certificateFile, data: certificatePEM(leaf.Raw)})
	i.ca = authority
	if asking == i.next {
		i.owe(file{name: keyFile, from: nextFile})
		i.present, i.next = asking, nil
	}
	i.adopt(leaf)
	return "", nil
}

// askingKey is the key that asks with the token: the same one whenever it asks
// again, also after a power cut. It is on the disk before it is used.
func (i *Identity) askingKey() (*secret, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	digest := digestOf(i.o.Token)
	switch {
	case i.next != nil && i.next.digest == digest:
		return i.next, nil
	case i.present != nil && i.present.digest == digest: // its certificate was lost
		return i.present, nil
	}
	fresh, err := newSecret(i.o.Token)
	if err != nil {
		return nil, err
	}
	data, err := fresh.encode()
	if err != nil {
		return nil, err
	}
	if err := i.disk.spare(); err != nil {
		return nil, err
	}
	if err := i.disk.write(nextFile, data); err != nil {
		return nil, err
	}
	i.owed = slices.DeleteFunc(i.owed, func(o file) bool { return o.name == nextFile })
	i.well()
	i.next = fresh
	return fresh, nil
}

// renew asks for the next certificate of the same key. longest is the longest
// pause before the next try.
func (i *Identity) renew(ctx context.Context) (bar device.Bar, longest time.Duration, err error) {
	i.mu.Lock()
	present, longest := i.present, renewPause
	if i.expired {
		longest = askPause
	}
	i.mu.Unlock()
	request, err := present.request()
	if err != nil {
		return "", longest, err
	}
	var answer *numerekv1.RenewResponse
	err = i.call(ctx, false, func(ctx context.Context, c numerekv1.EnrolmentServiceClient) (err error) {
		answer, err = c.Renew(ctx, &numerekv1.RenewRequest{Request: request})
		return err
	})
	var leaf, authority *x509.Certificate
	if err == nil {
		leaf, authority, err = i.read(answer.GetCertificate(), answer.GetAuthority(), present)
	}
	if err == nil {
		i.vouched(answer.GetServerTime())
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil {
		return i.refused(ctx, "renew", &i.renewal, err), longest, err
	}
	i.owe(file{name: authorityFile, data: certificatePEM(authority.Raw)})
	i.owe(file{name: certificateFile, data: certificatePEM(leaf.Raw)})
	i.ca = authority
	i.adopt(leaf)
	return "", longest, nil
}

// refused notes why an attempt came to nothing, and returns the bar that only a
// person can lift; the caller holds mu.
func (i *Identity) refused(ctx context.Context, what string, noted *device.Bar, err error) device.Bar {
	bar := line.BarOf(err)
	if errors.Is(err, errOtherDevice) {
		bar = device.BarOtherDevice
	}
	if bar == "" && i.stranger {
		return device.BarWrongServer // it was said when it was met
	}
	if kind := line.KindOf(err); kind != i.said {
		i.said = kind
		i.o.Log.WarnContext(ctx, "no certificate given", "for", what, "server", i.o.Server, "device", i.o.Device, "reason", string(bar), "err", err)
	}
	if bar != *noted && bar != "" {
		*noted = bar
		i.tell()
	}
	return bar
}

// read checks an answer: the certificate must be of the key that asked, for the
// place of the settings, and from the authority of the fingerprint.
func (i *Identity) read(certificate, authority []byte, asked *secret) (leaf, ca *x509.Certificate, err error) {
	if ca, err = x509.ParseCertificate(authority); err != nil {
		return nil, nil, fmt.Errorf("authority: %w", err)
	}
	if leaf, err = x509.ParseCertificate(certificate); err != nil {
		return nil, nil, fmt.Errorf("certificate: %w", err)
	}
	if FingerprintOf(ca) != i.o.Fingerprint {
		return nil, nil, fmt.Errorf("%w: the certificate is from %s", ErrWrongServer, FingerprintOf(ca))
	}
	if err := leaf.CheckSignatureFrom(ca); err != nil {
		return nil, nil, fmt.Errorf("certificate: %w", err)
	}
	if !asked.owns(leaf) {
		return nil, nil, errors.New("the certificate is of another key")
	}
	where, err := placeOf(leaf)
	if err != nil {
		return nil, nil, err
	}
	if !where.isFor(i.o) {
		return nil, nil, fmt.Errorf("%w: %s %s of %s", errOtherDevice, where.role, where.device, where.office)
	}
	return leaf, ca, nil
}
