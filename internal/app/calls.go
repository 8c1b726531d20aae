package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"jikim/internal/channel"
	"jikim/internal/core/call"
	"jikim/internal/core/charter"
	"jikim/internal/core/directory"
	"jikim/internal/seal"
)

// Calls returns where the sources of an institution hand over what they see of calls.
func (s *Service) Calls(institution string) channel.Calls {
	return &seer{marks{s, institution}}
}

// seer takes in the sights of one institution.
type seer struct{ marks }

// powers are what the sources of this process can prove, by institution and source.
type powers struct {
	mu sync.RWMutex
	by map[[2]string][]channel.Power
}

// Proves tells what a source can prove of the calls that it sees, from now on. It is kept with each sight, so that every node, and
// this one after a restart, knows what could be seen then.
func (x *seer) Proves(source string, can ...channel.Power) {
	p := &x.keeper.powers
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by == nil {
		p.by = map[[2]string][]channel.Power{}
	}
	p.by[[2]string{x.institution, source}] = slices.Clone(can)
}

func (p *powers) of(institution, source string) []channel.Power {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.by[[2]string{institution, source}]
}

// Limits of what is taken: sights are told by machines, and by whoever pretends to be one.
const (
	longestName = 300  // bytes of a name of a call, a leg or a sight
	mostSame    = 16   // other names in one sight
	mostSights  = 1000 // of one conversation, with those that might belong to it
	sightsKept  = 7 * 24 * time.Hour
)

// keptSight is a sight as it is sealed.
type keptSight struct {
	channel.Sight
	Powers []channel.Power `json:",omitempty"`
}

// See commits what was seen: the sights first, then the facts that follow from them and those that were there. When this process
// ends in between, the same sights told again, or the next one of the call, make up for it.
func (x *seer) See(ctx context.Context, sights ...channel.Sight) error {
	_, err := x.keeper.see(ctx, x.institution, sights, nil)
	return err
}

// see is See with what the source can prove; nil: what it has declared. It returns the case of the first sight; empty: it made none.
func (s *Service) see(ctx context.Context, institution string, sights []channel.Sight, can []channel.Power) (caseID string, err error) {
	ch := s.charters.At(institution, s.Now())
	if ch == nil {
		return "", unknown()
	}
	o := s.officeLines(ctx, institution, ch)
	rows, told := make([]Sighted, 0, len(sights)), make([]call.Sight, 0, len(sights))
	for i := range sights {
		k := keptSight{Sight: sights[i], Powers: can}
		if can == nil {
			k.Powers = s.powers.of(institution, k.Source)
		}
		if k.Received.IsZero() {
			k.Received = s.Now()
		}
		if !sound(&k.Sight) {
			return "", fmt.Errorf("a sight of %q: %w", k.Source, channel.ErrRefused)
		}
		seen := o.read(&k)
		row, err := s.sealSight(institution, &k, &seen)
		if err != nil {
			return "", err
		}
		rows, told = append(rows, row), append(told, seen)
	}
	if err := s.store.AddSights(ctx, institution, rows); err != nil {
		return "", fmt.Errorf("keeping sights: %w", err)
	}
	return s.conclude(ctx, o, told)
}

// sound tells whether a sight can be kept at all.
func sound(k *channel.Sight) bool {
	if k.Source == "" || k.ID == "" || k.Kind == "" || len(k.Same) > mostSame || k.Precision < 0 || k.Precision > 24*time.Hour {
		return false
	}
	for _, name := range append([]string{k.Source, k.ID, string(k.Kind), k.Call, k.Leg, k.From, k.To, k.Cause}, k.Same...) {
		if len(name) > longestName {
			return false
		}
	}
	return true
}

// sealSight makes the row of a sight: everything that it tells is sealed, and only blinded names lead to it.
func (s *Service) sealSight(institution string, k *keptSight, seen *call.Sight) (Sighted, error) {
	body, err := json.Marshal(k)
	if err != nil {
		return Sighted{}, fmt.Errorf("sealing a sight: %w", err)
	}
	row := Sighted{ID: s.sightID(institution, seen), At: seen.Time(), KeptAt: s.Now(), Names: s.sightNames(institution, seen)}
	row.Cipher, err = s.keys.Seal(sightPlace(institution, row.ID), body)
	return row, err
}

func sightPlace(institution, id string) seal.Place {
	return seal.Place{Institution: institution, Name: "sight " + id}
}

func (s *Service) sightID(institution string, k *call.Sight) string {
	return alphabet.EncodeToString(s.keys.Blind("sight", 15, institution, k.Source, k.ID))
}

