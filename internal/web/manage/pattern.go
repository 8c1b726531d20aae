package manage

import (
	"net/http"
	"net/url"

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
	for i := range found.Broken.Patterns {
		one := &found.Broken.Patterns[i]
		name, sentence := v.PromiseName(v.Charter, one.Sort), ""
		if promise := v.Charter.Promise(one.Sort); promise != nil {
			sentence = promise.Text.In(v.Lang())
		}
		broken.Patterns = append(broken.Patterns, patternOf(v, one, name, sentence, "broken"))
	}
	complaints := patternGroup{Title: v.C.T("improve.patterns.complaints"), None: v.C.T("improve.patterns.complaints.none")}
	for i := range found.Complaints.Patterns {
		one := &found.Complaints.Patterns[i]
		complaints.Patterns = append(complaints.Patterns, patternOf(v, one, v.C.T("choice.about."+one.Sort), "", "complaints"))
	}
	p.Groups = []patternGroup{broken, complaints}
	return ui.Render(w, r, http.StatusOK, patternView(p))
}

// patternOf writes a pattern in words.
func patternOf(v *staff.View, one *pattern.Pattern, name, sentence, kind string) patternLine {
	place, desk := v.DeskName(one.Place), one.Place
	if v.Charter.Directory.FindDesk(one.Place) == nil {
		desk = ""
		if d := v.Charter.Directory.FindDepartment(one.Place); d != nil {
			place = d.Name.In(v.Lang())
		}
	}
	l := patternLine{Title: v.C.T("improve.pattern.title", "place", place, "what", name), Sentence: sentence,
		Text: v.C.T("improve.pattern."+kind, "bad", one.Bad, "all", one.All, "share", v.C.Percent(one.Share()), "elsewhere_bad", one.ElsewhereBad, "elsewhere", one.Elsewhere,
			"elsewhere_share", v.C.Percent(one.ElsewhereShare())),
		Chance: v.C.T("improve.pattern.chance", "chance", oneIn(v, one.Chance))}
	for _, c := range one.Cases {
		line := patternCase{Href: caseHref(c.Case), Number: numbered(v.C, c.Number, c.Case), At: v.C.Time(c.At, v.C.Location())}
		if c.Case == fact.Institution {
			line.Href = "/manage/standing"
		}
		l.Cases = append(l.Cases, line)
	}
	l.Task = improvementPath + "/new?" + url.Values{"source": {"pattern"}, "rule": {one.Sort + " " + one.Place}, "desk": {desk},
		"suggested": {v.C.T("improve.pattern.suggested."+kind, "place", place, "what", name)}}.Encode()
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
