package bookings

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"numerek/central/booking"
	"numerek/central/calendar"
	"numerek/central/officefile"
	"numerek/central/queue"
	"numerek/central/visits"
	"numerek/central/web"
	"numerek/central/web/login"
)

const (
	settleAddress = "/manage/bookings"
	// mostListed is how many bookings that do not fit are listed at once; the others
	// follow when these are settled.
	mostListed = 500
	// suggested is how many other hours are offered for one.
	suggested = 6
	// together is how many bookings are cancelled at a time: they share a commit.
	together = 16
)

// settlePage is what settle.html and all.html may use.
type settlePage struct {
	frame
	Affected []affected
	Count    int // of all that are affected, those not listed too
	All      string
	Ask      string // before all are cancelled
	Alarms   []string
	Done     []string
	Problem  string
	Day      queue.Day
	Date     string
	Figures  []figures
	Total    figures
}

// affected is a booking that does not fit any more.
type affected struct {
	row
	Why    string
	Notice string
	Hours  []hourChoice // that it may be moved to
	Other  string       // address of all hours
}

// figures are what became of the bookings of a department on a day.
type figures struct {
	Department, Place                            string
	Mark                                         int
	Booked, Expected, Arrived, Missed, Cancelled int
}

func (f *figures) add(s booking.State) {
	switch s {
	case booking.Held, booking.Confirmed:
		f.Expected++
	case booking.Arrived:
		f.Arrived++
	case booking.Missed:
		f.Missed++
	case booking.Cancelled:
		f.Cancelled++
		return
	default:
		return
	}
	f.Booked++
}

func (p *Pages) settle(w http.ResponseWriter, r *http.Request, who login.Person) error {
	return p.showSettle(w, r, who, http.StatusOK, "")
}

func (p *Pages) showSettle(w http.ResponseWriter, r *http.Request, who login.Person, code int, problem visits.Reason) error {
	ctx := r.Context()
	page, say, err := p.settling(r, who)
	if err != nil {
		return err
	}
	if problem != "" {
		page.Problem = say.refusal(problem)
	}
	alarms, err := p.visits.Alarms(ctx, who.Office)
	if err != nil {
		return err
	}
	for _, a := range alarms {
		page.Alarms = append(page.Alarms, fmt.Sprintf(say.Settle.Alarm, say.kiosk(a.Device), a.Bad, say.hour(a.At)))
	}
	if page.Day, err = calendar.ParseDay(r.FormValue("day")); err != nil {
		page.Day = say.today()
	}
	page.Date = say.named(page.Day)
	if err := p.count(ctx, who.Office, say, &page); err != nil {
		return err
	}
	q := r.URL.Query()
	if text := say.Done[q.Get("done")]; text != "" {
		page.Done = append(page.Done, text)
	}
	for _, what := range []string{"all", "some"} {
		if n, err := strconv.Atoi(q.Get(what)); err == nil && n > 0 {
			page.Done = append(page.Done, fmt.Sprintf(say.Done[what], n))
		}
	}
	return web.Render(w, p.pages, "settle.html", code, page)
}

// settling makes the page with the bookings that do not fit.
func (p *Pages) settling(r *http.Request, who login.Person) (settlePage, words, error) {
	ctx := r.Context()
	file, err := p.office.File(ctx, who.Office)
	if err != nil {
		return settlePage{}, words{}, err
	}
	f, err := p.frame(r, who)
	if err != nil {
		return settlePage{}, words{}, err
	}
	f.Title, f.Next = f.B.Title, settleAddress
	page, say := settlePage{frame: f}, words{f.B, file, p.office.Now()}
	all, err := p.visits.Affected(ctx, who.Office)
	if err != nil {
		return settlePage{}, words{}, err
	}
	page.Count, page.All = len(all), fmt.Sprintf(f.B.Settle.AllDo, min(len(all), mostListed))
	page.Ask = fmt.Sprintf(f.B.Settle.AllAsk, min(len(all), mostListed))
	offers := offers{p.visits, who.Office, map[string][]visits.Slot{}, map[string][]visits.DayOffer{}}
	for _, a := range all[:min(len(all), mostListed)] {
		it := affected{row: say.row(a.Entry), Why: f.B.Settle.Why[a.Why], Notice: f.B.One.WithoutSMS, Other: link(a.Booking, "/move")}
		it.Day, it.Place = say.named(a.Booking.Day), say.place(a.Booking.Location)
		if a.Phone != "" {
			it.Notice = fmt.Sprintf(f.B.One.WithSMS, unbroken(a.Phone))
		}
		slots, err := offers.near(ctx, a.Booking)
		if err != nil {
			return settlePage{}, words{}, err
		}
		it.Hours = next(slots, say)
		page.Affected = append(page.Affected, it)
	}
	return page, say, nil
}

// offers remembers what is free while one page is made.
type offers struct {
	visits Offers
	office string
	slots  map[string][]visits.Slot // by service and day
	days   map[string][]visits.DayOffer
}

