package desk

import (
	"net/url"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// actButton is an act that may come next: a button that records it at once, or a link to its form.
type actButton struct {
	casefile.Act
	Text  string
	Sub   string // what a press says besides, or which message it answers
	Key   string // shortcut
	Usual []string
	Form  string // address of the form; for a button, of the form that records it otherwise
	Asks  bool   // the form comes first
	Whole bool   // the form is a page of its own, which is loaded as a whole
	Clock ui.Countdown
	Token string // idempotency key of this press
}

// contactPanel is a visit or call that goes on.
type contactPanel struct {
	casefile.Visit
	Title   string
	Since   time.Time // what its running time is counted from
	Elapsed string
	Seen    []ui.Item
	Acts    []actButton
	Say     []ui.Script
	Talk    ui.Countdown // the time recommended for a call; zero Due: none is, or nobody talks
	End     string       // address of the form that ends a call for a reason the law names; empty: not a call
}

// asks are the acts whose form comes first although no field of it must be filled in: what they do cannot be undone by the
// next press, or the answer is as often no as yes.
var asks = map[fact.Kind]bool{
	fact.CallMobileOffered: true, fact.CaseAssigned: true, fact.CaseWithdrawn: true, fact.CaseClosed: true,
	fact.CaseSupplementReceived: true, fact.CaseReceived: true, fact.ScribeDone: true,
	fact.ComplaintClosed: true, fact.OpinionReviewed: true,
}

// usual are the fields that a single press says yes to, besides those that the act must say.
var usual = map[fact.Kind][]string{
	fact.CallGreeted:       {"department"},
	fact.CallOfficerHungUp: {"hook_switch"},
}

// letters are the shortcuts of acts. A letter stands for the same act on every page, as far as letters go.
var letters = map[fact.Kind]string{
	fact.VisitGreeted: "g", fact.VisitAcknowledged: "b", fact.VisitAttended: "a", fact.VisitOfficerMet: "v",
	fact.VisitConfirmed: "c", fact.VisitFarewelled: "f", fact.VisitLeft: "l", fact.VisitAssistCalled: "s",
	fact.VisitAssistArrived: "s", fact.ScribeAsked: "w", fact.ScribeDone: "w",
	fact.CallAnswered: "a", fact.CallMissed: "u", fact.CallGreeted: "g", fact.CallRestated: "r", fact.CallConfirmed: "c", fact.CallFarewelled: "f",
	fact.CallCallerHungUp: "u", fact.CallOfficerHungUp: "h", fact.CallEnded: "l", fact.CallTransferStarted: "t",
	fact.CallTransferAnswered: "t", fact.CallTransferAbandoned: "x", fact.CallMisdialled: "d", fact.CallMobileOffered: "p",
	fact.CallMobileGiven: "p", fact.MessageTaken: "m", fact.ConsultAsked: "q", fact.ConsultAnswered: "q",
	fact.MessageDelivered: "e", fact.CallbackMade: "b",
	fact.CaseReceived: "y", fact.CaseAccepted: "a", fact.CaseProcedureTold: "p", fact.CaseAnswered: "r", fact.CaseRefused: "x",
	fact.CaseSupplementAsked: "s", fact.CaseSupplementReceived: "s", fact.CaseExtended: "e", fact.CaseAssigned: "g",
	fact.CaseTransferred: "t", fact.CaseWithdrawn: "w", fact.CaseMerged: "m", fact.CaseClosed: "z", fact.CaseReopened: "o",
	fact.CaseNoted:     "n",
	fact.CaseDelivered: "d", fact.DelayTold: "y", fact.ApologyMade: "q", fact.ComplaintChecked: "c", fact.ComplaintTold: "i",
	fact.OpinionTold: "i", fact.ImprovementMade: "v", fact.ImprovementTold: "i", fact.OpinionReviewed: "h", fact.TrainingDone: "u",
}

// spare are the shortcuts of acts whose letter is taken on the page.
const spare = "123456789"

// acts sorts what may come next: what belongs to the contact that goes on, and the rest.
func (p *casePage) acts(v *staff.View) {
	st := &p.Case.State
	if visit := open(st); visit != nil {
		p.Contact = panelOf(v, p, visit)
	}
	for _, a := range p.Case.Next {
		if p.Contact != nil && a.Contact == p.Contact.ID {
			p.Contact.Acts = append(p.Contact.Acts, p.button(v, a))
		} else {
			p.Acts = append(p.Acts, p.button(v, a))
		}
	}
	keys := shortcuts{taken: map[string]bool{}, spare: spare}
	if p.Contact != nil { // somebody waits: his acts have their letters, whatever else is due
		keys.give(p.Contact.Acts)
		p.Contact.Say = scripts(v, p)
	}
	keys.give(p.Acts)
}

// shortcuts gives out the single keys of a page.
type shortcuts struct {
	taken map[string]bool
	spare string
}

// give gives each act its letter or, where that is taken, the next digit.
func (s *shortcuts) give(acts []actButton) {
	for i := range acts {
		key := letters[acts[i].Kind]
		if key == "" || s.taken[key] {
			key = ""
			if s.spare != "" {
				key, s.spare = s.spare[:1], s.spare[1:]
			}
		}
		acts[i].Key = key
		s.taken[key] = true
	}
}

// panelOf describes a contact that goes on. A call that is still ringing says so; once it is answered, its time is that of
// the talk.
func panelOf(v *staff.View, p *casePage, visit *casefile.Visit) *contactPanel {
	c := &contactPanel{Visit: *visit, Title: named(v.C, "desk.contact.now.", visit.Channel), Since: visit.BeganAt,
		Seen: seen(v, p.Case.Facts, visit.ID)}
	for i := range p.Case.Facts {
		if l := &p.Case.Facts[i]; l.Kind == fact.CallAnswered && l.Contact == visit.ID && !l.Retracted {
			c.Since = l.At
		}
	}
	if visit.Channel == "phone" && !visit.Has(fact.CallAnswered) {
		c.Title = v.C.T("desk.contact.now.ringing")
	}
	if visit.Channel == "phone" && visit.Has(fact.CallAnswered) {
		c.End = caseHref(p.Case.State.Case) + "?" + url.Values{"act": {fact.CallEnded.String()}, "contact": {visit.ID}}.Encode()
		if talk := p.Case.Charter.Talk; talk > 0 {
			c.Talk = ui.Countdown{C: v.C, Label: v.C.T("desk.talk.label"), Due: c.Since.Add(talk), Now: p.Page.Now, Near: talk / 4}
		}
	}
	c.Elapsed = clockText(p.Page.Now.Sub(c.Since))
	return c
}

func (p *casePage) button(v *staff.View, a casefile.Act) actButton {
	b := actButton{Act: a, Text: staff.Label(v.C, a.Kind), Asks: a.Form || asks[a.Kind], Token: p.token()}
	q := url.Values{"act": {a.Kind.String()}}
	if a.Contact != "" {
		q.Set("contact", a.Contact)
	}
	if a.Of != "" {
		q.Set("of", a.Of)
	}
	b.Form = caseHref(p.Case.State.Case) + "?" + q.Encode()
	if a.Kind == fact.ScribeDone { // a page of its own: what was written is read aloud there
		b.Form, b.Whole = caseHref(p.Case.State.Case)+"/statement", true
	}
	if !b.Asks {
		b.Usual = append(mustSay(a.Kind), usual[a.Kind]...)
		var words []string
		for _, name := range b.Usual {
			words = append(words, staff.FieldLabel(v.C, a.Kind, name))
		}
		b.Sub = strings.Join(words, " · ")
	}
	if !a.Due.IsZero() {
		b.Clock = ui.Countdown{C: v.C, Label: b.Text, Due: a.Due, Now: p.Page.Now, Near: p.nearOf(&a)}
	}
	return b
}

// mustSay are the fields of yes or no that a fact of the kind must say.
func mustSay(k fact.Kind) []string {
	var out []string
	for _, d := range casefile.Fields(k) {
		if d.Type == casefile.TypeYes && d.Required {
			out = append(out, d.Name)
		}
	}
	return out
}

func (p *casePage) nearOf(a *casefile.Act) time.Duration {
	for i := range p.Case.Verdicts {
		if o := &p.Case.Verdicts[i]; o.Promise == a.Promise && o.Due.Equal(a.Due) {
			return near(o.Started, o.Due)
		}
	}
	return 0
}

// seen lists what has happened in a contact, to the second.
func seen(v *staff.View, lines []app.Line, contact string) []ui.Item {
	var out []ui.Item
	for i := range lines {
		if l := &lines[i]; l.Contact == contact && !l.Retracted && l.Kind.InContact() {
			out = append(out, ui.Item{Term: staff.Kind(v.C, l.Kind), Text: v.C.Clock(l.At, v.C.Location())})
		}
	}
	return out
}

// spokenOrder is the order in which a contact has its words; NextActs puts what is due first. What is said to a caller with
// the wrong number is not in it: the form of that act has the words.
var spokenOrder = []fact.Kind{
	fact.VisitAcknowledged, fact.VisitGreeted, fact.VisitConfirmed, fact.VisitFarewelled,
	fact.CallGreeted, fact.CallMobileOffered, fact.CallRestated, fact.CallConfirmed, fact.CallFarewelled,
}

// scripts are the words to say now in the contact: those of the first act in the order of the talk that is still to come,
// in the charter's own writing with the officer's name put in.
func scripts(v *staff.View, p *casePage) []ui.Script {
	for _, kind := range spokenOrder {
		var out []ui.Script
		for _, say := range p.Case.Say {
			if say.Contact == p.Contact.ID && say.Kind == kind {
				out = append(out, ui.Script{Label: v.C.T("desk.say.now", "act", staff.Label(v.C, kind)), Text: p.spoken(v, say.Text)})
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}

// spoken puts names into the gaps of a script.
func (p *casePage) spoken(v *staff.View, t charter.Text) string {
	dir := &p.Case.Charter.Directory
	department := v.Actor.Department
	if d := dir.FindDepartment(department); d != nil {
		department = d.Name.In(v.Lang())
	}
	if department == "" {
		department = "○○"
	}
	return strings.NewReplacer("{부서}", department, "{department}", department, "{이름}", v.Actor.Name, "{name}", v.Actor.Name,
		"{번호}", "○○○-○○○○", "{number}", "○○○-○○○○").Replace(t.In(v.Lang()))
}

// clockText writes a short length of time as minutes and seconds; the script of the page goes on from there.
func clockText(d time.Duration) string {
	s := max(int(d/time.Second), 0)
	digits := func(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }
	if s >= 3600 {
		return digits(s/3600) + ":" + digits(s/60%60) + ":" + digits(s%60)
	}
	return digits(s/60) + ":" + digits(s%60)
}
