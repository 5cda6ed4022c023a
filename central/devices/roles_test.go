package devices_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/emptypb"

	"numerek/central/devices"
	numerekv1 "numerek/proto/numerek/v1"
)

// contract is who may call what, as people decided it. The options of the methods say
// it to the server; where they differ, one of the two is a mistake.
var contract = map[string]string{
	"/numerek.v1.KioskService/WatchCatalog":     "kiosk",
	"/numerek.v1.UpdateService/NextUpdate":      "kiosk display",
	"/numerek.v1.UpdateService/ReportUpdate":    "kiosk display",
	"/numerek.v1.KioskService/Hello":            "kiosk",
	"/numerek.v1.KioskService/IssueTicket":      "kiosk",
	"/numerek.v1.KioskService/CheckIn":          "kiosk",
	"/numerek.v1.KioskService/ReportTicket":     "kiosk",
	"/numerek.v1.KioskService/AbandonTicket":    "kiosk",
	"/numerek.v1.DisplayService/WatchCalls":     "display",
	"/numerek.v1.EnrolmentService/Enrol":        "stranger",
	"/numerek.v1.EnrolmentService/Renew":        "kiosk display",
	"/numerek.v1.HealthService/ReportHealth":    "kiosk display",
	"/numerek.v1.ForgottenService/WithoutRoles": "",
}

// forgotten is a service that nobody wrote into the contract.
var forgotten = grpc.ServiceDesc{
	ServiceName: "numerek.v1.ForgottenService", HandlerType: (*any)(nil),
	Methods: []grpc.MethodDesc{{MethodName: "WithoutRoles", Handler: func(
		srv any, ctx context.Context, decode func(any) error, guard grpc.UnaryServerInterceptor,
	) (any, error) {
		in := new(emptypb.Empty)
		if err := decode(in); err != nil {
			return nil, err
		}
		return guard(ctx, in, &grpc.UnaryServerInfo{Server: srv, FullMethod: "/numerek.v1.ForgottenService/WithoutRoles"},
			func(context.Context, any) (any, error) { return new(emptypb.Empty), nil })
	}}},
}

// TestRolesAndMethods calls every method of the server as everybody: who may not is
// refused, with his reason, and who may is heard.
func TestRolesAndMethods(t *testing.T) {
	t.Parallel()
	var methods []string
	f := newFort(t, func(l net.Listener, g *grpc.Server) net.Listener {
		g.RegisterService(&forgotten, struct{}{})
		for service, info := range g.GetServiceInfo() {
			if strings.HasPrefix(service, "grpc.") { // see TestOperatorsElsewhere
				continue
			}
			for _, m := range info.Methods {
				methods = append(methods, "/"+service+"/"+m.Name)
			}
		}
		return l
	})
	slices.Sort(methods)
	var known []string
	for m := range contract {
		known = append(known, m)
	}
	slices.Sort(known)
	if diff := cmp.Diff(known, methods); diff != "" {
		t.Fatalf("the contract does not say who may call what (-known +served):\n%s", diff)
	}
	revoked, replaced, expired := f.member("kiosk-usc"), f.member("ekran-r1"), f.member(ratusz)
	f.later(31 * day)
	if err := f.Revoke(t.Context(), "", "kiosk-usc"); err != nil {
		t.Fatal(err)
	}
	display := f.member("ekran-r1")
	// The kiosk has renewed its certificate, and somebody has the old one.
	next, err := expired.renew()
	if err != nil {
		t.Fatal(err)
	}
	kiosk := &member{fort: f, key: expired.key, cert: next.GetCertificate()}
	for name, who := range map[string]struct {
		member *member
		role   string
		reason string // of a refusal; WRONG_ROLE where there is none
		always bool   // refused whatever the role
		but    string // a method that is heard all the same
	}{
		"kiosk":    {member: kiosk, role: "kiosk"},
		"display":  {member: display, role: "display"},
		"stranger": {member: f.stranger(), role: "stranger", reason: "NOT_ENROLLED"},
		"revoked":  {member: revoked, reason: "REVOKED", always: true},
		"replaced": {member: replaced, reason: "REPLACED", always: true},
		"expired":  {member: expired, reason: "CERTIFICATE_EXPIRED", always: true, but: "/numerek.v1.EnrolmentService/Renew"},
	} {
		conn := who.member.dial()
		for _, method := range methods {
			roles := strings.Fields(contract[method])
			want := ""
			switch {
			case len(roles) == 0:
				want = "WRONG_ROLE"
			case method == who.but:
			case who.always || !slices.Contains(roles, who.role):
				want = who.reason
				if want == "" {
					want = "WRONG_ROLE"
				}
			}
			got := refusal(t, conn, method)
			if got != want {
				t.Errorf("%s calls %s: got %q, want %q", name, method, got, want)
			}
		}
	}
}

