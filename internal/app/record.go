package app

import (
	"context"
	"time"

	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
)

// draft is one fact that a member of staff is about to record, with what is sealed beside it.
type draft struct {
	kind      fact.Kind
	contact   string
	at        time.Time // zero: the instant of the turn
	precision time.Duration
	via       fact.Via // empty: desk
	by        string   // empty: the actor, in the part in which facts of the kind are told
	data      fact.Data
	text      text
	name      *string // of the citizen, masked, for lists, when it becomes known
}

// draw makes drafts of a case as it is; faults of fields go into the form.
type draw func(c *current, f *form) ([]draft, error)

// write records drafts of a member of staff in one turn. The same key writes the same facts once.
func (s *Service) write(ctx context.Context, a Actor, key, caseID string, drawn draw) (*Done, error) {
	if !a.Staff() || !a.Role.AtLeast(Officer) {
		return nil, denied()
	}
	if caseID == fact.Institution || caseID == "" {
		return nil, unknown()
	}
	return s.writeTo(ctx, a, key, asked{institution: a.Institution, caseID: caseID}, drawn)
}

func (s *Service) writeTo(ctx context.Context, a Actor, key string, q asked, drawn draw) (*Done, error) {
	if key == "" {
		key = s.NewKey()
	}
	masked := false
	q.add = func(c *current) (*added, error) {
		first := s.factFor(a.Institution, q.caseID, key, 0)
		if c.has(first) { // repeated: what was lawful then need not be now
			return &added{facts: []fact.Fact{{ID: first}}}, nil
		}
		if a.Saw > 0 && a.Saw != c.Seq {
			return nil, &Fault{Kind: Conflict, Key: "fault.case_changed"}
		}
		f := &form{}
		drafts, err := drawn(c, f)
		if err != nil {
			return nil, err
		}
		if err := f.err(); err != nil {
			return nil, err
		}
		masked = f.masked
		add := &added{}
		for i := range drafts {
			s.draft(a, &drafts[i], s.factFor(a.Institution, q.caseID, key, i), add)
		}
		return add, nil
	}
	t, err := s.turn(ctx, q)
	if err != nil {
		return nil, err
	}
	d := &Done{Case: t.Case, Seq: t.head.Seq, Repeated: t.repeated, Masked: masked}
	for i := range t.added {
		if t.added[i].Kind != fact.PromiseBroken {
			d.Facts = append(d.Facts, t.added[i].ID)
		}
	}
	if t.repeated {
		d.Facts = t.written(s, key)
	}
	return d, nil
}

// written returns the facts that a key wrote earlier.
func (t *turned) written(s *Service, key string) []string {
	var out []string
	for n := 0; ; n++ {
		id := s.factFor(t.Institution, t.Case, key, n)
		if !t.has(id) {
			return out
		}
		out = append(out, id)
	}
}

// draft turns a draft into a fact with its text.
func (s *Service) draft(a Actor, d *draft, id string, add *added) {
	if d.via == "" {
		d.via = fact.ViaDesk
		if inspection(d.kind) {
			d.via = fact.ViaInspection
		}
	}
	if d.contact == "new" {
		d.contact = id
	}
	if d.by == "" {
		d.by = a.by(d.kind)
	}
	if d.name != nil {
		add.name = d.name
	}
	data := d.data
	if !d.text.empty() {
		d.text.Fact = id
		data = append(sealedData(&d.text), data...)
		add.texts = append(add.texts, d.text)
	}
	add.facts = append(add.facts, fact.Fact{ID: id, Contact: d.contact, At: d.at, Precision: d.precision, Kind: d.kind,
		By: d.by, Via: d.via, Data: data})
}

