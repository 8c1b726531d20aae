package web

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jikim/internal/core/charter"
	"jikim/internal/locale"
)

// Owed says in plain words what a promise owes the citizen; empty when only its sentence can say it.
func Owed(c *locale.Catalogue, p *charter.Promise) string {
	acts := p.Then
	if p.Shape == charter.Each {
		acts = p.When
	}
	what := either(c, acts)
	switch {
	case what == "":
		return ""
	case p.OfService:
		return c.T("portal.promise.what.service", "what", what)
	case p.Shape == charter.Within && p.Minimum:
		return c.T("portal.promise.what.minimum", "what", what, "limit", p.Limit)
	case p.Shape == charter.Within:
		return c.T("portal.promise.what.within", "what", what, "limit", p.Limit)
	case p.Shape == charter.AtLeast:
		return c.T("portal.promise.what.at_least", "what", what, "n", p.Count)
	case p.Shape == charter.Each:
		return c.T("portal.promise.what.each", "what", what)
	}
	return what
}

// either names acts of which one is owed: "an answer, a refusal or a closing".
func either(c *locale.Catalogue, acts []charter.Pattern) string {
	var names []string
	for _, act := range acts {
		if name := c.T("kind." + act.Kind.String()); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	n := len(names)
	what := strings.Join(names, "")
	if n > 3 {
		what = c.T("portal.promise.any", "acts", names[:2])
	} else if n > 1 {
		what = c.Value(names[:n-1]) + c.T("portal.promise.or") + names[n-1]
	}
	if first, size := utf8.DecodeRuneInString(what); size > 0 { // it begins a heading
		what = string(unicode.ToUpper(first)) + what[size:]
	}
	return what
}

// About says what tells a promise from others of the same sentence, or what follows from a sentence that does not say it
// itself; empty when the sentence is enough. One sentence of a charter may promise a copier and five computers, and
// "petitions not handled in time" may promise that they are.
func About(c *locale.Catalogue, ch *charter.Charter, p *charter.Promise) string {
	twins, apart := twins(ch, p)
	switch {
	case twins && apart && p.Heading != "":
		return charter.Text{KO: p.Heading, EN: p.HeadingEN}.In(string(c.Lang()))
	case !twins && p.Text.KO != p.Heading:
		return ""
	}
	if s := p.Standing; s != nil && len(s.Names) > 0 {
		if item := ch.Directory.FindItem(s.Names[0]); item != nil {
			return item.Name.In(string(c.Lang()))
		}
	}
	return Owed(c, p)
}

// twins tells whether other published promises have the same sentence, and whether all of them stand under other headings.
func twins(ch *charter.Charter, p *charter.Promise) (some, apart bool) {
	apart = true
	for _, q := range ch.Promises {
		if q != p && q.Publish && q.Text.KO == p.Text.KO {
			some = true
			apart = apart && q.Heading != p.Heading
		}
	}
	return some, apart
}

// Sentence is the sentence of a promise with what it is about, where that is needed to know which promise is meant.
func Sentence(c *locale.Catalogue, ch *charter.Charter, p *charter.Promise) string {
	text := p.Text.In(string(c.Lang()))
	if about := About(c, ch, p); about != "" {
		return c.T("portal.promise.about", "text", text, "about", about)
	}
	return text
}
