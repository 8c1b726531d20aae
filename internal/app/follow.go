package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jikim/internal/core/appeal"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/seal"
)

// told are the facts a citizen sees of his case, with the field of the text that the office wrote to him; "" for none.
var told = map[fact.Kind]string{
	fact.CaseReceived: "", fact.CaseAccepted: "", fact.CaseAssigned: "", fact.CaseProcedureTold: "text",
	fact.CaseSupplementAsked: "what", fact.CaseSupplementReceived: "", fact.CaseExtended: "reason", fact.CaseTransferred: "",
	fact.CaseAnswered: "text", fact.CaseRefused: "reason", fact.CaseDelivered: "", fact.CaseWithdrawn: "", fact.CaseMerged: "",
	fact.CaseReopened: "", fact.CaseClosed: "", fact.ComplaintReceived: "", fact.ComplaintChecked: "", fact.ComplaintTold: "text",
	fact.ComplaintAssessed: "", fact.ComplaintClosed: "", fact.ComplaintReopened: "",
	fact.ApologyMade: "text", fact.DelayTold: "reason", fact.OpinionReceived: "", fact.OpinionReviewed: "", fact.OpinionTold: "text",
	fact.ImprovementMade: "", fact.ImprovementTold: "text", fact.CallbackMade: "", fact.ConsultAnswered: "text",
	fact.MessageTaken: "", fact.PromiseBroken: "",
}

// follow is Follow.
func (s *Service) follow(ctx context.Context, a Actor, lang string) (*Followed, error) {
	if err := linked(a); err != nil {
		return nil, err
	}
	c, texts, err := s.readCase(ctx, a.Institution, a.Case)
	if err != nil {
		return nil, err
	}
	r := c.read(c.Facts, c.now, c.since(nil), true)
	st := &r.state
	v := &Followed{Case: c.Case, Number: st.Number, Status: string(st.Status), ServiceID: st.Service, Channel: st.Channel,
		ReceivedAt: st.ReceivedAt, EndedAt: st.EndedAt, ClosedFor: st.ClosedFor, Delivery: st.Delivery, Answer: st.Answer,
		Responsible: s.responsible(ctx, a.Institution, c.ch, st, lang), CanWithdraw: canWithdraw(st), CanComplain: true,
		CanWrite: !st.ReceivedAt.IsZero() || len(st.Complaints)+len(st.Opinions) > 0}
	if v.ReceivedAt.IsZero() {
		v.ReceivedAt = st.BeganAt
	}
	if svc := c.ch.Service(st.Service); svc != nil {
		v.Service = svc.Name.In(lang)
	}
	p := personOf(c, texts)
	v.Name, v.Title, v.Text, v.Fields = seal.Name(p.Name), p.Title, p.Text, p.Fields
	v.Appeals, v.Rating, v.CanRate = appeals(c, st), ratingOf(c, texts), settled(st)
	v.Complained = slices.ContainsFunc(st.Complaints, func(k casefile.Complaint) bool { return !k.ToldAt.IsZero() })
	v.HasAddress, v.HasEmail = p.Address != "", p.Email != ""
	if deliverable(st) {
		v.Deliveries = deliveries(c)
	}
	if f := c.first(fact.CaseReceived); f != nil {
		v.Identity = Way(f.Data.Text("identity"))
	}
	if filed := filedOf(c, texts); filed.As != "" {
		v.Filed = Filed{As: filed.As, Name: seal.Name(filed.Name), Power: filed.Power}
	}
	v.Destroyed = p.Text == "" && len(texts) == 0 && hasSealed(c.Facts)
	if d := deadlineOf(r.verdicts, c.ch); d != nil {
		v.Due, v.DueWhy = d.Due, d.Why
	}
	if open := openSupplement(st); open != nil {
		v.CanSupplement, v.SupplementUntil = true, open.Until
		v.SupplementWanted = field(texts, open.Fact, "what")
	}
	v.Courses = s.courses(ctx, c, &r, lang)
	v.Promises = promised(c.ch, r.verdicts, lang)
	v.Events = s.happened(ctx, c, texts, lang)
	v.Messages = s.said(ctx, c, texts)
	v.Documents = letters(c, texts)
	v.Files = files(c, texts)
	v.Statement = s.statementOf(ctx, c, texts)
	return v, s.drawn(ctx, c, v.Statement)
}

