package desk

import (
	"net/http"
	"strconv"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// surveyLetterPath is where invitations to a survey are printed and posted.
const surveyLetterPath = "/desk/survey/letter"

// surveyPostings is the invitations and reminders that wait to be posted.
type surveyPostings struct {
	ui.Page
	Letters *app.SurveyLetters // nil: no survey runs
}

func (s *Surface) surveyLetter(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	p, err := s.surveyPostingsPage(r, v, nil)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("posted")); err == nil && n > 0 {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("survey.letter.posted", "n", n)}}
	}
	return ui.Render(w, r, http.StatusOK, surveyPosting(p))
}

func (s *Surface) surveyPostingsPage(r *http.Request, v *staff.View, faults []ui.FieldError) (*surveyPostings, error) {
	p := &surveyPostings{Page: v.Page}
	p.Page.Title, p.Page.Lead, p.Page.Errors = v.C.T("survey.letter.title"), v.C.T("survey.letter.lead"), faults
	var err error
	p.Letters, err = s.app.SurveyLetters(r.Context(), v.Actor)
	return p, err
}

// doSurveyLetter prints the letters that the page named, or notes that they were posted: these and no others, whatever has come since.
func (s *Surface) doSurveyLetter(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	ids := r.PostForm["letter"]
	var pdf []byte
	var posted int
	var err error
	if r.PostForm.Get("do") == "print" {
		pdf, err = s.app.PrintSurveyLetters(r.Context(), v.Actor, ids)
	} else {
		posted, err = s.app.PostSurveyLetters(r.Context(), v.Actor, ids)
	}
	if err != nil {
		faults := staff.Faults(v.C, err)
		if faults == nil {
			return err
		}
		p, err := s.surveyPostingsPage(r, v, faults)
		if err != nil {
			return err
		}
		return ui.Render(w, r, http.StatusUnprocessableEntity, surveyPosting(p))
	}
	if pdf == nil {
		http.Redirect(w, r, surveyLetterPath+"?posted="+strconv.Itoa(posted), http.StatusSeeOther)
		return nil
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="survey-letters.pdf"`)
	_, _ = w.Write(pdf) // a reader who has gone is nobody's error
	return nil
}
