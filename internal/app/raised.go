package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// RaisedFilter asks for the register of complaints or of opinions.
type RaisedFilter struct {
	From, Until time.Time // when they came; zero: no bound
	Cursor      string    // of the page before
	Limit       int       // 0: 100, at most 500
}

// ComplaintRow is a line of the register of complaints: what a paper register of an office has (접수일시, 접수방법, 처리방침, 처리결과),
// without name, contact and contents, which stand in the case for those who may read them.
type ComplaintRow struct {
	Case, Number, Channel, Desk string
	Complaint                   casefile.Complaint
	Waits                       bool
	Apologised, Trained         bool
}

// OpinionRow is a line of the register of opinions.
type OpinionRow struct {
	Case, Number, Channel, Desk, Officer string
	Opinion                              casefile.Opinion
	Waits                                bool      // for word from the office
	Due                                  time.Time // when the next promise about it breaks; zero: none runs
}

// ComplaintPage is a page of the register of complaints, the newest first.
type ComplaintPage struct {
	Rows   []ComplaintRow
	Cursor string // of the next page; empty on the last
}

// OpinionPage is a page of the register of opinions, the newest first.
type OpinionPage struct {
	Rows   []OpinionRow
	Cursor string
}

// Complaints returns a page of the register of complaints. For leads and above.
func (s *Service) Complaints(ctx context.Context, a Actor, f RaisedFilter) (*ComplaintPage, error) {
	if !a.Role.AtLeast(Lead) {
		return nil, denied()
	}
	p := &ComplaintPage{}
	var err error
	p.Cursor, err = s.eachRaised(ctx, a.Institution, fact.ComplaintReceived, f, func(c *current, id string) {
		k := complaintOf(&c.state, id)
		if k == nil {
			return // retracted
		}
		p.Rows = append(p.Rows, ComplaintRow{Case: c.Case, Number: c.state.Number, Channel: channelOf(c, id), Desk: deskTold(c, id), Complaint: *k,
			Waits: untold(&c.state, k), Apologised: !k.ApologyAt.IsZero(), Trained: !k.TrainingAt.IsZero()})
	})
	return p, err
}

// Opinions returns a page of the register of opinions. For officers and above.
func (s *Service) Opinions(ctx context.Context, a Actor, f RaisedFilter) (*OpinionPage, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	p := &OpinionPage{}
	var err error
	p.Cursor, err = s.eachRaised(ctx, a.Institution, fact.OpinionReceived, f, func(c *current, id string) {
		for i := range c.state.Opinions {
			o := &c.state.Opinions[i]
			if o.Fact != id {
				continue
			}
			row := OpinionRow{Case: c.Case, Number: c.state.Number, Channel: channelOf(c, id), Desk: deskTold(c, id), Officer: c.state.Officer, Opinion: *o}
			row.Waits = c.state.Status != casefile.Withdrawn && c.state.Status != casefile.Merged &&
				(o.ToldAt.IsZero() || (o.Improvable || o.Finding == casefile.ImproveLater) && (o.ImprovedAt.IsZero() || o.ResultAt.IsZero()))
			for j := range c.Head.Open {
				v := &c.Head.Open[j]
				by := c.find(v.Trigger)
				about := by != nil && (by.ID == id || by.Data.Text("of") == id) // the opinion, or its review
				if row.Waits && about && !v.Due.IsZero() && (row.Due.IsZero() || v.Due.Before(row.Due)) && c.promise(v.Promise) != nil {
					row.Due = v.Due
				}
			}
			p.Rows = append(p.Rows, row)
		}
	})
	return p, err
}

// eachRaised reads a page of the register and gives each of its cases with the fact; it returns the cursor of the next.
func (s *Service) eachRaised(ctx context.Context, institution string, kind fact.Kind, f RaisedFilter, yield func(*current, string)) (string, error) {
	if f.Limit <= 0 {
		f.Limit = 100
	}
	f.Limit = min(f.Limit, 500)
	older, err := raisedCursor(f.Cursor)
	if err != nil {
		return "", err
	}
	list, err := s.store.Raised(ctx, institution, kind, f.From, f.Until, older, f.Limit)
	if err != nil {
		return "", fmt.Errorf("the register of %s: %w", kind, err)
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].Case
	}
	stored, err := s.store.LoadMany(ctx, institution, ids)
	if err != nil {
		return "", fmt.Errorf("the register of %s: %w", kind, err)
	}
	cases, now := map[string]*current{}, s.Now()
	for _, st := range stored {
		cases[st.Case] = s.currentOf(st, now)
	}
	for i := range list {
		if c := cases[list[i].Case]; c != nil && c.ch != nil && c.find(list[i].Fact) != nil {
			yield(c, list[i].Fact)
		}
	}
	if len(list) < f.Limit {
		return "", nil
	}
	last, err := json.Marshal(list[len(list)-1])
	return base64.RawURLEncoding.EncodeToString(last), err
}

func raisedCursor(text string) (*Raised, error) {
	if text == "" {
		return nil, nil
	}
	r := &Raised{}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(body, r) != nil {
		return nil, unknown()
	}
	return r, nil
}

// complaintOf finds the complaint that a fact has raised; nil when the fact was taken back.
func complaintOf(st *casefile.State, id string) *casefile.Complaint {
	if i := slices.IndexFunc(st.Complaints, func(k casefile.Complaint) bool { return k.Fact == id }); i >= 0 {
		return &st.Complaints[i]
	}
	return nil
}

// channelOf returns how a complaint or an opinion came.
func channelOf(c *current, id string) string {
	f := c.find(id)
	if channel := f.Data.Text("channel"); channel != "" {
		return channel
	}
	return c.state.Channel
}

// deskTold returns the desk that a complaint or an opinion is about: the one it names, else that of its case.
func deskTold(c *current, id string) string {
	if desk := c.find(id).Data.Text("desk"); desk != "" {
		return desk
	}
	return c.state.Desk
}
