package pages_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/timestamppb"

	numerekv1 "numerek/proto/numerek/v1"
	"numerek/scripts/e2e"
)

// TestDevicesPage looks at the page of kiosks and monitors, on which something is
// the matter, as the manager does, also on a phone.
func TestDevicesPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	central, err := e2e.BuildOne(ctx, t.TempDir(), "central", "./central")
	if err != nil {
		t.Fatal(err)
	}
	office, err := e2e.Office()
	if err != nil {
		t.Fatal(err)
	}
	how := e2e.Server{Path: central, Data: t.TempDir(), Office: office, Clock: e2e.Monday()}
	server, err := how.Start(ctx, "central")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { server.Kill() }()
	ail(ctx, t, server)
	manager := e2e.User{Name: "maria", FullName: "Kierownik Działu", Role: "manager", Password: "an-end-to-end-password"}
	if err := how.AddUser(ctx, manager); err != nil {
		t.Fatal(err)
	}
	var pages []page
	for language, want := range map[string]string{"pl": "Włóż nową rolkę papieru.", "en": "Put in a new roll of paper."} {
		pages = append(pages, page{"devices-" + language, "/manage/devices", language, logIn(ctx, t, server, manager, language), 200, "", want})
	}
	look(ctx, t, "http://"+server.HTTP, pages)
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

// ail reports what is the matter with some devices.
func ail(ctx context.Context, t *testing.T, server *e2e.Central) {
	t.Helper()
	conn, err := grpc.NewClient(server.Devices, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	now := timestamppb.Now()
	for device, conditions := range map[string][]*numerekv1.DeviceCondition{
		"kiosk-usc": nil,
		"ekran-r2":  nil,
		"ekran-r1":  {{Code: "temperature", Severity: numerekv1.Severity_SEVERITY_WARNING, Since: now, Detail: "78 °C"}},
		"kiosk-ratusz": {
			{Code: "paper_out", Severity: numerekv1.Severity_SEVERITY_FAULT, Since: now},
			{Code: "clock", Severity: numerekv1.Severity_SEVERITY_WARNING, Since: now, Detail: "off by 1h0m0s"},
			{
				Code: "outcome_unknown", Severity: numerekv1.Severity_SEVERITY_WARNING, Since: now,
				Detail: "at the cut: port is gone; the printer did not say whether job 6829 was done",
			},
		},
	} {
		_, err := numerekv1.NewHealthServiceClient(conn).ReportHealth(metadata.AppendToOutgoingContext(ctx, "numerek-device", device), &numerekv1.ReportHealthRequest{
			Conditions: conditions, Version: "(devel) 0123456789abcdef0123456789abcdef01234567", DeviceTime: now, StartedAt: now, BootId: device,
			Counters: &numerekv1.DeviceCounters{TicketsPrinted: 214},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// logIn returns the cookie of somebody who reads a language.
func logIn(ctx context.Context, t *testing.T, server *e2e.Central, u e2e.User, language string) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	base := "http://" + server.HTTP
	form := url.Values{"name": {u.Name}, "password": {u.Password}, "lang": {language}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := browser.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range jar.Cookies(at) {
		return c.Name + "=" + c.Value
	}
	t.Fatal("no cookie")
	return ""
}