// near lists the free slots that are nearest to a booking's own, not before its day.
func (o offers) near(ctx context.Context, b booking.Booking) ([]visits.Slot, error) {
	days, ok := o.days[b.Service]
	if !ok {
		var err error
		if days, err = o.visits.Days(ctx, o.office, b.Service); errors.Is(err, visits.ErrNotBookable) {
			return nil, nil // not any more: it can only be cancelled
		} else if err != nil {
			return nil, err
		}
		o.days[b.Service] = days
	}
	var free []visits.Slot
	for _, d := range days {
		if d.Day < b.Day || !bookable(d) || len(free) >= suggested && d.Day > b.Day {
			continue
		}
		key := b.Service + " " + string(d.Day)
		slots, ok := o.slots[key]
		if !ok {
			var err error
			if slots, err = o.visits.StaffSlots(ctx, o.office, b.Service, d.Day); err != nil {
				return nil, err
			}
			slots = slices.DeleteFunc(slices.Clone(slots), func(s visits.Slot) bool { return s.Places == 0 })
			o.slots[key] = slots
		}
		free = append(free, slots...)
	}
	free = slices.DeleteFunc(free, func(s visits.Slot) bool { return s.Start.Equal(b.Start) })
	slices.SortStableFunc(free, func(x, y visits.Slot) int {
		return cmp.Compare(x.Start.Sub(b.Start).Abs(), y.Start.Sub(b.Start).Abs())
	})
	free = free[:min(suggested, len(free))]
	slices.SortFunc(free, func(x, y visits.Slot) int { return x.Start.Compare(y.Start) })
	return free, nil
}

// kiosk names a kiosk by its place.
func (w words) kiosk(id string) string {
	l, k, ok := w.file.Kiosk(id)
	if !ok {
		return id
	}
	name := w.file.Text(l.Name, w.Code)
	if place := w.file.Text(k.Place, w.Code); place != "" {
		name += ", " + place
	}
	return name
}

// count fills in the figures of the day, by department.
func (p *Pages) count(ctx context.Context, office string, say words, page *settlePage) error {
	entries, err := p.visits.On(ctx, office, "", page.Day)
	if err != nil {
		return err
	}
	by := map[string]*figures{}
	for _, e := range entries {
		s, _ := say.file.Service(e.Booking.Service)
		if by[s.Department] == nil {
			by[s.Department] = &figures{Department: say.department(e.Booking.Service), Place: say.place(e.Booking.Location), Mark: say.mark(s)}
		}
		by[s.Department].add(e.Booking.State)
		page.Total.add(e.Booking.State)
	}
	for _, d := range append(slices.Clone(say.file.Departments), officefile.Department{}) { // the last one: services given up
		if f := by[d.ID]; f != nil {
			page.Figures = append(page.Figures, *f)
		}
	}
	return nil
}

func (p *Pages) settleMove(w http.ResponseWriter, r *http.Request, who login.Person) error {
	start, ok := startOf(r)
	if !ok {
		return p.showSettle(w, r, who, http.StatusUnprocessableEntity, noHour)
	}
	_, err := p.visits.MoveFor(r.Context(), who.Office, r.PostFormValue("id"), start, who.Name)
	return p.settled(w, r, who, err, "moved")
}

func (p *Pages) settleCancel(w http.ResponseWriter, r *http.Request, who login.Person) error {
	_, err := p.visits.CancelFor(r.Context(), who.Office, r.PostFormValue("id"), who.Name)
	return p.settled(w, r, who, err, "cancelled")
}

func (p *Pages) settled(w http.ResponseWriter, r *http.Request, who login.Person, err error, what string) error {
	why, no := refused(err)
	switch {
	case errors.Is(err, visits.ErrUnknownBooking):
		return p.lost(w, r)
	case no:
		return p.showSettle(w, r, who, http.StatusConflict, why.Why)
	case err != nil:
		return err
	}
	return goTo(w, r, settleAddress+"?done="+what)
}

// askAll asks before all are cancelled.
func (p *Pages) askAll(w http.ResponseWriter, r *http.Request, who login.Person) error {
	page, _, err := p.settling(r, who)
	if err != nil {
		return err
	}
	if len(page.Affected) == 0 {
		return goTo(w, r, settleAddress)
	}
	return web.Render(w, p.pages, "all.html", http.StatusOK, page)
}

// cancelAll cancels those of the list that was confirmed which still do not fit.
func (p *Pages) cancelAll(w http.ResponseWriter, r *http.Request, who login.Person) error {
	if err := r.ParseForm(); err != nil {
		return p.bad(w, r)
	}
	all, err := p.visits.Affected(r.Context(), who.Office)
	if err != nil {
		return err
	}
	still := map[string]bool{}
	for _, a := range all {
		still[a.Booking.ID] = true
	}
	var cancelled, left atomic.Int64
	g, ctx := errgroup.WithContext(r.Context())
	g.SetLimit(together)
	for _, id := range r.PostForm["id"] {
		if !still[id] {
			left.Add(1)
			continue
		}
		g.Go(func() error {
			_, err := p.visits.CancelFor(ctx, who.Office, id, who.Name)
			switch _, no := refused(err); {
			case no, errors.Is(err, visits.ErrUnknownBooking):
				left.Add(1)
				return nil
			case err == nil:
				cancelled.Add(1)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return goTo(w, r, fmt.Sprintf("%s?all=%d&some=%d", settleAddress, cancelled.Load(), left.Load()))
}
