package devices_test

import (
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"numerek/central/booking"
	"numerek/central/devices"
	"numerek/central/live"
	"numerek/central/office"
	"numerek/central/visits"
	numerekv1 "numerek/proto/numerek/v1"
)

// book books a visit for tomorrow, 24 hours and so many minutes from now, and
// returns its code.
func (h *house) book(service string, minutes int) string {
	h.t.Helper()
	h.next++
	held, err := h.visits.Hold(h.t.Context(), "koszalin", visits.Order{
		ID: id(9000 + h.next), Service: service, Start: h.clock.Now().Truncate(time.Minute).Add(24*time.Hour + time.Duration(minutes)*time.Minute),
		Language: "pl", Phone: "601 000 001", Address: netip.MustParseAddr("198.51.100.7"),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	b, err := h.store.Booking(h.t.Context(), "koszalin", held.Booking.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	code, err := h.keys.Open("koszalin/"+b.ID+"/code", b.Code)
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.visits.Confirm(h.t.Context(), "koszalin", held.Token, code); err != nil {
		h.t.Fatal(err)
	}
	return strings.ReplaceAll(code, " ", "")
}

func (h *house) code(code string) *numerekv1.CheckInRequest {
	h.next++
	return &numerekv1.CheckInRequest{RequestId: id(h.next), Code: code, Language: "uk", Incarnation: h.incarnation, BootEpoch: 1}
}

func (h *house) checkIn(device string, r *numerekv1.CheckInRequest) *numerekv1.CheckInResponse {
	h.t.Helper()
	out, err := h.CheckIn(h.as(device), r)
	if err != nil {
		h.t.Fatal(err)
	}
	if out.GetIncarnation() != h.incarnation {
		h.t.Fatalf("got incarnation %q, want %q", out.GetIncarnation(), h.incarnation)
	}
	return out
}

func TestCheckIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		code := h.book("rejestracja", 30)
		h.hello("kiosk-usc", &numerekv1.HelloRequest{BootEpoch: 1, BootId: "two"})
		hour := h.clock.Now().Truncate(time.Minute).Add(24*time.Hour + 30*time.Minute)

		early := h.checkIn(ratusz, h.code(code)).GetRefusal()
		if early.GetReason() != numerekv1.CheckInReason_CHECK_IN_REASON_EARLY || !early.GetStartsAt().AsTime().Equal(hour) ||
			!early.GetWorksFrom().AsTime().Equal(hour.Add(-10*time.Minute)) || !early.GetWorksUntil().AsTime().After(hour) ||
			early.GetServiceId() != "rejestracja" || early.GetTicket() != nil {
			t.Errorf("a day early: got %v", early)
		}
		time.Sleep(24*time.Hour + 25*time.Minute)
		elsewhere := h.checkIn("kiosk-usc", h.code(code)).GetRefusal()
		if elsewhere.GetReason() != numerekv1.CheckInReason_CHECK_IN_REASON_ELSEWHERE || elsewhere.GetLocationId() != "ratusz" ||
			elsewhere.GetLocationName().GetByLanguage()["pl"] == "" || elsewhere.GetLocationAddress() == "" {
			t.Errorf("at the other building: got %v", elsewhere)
		}
		r := h.code(code)
		first := h.checkIn(ratusz, r)
		k := first.GetTicket()
		if k.GetId() != r.GetRequestId() || k.GetNumber() != "R 001" || k.GetServiceId() != "rejestracja" || k.GetLanguage() != "uk" ||
			!k.GetBookedFor().AsTime().Equal(hour) || !strings.Contains(k.GetStatusUrl(), "/t/") {
			t.Errorf("got %v", k)
		}
		if again := h.checkIn(ratusz, r); !proto.Equal(first, again) {
			t.Errorf("a repetition differs: %v", again)
		}
		used := h.checkIn(ratusz, h.code(code)).GetRefusal()
		if used.GetReason() != numerekv1.CheckInReason_CHECK_IN_REASON_USED || used.GetTicket().GetNumber() != "R 001" ||
			used.GetTicket().GetStatusUrl() != k.GetStatusUrl() || !used.GetTicket().GetBookedFor().AsTime().Equal(hour) {
			t.Errorf("used: got %v", used)
		}
		r.Language = "pl"
		_, err := h.CheckIn(h.as(ratusz), r)
		refused(t, err, codes.InvalidArgument, "OTHER_BODY")
		r = h.code(code)
		r.RequestId = "x"
		_, err = h.CheckIn(h.as(ratusz), r)
		refused(t, err, codes.InvalidArgument, "REQUEST_ID")
		r = h.code(code)
		r.Incarnation = "old"
		_, err = h.CheckIn(h.as(ratusz), r)
		refused(t, err, codes.FailedPrecondition, "INCARNATION")
	})
}

func TestCheckIn_wrong_codes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		got := h.checkIn(ratusz, h.code("4829152")).GetRefusal()
		if got.GetReason() != numerekv1.CheckInReason_CHECK_IN_REASON_CHECK_DIGIT {
			t.Errorf("a slip: got %v", got)
		}
		for n := range 7 {
			got = h.checkIn(ratusz, h.code(booking.NewCode(uint64(n)<<40, 7))).GetRefusal()
			want := numerekv1.CheckInReason_CHECK_IN_REASON_UNKNOWN
			if n >= 5 {
				want = numerekv1.CheckInReason_CHECK_IN_REASON_PAUSED
			}
			if got.GetReason() != want || (got.GetPausedUntil() != nil) != (n >= 4) {
				t.Errorf("wrong code %d: got %v, want %s", n+1, got, want)
			}
		}
		if got := h.checkIn(ratusz, h.code(booking.NewCode(9, 7))).GetRefusal(); got.GetPausedUntil().AsTime().Sub(h.clock.Now()) > time.Minute {
			t.Errorf("paused for too long: %v", got)
		}
		abandoned := h.code(booking.NewCode(9, 7))
		if err := h.abandon(abandoned.GetRequestId()); err != nil {
			t.Fatal(err)
		}
		if got := h.checkIn(ratusz, abandoned).GetRefusal().GetReason(); got != numerekv1.CheckInReason_CHECK_IN_REASON_ABANDONED {
			t.Errorf("given up before: got %s", got)
		}
	})
}

// A kiosk is told how long codes are where visits can be booked.
func TestCodesAreOfferedInTheCatalogue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		stream, err := h.WatchCatalog(h.as(ratusz), &numerekv1.WatchCatalogRequest{})
		if err != nil {
			t.Fatal(err)
		}
		m, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		c := m.GetSnapshot()
		if c.GetCodeDigits() != 7 || !strings.HasPrefix(c.GetBookingUrl(), "https://") {
			t.Errorf("got %d digits, booked at %q", c.GetCodeDigits(), c.GetBookingUrl())
		}
	})
}

func TestAServerWithoutCodes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := open(t, monday)
		s := devices.New(office.New(h.store, office.Options{}), live.New(h.store, live.Options{}), devices.Options{})
		_, err := s.CheckIn(h.as(ratusz), h.code("4829151"))
		refused(t, err, codes.Unimplemented, "")
	})
}
