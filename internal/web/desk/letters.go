package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/casefile"
	"jikim/internal/locale"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// lettersPage lists the letters that wait for a person.
type lettersPage struct {
	ui.Page
	Rows   []heldRow
	More   string // address of the next page; empty on the last
	Upload bool   // scans can be handed in
	Values url.Values
}

// heldRow is a letter that waits.
type heldRow struct {
	app.Head
	ChannelName, DeskName string
}

func letterHref(id string) string { return "/desk/letters/" + url.PathEscape(id) }

// letters lists the letters that wait, the longest waiting first.
func (s *Surface) letters(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	return s.showLetters(w, r, v, http.StatusOK, url.Values{}, nil)
}

// showLetters draws the list; values are what was typed beside a scan.
func (s *Surface) showLetters(w http.ResponseWriter, r *http.Request, v *staff.View, status int, values url.Values, faults []ui.FieldError) error {
	page, err := s.app.HeldLetters(r.Context(), v.Actor, r.URL.Query().Get("after"), inboxRows)
	if err != nil {
		return err
	}
	p := &lettersPage{Page: v.Page, Upload: s.app.ReadsPaper(), Values: values}
	p.Page.Title, p.Page.Lead, p.Page.Live, p.Page.Now = v.C.T("letters.title"), v.C.T("letters.lead"), true, page.Now
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk"}, {Text: p.Page.Title}}
	p.Page.Flash, p.Page.Errors = filedFlash(v, r.URL.Query()), faults
	nameFaults(p.Page.Errors, []ui.Field{{Name: "attachments", Label: v.C.T("letters.scan")}, {Name: "day", Label: v.C.T("desk.contact.day.post")},
		{Name: "register", Label: v.C.T("letters.register")}})
	for _, h := range page.Rows {
		p.Rows = append(p.Rows, heldRow{h, named(v.C, "desk.channel.", h.Channel), v.DeskName(h.Desk)})
	}
	if page.Cursor != "" {
		p.More = "/desk/letters?after=" + url.QueryEscape(page.Cursor)
	}
	return ui.Render(w, r, status, lettersWhole(p))
}

// takeScans takes scans in, and goes on to the first of them.
func (s *Surface) takeScans(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, files, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	at, precision, fault := stampOf(v, form)
	if fault != nil {
		return s.showLetters(w, r, v, http.StatusUnprocessableEntity, form, []ui.FieldError{*fault})
	}
	papers := make([]app.Paper, len(files))
	for i := range files {
		papers[i] = app.Paper{File: files[i], Came: at, Precision: precision, Register: strings.TrimSpace(form.Get("register")), Returned: form.Get("returned") == "yes"}
	}
	id, err := s.app.TakePapers(r.Context(), v.Actor, papers)
	if err != nil {
		if faults := staff.Faults(v.C, err); faults != nil {
			return s.showLetters(w, r, v, http.StatusUnprocessableEntity, form, faults)
		}
		return err
	}
	http.Redirect(w, r, letterHref(id), http.StatusSeeOther)
	return nil
}

// filedFlash says what became of the letter before.
func filedFlash(v *staff.View, q url.Values) []ui.Alert {
	switch {
	case q.Get("filed") == casefile.AsDiscarded:
		return []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("letters.done.discarded")}}
	case q.Get("filed") == casefile.AsCase || q.Get("filed") == casefile.AsPart:
		if number := q.Get("number"); len(number) <= 20 && strings.Trim(number, "0123456789-") == "" {
			return []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("letters.done."+q.Get("filed"), "number", number)}}
		}
	}
	return nil
}

// letterPage is a letter with what can be decided about it.
type letterPage struct {
	contactPage // the form of a petition, filled with what the letter says
	Letter      *app.LetterView
	Into        string // number of the petition that it belongs to, as typed
	Reason      string // of discarding, as chosen
	ReasonList  []ui.Option
	Pictures    []app.File // that can be looked at on the page itself
	Chosen      string     // the decision whose form has faults
}

