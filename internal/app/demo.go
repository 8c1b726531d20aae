package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/seal"
)

// demoBatch is how many cases of the demonstration are written in one transaction.
const demoBatch = 500

// demonstration makes believable cases. Everything comes from one source of chance, so that a seed gives one office.
type demonstration struct {
	*Service
	ctx         context.Context
	institution string
	ch          *charter.Charter
	rng         *rand.Rand
	from, until time.Time
	staff       []NewAccount
	receipts    map[int]int64 // given so far, by year
	batch       []*Change
	stories     uint64
}

// demo is Demo.
func (s *Service) demo(ctx context.Context, a Actor, seed uint64, from, until time.Time, cases int) ([]DemoAccount, error) {
	if !a.System && !a.Role.AtLeast(Admin) {
		return nil, denied()
	}
	if now := s.Now(); until.IsZero() || until.After(now) {
		until = now
	}
	d := &demonstration{Service: s, ctx: ctx, institution: a.Institution, ch: s.charters.At(a.Institution, until),
		rng: rand.New(rand.NewPCG(seed, 0x6a696b696d)), from: from.UTC(), until: until.UTC().Truncate(time.Microsecond), receipts: map[int]int64{}}
	if d.ch == nil {
		return nil, unknown()
	}
	if cases <= 0 {
		cases = 3000
	}
	if err := d.empty(); err != nil {
		return nil, err
	}
	accounts, err := d.accounts()
	if err != nil {
		return nil, err
	}
	if err := d.office(from); err != nil {
		return nil, err
	}
	if err := d.days(from, cases); err != nil {
		return nil, err
	}
	if err := d.forgotten(); err != nil {
		return nil, err
	}
	if err := d.register(); err != nil {
		return nil, err
	}
	if err := s.store.Tune(ctx); err != nil {
		return nil, fmt.Errorf("demonstration: %w", err)
	}
	for _, year := range []int{from.Year(), d.until.Year()} { // the numbers given here are not given again
		if n := d.receipts[year]; n > 0 {
			if _, err := s.store.NextNumber(ctx, d.institution, fmt.Sprintf("receipt-%04d", year), n); err != nil {
				return nil, fmt.Errorf("demonstration: %w", err)
			}
			delete(d.receipts, year)
		}
	}
	s.refresh.changed(d.institution)
	return accounts, nil
}

// errAny stops the walk through cases at the first.
var errAny = errors.New("there is a case")

// empty refuses an institution that has cases: nobody's records are mixed with made-up ones.
func (d *demonstration) empty() error {
	err := d.store.EachCase(d.ctx, d.institution, "", func(c *Stored) error {
		if c.Case == fact.Institution && len(c.Facts) <= 1 { // what Begin has put there
			return nil
		}
		return errAny
	})
	if errors.Is(err, errAny) {
		return unlawful("fault.demo")
	}
	return err
}

// days fills each opening day with the cases that begin on it.
func (d *demonstration) days(from time.Time, cases int) error {
	loc := d.ch.Petition.Location()
	first, last := civil.DateOf(from, loc), civil.DateOf(d.until, loc)
	open := 0
	for day := first; !last.Before(day); day = day.AddDays(1) {
		if d.ch.Petition.OpenDay(day) {
			open++
		}
	}
	perDay := float64(cases) / float64(max(open, 1))
	owed := 0.0
	for day := first; !last.Before(day); day = day.AddDays(1) {
		if !d.ch.Petition.OpenDay(day) {
			continue
		}
		owed += perDay * (0.7 + 0.6*d.rng.Float64())
		starts := make([]time.Time, 0, int(owed)+1)
		for ; owed >= 1; owed-- {
			starts = append(starts, d.within(day))
		}
		slices.SortFunc(starts, time.Time.Compare)
		for _, at := range starts {
			if at.After(d.until) {
				break
			}
			if err := d.tell(at); err != nil {
				return err
			}
		}
	}
	return d.flush()
}

