package devices

import (
	"errors"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	numerekv1 "numerek/proto/numerek/v1"
)

// errWrongRole refuses a caller whose role may not call a method.
var errWrongRole = errors.New("the role of the caller may not call this")

// roles say who may call a method, by its full name.
type roles map[string][]numerekv1.Role

// ownRoles are those of all methods of the contract.
func ownRoles() roles {
	return rolesIn(
		numerekv1.File_numerek_v1_kiosk_proto, numerekv1.File_numerek_v1_display_proto,
		numerekv1.File_numerek_v1_enrolment_proto, numerekv1.File_numerek_v1_health_proto,
		numerekv1.File_numerek_v1_update_proto,
	)
}

// rolesIn reads the option (allowed) of the methods in files. One without it is in
// the table with nobody.
func rolesIn(files ...protoreflect.FileDescriptor) roles {
	table := make(roles)
	for _, f := range files {
		for i := range f.Services().Len() {
			service := f.Services().Get(i)
			for j := range service.Methods().Len() {
				m := service.Methods().Get(j)
				who, _ := proto.GetExtension(m.Options(), numerekv1.E_Allowed).([]numerekv1.Role)
				table["/"+string(service.FullName())+"/"+string(m.Name())] = who
			}
		}
	}
	return table
}

// isOperators says whether a method is one of gRPC's own, by which an operator looks
// at the server from its own machine: health and reflection.
func isOperators(method string) bool {
	return strings.HasPrefix(method, "/grpc.health.v1.Health/") || strings.HasPrefix(method, "/grpc.reflection.")
}