// letter shows a letter, to decide about it or to see what was decided.
func (s *Surface) letter(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	l, err := s.app.OpenLetter(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	p := s.letterPage(v, l, nil, nil)
	p.Page.Flash = filedFlash(v, r.URL.Query())
	return ui.Render(w, r, http.StatusOK, letterWhole(p))
}

// letterPage makes the page; form is what was typed, nil at first.
func (s *Surface) letterPage(v *staff.View, l *app.LetterView, form url.Values, faults []ui.FieldError) *letterPage {
	values := form
	if values == nil {
		values = proposed(l)
		if l.Channel == "post" { // as far as it is known: the stamp, or when it was scanned
			at := l.ArrivedAt.In(v.C.Location())
			values.Set("day", at.Format(time.DateOnly))
			if l.Precision < time.Hour {
				values.Set("time", at.Format("15:04"))
			}
		}
	}
	values.Set("channel", l.Channel)
	p := &letterPage{contactPage: *s.contactPage(v, values, faults), Letter: l, Into: values.Get("into"), Reason: values.Get("reason"),
		Chosen: values.Get("as")}
	if p.Reason == "" {
		p.Reason = unasked[channel.Class(l.Class)]
	}
	p.Page.Title = v.C.T("letters.one.title", "channel", named(v.C, "desk.channel.", l.Channel))
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("staff.menu.inbox"), Href: "/desk"}, {Text: v.C.T("letters.title"), Href: "/desk/letters"}, {Text: p.Page.Title}}
	p.Page.Live = false
	p.ReasonList = []ui.Option{{Value: "", Label: v.C.T("ui.field.choose")}}
	for _, why := range casefile.Discards() {
		p.ReasonList = append(p.ReasonList, ui.Option{Value: why, Label: v.C.T("letters.discard." + why), Selected: why == p.Reason})
	}
	for _, f := range l.Files {
		if strings.HasPrefix(f.Type, "image/") && f.Type != "image/tiff" && !f.Harmful && len(p.Pictures) < 10 { // what browsers draw
			p.Pictures = append(p.Pictures, f)
		}
	}
	nameFaults(p.Page.Errors, []ui.Field{{Name: "into", Label: v.C.T("letters.into")}, {Name: "reason", Label: v.C.T("letters.reason")}})
	return p
}

// unasked are the reasons that are proposed for letters that no person wrote.
var unasked = map[channel.Class]string{channel.Auto: "automatic", channel.Notice: "automatic", channel.Loop: "automatic", channel.List: "spam", channel.Bulk: "spam"}

// proposed fills the form of a petition with what the letter says, and recognition where it was good enough.
func proposed(l *app.LetterView) url.Values {
	first := func(texts ...string) string {
		i := slices.IndexFunc(texts, func(t string) bool { return t != "" })
		if i < 0 {
			return ""
		}
		return texts[i]
	}
	values := url.Values{}
	answer := ""
	if l.Channel == "email" {
		answer = "email"
	}
	for name, value := range map[string]string{"name": first(l.Name, l.SeemsFrom), "email": first(l.ReplyTo, l.Email), "phone": l.Phone,
		"title": first(l.Title, l.SeemsAbout), "text": l.Text, "service": l.Service, "desk": l.Desk, "answer": answer} {
		values.Set(name, value)
	}
	return values
}

