package app

import (
	"context"
	"errors"
	"fmt"

	"jikim/internal/core/fact"
	"jikim/internal/letter"
	"jikim/internal/locale"
)

// catalogue returns the sentences for letters of the case: in the citizen's language, in the office's time zone.
func (c *current) catalogue() *locale.Catalogue {
	lang := locale.Korean
	for i := range c.known {
		if l := c.known[i].Data.Text("lang"); l != "" {
			lang = locale.Lang(l)
			break
		}
	}
	return locale.For(lang).In(c.ch.Petition.Location())
}

// kind returns the kind of petition of the case's service; "" without one.
func (c *current) kind() string {
	if svc := c.ch.Service(c.state.Service); svc != nil {
		return svc.Kind
	}
	return ""
}

// withLetter adds the letter that goes out with a decision: document.issued. 민원행정실명제: without department, officer and
// telephone nothing is issued, and the decision is not recorded either.
func (s *Service) withLetter(ctx context.Context, a Actor, c *current, f *form, d draft, l *letter.Letter) ([]draft, error) {
	if len(f.faults) > 0 {
		return nil, nil
	}
	cat := c.catalogue()
	m, _ := s.member(ctx, a.Institution, a.Account)
	who := s.responsible(ctx, a.Institution, c.ch, &c.state, string(cat.Lang()))
	l.Office, l.Number, l.ReceivedAt, l.IssuedAt = c.ch.Office.In(string(cat.Lang())), c.state.Number, c.state.ReceivedAt, c.now
	l.Department, l.Officer, l.Phone = departmentName(c.ch, m.Department, string(cat.Lang())), m.Name, withArea(c.ch, m.Phone)
	if l.Department == "" {
		l.Department = who.Department
	}
	if l.Phone == "" {
		l.Phone = who.Phone
	}
	if svc := c.ch.Service(c.state.Service); svc != nil {
		l.Service = svc.Name.In(string(cat.Lang()))
	}
	body, err := letter.Compose(cat, l)
	if errors.Is(err, letter.ErrNameless) {
		return nil, &Fault{Kind: Unlawful, Key: "fault.nameless", err: err}
	}
	if err != nil {
		return nil, fmt.Errorf("letter: %w", err)
	}
	doc := draft{kind: fact.DocumentIssued, contact: d.contact, via: fact.ViaSystem, data: fact.With("form", string(l.Form),
		"department", l.Department, "officer", l.Officer, "contact", l.Phone)}
	f.keep(&doc.text, "title", letter.Title(cat, l.Form))
	f.keep(&doc.text, "text", body)
	return []draft{d, doc}, nil
}

// appealText is AppealText.
func (s *Service) appealText(ctx context.Context, a Actor, caseID, lang string) (string, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return "", denied()
	}
	stored, err := s.store.Load(ctx, a.Institution, caseID)
	if errors.Is(err, ErrNotFound) {
		return "", unknown()
	}
	if err != nil {
		return "", err
	}
	c := s.currentOf(stored, s.Now())
	return letter.Appeal(locale.For(locale.Lang(lang)), c.kind()), nil
}
