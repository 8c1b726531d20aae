package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/notice"
	"jikim/internal/core/wave"
	"jikim/internal/seal"
)

// ByCall is how those are asked who can be reached by a telephone alone that takes no messages: an officer calls them.
const ByCall = "call"

// ByPost is how those are asked of whom nothing but an address is known: by a letter that an officer posts.
const ByPost = string(notice.Post)

// byPaper marks numbered sheets of paper among invitations.
const byPaper = "paper"

// contact is how somebody is reached, sealed with his invitation, and forgotten when nobody needs it any more.
type contact struct {
	Name    string   `json:"name,omitempty"` // only of those who are called or may be written to on paper
	Email   string   `json:"email,omitempty"`
	Phone   string   `json:"phone,omitempty"`
	Address string   `json:"address,omitempty"` // as it was typed
	Ways    []string `json:"ways,omitempty"`    // that have not been tried
}

// askable is somebody who may be asked.
type askable struct {
	contact
	member
}

// member is what a draw has to know of somebody: not who he is.
type member struct {
	caseID  string // his last contact
	key     string // blinded
	stratum wave.Stratum
	at      time.Time // of the contact
	way     string    // that is tried first
}

// frame is everybody who may be asked: the contacts of a year.
type frame struct {
	people    []member
	contacts  int // cases of the year
	unreached int // of those: nobody knows how to reach them
	objected  int // of those: they do not want to be asked
}

// framing makes a frame.
type framing struct {
	*Service
	ch          *charter.Charter
	now         time.Time
	from, until time.Time
	no          map[string]bool // blinded addresses of those who do not want to be asked
	by          map[string]int  // people by blinded address
	waiting     []*current      // contacts whose texts are yet to be read
	frame       frame
}

// framedAtOnce is of how many contacts the texts are read at once, and toldEvery after how many it is told how far the reading is: about
// once a second.
const (
	framedAtOnce = 500
	toldEvery    = 20 * framedAtOnce
)

