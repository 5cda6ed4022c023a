package enrolment_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"numerek/central/enrolment"
	"numerek/central/office"
	"numerek/central/secret"
	"numerek/central/store/memstore"
)

// Servers that start together on one database have one authority.
func TestOneAuthority(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		db := memstore.New()
		sites := make([]*site, 8)
		prints := make([]string, len(sites))
		var wg sync.WaitGroup
		for i := range sites {
			sites[i] = openSite(t, db)
			wg.Go(func() {
				a, err := sites[i].Authority(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				prints[i] = a.Fingerprint()
			})
		}
		wg.Wait()
		for _, p := range prints {
			if p != prints[0] || !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(p) {
				t.Errorf("got %q beside %q", p, prints[0])
			}
		}
		row, err := sites[0].store.Authority(t.Context())
		want(t, err, nil)
		if strings.Contains(row.Key, "MIGH") { // which is how a PKCS #8 key begins
			t.Error("the key is not sealed")
		}
		keys, err := secret.New([32]byte{2})
		want(t, err, nil)
		other := enrolment.New(sites[0].store, office.New(sites[0].store, office.Options{}), keys, enrolment.Options{})
		_, err = other.Authority(t.Context())
		want(t, err, secret.ErrSealed)
	})
}

// The certificate of a server leads to the authority, as a device checks it.
func TestServerCertificate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, err := openSite(t, memstore.New()).Authority(t.Context())
		want(t, err, nil)
		c, err := a.Server(time.Now(), "")
		want(t, err, nil)
		root := certificate(t, c.Certificate[1])
		roots := x509.NewCertPool()
		roots.AddCert(root)
		for _, at := range []time.Time{time.Now(), time.Now().AddDate(0, 11, 0)} {
			_, err = c.Leaf.Verify(x509.VerifyOptions{
				Roots: roots, DNSName: "numerek", CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
			})
			want(t, err, nil)
		}
		if _, err := a.Verify(c.Leaf); err == nil {
			t.Error("a server is taken for a device")
		}
		if _, err := a.Verify(root); err == nil {
			t.Error("the authority is taken for a device")
		}
	})
}

// TestForgedCertificates: only what this authority signed for a device counts.
func TestForgedCertificates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		_, c := s.enrolled(kiosk)
		a, err := s.Authority(t.Context())
		want(t, err, nil)
		good := certificate(t, c.Certificate)
		if id, err := a.Verify(good); err != nil || id != identity(t, c) {
			t.Errorf("the real one: got %s, %v", id, err)
		}
		real := certificate(t, a.DER())
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		want(t, err, nil)
		// An authority that calls itself like the real one.
		forger := &x509.Certificate{
			SerialNumber: real.SerialNumber, Subject: real.Subject, SubjectKeyId: real.SubjectKeyId, NotBefore: real.NotBefore, NotAfter: real.NotAfter,
			IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		}
		for name, parent := range map[string]*x509.Certificate{"own_authority": forger, "in_the_name_of_the_real_one": real, "signed_by_itself": nil} {
			template := &x509.Certificate{
				SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: kiosk}, URIs: good.URIs, NotBefore: good.NotBefore, NotAfter: good.NotAfter,
				ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
			}
			if parent == nil {
				parent = template
			}
			var signer any = own
			if parent == real { // which x509 would refuse to sign with another's key
				impostor := *forger
				impostor.RawSubject = real.RawSubject
				parent = &impostor
			}
			der, err := x509.CreateCertificate(rand.Reader, template, parent, own.Public(), signer)
			want(t, err, nil)
			if id, err := a.Verify(certificate(t, der)); err == nil {
				t.Errorf("%s: taken for %s", name, id)
			}
		}
	})
}

func FuzzIdentityOf(f *testing.F) {
	for _, s := range []string{
		"numerek://koszalin/kiosk/kiosk-ratusz", "numerek://koszalin/display/ekran-r1", "https://koszalin/kiosk/kiosk-ratusz",
		"numerek://koszalin/kiosk/a/b", "numerek://koszalin/clerk/a", "numerek:///kiosk/a", "numerek://koszalin/kiosk/", "numerek://a@koszalin/kiosk/a",
		"numerek://koszalin/kiosk/a?x=1", "numerek://koszalin/kiosk/a#x", "numerek://koszalin/%6biosk/a", "numerek://koszalin:1/kiosk/a",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := url.Parse(text)
		if err != nil {
			return
		}
		id, err := enrolment.IdentityOf(&x509.Certificate{URIs: []*url.URL{u}})
		if err != nil {
			return
		}
		if id.String() != u.String() || id.Office == "" || id.Device == "" || id.Role != enrolment.Kiosk && id.Role != enrolment.Display {
			t.Errorf("%q is %+v, %s", text, id, id)
		}
		// Nobody else has the name.
		again, err := enrolment.IdentityOf(&x509.Certificate{URIs: []*url.URL{mustParse(t, id.String())}})
		if err != nil || again != id {
			t.Errorf("%q is %+v, and then %+v, %v", text, id, again, err)
		}
	})
}

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
