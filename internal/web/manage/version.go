package manage

import (
	"archive/zip"
	"cmp"
	"maps"
	"net/http"
	"slices"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// pastPage is the history of the charter: every version that is served, and those that were taken back.
type pastPage struct {
	ui.Page
	Versions []pastVersion // the latest first
}

// pastVersion is a version in the history.
type pastVersion struct {
	From    civil.Date
	Digest  string
	Edition string
	State   string // "current", "coming", "past" or "withdrawn"
	Who     string // put it into force, when and by what; empty: it was read from a folder
	Entry   *app.Enactment
	Changes []string // from the version before
	First   bool     // there is none before
}

// past shows the history.
func (s *Surface) past(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	list, err := s.app.Enactments(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := s.names(r, v)
	if err != nil {
		return err
	}
	p := &pastPage{Page: v.Page}
	p.Page.Title, p.Page.Lead = v.C.T("past.title"), v.C.T("past.lead")
	p.Page.Breadcrumb = []ui.Link{{Text: v.C.T("manage.charter.title"), Href: "/manage/charter"}, {Text: p.Page.Title}}
	if r.URL.Query().Get("did") == "enacted" {
		p.Page.Flash = []ui.Alert{{C: v.C, Kind: "success", Text: v.C.T("enact.did.enacted")}}
	}
	versions := s.app.Charters().Versions(v.Actor.Institution)
	now := slices.IndexFunc(versions, func(ch *charter.Charter) bool { return ch.Digest == v.Charter.Digest })
	for i, ch := range versions {
		row := pastVersion{From: ch.From, Digest: ch.Digest, Edition: ch.Edition, State: "past", First: i == 0}
		switch cmp.Compare(i, now) {
		case 0:
			row.State = "current"
		case 1:
			row.State = "coming"
		}
		if i > 0 {
			for _, c := range charter.Diff(versions[i-1], ch) {
				row.Changes = append(row.Changes, v.C.Step(c.Step()))
			}
		}
		for k := range list {
			if e := &list[k]; e.Digest == ch.Digest && e.Withdrawn.IsZero() {
				row.Entry, row.Who = e, cmp.Or(names[e.By], e.By)
			}
		}
		p.Versions = append(p.Versions, row)
	}
	for k := range list {
		if e := &list[k]; !e.Withdrawn.IsZero() {
			p.Versions = append(p.Versions, pastVersion{From: e.From, Digest: e.Digest, State: "withdrawn", Entry: e, Who: cmp.Or(names[e.By], e.By), First: true})
		}
	}
	slices.SortStableFunc(p.Versions, func(a, b pastVersion) int { return b.From.Compare(a.From) })
	return ui.Render(w, r, http.StatusOK, pastView(p))
}

// doPast takes a version back.
func (s *Surface) doPast(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if err := s.app.WithdrawCharter(r.Context(), v.Actor, r.PostForm.Get("id")); err != nil {
		return err
	}
	return seeOther(w, r, draftPath+"?did=withdrawn")
}

// download sends the files of a version as an archive.
func (s *Surface) download(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	digest := r.PathValue("digest")
	files, err := s.app.CharterFolder(v.Actor, digest)
	if err != nil {
		return err
	}
	name := "charter-" + s.app.Charters().ByDigest(digest).From.String() + "-" + digest[:12]
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.zip"`)
	z := zip.NewWriter(w)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		part, err := z.CreateHeader(&zip.FileHeader{Name: name + "/" + file, Method: zip.Deflate, Modified: v.Page.Now})
		if err == nil {
			_, err = part.Write([]byte(files[file]))
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
