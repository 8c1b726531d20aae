package manage

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/yaml"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// doDraft checks or saves the sentence that was sent, or moves, removes or adds one; "do" says which. A script asks for the
// result of the check alone while somebody writes.
func (s *Surface) doDraft(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, _, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	d, err := s.app.Draft(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if form.Get("do") == "discard" {
		if err := s.app.DiscardDraft(r.Context(), v.Actor, form.Get("version")); err != nil {
			return err
		}
		return seeOther(w, r, draftPath+"?did=discarded")
	}
	m, err := charter.ReadManuscript(d.Files[charter.Main])
	if err != nil { // the page says so
		return seeOther(w, r, draftPath)
	}
	switch do := form.Get("do"); do {
	case "up", "down":
		text, err := m.Move(form.Get("at"), do == "down")
		return s.rewritten(w, r, v, d, rewriting{text, err, form.Get("at"), form.Get("at"), "moved"})
	case "remove":
		text, err := m.Remove(form.Get("at"))
		return s.rewritten(w, r, v, d, rewriting{text, err, form.Get("at"), "", "removed"})
	case "add":
		id := newID(m)
		text, err := m.Insert(form.Get("at"), newPromise(v, id))
		return s.rewritten(w, r, v, d, rewriting{text, err, form.Get("at"), id, "added"})
	}
	return s.doSentence(w, r, v, d, m, form)
}

// seeOther answers a form with the page to look at.
func seeOther(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// newID is an identifier for a promise that has none yet.
func newID(m *charter.Manuscript) string {
	for i := 1; ; i++ {
		if id := "new." + strconv.Itoa(i); m.Find(id) == nil {
			return id
		}
	}
}

// newPromise is what a new promise says before it is written: something sound, so that the rest can still be checked.
func newPromise(v *staff.View, id string) string {
	return "- id: " + id + "\n  text: " + v.C.T("draft.new_text") + "\n  when: case.received\n  then: case.answered\n  within: 7 days by law\n"
}

// rewriting is the main file after a sentence was moved, removed or added.
type rewriting struct {
	text     string
	err      error
	from, to string // sentence that is shown when it cannot be done, and when it was
	did      string
}

// rewritten saves the main file. What cannot be done is said on the page.
func (s *Surface) rewritten(w http.ResponseWriter, r *http.Request, v *staff.View, d *app.Draft, n rewriting) error {
	err := n.err
	if err == nil {
		_, err = s.app.SaveDraft(r.Context(), v.Actor, d.Version, map[string]string{charter.Main: n.text})
	}
	if err == nil {
		return seeOther(w, r, draftPath+"?"+url.Values{"at": {n.to}, "did": {n.did}}.Encode())
	}
	faults := staff.Faults(v.C, err)
	var wrong *yaml.Error
	switch {
	case faults != nil:
	case errors.As(err, &wrong):
		faults = []ui.FieldError{{Message: mistake(wrong).Text}}
	case n.err == nil:
		return err
	default: // the sentence is gone, or was moved meanwhile
		faults = []ui.FieldError{{Message: v.C.T("draft.gone")}}
	}
	p, err := s.newDraft(r, v, d, n.from)
	if err != nil {
		return err
	}
	p.Page.Errors = faults
	return ui.Render(w, r, http.StatusUnprocessableEntity, draftView(p))
}

// doSentence checks or saves one sentence with its promise.
func (s *Surface) doSentence(w http.ResponseWriter, r *http.Request, v *staff.View, d *app.Draft, m *charter.Manuscript, form url.Values) error {
	script := r.Header.Get("HX-Request") != ""
	p, err := s.newDraft(r, v, d, form.Get("at"))
	if err != nil {
		return err
	}
	if p.Chosen == nil {
		p.Page.Errors = []ui.FieldError{{Message: v.C.T("draft.gone")}}
		return ui.Render(w, r, http.StatusUnprocessableEntity, draftView(p))
	}
	c := p.Chosen
	c.KO, c.EN = oneLine(form.Get("text")), oneLine(form.Get("english"))
	c.Lines = strings.ReplaceAll(form.Get("lines"), "\r\n", "\n")
	status := http.StatusOK
	text, err := c.composed(m)
	switch {
	case err != nil:
		p.Result, status = unread(err, c.Lines), http.StatusUnprocessableEntity
	case form.Get("do") == "save" && form.Get("was") != c.Was:
		c.Others, status = c.Part.Block, http.StatusConflict
		p.Page.Errors = []ui.FieldError{{Field: "lines", Message: v.C.T("fault.draft_conflict")}}
	case form.Get("do") == "save":
		if _, err = s.app.SaveDraft(r.Context(), v.Actor, d.Version, map[string]string{charter.Main: text}); err == nil {
			return seeOther(w, r, draftHref(c.ID)+"&did=saved")
		}
		if p.Page.Errors = staff.Faults(v.C, err); p.Page.Errors == nil {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	if err == nil {
		if err := s.checked(r, p, map[string]string{charter.Main: text}); err != nil {
			return err
		}
	}
	if script {
		return ui.Render(w, r, http.StatusOK, draftSentenceResult(p))
	}
	return ui.Render(w, r, status, draftView(p))
}

// oneLine is a sentence as it stands on a line of the file.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// composed puts the sentence back into the file and notes what it is called now.
func (c *draftSentence) composed(m *charter.Manuscript) (string, error) {
	block := c.Lines
	if c.Apart {
		var err error
		if block, err = c.Part.Compose(charter.Text{KO: c.KO, EN: c.EN}, c.Lines); err != nil {
			return "", err
		}
	}
	text, err := m.Replace(c.Part.ID, block)
	if err != nil {
		return "", err
	}
	now, err := charter.ReadManuscript(text)
	if err != nil {
		return "", err
	}
	for _, part := range now.Parts() {
		if part.Line == c.First {
			c.ID, c.Block = part.ID, part.Block
		}
	}
	return text, nil
}

// unread is the result for lines that are no promise: the places are those of the lines that were sent.
func unread(err error, lines string) draftResult {
	var all yaml.Errors
	all.Add(err)
	out := draftResult{Checked: true}
	written := strings.Split(lines, "\n")
	for _, m := range all {
		f := placed{finding: mistake(m)}
		f.Where = placeOf("", m.Line, m.Column)
		f.Where = strings.TrimPrefix(f.Where, ":")
		if m.Line > 0 && m.Line <= len(written) {
			f.Line = strings.TrimSpace(written[m.Line-1])
		}
		out.Here = append(out.Here, f)
	}
	return out
}
