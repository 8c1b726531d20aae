package manage

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
	"jikim/internal/locale"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// wavesPath is where surveys are opened and watched.
const wavesPath = "/manage/surveys"

// wavesPage opens a survey and lists those there were.
type wavesPage struct {
	ui.Page
	v       *staff.View
	Waves   []app.SurveyState
	Running bool // one of them is not over, so that none can be opened
	Fields  []ui.Field
	draw    func(told func(string)) // while the page is sent; nil: nothing is to be looked at
	Err     string                  // why drawing ended before its end
	failure error                   // that
	Preview *app.SurveyPreview      // what was drawn
	Open    []ui.Hidden             // of the form that opens what was previewed
}

func (s *Surface) waves(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.wavesPage(r, v, url.Values{}, nil)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, wavesView(p))
}

func (s *Surface) wavesPage(r *http.Request, v *staff.View, form url.Values, faults []ui.FieldError) (*wavesPage, error) {
	p := &wavesPage{Page: v.Page, v: v}
	p.Page.Title, p.Page.Lead = v.C.T("ask.manage.title"), v.C.T("ask.manage.lead")
	p.Page.Errors = faults
	var err error
	if p.Waves, err = s.app.SurveyList(r.Context(), v.Actor); err != nil {
		return nil, err
	}
	for i := range p.Waves {
		p.Running = p.Running || p.Waves[i].State != app.WaveClosed
	}
	today := civil.DateOf(v.Page.Now, v.C.Location())
	last := form.Get("last")
	if last == "" {
		last = min(today.AddDays(21).String(), civil.Date{Year: today.Year, Month: 12, Day: 31}.String())
	}
	p.Fields = []ui.Field{
		{C: v.C, Kind: ui.NumberField, Name: "size", Label: v.C.T("ask.manage.size"), Hint: v.C.T("ask.manage.size.hint"), Value: form.Get("size"), Short: true,
			Error: ui.ErrorOf(faults, "size"), Attrs: map[string]any{"min": "0", "inputmode": "numeric"}},
		{C: v.C, Kind: ui.DateField, Name: "last", Label: v.C.T("ask.manage.last"), Hint: v.C.T("ask.manage.last.hint"), Value: last, Short: true, Required: true,
			Error: ui.ErrorOf(faults, "last")},
		{C: v.C, Kind: ui.NumberField, Name: "most", Label: v.C.T("ask.manage.most"), Hint: v.C.T("ask.manage.most.hint"), Value: form.Get("most"), Short: true,
			Error: ui.ErrorOf(faults, "most"), Attrs: map[string]any{"min": "0", "inputmode": "numeric"}},
	}
	return p, nil
}

// newSurvey reads the form; what is no number or day is a fault of its field.
func (s *Surface) newSurvey(r *http.Request, v *staff.View) (app.NewSurvey, []ui.FieldError) {
	n := app.NewSurvey{Key: r.PostForm.Get("key"), Seed: r.PostForm.Get("seed"), Base: s.site.URL(r, "/")}
	var faults []ui.FieldError
	for name, to := range map[string]*int{"size": &n.Size, "most": &n.Most} {
		if raw := r.PostForm.Get(name); raw != "" {
			var err error
			if *to, err = strconv.Atoi(raw); err != nil {
				faults = append(faults, ui.FieldError{Field: name, Message: v.C.T("staff.fault.count")})
			}
		}
	}
	var err error
	if n.Last, err = civil.ParseDate(r.PostForm.Get("last")); err != nil {
		faults = append(faults, ui.FieldError{Field: "last", Message: v.C.T("fault.survey_last")})
	}
	return n, faults
}

// previewWave shows whom a survey would ask; openWave asks them.
func (s *Surface) previewWave(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	n, faults := s.newSurvey(r, v)
	n.Seed = "" // a draw that can be repeated until it pleases is none: each look is a new one, and the last is kept
	if faults == nil {
		if err := s.app.CheckSurvey(v.Actor, n); err != nil {
			if faults = staff.Faults(v.C, err); faults == nil {
				return err
			}
		}
	}
	p, err := s.wavesPage(r, v, r.PostForm, faults)
	if err != nil {
		return err
	}
	if faults != nil {
		return ui.Render(w, r, http.StatusUnprocessableEntity, wavesView(p))
	}
	p.draw = func(told func(string)) {
		told(v.C.T("ask.preview.begins"))
		p.Preview, err = s.app.PreviewSurvey(r.Context(), v.Actor, n, func(contacts int) { told(v.C.T("ask.preview.read", "n", v.C.Number(contacts))) })
		if err != nil {
			p.Err, p.failure = failed(v.C, err, "ask.preview.failed")
			return
		}
		p.Open = []ui.Hidden{{Name: "key", Value: s.app.NewKey()}, {Name: "seed", Value: p.Preview.Seed}}
		for _, name := range []string{"size", "last", "most"} {
			p.Open = append(p.Open, ui.Hidden{Name: name, Value: r.PostForm.Get(name)})
		}
	}
	return errors.Join(ui.Live(w, r, wavesView(p)), p.failure)
}

