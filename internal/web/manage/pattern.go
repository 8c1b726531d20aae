package manage

import (
	"net/http"
	"net/url"
	"strings"

	"jikim/internal/core/fact"
	"jikim/internal/core/pattern"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// patternPage is what goes wrong again and again.
type patternPage struct {
	ui.Page
	Groups []patternGroup
	Tested int // how many places were compared
}

// patternGroup is the patterns of broken promises, or those of complaints.
type patternGroup struct {
	Title, None string
	Patterns    []patternLine
}

// patternLine is a pattern in words, with the cases behind it.
type patternLine struct {
	Title, Text, Chance, Sentence string // Sentence is the charter's
	Places                        string // of what several places share; else empty
	Trend                         string // how the pattern of one place goes on; else empty
	Rising                        bool
	Cases                         []patternCase
	Task                          string // address at which an improvement is made of it
}

type patternCase struct{ Href, Number, At string }

func (s *Surface) patternsFound(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	found, err := s.app.Patterns(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := &patternPage{Page: v.Page, Tested: found.Broken.Tested + found.Complaints.Tested}
	p.Page.Title, p.Page.Lead = v.C.T("improve.patterns.title"), v.C.T("improve.patterns.lead", "from", v.C.Date(found.From, v.C.Location()))
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.today"), Href: "/manage"}, {Text: p.Page.Title}}
	broken := patternGroup{Title: v.C.T("improve.patterns.broken"), None: v.C.T("improve.patterns.broken.none")}
	broken.Patterns = linesOf(v, &found.Broken, "broken", func(sort string) (string, string) {
		sentence := ""
		if promise := v.Charter.Promise(sort); promise != nil {
			sentence = promise.Text.In(v.Lang())
		}
		return v.PromiseName(v.Charter, sort), sentence
	})
	complaints := patternGroup{Title: v.C.T("improve.patterns.complaints"), None: v.C.T("improve.patterns.complaints.none")}
	complaints.Patterns = linesOf(v, &found.Complaints, "complaints", func(sort string) (string, string) { return v.C.T("choice.about." + sort), "" })
	p.Groups = []patternGroup{broken, complaints}
	return ui.Render(w, r, http.StatusOK, patternView(p))
}

// linesOf writes what was found in words: what several places share first. named gives the name of a sort, and its sentence of the charter.
func linesOf(v *staff.View, found *pattern.Found, kind string, named func(sort string) (name, sentence string)) []patternLine {
	var out []patternLine
	for i := range found.Spread {
		one := &found.Spread[i]
		name, sentence := named(one.Sort)
		places := make([]string, len(one.Places))
		for j, place := range one.Places {
			places[j], _ = namedPlace(v, place)
		}
		l := patternLine{Title: v.C.T("improve.spread.title", "what", name), Sentence: sentence, Places: v.C.T("improve.spread.places", "places", strings.Join(places, ", ")),
			Text: v.C.T("improve.spread."+kind, "bad", one.Bad, "all", one.All, "share", v.C.Percent(one.Share()), "before_bad", one.BeforeBad, "before", one.BeforeAll,
				"before_share", v.C.Percent(one.BeforeShare())),
			Chance: v.C.T("improve.spread.chance", "chance", oneIn(v, one.Chance))}
		out = append(out, l.with(v, one.Cases, one.Sort, "", v.C.T("improve.spread.suggested."+kind, "what", name)))
	}
	for i := range found.Patterns {
		one := &found.Patterns[i]
		name, sentence := named(one.Sort)
		place, desk := namedPlace(v, one.Place)
		l := patternLine{Title: v.C.T("improve.pattern.title", "place", place, "what", name), Sentence: sentence,
			Text: v.C.T("improve.pattern."+kind, "bad", one.Bad, "all", one.All, "share", v.C.Percent(one.Share()), "elsewhere_bad", one.ElsewhereBad,
				"elsewhere", one.Elsewhere, "elsewhere_share", v.C.Percent(one.ElsewhereShare())),
			Trend: v.C.T("improve.trend."+string(one.Trend), "bad", one.BeforeBad, "all", one.BeforeAll), Rising: one.Trend == pattern.Rising,
			Chance: v.C.T("improve.pattern.chance", "chance", oneIn(v, one.Chance))}
		out = append(out, l.with(v, one.Cases, one.Sort+" "+one.Place, desk, v.C.T("improve.pattern.suggested."+kind, "place", place, "what", name)))
	}
	return out
}

// namedPlace names a place, and gives its desk when it is one.
func namedPlace(v *staff.View, place string) (name, desk string) {
	if v.Charter.Directory.FindDesk(place) != nil {
		return v.DeskName(place), place
	}
	if d := v.Charter.Directory.FindDepartment(place); d != nil {
		return d.Name.In(v.Lang()), ""
	}
	return place, ""
}

// with adds the cases behind a line, and the way to an improvement that is made of it.
func (l patternLine) with(v *staff.View, cases []pattern.Case, rule, desk, suggested string) patternLine {
	for _, c := range cases {
		line := patternCase{Href: caseHref(c.Case), Number: numbered(v.C, c.Number, c.Case), At: v.C.Time(c.At, v.C.Location())}
		if c.Case == fact.Institution {
			line.Href = "/manage/standing"
		}
		l.Cases = append(l.Cases, line)
	}
	l.Task = improvementPath + "/new?" + url.Values{"source": {"pattern"}, "rule": {rule}, "desk": {desk}, "suggested": {suggested}}.Encode()
	return l
}

// oneIn writes a chance as one in so many.
func oneIn(v *staff.View, chance float64) string {
	const most = 1_000_000
	if chance <= 1.0/most {
		return v.C.T("improve.pattern.hardly", "n", v.C.Number(most))
	}
	return v.C.T("improve.pattern.one_in", "n", v.C.Number(int(1/chance)))
}
