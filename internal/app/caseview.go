package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/seal"
)

// caseView is Case and OpenCase. The reading is logged before anything is shown; when it cannot be logged, nothing is.
func (s *Service) caseView(ctx context.Context, a Actor, caseID string, open bool, reason string) (*CaseView, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	c, texts, err := s.readCase(ctx, a.Institution, caseID)
	if err != nil {
		return nil, err
	}
	if open {
		if err := s.mayOpen(ctx, a, c, reason); err != nil {
			return nil, err
		}
		if err := s.logReading(ctx, a, caseID, reason); err != nil {
			return nil, err
		}
	}
	r := c.read(c.Facts, c.now, c.since(nil), true)
	v := &CaseView{Head: c.Head, State: r.state, Charter: c.ch, Verdicts: r.verdicts, Opened: open,
		Next:        casefile.NextActs(c.ch, &r.state, r.verdicts),
		Responsible: s.responsible(ctx, a.Institution, c.ch, &r.state, "ko")}
	slices.SortStableFunc(v.Verdicts, byDue)
	v.Say = scripts(c.ch, v.Next)
	p := personOf(c, texts)
	p.Filed = filedOf(c, texts)
	if f := c.first(fact.CaseReceived); f != nil {
		p.Identity = Way(f.Data.Text("identity"))
	}
	if !open {
		p = Person{Identity: p.Identity, Name: seal.Name(p.Name), Phone: seal.Phone(p.Phone), Email: seal.Email(p.Email), Filed: Filed{As: p.Filed.As,
			Name: seal.Name(p.Filed.Name), Phone: seal.Phone(p.Filed.Phone), Power: p.Filed.Power}}
		texts = nil
	}
	v.Person = p
	if open {
		v.Statement = s.statementOf(ctx, c, texts)
		if err := s.drawn(ctx, c, v.Statement); err != nil {
			return nil, err
		}
	}
	if v.Earlier, err = s.earlier(ctx, a.Institution, caseID, p.Phone, p.Email); err != nil {
		return nil, err
	}
	v.Facts = s.timeline(ctx, c, texts)
	v.Messages, v.Letters, v.Files = s.said(ctx, c, texts), letters(c, texts), files(c, texts)
	return v, nil
}

// mayOpen tells whether an actor may see names and texts: those who work the case or its desk or department may; others
// say why. What they write as the reason is kept in the access log.
func (s *Service) mayOpen(ctx context.Context, a Actor, c *current, reason string) error {
	own := s.covers(ctx, a, c.state.Officer) || c.state.Desk == a.Desk && a.Desk != ""
	if d := deskOf(c.ch, c.state.Desk); d != nil {
		mine := departmentOf(c.ch, a.Department)
		own = own || mine != nil && mine == departmentOf(c.ch, d.Department)
	}
	own = own || a.Account != "" && slices.ContainsFunc(c.state.Complaints, func(k casefile.Complaint) bool { return k.Investigator == a.Account })
	if !own && strings.TrimSpace(reason) == "" {
		return invalid(FieldFault{Field: "reason", Key: "fault.reason"})
	}
	return nil
}

// receiptLink is ReceiptLink.
func (s *Service) receiptLink(ctx context.Context, a Actor, caseID string) (string, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return "", denied()
	}
	c, _, err := s.readCase(ctx, a.Institution, caseID)
	if err != nil {
		return "", err
	}
	if c.state.Number == "" || c.state.Channel == "web" {
		return "", unlawful("fault.receipt")
	}
	if err := s.mayOpen(ctx, a, c, ""); err != nil {
		return "", err
	}
	if err := s.logAccess(ctx, a, caseID, "receipt", ""); err != nil {
		return "", err
	}
	return s.keys.Token(a.Institution, caseID), nil
}

// byDue puts pending verdicts first, by due instant; settled ones after them, newest first.
func byDue(a, b judge.Verdict) int {
	if x, y := a.Status == judge.Pending, b.Status == judge.Pending; x != y {
		if x {
			return -1
		}
		return 1
	} else if x {
		if a.Due.IsZero() != b.Due.IsZero() {
			if a.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Due.Compare(b.Due)
	}
	if c := b.Started.Compare(a.Started); c != 0 {
		return c
	}
	return cmp.Compare(a.Promise, b.Promise)
}

// scripts lists what to say now: the words of the acts that come next in a contact.
func scripts(ch *charter.Charter, next []casefile.Act) []Script {
	var out []Script
	for i := range next {
		for _, words := range next[i].Say {
			out = append(out, Script{Promise: next[i].Promise, Kind: next[i].Kind, Contact: next[i].Contact, Text: words, Due: next[i].Due})
		}
	}
	return out
}

// timeline lists the facts of a case by when they happened, with what was corrected or retracted marked and not hidden.
func (s *Service) timeline(ctx context.Context, c *current, texts map[string]text) []Line {
	standing := make(map[string]*fact.Fact, len(c.known))
	for i := range c.known {
		standing[c.known[i].ID] = &c.known[i]
	}
	corrected := map[string]string{}
	for i := range c.known {
		if f := &c.known[i]; f.Kind == fact.FactCorrected {
			corrected[f.Data.Text("of")] = f.ID
		}
	}
	hidden := map[string]bool{} // who was rated how in a mystery call is not for everybody who sees the institution's own case
	for i := range c.Facts {
		if isDrawn(&c.Facts[i]) {
			hidden[c.Facts[i].ID] = true
		}
	}
	out := make([]Line, 0, len(c.Facts))
	for i := range c.Facts {
		f := c.Facts[i]
		if hidden[f.ID] || hidden[f.Data.Text("of")] {
			continue
		}
		l := Line{Fact: f, Seq: c.Seq - int64(len(c.Facts)-1-i), Corrected: corrected[f.ID], Officer: s.teller(ctx, c.Institution, &f)}
		if now, ok := standing[f.ID]; ok {
			l.Fact = *now
		} else {
			l.Retracted = true
		}
		if x, ok := texts[f.ID]; ok {
			l.Prose = x.Fields
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Line) int { return fact.Compare(&a.Fact, &b.Fact) })
	return out
}
