package desk

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// actKind is the weight of an act's button: what has to be done today stands out, what ends a case does not.
func actKind(a actButton) ui.ButtonKind {
	switch {
	case a.pressing():
		return ui.Primary
	case a.Kind == fact.CaseWithdrawn || a.Kind == fact.CaseMerged || a.Kind == fact.CaseClosed || a.Kind == fact.CaseTransferred ||
		a.Kind == fact.CaseNoted:
		return ui.Tertiary
	}
	return ui.Secondary
}

// id names the act within the page. When the page changes by itself, or after a press, the focus then stays on the same
// act or is lost: it must never come to rest on another one, which the next key would record.
func (a *actButton) id() string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == ' ' {
			return '-'
		}
		return r
	}, "act-"+a.Kind.String()+"-"+a.Contact+"-"+a.Of)
}

// whole marks a link to a page that is loaded as a whole and not put into this one, since its scripts start with it.
var whole = templ.Attributes{"hx-boost": "false"}

// attrs name the link of an act.
func (a *actButton) attrs() templ.Attributes {
	out := templ.Attributes{"id": a.id() + "-go"}
	if a.Whole {
		maps.Copy(out, whole)
	}
	return out
}

// pressing tells whether the act keeps a promise that ends within a day, or has ended.
func (a *actButton) pressing() bool {
	return !a.Clock.Due.IsZero() && a.Clock.Due.Sub(a.Clock.Now) < 24*time.Hour || a.Promise != "" && a.Contact != ""
}

func submitKind(f *formPanel) ui.ButtonKind {
	if f.Danger {
		return ui.Danger
	}
	return ui.Primary
}

func smaller(b ui.Button) ui.Button {
	b.Size = ui.Small
	return b
}

// eventClass is the shape of a fact's dot.
func eventClass(e event) string {
	class := ""
	switch e.Kind {
	case fact.PromiseBroken, fact.ActOmitted:
		class = "broken"
	case fact.CaseAnswered, fact.CaseDelivered, fact.ComplaintTold, fact.OpinionTold, fact.CallbackMade:
		class = "kept"
	}
	if e.Retracted {
		class += " struck"
	}
	return class
}

// personItems is what is known of the citizen, masked or not.
func personItems(p *casePage) []ui.Item {
	who := p.Case.Person
	var out []ui.Item
	add := func(key, text string) {
		if text != "" {
			out = append(out, ui.Item{Term: p.C.T(key), Text: text})
		}
	}
	add("desk.person.name", who.Name)
	add("desk.person.phone", who.Phone)
	add("desk.person.email", who.Email)
	add("desk.person.address", who.Address)
	add("desk.person.answer", named(p.C, "choice.how.", p.Case.State.Answer))
	add("desk.person.delivery", named(p.C, "choice.method.", p.Case.State.Delivery))
	if filed := who.Filed; filed.As != "" {
		add("filing.officer."+filed.As, filed.Name)
		add("filing.officer.phone", filed.Phone)
		add("filing.officer.relation", filed.Relation)
		if filed.As == app.Agent {
			add("filing.officer.power", p.C.T("filing.officer.power."+strconv.FormatBool(filed.Power)))
		}
	}
	if who.Identity != "" {
		add("prove.done", p.C.T("prove.done."+string(who.Identity), "at", p.Case.State.ReceivedAt))
	}
	if len(out) == 0 {
		add("desk.person.name", p.C.T("desk.person.unknown"))
	}
	return out
}

// messageText is the sentence of a notice of the system; a notice that the catalogue does not know is told as such.
func messageText(p *casePage, m app.Said) string {
	if key := "desk.sent." + m.Action; p.C.Has(key) {
		return p.C.T(key)
	}
	return p.C.T("desk.sent.other")
}

func fileHref(p *casePage, name string) string {
	return caseHref(p.Case.State.Case) + "/files/" + url.PathEscape(name)
}

// fileSize writes the size of a file.
func fileSize(n int) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
	case n >= 1<<10:
		return strconv.Itoa(n>>10) + " kB"
	}
	return strconv.Itoa(n) + " B"
}

// checkOption is a single box to tick.
func checkOption(p *contactPage, name, key string) []ui.Option {
	return []ui.Option{{Value: "yes", Label: p.C.T(key), Selected: p.Values.Get(name) == "yes"}}
}

func assistOptions(p *contactPage) []ui.Option {
	return choiceOptions(p, "assist", "disabled", "elderly", "other")
}

func causeOptions(p *contactPage) []ui.Option {
	return choiceOptions(p, "cause", "officer_mistake", "customer", "other")
}

// choiceOptions offers values of a field, or none of them.
func choiceOptions(p *contactPage, field string, values ...string) []ui.Option {
	out := []ui.Option{{Value: "", Label: p.C.T("desk.contact.none")}}
	for _, value := range values {
		out = append(out, ui.Option{Value: value, Label: p.C.T("choice." + field + "." + value)})
	}
	return out
}

// dueText says until when: to the second when it is a matter of minutes.
func dueText(c *locale.Catalogue, d ui.Countdown) string {
	at := c.Deadline(d.Due, c.Location())
	if d.Near < time.Minute {
		at = c.Clock(d.Due, c.Location())
	}
	return c.T("ui.countdown.due", "at", at)
}

// shorten cuts a text to so many characters.
func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// channelIcon is the icon of a contact.
func channelIcon(channel string) string {
	if channel == "phone" {
		return "call"
	}
	return "my"
}

// firstKey gives the shortcut to the first of several.
func firstKey(i int, key string) string {
	if i == 0 {
		return key
	}
	return ""
}
