package manage

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"jikim/internal/app"
	"jikim/internal/core/premises"
	"jikim/internal/web"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// signsPage is everything that is printed, by kind, with what has to be printed again.
type signsPage struct {
	ui.Page
	Groups  []signGroup
	Summary string
	Calm    bool // nothing is to be done
	MayPut  bool // the reader may record what was put up
}

// signGroup is the signs of a kind.
type signGroup struct {
	Kind, Name string
	Key        string // of the form that records all of them
	Signs      []signRow
}

type signRow struct {
	app.Sign
	Key string
}

// signPage is the preview of one sign.
type signPage struct {
	ui.Page
	Sign app.Sign
	Name string
}

// size is the attributes by which a browser keeps room for the picture of a sheet before it has come.
func (p signPage) size(n int) templ.Attributes {
	width, height := p.Sign.Size(n)
	return templ.Attributes{"width": strconv.Itoa(int(math.Round(width))), "height": strconv.Itoa(int(math.Round(height)))}
}

func (s *Surface) signs(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.signsPage(r, v)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("did")); err == nil && n > 0 {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("sign.did", "n", n)}}
	}
	return ui.Render(w, r, http.StatusOK, signsView(p))
}

func (s *Surface) signsPage(r *http.Request, v *staff.View) (*signsPage, error) {
	all, err := s.app.Signs(r.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	p := &signsPage{Page: v.Page, MayPut: v.Actor.Role.AtLeast(app.Manager)}
	p.Page.Title, p.Page.Lead = v.C.T("sign.title"), v.C.T("sign.lead")
	states := map[premises.State]int{}
	for _, kind := range premises.Pieces() {
		g := signGroup{Kind: kind, Name: v.C.T("sign.kind." + kind), Key: s.app.NewKey()}
		for i := range all {
			if all[i].Sign == kind {
				g.Signs = append(g.Signs, signRow{all[i], s.app.NewKey()})
				states[all[i].State]++
			}
		}
		if len(g.Signs) > 0 || kind == premises.DeskPlate {
			p.Groups = append(p.Groups, g)
		}
	}
	p.Calm = states[premises.InOrder] == len(all)
	p.Summary = v.C.T("sign.summary", "stale", states[premises.OutOfDate], "missing", states[premises.Missing], "unseen", states[premises.Unseen])
	if p.Calm {
		p.Summary = v.C.T("sign.summary.none")
	}
	return p, nil
}

// doSigns records what was put up: the signs that the form names, each with what was printed on it when the form was shown.
func (s *Surface) doSigns(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	var posted []app.Posted
	for _, value := range r.PostForm["sign"] {
		digest, id, _ := strings.Cut(value, " ")
		posted = append(posted, app.Posted{ID: id, Digest: digest})
	}
	_, err := s.app.PutUp(r.Context(), v.Actor, r.PostForm.Get("key"), posted)
	if err == nil {
		http.Redirect(w, r, "/manage/signs?did="+strconv.Itoa(len(posted)), http.StatusSeeOther)
		return nil
	}
	if staff.Faults(v.C, err) == nil {
		return err
	}
	p, fault := s.signsPage(r, v)
	if fault != nil {
		return fault
	}
	p.Page.Errors = []ui.FieldError{{Message: v.C.T("sign.choose")}}
	return ui.Render(w, r, http.StatusUnprocessableEntity, signsView(p))
}

// sign shows how a sign will look.
func (s *Surface) sign(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	all, err := s.app.Signs(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].ID() != r.PathValue("id") {
			continue
		}
		p := signPage{Page: v.Page, Sign: all[i], Name: all[i].Name}
		if all[i].Subject != "" {
			p.Name += " · " + v.C.T("sign.kind."+all[i].Sign)
		}
		p.Page.Title = v.C.T("sign.preview", "name", p.Name)
		p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("sign.title"), Href: "/manage/signs"}, {Text: p.Page.Title}}
		return ui.Render(w, r, http.StatusOK, signView(p))
	}
	return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

// signPicture sends a sign as an SVG picture.
func (s *Surface) signPicture(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	page, _ := strconv.Atoi(r.URL.Query().Get("page")) // what is no number is the first
	svg, err := s.app.DrawSign(r.Context(), v.Actor, s.site.URL(r, "/"), r.PathValue("id"), page)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(svg) // a reader who has gone is nobody's error
	return nil
}

// printSigns sends all signs of a kind, or one, as a document to be printed.
func (s *Surface) printSigns(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	kind := r.URL.Query().Get("kind")
	pdf, err := s.app.PrintSigns(r.Context(), v.Actor, s.site.URL(r, "/"), kind, r.URL.Query().Get("id"))
	if err != nil {
		return err
	}
	web.Download(w, kind+".pdf", "application/pdf")
	_, _ = w.Write(pdf) // as above
	return nil
}

func printHref(kind, id string) string {
	q := url.Values{"kind": {kind}}
	if id != "" {
		q.Set("id", id)
	}
	return "/manage/signs/print?" + q.Encode()
}

func pictureHref(s *app.Sign, page int) string {
	return signHref(s) + "/svg?page=" + strconv.Itoa(page)
}

func signHref(s *app.Sign) string { return "/manage/signs/" + url.PathEscape(s.ID()) }

// stateKind is the badge of a state: a shape beside the word.
func stateKind(s premises.State) string {
	switch s {
	case premises.OutOfDate:
		return "broken"
	case premises.InOrder:
		return "kept"
	case premises.Missing:
		return "unproven"
	}
	return "pending"
}

func signColumns(p *signsPage) []ui.Column {
	out := []ui.Column{{Head: p.C.T("sign.col.name"), Row: true}, {Head: p.C.T("sign.col.state")}, {Head: p.C.T("sign.col.posted")},
		{Head: p.C.T("sign.col.seen")}, {Head: p.C.T("sign.col.print")}}
	if p.MayPut {
		out = append(out, ui.Column{Head: p.C.T("sign.put")})
	}
	return out
}

func signRows(p *signsPage, g signGroup) []ui.Row {
	when := func(posted app.Sign, seen bool) ui.Cell {
		at := posted.At
		if seen {
			at = posted.Seen
		}
		if at.IsZero() {
			return ui.Cell{Text: p.C.T("sign.never")}
		}
		return ui.Cell{Body: ui.When(p.C.Time(at, p.C.Location()), at)}
	}
	rows := make([]ui.Row, 0, len(g.Signs))
	for _, s := range g.Signs {
		row := ui.Row{Cells: []ui.Cell{{Text: s.Name, Href: signHref(&s.Sign)}, {Body: signState(p, s)}, when(s.Sign, false), when(s.Sign, true),
			{Body: signLinks(p, s)}}}
		if s.State == premises.OutOfDate {
			row.Class = "broken"
		}
		if p.MayPut {
			row.Cells = append(row.Cells, ui.Cell{Body: signPut(p, g, s)})
		}
		rows = append(rows, row)
	}
	return rows
}