// within returns an instant in the office hours of a day.
func (d *demonstration) within(day civil.Date) time.Time {
	open, _, ok := d.ch.Petition.Opening(day)
	if !ok {
		return time.Time{}
	}
	return d.later(open, time.Duration(d.rng.Int64N(int64(8*time.Hour))).Truncate(time.Second))
}

// later returns the instant some working time after another; the other when the calendar does not reach so far.
func (d *demonstration) later(at time.Time, work time.Duration) time.Time {
	if t, err := d.ch.Petition.Add(at, work); err == nil {
		return t
	}
	return at
}

// chance tells whether something happens that happens in p of 100 cases.
func (d *demonstration) chance(p int) bool { return d.rng.IntN(100) < p }

// between returns a length of time between two.
func (d *demonstration) between(a, b time.Duration) time.Duration {
	return a + time.Duration(d.rng.Int64N(int64(b-a)+1)).Truncate(100*time.Millisecond)
}

func pick[T any](d *demonstration, of []T) T { return of[d.rng.IntN(len(of))] }

// story is one case of the demonstration.
type story struct {
	*demonstration
	id    string
	facts []fact.Fact
	texts []text
	name  string
}

// begin starts a case at an instant. Its identifier sorts by time, as all do.
func (d *demonstration) begin(at time.Time) *story {
	var id [16]byte
	ms := at.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	d.stories++
	for i := range 10 {
		id[6+i] = byte(d.rng.Uint32())
	}
	return &story{demonstration: d, id: alphabet.EncodeToString(id[:])}
}

// add puts a fact on record, unless it lies in the future. It returns the fact's identifier; "" when it did not happen yet.
func (st *story) add(at time.Time, k fact.Kind, by string, via fact.Via, contact string, data ...any) string {
	if at.After(st.until) {
		return ""
	}
	id := st.id + "-" + strconv.Itoa(len(st.facts))
	if contact == "new" {
		contact = id
	}
	st.facts = append(st.facts, fact.Fact{ID: id, Contact: contact, At: at, RecordedAt: at, Kind: k, By: by, Via: via, Data: fact.With(data...)})
	return id
}

// note seals texts beside a fact.
func (st *story) note(factID string, fields map[string]string) {
	if factID == "" {
		return
	}
	st.texts = append(st.texts, text{Fact: factID, Fields: fields})
	for i := range st.facts {
		if f := &st.facts[i]; f.ID == factID {
			f.Data = append(fact.With(sealedField, true), f.Data...)
		}
	}
}

// number gives the next receipt number of the year.
func (d *demonstration) number(at time.Time) string {
	year := at.In(d.ch.Petition.Location()).Year()
	d.receipts[year]++
	return fmt.Sprintf("%04d-%06d", year, d.receipts[year])
}

// end judges the case like any turn and puts it into the batch.
func (st *story) end() error {
	if len(st.facts) == 0 {
		return nil
	}
	slices.SortStableFunc(st.facts, func(a, b fact.Fact) int { return a.At.Compare(b.At) }) // recorded as they happened
	t := &turned{current: st.currentOf(&Stored{Institution: st.institution, Case: st.id}, st.Now())}
	if st.id != fact.Institution {
		t.ch = st.charters.At(st.institution, st.facts[0].At)
		t.judge = st.charters.judge(t.ch)
	}
	t.added = t.news(st.facts)
	name := seal.Name(st.name)
	ch, err := st.change(st.ctx, t, &added{texts: st.texts, name: &name, silent: true})
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	if st.batch = append(st.batch, ch); len(st.batch) >= demoBatch {
		return st.flush()
	}
	return nil
}

func (d *demonstration) flush() error {
	if len(d.batch) == 0 {
		return nil
	}
	err := d.store.Import(d.ctx, d.batch)
	d.batch = d.batch[:0]
	if err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	return d.ctx.Err()
}

// tell tells one story that begins at an instant.
func (d *demonstration) tell(at time.Time) error {
	st := d.begin(at)
	switch n := d.rng.IntN(100); {
	case n < 42:
		st.petition(at)
	case n < 64:
		st.visit(at)
	case n < 91:
		st.call(at)
	case n < 95:
		st.complain(at)
	default:
		st.opine(at)
	}
	return st.end()
}