// record is Record: it passes on kinds that have use cases of their own.
func (s *Service) record(ctx context.Context, a Actor, e Entry) (*Done, error) {
	switch e.Kind {
	case fact.MessageTaken:
		at, _ := e.Data.Time("callback_at")
		v, said := e.Data.Get("callback")
		return s.takeMessage(ctx, a, Memo{Key: e.Key, Case: e.Case, Contact: e.Contact, For: e.Data.Text("for"),
			About: e.Prose["about"], Callback: !said || !v.No(), CallbackAt: at, Place: e.Prose["place"]})
	case fact.CallTransferStarted, fact.CaseTransferred:
		return s.transfer(ctx, a, Passing{Key: e.Key, Case: e.Case, Contact: e.Contact, To: e.Data.Text("to"),
			Office: e.Data.Text("to"), Outside: e.Kind == fact.CaseTransferred, Summary: e.Prose["summary"]})
	case fact.CaseSupplementAsked:
		until, _ := e.Data.Time("until")
		return s.askSupplement(ctx, a, Missing{Key: e.Key, Case: e.Case, What: e.Prose["what"], Until: until, Oral: e.Data.True("oral")})
	case fact.CaseExtended:
		days, _ := e.Data.Int("days")
		return s.extend(ctx, a, Extension{Key: e.Key, Case: e.Case, Ground: e.Data.Text("ground"), Reason: e.Prose["reason"],
			Days: int(days), Consent: e.Data.True("consent")})
	case fact.CaseAnswered:
		return s.answer(ctx, a, Result{Key: e.Key, Case: e.Case, Text: e.Prose["text"], How: e.Data.Text("how"), Files: e.Files})
	case fact.CaseRefused:
		return s.refuse(ctx, a, Refusal{Key: e.Key, Case: e.Case, Reason: e.Prose["reason"], Law: e.Data.Text("law"),
			Appeal: e.Prose["appeal"], How: e.Data.Text("how")})
	case fact.CaseAssigned:
		return s.assign(ctx, a, e.Key, e.Case, e.Data.Text("officer"), e.Data.Text("desk"))
	case fact.CaseMerged:
		return s.merge(ctx, a, e)
	case fact.CaseRepeated:
		return s.MarkRepeated(ctx, a, Repeat{Key: e.Key, Case: e.Case, SameAs: []string{e.Data.Text("same_as")}, Reason: e.Prose["reason"]})
	case fact.CaseClosed:
		if e.Data.Text("reason") == closedAsRepeated {
			return s.CloseRepeated(ctx, a, RepeatClosing{Key: e.Key, Case: e.Case, Reason: e.Prose["note"]})
		}
	case fact.DelayTold:
		at, _ := e.Data.Time("expected")
		return s.tellDelay(ctx, a, e.Key, e.Case, e.Prose["reason"], at)
	case fact.ActOmitted:
		kind, _ := fact.FindKind(e.Data.Text("kind"))
		return s.Omitted(ctx, a, Omission{Key: e.Key, Case: e.Case, Contact: e.Contact, Kind: kind, Seen: fact.ViaReport, At: e.At,
			Precision: e.Precision, Note: e.Prose["note"]})
	case fact.FactCorrected:
		return s.correct(ctx, a, e.Key, e.Case, e.Of, e.Prose["reason"], e.Data)
	case fact.FactRetracted:
		return s.retract(ctx, a, e.Key, e.Case, e.Of, e.Prose["reason"])
	}
	return s.recordPlain(ctx, a, e)
}

// recordPlain records a fact that needs nothing but its own data.
func (s *Service) recordPlain(ctx context.Context, a Actor, e Entry) (*Done, error) {
	if !recordable(e.Kind) {
		return nil, denied()
	}
	e.Files = s.scan(ctx, e.Files)
	return s.write(ctx, a, e.Key, e.Case, func(c *current, f *form) ([]draft, error) {
		d := s.entry(c, f, &e)
		if err := s.handling(ctx, a, c, f, &d); err != nil {
			return nil, err
		}
		if !casefile.Lawful(&c.state, e.Kind) {
			return nil, unlawful("fault.unlawful", "kind", e.Kind.String())
		}
		return []draft{d}, nil
	})
}

// Recordable tells whether Record takes facts of the kind.
func Recordable(k fact.Kind) bool { return recordable(k) }

// recordable tells whether staff may record the kind on a case by themselves: not what the system notes, what belongs to
// the institution, or what other use cases make.
func recordable(k fact.Kind) bool {
	switch k {
	case fact.None, fact.CaseReceived, fact.DocumentIssued, fact.PromiseWarned, fact.PromiseBroken, fact.NoticeSent, fact.NoticeFailed,
		fact.NoticeDelivered, fact.LetterArrived, fact.LetterFiled, fact.LetterPrepared, fact.LetterPosted:
		return false
	}
	return !institutional(k)
}

// institutional tells whether facts of the kind belong to the institution's own case.
func institutional(k fact.Kind) bool {
	switch k.Family() {
	case "item", "sign", "badge", "desk", "audit", "privacy", "survey", "plan":
		return true
	}
	return false
}
