package manage

import (
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// draftFilePage is a whole file of the draft.
type draftFilePage struct {
	ui.Page
	Name, Text string
	Was        string // names the text that the form was made of
	Others     string // what somebody else has saved meanwhile
	Result     draftResult
}

func newDraftFile(v *staff.View, d *app.Draft, name string) *draftFilePage {
	p := &draftFilePage{Page: v.Page, Name: name, Text: d.Files[name], Was: textStamp(d.Files[name])}
	p.Page.Title, p.Page.Lead, p.Page.Live = v.C.T("draft.file.title", "file", name), v.C.T("draft.file.lead"), true
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: v.C.T("draft.title"), Href: draftPath}, {Text: name}}
	return p
}

// draftFile shows a file of the draft.
func (s *Surface) draftFile(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	d, err := s.app.Draft(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	if _, there := d.Files[name]; !there {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	p := newDraftFile(v, d, name)
	if r.URL.Query().Get("did") == "saved" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("draft.did.saved")}}
	}
	if err := s.checkedFile(r, v, p, nil); err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, draftFileView(p))
}

// doDraftFile checks or saves a file. A script asks for the result of the check alone while somebody writes.
func (s *Surface) doDraftFile(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	form, _, done, err := s.site.Upload(r)
	if err != nil {
		return err
	}
	defer done()
	d, err := s.app.Draft(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	name := r.PathValue("name")
	if _, there := d.Files[name]; !there {
		return &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
	}
	p := newDraftFile(v, d, name)
	p.Text = strings.ReplaceAll(form.Get("text"), "\r\n", "\n")
	status := http.StatusOK
	switch {
	case form.Get("do") != "save":
	case form.Get("was") != p.Was:
		p.Others, status = d.Files[name], http.StatusConflict
		p.Page.Errors = []ui.FieldError{{Field: "text", Message: v.C.T("fault.draft_conflict")}}
	case strings.TrimSpace(p.Text) == "":
		status = http.StatusUnprocessableEntity
		p.Page.Errors = []ui.FieldError{{Field: "text", Message: v.C.T("draft.file.empty")}}
	default:
		if _, err := s.app.SaveDraft(r.Context(), v.Actor, d.Version, map[string]string{name: p.Text}); err == nil {
			return seeOther(w, r, filePath+name+"?did=saved")
		} else if p.Page.Errors = staff.Faults(v.C, err); p.Page.Errors == nil {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	if err := s.checkedFile(r, v, p, map[string]string{name: p.Text}); err != nil {
		return err
	}
	if r.Header.Get("HX-Request") != "" {
		return ui.Render(w, r, http.StatusOK, draftFileResult(p))
	}
	return ui.Render(w, r, status, draftFileView(p))
}

// checkedFile checks the draft with the file as it stands on the page.
func (s *Surface) checkedFile(r *http.Request, v *staff.View, p *draftFilePage, changes map[string]string) error {
	found, err := s.app.CheckDraft(r.Context(), v.Actor, changes)
	if err != nil {
		return err
	}
	all := strings.Split(p.Text, "\n")
	p.Result = newResult(v, found, func(_ finding, file string, line int) (string, bool) {
		if file != p.Name {
			return "", false
		}
		if line == 0 || line > len(all) {
			return "", true
		}
		return strings.TrimSpace(all[line-1]), true
	})
	for _, ch := range found.Changes {
		p.Result.Changes = append(p.Result.Changes, v.C.Step(ch.Step()))
	}
	return nil
}