func (s *Surface) openWave(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	n, faults := s.newSurvey(r, v)
	if faults == nil {
		id, err := s.app.OpenSurvey(r.Context(), v.Actor, n)
		if err == nil {
			http.Redirect(w, r, wavesPath+"/"+url.PathEscape(id), http.StatusSeeOther)
			return nil
		}
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p, err := s.wavesPage(r, v, r.PostForm, faults)
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusUnprocessableEntity, wavesView(p))
}

// stratum names a stratum in words.
func stratumName(v *staff.View, s wave.Stratum) string {
	var channel, desk string
	if s.Channel != "" {
		channel = channelName(v, s.Channel)
	}
	if s.Desk != "" {
		desk = v.DeskName(s.Desk)
	}
	switch {
	case channel == "" && desk == "":
		return v.C.T("ask.stratum.rest")
	case desk == "":
		return channel
	case channel == "":
		return desk
	}
	return channel + " · " + desk
}

func percent(c *locale.Catalogue, part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return c.Percent(float64(part) / float64(whole))
}

func (p *wavesPage) previewTable() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("ask.preview.strata"), Columns: []ui.Column{{Head: p.C.T("ask.col.stratum"), Row: true},
		{Head: p.C.T("ask.col.people"), Num: true}, {Head: p.C.T("ask.col.asked"), Num: true}, {Head: p.C.T("ask.col.margin"), Num: true}}}
	for _, s := range p.Preview.Strata {
		t.Rows = append(t.Rows, ui.Row{Cells: ui.Cells(stratumName(p.v, s.Stratum), strconv.Itoa(s.People), strconv.Itoa(s.Asked), margin(s.Asked, s.People))})
	}
	return t
}

// margin is half the 95 % interval of a share when so many of so many answer.
func margin(n, of int) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("±%.1f%%p", 100*survey.Margin(n, of))
}

// expected is the share of those who are invited that usually answers: surveys of petitioners by message come to about a third.
const expected = 0.3

func (p *wavesPage) expectedMargin() string {
	return margin(int(float64(p.Preview.Drawn)*expected), p.Preview.People)
}

func (p *wavesPage) ways() []string { return wayWords(p.v, p.Preview.Ways) }

// wayWords says how many go by which way.
func wayWords(v *staff.View, counts map[string]int) []string {
	var out []string
	for _, way := range []string{"email", "kakao", "sms", "fax", app.ByCall, app.ByPost} {
		if n := counts[way]; n > 0 {
			out = append(out, v.C.T("ask.way.count", "way", v.C.T("ask.way."+way), "n", n))
		}
	}
	return out
}

// wavesTable lists the surveys.
func (p *wavesPage) wavesTable() ui.Table {
	t := ui.Table{C: p.C, Caption: p.C.T("ask.manage.list"), Cards: true, Columns: []ui.Column{{Head: p.C.T("ask.col.survey"), Row: true}, {Head: p.C.T("ask.col.state")},
		{Head: p.C.T("ask.col.time")}, {Head: p.C.T("ask.col.answers"), Num: true}, {Head: p.C.T("ask.col.rate"), Num: true}}}
	for i := range p.Waves {
		w := &p.Waves[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: w.ID, Href: wavesPath + "/" + url.PathEscape(w.ID)}, {Text: stateName(p.v, w)},
			{Text: p.C.Date(w.OpensAt, p.C.Location()) + " – " + p.C.Date(closing(w), p.C.Location())}, {Text: strconv.Itoa(w.Answers)}, {Text: percent(p.C, w.Responded, w.Invited)}}})
	}
	return t
}

func closing(w *app.SurveyState) time.Time {
	if w.ClosedAt.IsZero() {
		return w.ClosesAt
	}
	return w.ClosedAt
}

func stateName(v *staff.View, w *app.SurveyState) string {
	return v.C.T("ask.state." + string(w.State))
}
