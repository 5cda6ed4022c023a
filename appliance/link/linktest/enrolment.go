package linktest

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	numerekv1 "numerek/proto/numerek/v1"
)

// late is how long an expired certificate may still be renewed.
const late = 180 * 24 * time.Hour

// Enrolment is a small working EnrolmentService, and the door of everything
// else: who has no good certificate is told so. Hold Mu while touching its fields.
type Enrolment struct {
	numerekv1.UnimplementedEnrolmentServiceServer
	*Authority

	Mu     sync.Mutex
	Leaf   tls.Certificate   // that the server shows
	Tokens map[string]*Token // by token
	Places map[string]*Place // by OFFICE/ROLE/DEVICE
	Ahead  time.Duration     // of the clock that the server tells
	// After is called when a question was decided, before the answer goes out; an
	// error is sent instead, as if the answer were lost.
	After func(method string) error
	Asked []string // methods and their reasons for refusing, in order
}

// Token is a right to a place, for one key.
type Token struct {
	Office, Role, Device string
	Expires              time.Time
	key                  string // that has used it
}

// Place is who stands in a place.
type Place struct {
	Key     string          // hash of the public key that is let in
	Revoked bool            // by hand
	Old     map[string]bool // keys that were replaced
}

// NewEnrolled returns a server that speaks TLS with everybody and takes only
// devices that have enrolled with it.
func NewEnrolled(t *testing.T, a *Authority) *Server {
	s := newServer()
	s.Enrolment = &Enrolment{Authority: a, Leaf: a.Leaf(nil), Tokens: map[string]*Token{}, Places: map[string]*Place{}}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Token makes a token for a quarter of an hour.
func (e *Enrolment) Token(word, office, role, device string) *Token {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	e.Tokens[word] = &Token{Office: office, Role: role, Device: device, Expires: time.Now().Add(15 * time.Minute)}
	return e.Tokens[word]
}

// Revoke cuts a place off.
func (e *Enrolment) Revoke(office, role, device string) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	e.Places[office+"/"+role+"/"+device].Revoked = true
}

// credentials are those of the server.
func (e *Enrolment) credentials() credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{
		MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			e.Mu.Lock()
			defer e.Mu.Unlock()
			leaf := e.Leaf
			return &leaf, nil
		},
	})
}

// refuse is an error with a reason for programs.
func refuse(code codes.Code, reason string) error {
	st, err := status.New(code, "refused").WithDetails(&errdetails.ErrorInfo{Reason: reason, Domain: "numerek"})
	if err != nil {
		panic(err) // the detail is a message
	}
	return st.Err()
}

// admit says why a caller may not call, and who it is.
func (e *Enrolment) admit(ctx context.Context, method string) (err error) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	defer func() {
		e.Asked = append(e.Asked, strings.TrimSpace(method[strings.LastIndex(method, "/")+1:]+" "+reason(err)))
	}()
	c := certificateOf(ctx)
	if method == numerekv1.EnrolmentService_Enrol_FullMethodName {
		if c != nil {
			return refuse(codes.PermissionDenied, "WRONG_ROLE") // it is for strangers
		}
		return nil
	}
	if c == nil || !e.signed(c) {
		return refuse(codes.Unauthenticated, "NOT_ENROLLED")
	}
	grace := time.Duration(0)
	if method == numerekv1.EnrolmentService_Renew_FullMethodName {
		grace = late
	}
	if time.Now().After(c.NotAfter.Add(grace)) {
		return refuse(codes.Unauthenticated, "CERTIFICATE_EXPIRED")
	}
	name := strings.TrimPrefix(c.URIs[0].String(), "numerek://")
	switch p := e.Places[name]; {
	case p == nil:
		return refuse(codes.Unauthenticated, "NOT_ENROLLED")
	case p.Old[spki(c)]:
		return refuse(codes.PermissionDenied, "REPLACED")
	case p.Revoked || p.Key != spki(c):
		return refuse(codes.PermissionDenied, "REVOKED")
	}
	role := strings.Split(name, "/")[1]
	if strings.Contains(method, "KioskService") && role != "kiosk" || strings.Contains(method, "DisplayService") && role != "display" {
		return refuse(codes.PermissionDenied, "WRONG_ROLE")
	}
	return nil
}

