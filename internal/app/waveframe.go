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
	key     string // blinded
	stratum wave.Stratum
	at      time.Time // of the contact that counts, the last one
}

// frame is everybody who may be asked: the contacts of a year.
type frame struct {
	people    []askable
	contacts  int // cases of the year
	unreached int // of those: nobody knows how to reach them
	objected  int // people who do not want to be asked
}

// frameOf reads the contacts of a year up to now, each person once, by the last of them.
func (s *Service) frameOf(ctx context.Context, ch *charter.Charter, year int, now time.Time) (*frame, error) {
	institution := ch.Institution
	objections, err := s.store.Objections(ctx, institution)
	if err != nil {
		return nil, fmt.Errorf("loading objections: %w", err)
	}
	no := make(map[string]bool, len(objections))
	for _, address := range objections {
		no[string(address)] = true
	}
	loc := ch.Petition.Location()
	from, until := time.Date(year, time.January, 1, 0, 0, 0, 0, loc), time.Date(year+1, time.January, 1, 0, 0, 0, 0, loc)
	f := &frame{}
	by := map[string]int{} // people by blinded address
	err = s.store.EachCase(ctx, institution, "", func(st *Stored) error {
		at := st.Head.ReceivedAt
		if st.Case == fact.Institution || at.Before(from) || !at.Before(until) || st.Head.Status == string(casefile.Merged) {
			return nil
		}
		c := s.currentOf(st, now)
		if c.ch == nil || c.first(fact.LetterArrived) != nil && c.state.ReceivedAt.IsZero() {
			return nil // a letter that became no petition
		}
		f.contacts++
		texts, err := s.texts(ctx, institution, st.Case, st.Facts)
		if err != nil {
			return err
		}
		p := s.askable(c, personOf(c, texts))
		p.stratum = ch.Survey.Sample.StratumOf(st.Head.Channel, st.Head.Desk)
		if len(p.Ways) == 0 {
			f.unreached++
			return nil
		}
		f.add(s, institution, by, no, p)
		return nil
	})
	return f, err
}

// add adds a contact of somebody, who may be known already.
func (f *frame) add(s *Service, institution string, by map[string]int, no map[string]bool, p askable) {
	addresses := s.addressesOf(institution, &p.contact)
	known := -1
	for _, a := range addresses {
		if i, ok := by[string(a)]; ok {
			known = i
		}
		if no[string(a)] {
			f.objected++
			return
		}
	}
	p.key = string(addresses[0])
	switch {
	case known < 0:
		known = len(f.people)
		f.people = append(f.people, p)
	case p.at.After(f.people[known].at):
		p.key = f.people[known].key
		f.people[known] = p
	}
	for _, a := range addresses {
		by[string(a)] = known
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
	a := askable{at: c.Head.ReceivedAt}
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
	return a
}

// minCalled is the fewest digits of a telephone number that can be called from outside.
const minCalled = 8

// waysOf counts people by the way that is tried first.
func (f *frame) waysOf(drawn []int) map[string]int {
	out := map[string]int{}
	for _, i := range drawn {
		out[f.people[i].Ways[0]]++
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
