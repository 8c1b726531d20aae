package public

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/improvement"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

// improvementsPage is what was suggested and what became of it, newest first.
type improvementsPage struct {
	view
	Entries []improvement.Entry // those that are shown
	All     []improvement.Entry // all that are published, for the figures above the list
	State   string              // that is asked for; empty: all
	More    string              // address of the next page; empty on the last
}

// improvementRows is how many improvements a page shows.
const improvementRows = 20

func (p *Public) improvements(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	all, err := p.site.Service.PublicImprovements(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page := improvementsPage{view: v, All: all, State: q.Get("state")}
	page.Title, page.Lead = v.C.T("improved.title"), v.C.T("improved.lead")
	var shown []improvement.Entry
	for i := range all {
		if page.State == "" || string(all[i].State) == page.State {
			shown = append(shown, all[i])
		}
	}
	from, err := strconv.Atoi(q.Get("from"))
	if err != nil || from < 0 || from > len(shown) {
		from = 0
	}
	page.Entries = shown[from:min(from+improvementRows, len(shown))]
	if from+improvementRows < len(shown) {
		page.More = "/improvements?state=" + page.State + "&from=" + strconv.Itoa(from+improvementRows)
	}
	return ui.Render(w, r, http.StatusOK, improvements(page))
}

// states are the choices of the filter.
func (p improvementsPage) states() []ui.Option {
	out := []ui.Option{{Value: "", Label: p.C.T("improved.all"), Selected: p.State == ""}}
	for _, st := range improvement.States() {
		out = append(out, ui.Option{Value: string(st), Label: p.C.T("improve.is." + string(st)), Selected: string(st) == p.State})
	}
	return out
}

// count counts the entries of a state.
func (p improvementsPage) count(st improvement.State) int {
	n := 0
	for i := range p.All {
		if p.All[i].State == st {
			n++
		}
	}
	return n
}

// items are what there is to say of an entry beside its pictures.
func (p improvementsPage) items(e *improvement.Entry) []ui.Item {
	c := p.C
	out := []ui.Item{{Term: c.T("improved.raised"), Text: c.Date(e.RaisedAt, c.Location()) + " · " + c.T("improve.from."+string(e.Source))}}
	if e.Desk != "" {
		if d := p.Charter.Directory.FindDesk(e.Desk); d != nil {
			out = append(out, ui.Item{Term: c.T("improve.field.desk"), Text: d.Name.In(p.lang())})
		}
	}
	days := c.T("improve.days", "n", e.Days(p.Now, c.Location()))
	switch e.State {
	case improvement.Done:
		out = append(out, ui.Item{Term: c.T("improved.done"), Text: c.Date(e.DoneAt, c.Location())}, ui.Item{Term: c.T("improved.took"), Text: days})
	case improvement.NotPossible:
		out = append(out, ui.Item{Term: c.T("improved.reason"), Text: e.Reason})
	case improvement.Planned:
		until := e.Until
		if day, err := time.ParseInLocation(time.DateOnly, e.Until, c.Location()); err == nil {
			until = c.Date(day, c.Location())
		}
		if e.Overdue(p.Now, c.Location()) {
			until = c.T("improved.overdue", "day", until)
		}
		out = append(out, ui.Item{Term: c.T("improved.until"), Text: until}, ui.Item{Term: c.T("improved.waits"), Text: days})
	}
	return out
}

// status is the badge of an entry: what is late is shown as what is broken.
func (p improvementsPage) status(e *improvement.Entry) string {
	switch {
	case e.State == improvement.Done:
		return "kept"
	case e.Overdue(p.Now, p.C.Location()):
		return "broken"
	case e.State == improvement.NotPossible:
		return "void"
	}
	return "pending"
}

// picture sends a picture of the register. Its address says what it is, so that it may be kept.
func (p *Public) picture(w http.ResponseWriter, r *http.Request) error {
	got, err := p.site.Service.PublicPicture(r.Context(), p.site.Institution, r.PathValue("digest"))
	if err != nil {
		return err
	}
	web.Inline(w, got.Type)
	w.Header().Set("Cache-Control", "public, max-age=300") // a picture that is taken back is soon gone everywhere
	_, _ = w.Write(got.Body)                               // a reader who has gone is nobody's error
	return nil
}

// openImprovement is an entry as data. Days, not instants: nobody needs the minute at which somebody spoke up.
type openImprovement struct {
	ID        string        `json:"id"`
	Source    string        `json:"source"`
	State     string        `json:"state"`
	Desk      string        `json:"desk,omitempty"`
	Suggested string        `json:"suggested"`
	Made      string        `json:"made,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	Raised    string        `json:"raised"`
	Until     string        `json:"until,omitempty"`
	Done      string        `json:"done,omitempty"`
	Days      int           `json:"days"`
	Published string        `json:"published"`
	Changed   string        `json:"changed"`
	Pictures  []openPicture `json:"pictures"`
}

type openPicture struct {
	Shows  string `json:"shows"` // before or after
	Alt    string `json:"alt"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// improvementData sends the register as CSV or JSON.
func (p *Public) improvementData(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r)
	if err != nil {
		return err
	}
	all, err := p.site.Service.PublicImprovements(r.Context(), p.site.Institution)
	if err != nil {
		return err
	}
	out := make([]openImprovement, len(all))
	for i := range all {
		out[i] = v.open(&all[i])
	}
	if strings.HasSuffix(r.URL.Path, ".json") {
		raw(w, "application/json", aMinute)
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		_ = e.Encode(out) // a client that has gone is nobody's error
		return nil
	}
	raw(w, csvKind, aMinute)
	w.Header().Set("Content-Disposition", `attachment; filename="`+p.site.Institution+`-improvements.csv"`)
	_, _ = w.Write([]byte(byteOrderMark))
	c := csv.NewWriter(w)
	c.UseCRLF = true
	_ = c.Write([]string{"id", "source", "state", "desk", "suggested", "made", "reason", "raised", "until", "done", "days", "published", "changed", "pictures"}) // a reader who has gone is nobody's error
	for i := range out {
		o := &out[i]
		_ = c.Write([]string{o.ID, o.Source, o.State, o.Desk, web.Cell(o.Suggested), web.Cell(o.Made), web.Cell(o.Reason), o.Raised, o.Until, o.Done, strconv.Itoa(o.Days), o.Published,
			o.Changed, strconv.Itoa(len(o.Pictures))})
	}
	c.Flush()
	return nil
}

// open is an entry as data.
func (v view) open(e *improvement.Entry) openImprovement {
	loc := v.C.Location()
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(loc).Format(time.DateOnly)
	}
	out := openImprovement{ID: e.ID, Source: string(e.Source), State: string(e.State), Desk: e.Desk, Suggested: e.Suggested, Made: e.Made, Reason: e.Reason,
		Raised: day(e.RaisedAt), Until: e.Until, Done: day(e.DoneAt), Days: e.Days(v.Now, loc), Published: day(e.Published), Changed: day(e.ChangedAt), Pictures: []openPicture{}}
	for _, p := range e.Pictures {
		shows := "before"
		if p.After {
			shows = "after"
		}
		out.Pictures = append(out.Pictures, openPicture{Shows: shows, Alt: p.Alt, Path: "/improvements/pictures/" + p.Digest, SHA256: p.Digest})
	}
	return out
}
