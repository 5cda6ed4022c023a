package callingtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"numerek/central/officefile"
	"numerek/central/queue"
)

// Koszalin reads the demo office, from tests of the packages beside it.
func Koszalin(t testing.TB) *officefile.Office {
	t.Helper()
	data, err := os.ReadFile("../demo/koszalin.toml")
	if err != nil {
		t.Fatal(err)
	}
	o, problems := officefile.Parse("koszalin.toml", data)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return o
}

// visits is how many people come for a service on an ordinary day, 480 in all.
var visits = map[string]float64{
	"rejestracja": 36, "odbior_rejestracji": 48, "zbycie": 40, "wyrejestrowanie": 16, "wtorniki": 16,
	"prawo_jazdy_wniosek": 22, "prawo_jazdy_odbior": 36,
	"dowod_wniosek": 48, "dowod_odbior": 45, "meldunek": 26, "pesel": 8, "profil_zaufany": 22,
	"ceidg": 10, "alkohol": 5, "nieruchomosci": 14, "inne_podatki": 16,
	"urodzenie": 8, "slub": 5, "zgon": 9, "odpisy": 45, "zmiany_usc": 5,
}

// busiest is the department whose load is set.
const busiest = "km"

// coming is when people without a booking come: shares of the day by the end of
// a span, in minutes after the doors open for 390 minutes.
var coming = []struct{ until, share float64 }{
	{-12, 0.06}, {0, 0.04}, {60, 0.18}, {120, 0.19}, {180, 0.18}, {240, 0.15}, {300, 0.11}, {375, 0.09},
}

const (
	firstMinute = -15.0 // tickets are given so long before the doors open
	wholeDay    = 390.0
	missing     = 0.08 // of the people do not come when they are called
	returning   = 0.3  // of those come back
	favoured    = 0.05 // have priority
	parking     = 0.05 // have to fetch something
	passing     = 0.05 // are sent on to another desk or service
)

// person is all that a day knows beforehand about one visit.
type person struct {
	comes, booked time.Time
	service       string
	priority      bool
	atDesk        []time.Duration // one for each time that they are served
	walk          time.Duration
	absent        bool
	comesBack     bool
	parked        bool
	passed        bool
}

// Spread returns how widely a service's times at the desk lie around the
// typical one: sigma of a log-normal distribution.
func Spread(s officefile.Service) float64 {
	return math.Log(float64(s.P90)/float64(s.Minutes)) / 1.2816
}

// people draws a location's visits of a day.
func (d Day) people(rng *rand.Rand) (all []person) {
	scale := d.Load / d.ordinaryLoad()
	for _, s := range d.Office.Services {
		if d.Office.LocationOf(s.ID) != d.Location {
			continue
		}
		n := int(math.Floor(visits[s.ID]*scale + rng.Float64()))
		for range n {
			all = append(all, d.draw(rng, s))
		}
	}
	slices.SortStableFunc(all, func(a, b person) int { return a.comes.Compare(b.comes) })
	return all
}

// Booking is a visit that was booked before the day.
type Booking struct {
	Service  string
	At       time.Time
	Priority bool
}

// Bookings are those of the day. All of them will be taken up at the kiosk.
func (d Day) Bookings() (all []Booking) {
	for _, p := range d.people(d.chance()) {
		if !p.booked.IsZero() {
			all = append(all, Booking{Service: p.service, At: p.booked, Priority: p.priority})
		}
	}
	return all
}

func (d Day) chance() *rand.Rand {
	return rand.New(rand.NewPCG(d.Seed, 1)) //nolint:gosec // the same seed must give the same day
}

func (d Day) draw(rng *rand.Rand, s officefile.Service) person {
	p := person{service: s.ID, priority: s.Priority != "" || rng.Float64() < favoured}
	if s.Bookable && rng.Float64() < d.Booked {
		grid := time.Duration(d.Office.Policy.Booking.SlotGridMinutes) * time.Minute
		slots := int((d.Closes().Sub(d.Opens()) - 45*time.Minute) / grid)
		p.booked = d.Opens().Add(time.Duration(rng.IntN(slots)) * grid)
		p.comes = p.booked.Add(-time.Duration(rng.Float64() * float64(10*time.Minute)))
		if rng.Float64() < 0.1 {
			p.comes = p.booked.Add(time.Duration(rng.Float64() * float64(10*time.Minute)))
		}
	} else {
		at := arrival(rng.Float64(), rng.Float64())
		if at > 0 {
			at *= d.Closes().Sub(d.Opens()).Minutes() / wholeDay
		}
		p.comes = d.Opens().Add(minutes(at))
	}
	for range 3 {
		p.atDesk = append(p.atDesk, minutes(float64(s.Minutes)*math.Exp(Spread(s)*rng.NormFloat64())))
	}
	p.walk = minutes(0.3 + 0.8*rng.Float64())
	p.absent, p.comesBack = rng.Float64() < missing, rng.Float64() < returning
	p.parked, p.passed = rng.Float64() < parking, rng.Float64() < passing
	return p
}

// arrival turns two numbers from 0 to 1 into minutes after opening.
func arrival(which, where float64) float64 {
	from := firstMinute
	for _, c := range coming {
		if which < c.share {
			return from + where*(c.until-from)
		}
		which -= c.share
		from = c.until
	}
	return from - 1
}

// ordinaryLoad is the work of an ordinary day in the busiest department, as a
// part of its desks' time.
func (d Day) ordinaryLoad() float64 {
	work, time := 0.0, 0.0
	for _, s := range d.Office.ServicesOf(busiest) {
		sigma := Spread(s)
		each := (1-missing)*(float64(s.Minutes)*math.Exp(sigma*sigma/2)+0.7) + missing*missed.Minutes()
		work += visits[s.ID] * each
	}
	for _, desk := range d.Office.Desks {
		if desk.Department == busiest {
			time += d.Closes().Sub(d.Opens()).Minutes() - pause.Minutes()
		}
	}
	return work / time
}

func minutes(m float64) time.Duration { return time.Duration(m * float64(time.Minute)) }

// ticket is what the kiosk gives to the person.
func (d Day) ticket(p person, id int, numbers map[string]int) queue.Ticket {
	s, _ := d.Office.Service(p.service)
	numbers[s.Prefix] = queue.Next(numbers[s.Prefix], s.NumberStart)
	return queue.Ticket{
		Office: d.Office.ID, ID: fmt.Sprintf("%s-%04d", d.Location, id), Location: d.Location, Service: p.service,
		Number: queue.Number{Prefix: s.Prefix, N: numbers[s.Prefix]}, Priority: p.priority, State: queue.Waiting,
		Paper: queue.PaperPrinted, IssuedAt: p.comes, Booked: p.booked,
	}
}