// reason is the one for programs, empty where there is none.
func reason(err error) string {
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// certificateOf a caller; nil if it showed none.
func certificateOf(ctx context.Context) *x509.Certificate {
	p, _ := peer.FromContext(ctx)
	info, ok := p.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.PeerCertificates) == 0 {
		return nil
	}
	return info.State.PeerCertificates[0]
}

// Enrol implements the contract.
func (e *Enrolment) Enrol(_ context.Context, r *numerekv1.EnrolRequest) (*numerekv1.EnrolResponse, error) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	request, err := x509.ParseCertificateRequest(r.GetRequest())
	if err != nil || request.CheckSignature() != nil {
		return nil, status.Error(codes.InvalidArgument, "no certificate request")
	}
	key := requestKey(request)
	t := e.Tokens[r.GetToken()]
	switch {
	case t == nil:
		err = refuse(codes.PermissionDenied, "TOKEN_UNKNOWN")
	case t.key != "" && t.key != key:
		err = refuse(codes.PermissionDenied, "TOKEN_USED")
	case t.key == "" && time.Now().After(t.Expires):
		err = refuse(codes.PermissionDenied, "TOKEN_EXPIRED")
	}
	if err != nil {
		e.Asked = append(e.Asked, reason(err))
		return nil, err
	}
	name := t.Office + "/" + t.Role + "/" + t.Device
	p := e.Places[name]
	if p == nil {
		p = &Place{Old: map[string]bool{}}
		e.Places[name] = p
	}
	if t.key == "" {
		if p.Key != "" && p.Key != key {
			p.Old[p.Key] = true
		}
		t.key, p.Key, p.Revoked = key, key, false
	}
	c := e.Certify(t.Office, t.Role, t.Device, request.PublicKey)
	answer := &numerekv1.EnrolResponse{
		Certificate: c.Raw, Authority: e.cert.Raw, OfficeId: t.Office, DeviceId: t.Device, Role: roles[t.Role], ServerTime: e.now(),
	}
	return answer, e.after(numerekv1.EnrolmentService_Enrol_FullMethodName)
}

// Renew implements the contract.
func (e *Enrolment) Renew(ctx context.Context, r *numerekv1.RenewRequest) (*numerekv1.RenewResponse, error) {
	e.Mu.Lock()
	defer e.Mu.Unlock()
	request, err := x509.ParseCertificateRequest(r.GetRequest())
	old := certificateOf(ctx)
	if err != nil || request.CheckSignature() != nil || requestKey(request) != spki(old) {
		return nil, status.Error(codes.InvalidArgument, "not the key of the connection")
	}
	name := strings.Split(strings.TrimPrefix(old.URIs[0].String(), "numerek://"), "/")
	c := e.Certify(name[0], name[1], name[2], request.PublicKey)
	answer := &numerekv1.RenewResponse{Certificate: c.Raw, Authority: e.cert.Raw, ServerTime: e.now()}
	return answer, e.after(numerekv1.EnrolmentService_Renew_FullMethodName)
}

func (e *Enrolment) now() *timestamppb.Timestamp { return timestamppb.New(time.Now().Add(e.Ahead)) }

func (e *Enrolment) after(method string) error {
	if e.After == nil {
		return nil
	}
	return e.After(method)
}

func requestKey(r *x509.CertificateRequest) string {
	sum := sha256.Sum256(r.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// door lets in who may call, and unaryDoor and streamDoor stand in it.
func (e *Enrolment) unaryDoor(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	if err := e.admit(ctx, info.FullMethod); err != nil {
		return nil, err
	}
	return handle(ctx, req)
}

func (e *Enrolment) streamDoor(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	if err := e.admit(stream.Context(), info.FullMethod); err != nil {
		return err
	}
	return handle(srv, &guarded{ServerStream: stream, e: e, method: info.FullMethod})
}

// guarded is a stream that ends when its caller may not have it any more.
type guarded struct {
	grpc.ServerStream
	e      *Enrolment
	method string
}

// SendMsg sends what the caller may still see.
func (g *guarded) SendMsg(m any) error {
	if err := g.e.admit(g.Context(), g.method); err != nil {
		return err
	}
	return g.ServerStream.SendMsg(m)
}
