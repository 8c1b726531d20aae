package app

import (
	"context"
	"strings"

	"jikim/internal/core/fact"
	"jikim/internal/locale"
)

// word is what a citizen is told outside of his page.
type word struct {
	template  string            // such as acknowledge, answered, delay
	subject   string            // of an e-mail
	long      string            // of an e-mail: with what the office wrote
	short     string            // of a message to a telephone
	values    map[string]string // of templates: those of the short text, by name
	letter    string            // the letter that was issued with it; empty: none
	automatic bool              // nobody wrote it
}

// templates are what citizens are told, by the fact that it is about.
var templates = map[fact.Kind]string{
	fact.CaseAnswered: "answered", fact.CaseRefused: "refused", fact.CaseSupplementAsked: "supplement", fact.CaseExtended: "extended",
	fact.CaseTransferred: "transferred", fact.DelayTold: "delay", fact.ComplaintTold: "complaint", fact.OpinionTold: "opinion", fact.ImprovementTold: "improvement",
}

// Templates lists the names of what citizens are told, for ways that send approved texts only.
func Templates() []string {
	return []string{"acknowledge", "answered", "refused", "supplement", "extended", "transferred", "delay", "complaint", "opinion", "improvement", "survey"}
}

// word composes what the notice says; false when it is said on the page alone. An acknowledgement names what the law wants a receipt
// to name (시행령 제6조, 제31조): number, time, until when, and who is in charge.
func (n *notifying) word(ctx context.Context) (*word, bool) {
	c := n.catalogue()
	lang := string(c.Lang())
	w := &word{template: n.out.Action, automatic: n.out.Action == "acknowledge"}
	var written string
	if n.out.Action == "told" {
		about, _ := fact.FindKind(n.out.Data.Text("about"))
		if w.template = templates[about]; w.template == "" {
			return nil, false
		}
		w.letter, written = n.wrote(n.out.Data.Text("of"), about)
	}
	if !c.Has("word." + w.template + ".short") {
		return nil, false
	}
	who := n.responsible(ctx, n.Institution, n.ch, &n.state, lang)
	w.values = map[string]string{"office": n.ch.Office.In(lang), "number": n.state.Number, "service": n.serviceName(lang), "department": who.Department,
		"officer": orDash(who.Name), "phone": who.Phone, "received": c.Time(n.state.ReceivedAt, c.Location()), "due": "-", "link": n.page()}
	if d := deadlineOf(n.read(n.Facts, n.now, n.since(nil), false).verdicts, n.ch); d != nil && !d.Due.IsZero() {
		w.values["due"] = c.Deadline(d.Due, c.Location())
	}
	args := make([]any, 0, 2*len(w.values))
	for name, value := range w.values {
		args = append(args, name, value)
	}
	w.subject = c.T("word."+w.template+".subject", args...)
	w.short = c.T("word."+w.template+".short", args...)
	parts := []string{c.T("word."+w.template+".long", args...), written, n.where(c), n.rating(c, w), c.T("word.closing", args...)}
	w.long = strings.Join(filled(parts), "\n\n")
	return w, true
}

// filled returns the texts that are not empty.
func filled(texts []string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// wrote returns the letter that was issued with a fact, by its identifier, and what the office wrote: the letter whole, or the words
// of the fact.
func (n *notifying) wrote(factID string, about fact.Kind) (letter, text string) {
	for i := range n.known {
		f := &n.known[i]
		if f.ID != factID {
			continue
		}
		if i+1 < len(n.known) && n.known[i+1].Kind == fact.DocumentIssued && n.known[i+1].RecordedAt.Equal(f.RecordedAt) {
			doc := n.texts[n.known[i+1].ID].Fields
			return n.known[i+1].ID, strings.TrimSpace(doc["title"] + "\n\n" + doc["text"])
		}
		return "", field(n.texts, f.ID, told[about])
	}
	return "", ""
}

// serviceName is what the case is about, in words.
func (n *notifying) serviceName(lang string) string {
	if svc := n.ch.Service(n.state.Service); svc != nil {
		return svc.Name.In(lang)
	}
	return "-"
}

// page is the address of the page on which anybody finds his case by its number; empty when nobody has said where the office's
// pages are.
func (n *notifying) page() string {
	if n.public == "" {
		return "-"
	}
	return n.public + "/follow"
}

// where says where the citizen finds his case. The private link goes by e-mail alone, to the address that the petition came from: a
// telephone number on a form may be anybody's.
func (n *notifying) where(c *locale.Catalogue) string {
	switch {
	case n.public == "":
		return ""
	case n.state.Channel == "email" && n.wroteFrom(n.person.Email):
		return c.T("word.link", "link", n.public+"/c/"+n.keys.Token(n.Institution, n.out.Case))
	}
	return c.T("word.page", "link", n.page())
}

// rating leads to where one press says how the case was handled: with the result, and where the private link goes.
func (n *notifying) rating(c *locale.Catalogue, w *word) string {
	if n.public == "" || w.template != "answered" && w.template != "refused" || n.state.Channel != "email" || !n.wroteFrom(n.person.Email) {
		return ""
	}
	return c.T("ask.word.rating", "link", n.public+"/c/"+n.keys.Token(n.Institution, n.out.Case)+"#rating")
}

// wroteFrom tells whether the petition came from an address.
func (n *notifying) wroteFrom(address string) bool {
	f := n.first(fact.LetterArrived)
	return f != nil && address != "" && mailbox(n.texts[f.ID].Fields["email"]) == mailbox(address)
}