// refusal calls a method with an empty request and returns why the caller was not
// heard; empty where he was.
func refusal(t *testing.T, conn *grpc.ClientConn, method string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var err error
	if strings.Contains(method, "/Watch") {
		var s grpc.ClientStream
		if s, err = conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, method); err == nil {
			if err = s.SendMsg(new(emptypb.Empty)); err == nil {
				_ = s.CloseSend()
				err = s.RecvMsg(new(emptypb.Empty))
			}
		}
	} else {
		err = conn.Invoke(ctx, method, new(emptypb.Empty), new(emptypb.Empty))
	}
	switch status.Code(err) {
	case codes.Unauthenticated, codes.PermissionDenied:
	case codes.Unavailable, codes.DeadlineExceeded:
		t.Errorf("%s: %v", method, err)
		return ""
	default:
		return ""
	}
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && slices.Contains([]string{
			"WRONG_ROLE", "NOT_ENROLLED", "REVOKED", "REPLACED", "CERTIFICATE_EXPIRED",
		}, info.GetReason()) {
			return info.GetReason()
		}
	}
	return ""
}

// The options of all files of the contract say what people decided.
func TestRolesOfTheContract(t *testing.T) {
	t.Parallel()
	var files []protoreflect.FileDescriptor
	protoregistry.GlobalFiles.RangeFilesByPackage("numerek.v1", func(f protoreflect.FileDescriptor) bool {
		files = append(files, f)
		return true
	})
	got := make(map[string]string)
	for method, who := range devices.RolesIn(files...) {
		var words []string
		for _, r := range who {
			words = append(words, strings.ToLower(strings.TrimPrefix(r.String(), "ROLE_")))
		}
		got[method] = strings.Join(words, " ")
	}
	want := make(map[string]string)
	for method, who := range contract {
		if !strings.Contains(method, "Forgotten") {
			want[method] = who
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-decided +options:\n%s", diff)
	}
}

// A method without the option is nobody's.
func TestMethodWithoutRoles(t *testing.T) {
	t.Parallel()
	bare := &descriptorpb.FileDescriptorProto{
		Name: new("bare.proto"), Package: new("numerek.v9"), Syntax: new("proto3"),
		MessageType: []*descriptorpb.DescriptorProto{{Name: new("M")}},
		Service: []*descriptorpb.ServiceDescriptorProto{{Name: new("S"), Method: []*descriptorpb.MethodDescriptorProto{
			{Name: new("Bare"), InputType: new(".numerek.v9.M"), OutputType: new(".numerek.v9.M")},
		}}},
	}
	file, err := protodesc.NewFile(bare, protoregistry.GlobalFiles)
	if err != nil {
		t.Fatal(err)
	}
	who, known := devices.RolesIn(file)["/numerek.v9.S/Bare"]
	if !known || slices.Contains(who, numerekv1.Role_ROLE_STRANGER) || len(who) != 0 {
		t.Errorf("got %v, %v", who, known)
	}
}
