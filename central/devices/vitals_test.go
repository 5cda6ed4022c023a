package devices_test

import (
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/central/health"
	"numerek/central/health/record"
	numerekv1 "numerek/proto/numerek/v1"
)

// known is how a device stands.
func (h *house) known(device string) health.Device {
	h.t.Helper()
	all, err := h.health.Devices(h.t.Context(), "koszalin")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range all {
		if d.ID == device {
			return d
		}
	}
	h.t.Fatalf("no device %q", device)
	return health.Device{}
}

func TestDevicesReportTheirHealth(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, monday)
		client := numerekv1.NewHealthServiceClient(h.conn)
		now := time.Now()
		said := &numerekv1.ReportHealthRequest{
			Version: "v3", BootId: "one", DeviceTime: timestamppb.New(now), StartedAt: timestamppb.New(now.Add(-time.Hour)),
			Counters: &numerekv1.DeviceCounters{TicketsPrinted: 7, StaleSeconds: 3},
			Conditions: []*numerekv1.DeviceCondition{
				{Code: "paper_out", Severity: numerekv1.Severity_SEVERITY_FAULT, Since: timestamppb.New(now.Add(-time.Minute)), Detail: "end sensor"},
				{Code: "of_tomorrow", Severity: 9},
			},
		}
		for _, device := range []string{ratusz, "ekran-r1"} {
			answer, err := client.ReportHealth(h.as(device), said)
			if err != nil {
				t.Fatal(err)
			}
			if !answer.GetServerTime().AsTime().Equal(now) {
				t.Errorf("got %s, want the real time %s", answer.GetServerTime().AsTime(), now)
			}
			d := h.known(device)
			out, there := d.Record.Condition(record.PaperOut)
			office := h.office.Now()
			if d.State != health.Fault || !there || out.Detail != "end sensor" || office.Sub(out.Since) != time.Minute || d.Record.Counters.Printed != 7 {
				t.Errorf("%s: got %+v", device, d)
			}
			if later, there := d.Record.Condition("of_tomorrow"); !there || later.Severity != record.Warning {
				t.Errorf("%s: got %+v", device, later)
			}
		}
		if d := h.known("kiosk-usc"); d.Known {
			t.Errorf("a kiosk that said nothing: got %+v", d)
		}
		_, err := client.ReportHealth(h.as("kiosk-zamek"), said)
		refused(t, err, codes.PermissionDenied, "UNKNOWN_DEVICE")
		_, err = client.ReportHealth(t.Context(), said) // somebody at the server's own machine
		refused(t, err, codes.PermissionDenied, "UNKNOWN_DEVICE")
		_, err = client.ReportHealth(metadata.AppendToOutgoingContext(h.as(ratusz), "numerek-device", "ekran-r1"), said)
		if status.Code(err) != codes.InvalidArgument {
			t.Errorf("two devices at once: got %v", err)
		}
	})
}

func TestHowLongAPaperTook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		for _, p := range []numerekv1.Paper{numerekv1.Paper_PAPER_PRINTED, numerekv1.Paper_PAPER_SHOWN} {
			k := h.take("rejestracja")
			_, err := h.ReportTicket(h.as(ratusz), &numerekv1.ReportTicketRequest{
				Ticket: &numerekv1.HeldTicket{
					RequestId: k.GetId(), ServiceId: k.GetServiceId(), Prefix: k.GetPrefix(), Sequence: k.GetSequence(),
					BusinessDay: k.GetBusinessDay(), IssuedAt: k.GetIssuedAt(), Language: k.GetLanguage(), Paper: p, Attempt: 1,
				},
				Incarnation: h.incarnation, BootEpoch: 1, PaperAfterMs: 1400,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		families, err := h.registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			if f.GetName() == "numerek_paper_seconds" {
				if m := f.GetMetric()[0].GetHistogram(); m.GetSampleCount() != 1 || m.GetSampleSum() != 1.4 {
					t.Errorf("got %d papers in %g s", m.GetSampleCount(), m.GetSampleSum())
				}
				return
			}
		}
		t.Error("no time of papers")
	})
}