// sightNames are the names by which sights of one conversation find each other: those of calls, and those of numbers outside.
func (s *Service) sightNames(institution string, k *call.Sight) []string {
	var out []string
	for _, n := range k.Names() {
		out = append(out, s.callName(institution, k.Source, n))
	}
	for _, n := range numbersOf(k) {
		out = append(out, numberName+n)
	}
	return out
}

const numberName = "n " // before a blinded number, which is that of the search index

func (s *Service) callName(institution, source, name string) string {
	return "c " + alphabet.EncodeToString(s.keys.Blind("call name", 15, institution, source, name))
}

func numbersOf(k *call.Sight) []string {
	var out []string
	for _, e := range []call.End{k.From, k.To} {
		if e.Name != "" && !e.Own {
			out = append(out, e.Name)
		}
	}
	return out
}

// officeLines knows whose telephones are the office's, for one call of see.
type officeLines struct {
	s           *Service
	institution string
	ch          *charter.Charter
	area        string
	owners      map[string]phoneOwner // by number, as far as they were asked for
	outside     map[string]string     // numbers outside as people read them, by blinded name
	members     []Member
}

// phoneOwner is whose telephone a number of the office is.
type phoneOwner struct{ officer, desk string }

func (s *Service) officeLines(ctx context.Context, institution string, ch *charter.Charter) *officeLines {
	members, err := s.staff(ctx, institution)
	if err != nil {
		s.log.WarnContext(ctx, "the list of staff cannot be read", "error", err)
	}
	return &officeLines{s: s, institution: institution, ch: ch, area: ch.Directory.Area, owners: map[string]phoneOwner{}, outside: map[string]string{}, members: members}
}

// read turns a sight as its source tells it into one that can be joined: numbers are normal, those outside blinded.
func (o *officeLines) read(k *keptSight) call.Sight {
	out := call.Sight{Source: k.Source, ID: k.ID, Kind: call.Kind(k.Kind), At: micro(k.At), Received: micro(k.Received), Clock: call.Clock(k.Clock),
		Precision: k.Precision, Call: k.Call, Leg: k.Leg, Same: k.Same, Way: call.Way(k.Way), Side: call.Side(k.Side), By: call.Answerer(k.By),
		Leave: k.Leave, Estimated: k.Estimated, Cause: k.Cause, Code: k.Code}
	for _, p := range k.Powers {
		out.Powers = append(out.Powers, call.Power(p))
	}
	out.From, out.To = o.end(k.From, k.Way == channel.Outward), o.end(k.To, k.Way == channel.Inward)
	return out
}

// end reads one end of a call. office tells that it is the office's by the way the call goes, whatever number was dialled.
func (o *officeLines) end(number string, office bool) call.End {
	n := call.Normal(number, o.area)
	switch {
	case n == "":
		return call.End{}
	case office, call.Extension(n), o.ours(n):
		return call.End{Name: n, Own: true}
	}
	blinded := o.s.phoneToken(o.institution, n)
	if o.outside[blinded] == "" {
		shown, ok := directory.Phone(o.area, n)
		if !ok {
			shown = n
		}
		o.outside[blinded] = shown
	}
	return call.End{Name: blinded}
}

// ours tells whether a number is one of the office's own, as its directory and staff have it.
func (o *officeLines) ours(number string) bool {
	is := func(phone string) bool { return phone != "" && call.Normal(phone, o.area) == number }
	return is(o.ch.Directory.Phone) || slices.ContainsFunc(o.members, func(m Member) bool { return is(m.Phone) }) ||
		slices.ContainsFunc(o.ch.Directory.Desks, func(d charter.Desk) bool {
			return is(d.Phone) || slices.ContainsFunc(d.Further, func(n charter.Number) bool { return is(n.Phone) })
		})
}

// owner returns whose telephone a number is; zero when it is nobody's.
func (o *officeLines) owner(number string) phoneOwner {
	if number == "" {
		return phoneOwner{}
	}
	found, ok := o.owners[number]
	if !ok {
		found.officer, found.desk = extension(o.members, o.ch, number)
		o.owners[number] = found
	}
	return found
}

func micro(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Microsecond)
}

// phoneToken is the blinded form of a normal telephone number, by which cases and sights are found.
func (s *Service) phoneToken(institution, normal string) string {
	return s.grams.blind("phone", institution, normal)
}

// normalPhone is the one form of a telephone number as people write it, by the area code of the office.
func (s *Service) normalPhone(institution, text string) string {
	area := ""
	if ch := s.charters.At(institution, s.Now()); ch != nil {
		area = ch.Directory.Area
	}
	return call.Normal(text, area)
}