// fileLetter takes the decision about a letter, and goes on with the one that waits next.
func (s *Surface) fileLetter(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, _, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	again := func(status int, faults []ui.FieldError) error {
		l, err := s.app.OpenLetter(r.Context(), v.Actor, r.PathValue("id"))
		if err != nil {
			return err
		}
		return ui.Render(w, r, status, letterWhole(s.letterPage(v, l, form, faults)))
	}
	if form.Get("choose") != "" { // another service was chosen: its questions are shown first
		return again(http.StatusOK, nil)
	}
	n := app.Filing{Key: form.Get("key"), Case: r.PathValue("id"), As: form.Get("as"), Into: form.Get("into"), Reason: form.Get("reason")}
	if n.As == casefile.AsCase {
		var faults []ui.FieldError
		if n.Petition, faults = contactOf(v, form, nil); faults != nil {
			return again(http.StatusUnprocessableEntity, faults)
		}
	}
	got, err := s.app.FileLetter(r.Context(), v.Actor, n)
	if err != nil {
		if faults := staff.Faults(v.C, err); faults != nil {
			return again(http.StatusUnprocessableEntity, faults)
		}
		return err
	}
	next, more, err := s.app.NextHeld(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	to := "/desk/letters"
	if more {
		to = letterHref(next)
	}
	q := url.Values{"filed": {n.As}}
	if got.Number != "" {
		q.Set("number", got.Number)
	}
	http.Redirect(w, r, to+"?"+q.Encode(), http.StatusSeeOther)
	return nil
}

func letterFile(p *letterPage, f app.File) string {
	return caseHref(p.Letter.Case) + "/files/" + url.PathEscape(f.Name)
}

func heldColumns(p *lettersPage) []ui.Column {
	return []ui.Column{
		{Head: p.C.T("letters.col.arrived"), Row: true},
		{Head: p.C.T("desk.inbox.col.channel")},
		{Head: p.C.T("letters.col.from")},
		{Head: p.C.T("staff.field.desk")},
	}
}

func heldRows(p *lettersPage) []ui.Row {
	rows := make([]ui.Row, 0, len(p.Rows))
	for _, h := range p.Rows {
		from := h.Name
		if from == "" {
			from = p.C.T("letters.nameless")
		}
		rows = append(rows, ui.Row{ID: "case-" + h.Case, Cells: []ui.Cell{
			{Text: p.C.Time(h.ReceivedAt, p.C.Location()), Href: letterHref(h.Case)},
			{Text: h.ChannelName}, {Text: from}, {Text: h.DeskName}}})
	}
	return rows
}

// letterItems are what is known of the letter beside its words.
func letterItems(p *letterPage) []ui.Item {
	l := p.Letter
	var out []ui.Item
	put := func(key, text string) {
		if text != "" {
			out = append(out, ui.Item{Term: p.C.T(key), Text: text})
		}
	}
	put("letters.col.arrived", moment(p.C, l.ArrivedAt, l.Precision))
	put("letters.from", l.Name)
	put("desk.person.email", l.Email)
	put("letters.reply_to", l.ReplyTo)
	put("letters.number", l.Phone)
	put("letters.register", l.Register)
	put("letters.source", l.Source)
	put("letters.class", named(p.C, "letter.class.", l.Class))
	put("letters.checks", strings.Join(l.Checks, ", "))
	return out
}

// known returns the words for a key that a channel gave; one that has none is shown as it is, so that nothing is hidden.
func known(c *locale.Catalogue, prefix, value string) string {
	if text := named(c, prefix, value); text != "" {
		return text
	}
	return value
}

// earlierCase names an earlier case of the sender.
func earlierCase(p *letterPage, h app.Head) string {
	what := strings.TrimSpace(h.Number + " " + named(p.C, "desk.channel.", h.Channel))
	return p.C.T("desk.earlier.one", "what", what, "day", p.C.Date(h.ReceivedAt, p.C.Location()), "status", named(p.C, "desk.status.", h.Status))
}

// filedText says what became of the letter.
func filedText(p *letterPage) string {
	switch l := p.Letter; l.FiledAs {
	case casefile.AsPart:
		return p.C.T("letters.was.on", "number", l.Into)
	case casefile.AsDiscarded:
		return p.C.T("letters.was.discarded", "why", named(p.C, "letters.discard.", l.Reason))
	}
	return p.C.T("letters.was.case", "number", p.Letter.Number)
}