// readCase loads a case with its texts in clear.
func (s *Service) readCase(ctx context.Context, institution, caseID string) (*current, map[string]text, error) {
	stored, err := s.store.Load(ctx, institution, caseID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, unknown()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("loading a case: %w", err)
	}
	texts, err := s.texts(ctx, institution, caseID, stored.Facts)
	if err != nil {
		return nil, nil, err
	}
	return s.currentOf(stored, s.Now()), texts, nil
}

// appeals lists how to object to what was decided, and until when.
func appeals(c *current, st *casefile.State) []Appeal {
	closed := st.Status == casefile.Closed && st.ClosedFor == closedAsRepeated
	if st.Status != casefile.Answered && st.Status != casefile.Refused && !closed {
		return nil
	}
	var out []Appeal
	for _, w := range appeal.Ways(c.kind(), st.Status == casefile.Refused) {
		out = append(out, Appeal{ID: w.ID, Until: w.Until(st.EndedAt, c.ch.Petition)})
	}
	return out
}

func hasSealed(facts []fact.Fact) bool {
	for i := range facts {
		if facts[i].Data.True(sealedField) {
			return true
		}
	}
	return false
}

// field returns one value of a fact's text; "" when there is none or it was destroyed.
func field(texts map[string]text, factID, name string) string { return texts[factID].Fields[name] }

// personOf returns who the case is about: as told by the first text that names somebody. What an officer made of a letter goes
// before what the letter says of itself.
func personOf(c *current, texts map[string]text) Person {
	var p Person
	for i := range c.Facts {
		x, ok := texts[c.Facts[i].ID]
		if !ok || c.Facts[i].Kind == fact.DocumentIssued || c.Facts[i].Kind == fact.LetterArrived {
			continue
		}
		for name, value := range x.Fields {
			if c.Facts[i].Kind == fact.FactCorrected {
				p.change(name, value)
				continue
			}
			p.take(c.Facts[i].Kind, name, value)
		}
	}
	if f := c.first(fact.LetterArrived); f != nil && p.Name == "" && p.Text == "" {
		for name, value := range texts[f.ID].Fields {
			p.take(f.Kind, name, value)
		}
	}
	return p
}

// change takes what the citizen corrected: see ChooseDelivery.
func (p *Person) change(name, value string) {
	switch name {
	case "address":
		p.Address = value
	case "email":
		p.Email = value
	}
}

func (p *Person) take(k fact.Kind, name, value string) {
	set := func(to *string) {
		if *to == "" {
			*to = value
		}
	}
	switch name {
	case "name":
		set(&p.Name)
	case "phone":
		set(&p.Phone)
	case "email":
		set(&p.Email)
	case "address":
		set(&p.Address)
	case "title":
		set(&p.Title)
	case "text":
		if k == fact.CaseReceived || k == fact.ComplaintReceived || k == fact.OpinionReceived || k == fact.VisitArrived || k == fact.CallAnswered || k == fact.LetterArrived {
			set(&p.Text)
		}
	default:
		if len(name) > 7 && name[:7] == "fields." {
			if p.Fields == nil {
				p.Fields = map[string]string{}
			}
			p.Fields[name[7:]] = value
		}
	}
}

// promised lists the promises of a case as its citizen sees them: the public ones, pending first.
func promised(ch *charter.Charter, verdicts []judge.Verdict, lang string) []Promised {
	out := make([]Promised, 0, len(verdicts))
	for _, pending := range []bool{true, false} {
		for i := range verdicts {
			v := &verdicts[i]
			p := ch.Promise(v.Promise)
			if p == nil || !p.Publish || (v.Status == judge.Pending) != pending || v.Status == judge.Void {
				continue
			}
			out = append(out, Promised{Promise: v.Promise, Text: p.Text.In(lang), Verdict: *v})
		}
	}
	return out
}