// frameOf reads the contacts of a year up to now, each person once, by the last of them. told is told how many contacts were read; may be
// nil.
func (s *Service) frameOf(ctx context.Context, ch *charter.Charter, year int, now time.Time, told func(contacts int)) (*frame, error) {
	no, err := s.objections(ctx, ch.Institution)
	if err != nil {
		return nil, err
	}
	loc := ch.Petition.Location()
	f := &framing{Service: s, ch: ch, now: now, no: no, by: map[string]int{},
		from: time.Date(year, time.January, 1, 0, 0, 0, 0, loc), until: time.Date(year+1, time.January, 1, 0, 0, 0, 0, loc)}
	err = s.store.EachCase(ctx, ch.Institution, "", func(st *Stored) error {
		if c := f.contact(st); c != nil {
			f.waiting = append(f.waiting, c)
		}
		if len(f.waiting) < framedAtOnce {
			return nil
		}
		if n := f.frame.contacts + len(f.waiting); told != nil && n%toldEvery == 0 {
			told(n)
		}
		return f.read(ctx)
	})
	if err == nil {
		err = f.read(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the contacts of %d: %w", year, err)
	}
	return &f.frame, nil
}

// objections is who does not want to be asked, by blinded address.
func (s *Service) objections(ctx context.Context, institution string) (map[string]bool, error) {
	list, err := s.store.Objections(ctx, institution)
	if err != nil {
		return nil, fmt.Errorf("loading objections: %w", err)
	}
	no := make(map[string]bool, len(list))
	for _, address := range list {
		no[string(address)] = true
	}
	return no, nil
}

// contact is a case as a contact of the year; nil when it is none.
func (f *framing) contact(st *Stored) *current {
	at := st.Head.ReceivedAt
	if st.Case == fact.Institution || at.Before(f.from) || !at.Before(f.until) || st.Head.Status == string(casefile.Merged) {
		return nil
	}
	c := f.currentOf(st, f.now)
	if c.ch == nil || c.first(fact.LetterArrived) != nil && c.state.ReceivedAt.IsZero() {
		return nil // a letter that became no petition
	}
	return c
}

// read reads who the contacts were that wait.
func (f *framing) read(ctx context.Context) error {
	people, err := f.askables(ctx, f.ch, f.waiting)
	for i := range people {
		f.add(&people[i])
	}
	f.waiting = f.waiting[:0]
	return err
}

// askables tells of contacts who they were and how they can be asked.
func (s *Service) askables(ctx context.Context, ch *charter.Charter, contacts []*current) ([]askable, error) {
	cases := make([]*Stored, len(contacts))
	for i, c := range contacts {
		cases[i] = c.Stored
	}
	texts, err := s.textsOf(ctx, ch.Institution, cases)
	if err != nil {
		return nil, err
	}
	out := make([]askable, len(contacts))
	for i, c := range contacts {
		out[i] = s.askable(c, personOf(c, texts[c.Case]))
		out[i].stratum = ch.Survey.Sample.StratumOf(c.Head.Channel, c.Head.Desk)
	}
	return out, nil
}

// add adds a contact of somebody, who may be known already.
func (f *framing) add(p *askable) {
	f.frame.contacts++
	if p.way == "" {
		f.frame.unreached++
		return
	}
	addresses := f.addressesOf(f.ch.Institution, &p.contact)
	known := -1
	for _, a := range addresses {
		if i, ok := f.by[string(a)]; ok {
			known = i
		}
		if f.no[string(a)] {
			f.frame.objected++
			return
		}
	}
	p.key = string(addresses[0])
	switch people := f.frame.people; {
	case known < 0:
		known = len(people)
		f.frame.people = append(people, p.member)
	case p.at.After(people[known].at):
		p.key = people[known].key
		people[known] = p.member
	}
	for _, a := range addresses {
		f.by[string(a)] = known
	}
}

// addressesOf returns the blinded addresses of somebody, by which he is known again and remembered when he objects.
func (s *Service) addressesOf(institution string, p *contact) [][]byte {
	var out [][]byte
	if p.Phone != "" {
		out = append(out, s.keys.Blind("survey address", 16, institution, digitsOf(p.Phone)))
	}
	if p.Email != "" {
		out = append(out, s.keys.Blind("survey address", 16, institution, mailbox(p.Email)))
	}
	if p.Address != "" { // more than one live at an address
		out = append(out, s.keys.Blind("survey address", 16, institution, strings.Join(strings.Fields(p.Name+p.Address), "")))
	}
	return out
}

// askable says how the person of a case can be asked. How he wished to be answered decides what is tried first: who looks himself is
// written to by e-mail first, which disturbs least.
func (s *Service) askable(c *current, p Person) askable {
	a := askable{member: member{caseID: c.Case, at: c.Head.ReceivedAt}}
	a.Email, a.Phone = mailbox(p.Email), p.Phone
	if p.Name != "" && !blank(p.Address) {
		a.Name, a.Address = p.Name, p.Address
	}
	wish := c.state.Answer
	if wish == "web" {
		wish = "email"
	}
	way := notice.Person{Wish: wish, Channel: c.Head.Channel, Email: a.Email != "", Mobile: notice.Mobile(digitsOf(p.Phone))}
	for _, w := range notice.Order(way, notice.Word{}) {
		if w != notice.Page && s.couriers[w] != nil {
			a.Ways = append(a.Ways, string(w))
		}
	}
	switch {
	case len(a.Ways) > 0:
	case len(digitsOf(p.Phone)) >= minCalled:
		a.Ways, a.Name = []string{ByCall}, p.Name
	case a.Address != "":
		a.Ways = []string{ByPost}
	}
	if len(a.Ways) > 0 {
		a.way = a.Ways[0]
	}
	return a
}

// minCalled is the fewest digits of a telephone number that can be called from outside.
const minCalled = 8

// waysOf counts people by the way that is tried first.
func (f *frame) waysOf(drawn []int) map[string]int {
	out := map[string]int{}
	for _, i := range drawn {
		out[f.people[i].way]++
	}
	return out
}

// draw draws from a frame.
func (f *frame) draw(seed string, size int, equal bool) ([]wave.Share, []int) {
	people := make([]wave.Person, len(f.people))
	for i := range f.people {
		people[i] = wave.Person{Key: f.people[i].key, Stratum: f.people[i].stratum}
	}
	if size == 0 {
		size = len(people)
	}
	return wave.Draw(seed, people, size, equal)
}

// strata tells under which stratum each person is asked.
func (f *frame) strata() map[wave.Stratum]wave.Stratum {
	counts := map[wave.Stratum]int{}
	for i := range f.people {
		counts[f.people[i].stratum]++
	}
	return wave.Widen(counts)
}

// contactPlace is where the contact of an invitation is sealed.
func contactPlace(institution, waveID, id string) seal.Place {
	return seal.Place{Institution: institution, Case: "survey " + waveID, Name: "contact " + id}
}

func (s *Service) sealContact(i *Invitation, c *contact) error {
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("sealing a contact: %w", err)
	}
	i.Contact, err = s.keys.Seal(contactPlace(i.Institution, i.Wave, i.ID), body)
	return err
}

func (s *Service) openContact(i *Invitation) (*contact, error) {
	c := &contact{}
	if len(i.Contact) == 0 {
		return c, nil
	}
	body, err := s.keys.Open(contactPlace(i.Institution, i.Wave, i.ID), i.Contact)
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(body, c) != nil {
		return nil, seal.ErrOpen // the cause could quote what was sealed
	}
	return c, nil
}
