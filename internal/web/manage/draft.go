package manage

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/yaml"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// The pages of the draft.
const (
	draftPath = "/manage/charter/draft"
	filePath  = draftPath + "/files/"
	enactPath = draftPath + "/enact"
	pastPath  = "/manage/charter/versions"
)

// draftPage is the draft of the next version: its sentences, chapter by chapter, and the one that is being edited.
type draftPage struct {
	ui.Page
	Draft    *app.Draft
	Who      string // saved it last
	Chapters []draftChapter
	Broken   []finding // what keeps the file from being taken apart; then it is edited as a whole
	Files    []string
	Behind   bool // it was begun from a version that is not the last any more
	Chosen   *draftSentence
	Result   draftResult
	v        *staff.View
}

// draftChapter is the sentences of a chapter in the list.
type draftChapter struct {
	Title string
	Rows  []draftRow
}

// draftRow is a sentence in the list.
type draftRow struct {
	ID, Text string
	Chosen   bool
}

// draftSentence is a promise that is being edited: its sentence, and its other lines beside it.
type draftSentence struct {
	Part   charter.Part // as it is saved
	ID     string       // what it is called now, and its lines
	Block  string
	KO, EN string
	Lines  string
	Apart  bool   // the sentence can be edited by itself
	Was    string // names the lines that the form was made of
	Others string // what somebody else has saved meanwhile
	First  int    // line of the file at which it begins
}

// textStamp names a text, so that a form can tell whether somebody else has changed it since.
func textStamp(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// draftHref is the page of one sentence of the draft.
func draftHref(id string) string { return draftPath + "?at=" + url.QueryEscape(id) }

// draft shows the draft, with the sentence that the address names.
func (s *Surface) draft(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	d, err := s.app.Draft(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p, err := s.newDraft(r, v, d, r.URL.Query().Get("at"))
	if err != nil {
		return err
	}
	if did := r.URL.Query().Get("did"); slices.Contains([]string{"saved", "moved", "removed", "added", "discarded", "withdrawn"}, did) {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("draft.did." + did)}}
	}
	if p.Chosen != nil {
		if err := s.checked(r, p, nil); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, draftView(p))
}

// newDraft makes the page, with the sentence of that identifier; empty: none.
func (s *Surface) newDraft(r *http.Request, v *staff.View, d *app.Draft, at string) (*draftPage, error) {
	p := &draftPage{Page: v.Page, Draft: d, Files: slices.Sorted(maps.Keys(d.Files)), v: v}
	p.Page.Title, p.Page.Lead, p.Page.Live = v.C.T("draft.title"), v.C.T("draft.lead"), true
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: p.Page.Title}}
	if !d.At.IsZero() {
		names, err := s.names(r, v)
		if err != nil {
			return nil, err
		}
		p.Who = names[d.By]
	}
	versions := s.app.Charters().Versions(v.Actor.Institution)
	p.Behind = versions[len(versions)-1].Digest != d.Base
	m, err := charter.ReadManuscript(d.Files[charter.Main])
	if err != nil {
		p.Broken = mistakes(err)
		return p, nil
	}
	for _, part := range m.Parts() {
		title := part.Chapter.In(v.Lang())
		if n := len(p.Chapters); n == 0 || p.Chapters[n-1].Title != title {
			p.Chapters = append(p.Chapters, draftChapter{Title: title})
		}
		c := &p.Chapters[len(p.Chapters)-1]
		c.Rows = append(c.Rows, draftRow{ID: part.ID, Text: part.Text.In(v.Lang()), Chosen: part.ID == at})
	}
	if part := m.Find(at); part != nil && at != "" {
		p.Chosen = sentenceOf(part)
	}
	return p, nil
}

func sentenceOf(part *charter.Part) *draftSentence {
	c := &draftSentence{Part: *part, ID: part.ID, Block: part.Block, KO: part.Text.KO, EN: part.Text.EN, Was: textStamp(part.Block), First: part.Line}
	if c.Lines, c.Apart = part.Apart(); !c.Apart {
		c.Lines = part.Block
	}
	return c
}

// mistakes lists the places of an error of reading.
func mistakes(err error) []finding {
	var all yaml.Errors
	all.Add(err)
	var out []finding
	for _, m := range all {
		out = append(out, mistake(m))
	}
	return out
}

func mistake(m *yaml.Error) finding {
	text := m.Msg
	if m.Hint != "" {
		text += " (" + m.Hint + ")"
	}
	return finding{Where: placeOf(m.File, m.Line, m.Column), Text: text}
}

// placeOf writes the place of a mistake.
func placeOf(file string, line, column int) string {
	if line == 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line) + ":" + strconv.Itoa(column)
}

// draftResult is what the check found in the draft.
type draftResult struct {
	Checked bool
	Here    []placed  // in the sentence or file that is being edited
	Else    []finding // elsewhere
	Clean   bool
	Reading *besideRow // what the promise says now; nil when something is wrong
	Changes []string   // from the last version, of this promise or file; or of all
}

// placed is a mistake beside its line.
type placed struct {
	finding
	Line string // as it is written; empty when the place is the whole
}

// checked checks the draft, with changes that are not saved, and sorts what is found: what concerns the chosen promise first.
func (s *Surface) checked(r *http.Request, p *draftPage, changes map[string]string) error {
	found, err := s.app.CheckDraft(r.Context(), p.v.Actor, changes)
	if err != nil {
		return err
	}
	text := p.Draft.Files[charter.Main]
	if now, ok := changes[charter.Main]; ok {
		text = now
	}
	all := strings.Split(text, "\n")
	c := p.Chosen
	last := c.First + strings.Count(strings.TrimSuffix(c.Block, "\n"), "\n")
	p.Result = newResult(p.v, found, func(f finding, file string, line int) (string, bool) {
		if f.Promise == c.ID {
			return "", true
		}
		if file != charter.Main || line < c.First || line > last {
			return "", false
		}
		return strings.TrimSpace(all[min(line, len(all))-1]), true
	})
	if found.Charter == nil {
		return nil
	}
	view := *p.v
	view.Charter = found.Charter
	for _, row := range beside(&view, found.Charter) {
		if row.ID == c.ID {
			p.Result.Reading = &row
		}
	}
	for _, ch := range found.Changes {
		if ch.Subject == "promise" && ch.ID == c.ID {
			p.Result.Changes = append(p.Result.Changes, p.C.Step(ch.Step()))
		}
	}
	return nil
}

// newResult sorts what a check found: here says whether a place is in what is being edited, and what its line says.
func newResult(v *staff.View, found *app.CharterCheck, here func(f finding, file string, line int) (string, bool)) draftResult {
	out := draftResult{Checked: true, Clean: len(found.Mistakes)+len(found.Findings) == 0}
	put := func(f finding, file string, line int) {
		if text, ok := here(f, file, line); ok {
			out.Here = append(out.Here, placed{f, text})
		} else {
			out.Else = append(out.Else, f)
		}
	}
	for _, m := range found.Mistakes {
		put(mistake(m), m.File, m.Line)
	}
	for _, f := range found.Findings {
		put(finding{Where: placeOf(f.File, f.Line, f.Column), Promise: f.Promise, Text: v.C.Step(f.Step)}, f.File, f.Line)
	}
	return out
}