// happened lists what happened, as the citizen sees it.
func (s *Service) happened(ctx context.Context, c *current, texts map[string]text, lang string) []Happening {
	var out []Happening
	for i := range c.known {
		f := &c.known[i]
		name, shown := told[f.Kind]
		h := Happening{At: f.At, Kind: f.Kind.String()}
		if f.Kind == fact.CaseClosed && f.Data.Text("reason") == closedAsRepeated { // other notes of a closing are the office's own
			name, h.Kind = "note", h.Kind+"."+closedAsRepeated
		}
		if chosen(f) {
			h.Kind, shown = "delivery.chosen", true
		}
		if !shown {
			continue
		}
		if name != "" {
			h.Text = field(texts, f.ID, name)
		}
		for _, until := range [...]string{"until", "expected"} {
			if t, ok := f.Data.Time(until); ok {
				h.Until = t
			}
		}
		switch f.Kind {
		case fact.CaseTransferred:
			h.Who = f.Data.Text("to")
		case fact.CaseAssigned:
			if d := deskOf(c.ch, f.Data.Text("desk")); d != nil {
				h.Who = d.Name.In(lang)
			}
			if m, ok := s.member(ctx, c.Institution, f.Data.Text("officer")); ok {
				h.Who = m.Name
			}
		}
		out = append(out, h)
	}
	return out
}

// said lists the messages between citizen and office, oldest first.
func (s *Service) said(ctx context.Context, c *current, texts map[string]text) []Said {
	var out []Said
	for i := range c.known {
		f := &c.known[i]
		m := Said{At: f.At}
		switch {
		case f.Kind == fact.NoticeSent && f.Data.Text("to") == "citizen":
			m.From, m.Action = "system", f.Data.Text("action")
			m.Until, _ = f.Data.Time("due")
		case f.By == "citizen" && (f.Kind == fact.MessageTaken || f.Kind == fact.CaseSupplementReceived):
			m.From, m.Text = "citizen", field(texts, f.ID, "text")
		case f.Kind == fact.ConsultAnswered && f.Contact == "", f.Kind == fact.CaseProcedureTold && f.Data.Present("text"):
			m.From, m.Text = "office", field(texts, f.ID, "text")
			m.Name = s.teller(ctx, c.Institution, f)
		default:
			continue
		}
		out = append(out, m)
	}
	return out
}

// teller returns the name of the member of staff who told a fact; "" when it was nobody of them.
func (s *Service) teller(ctx context.Context, institution string, f *fact.Fact) string {
	for _, prefix := range [...]string{"officer:", "inspector:"} {
		if len(f.By) > len(prefix) && f.By[:len(prefix)] == prefix {
			m, _ := s.member(ctx, institution, f.By[len(prefix):])
			return m.Name
		}
	}
	return ""
}

// letters lists the documents that went out.
func letters(c *current, texts map[string]text) []Letter {
	var out []Letter
	for i := range c.known {
		f := &c.known[i]
		if f.Kind != fact.DocumentIssued {
			continue
		}
		out = append(out, Letter{ID: f.ID, Form: f.Data.Text("form"), Title: field(texts, f.ID, "title"), IssuedAt: f.At,
			From: Responsible{Department: f.Data.Text("department"), Name: f.Data.Text("officer"), Phone: f.Data.Text("contact")},
			Text: field(texts, f.ID, "text")})
	}
	return out
}

// files lists the attachments of a case.
func files(c *current, texts map[string]text) []File {
	var out []File
	for i := range c.Facts {
		f := &c.Facts[i]
		for n, x := range texts[f.ID].Files {
			from := "office"
			if f.By == "citizen" || f.Kind == fact.VisitArrived || f.Kind == fact.CallAnswered || f.Kind == fact.CaseReceived {
				from = "citizen"
			}
			out = append(out, File{Name: blobName(f.ID, n), Title: x.Title, Type: x.Type, Size: x.Size, At: f.At, From: from,
				Power: x.Power, Scanned: x.Clean, Original: x.Original, Harmful: x.Harmful})
		}
	}
	return out
}
