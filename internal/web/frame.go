package web

import (
	"net/http"
	"strings"

	"jikim/internal/core/charter"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// Frame returns the frame of a page for this request: language, time zone, office, time and address. The surface adds its
// own part: title, breadcrumb, menu.
func (s *Server) Frame(w http.ResponseWriter, r *http.Request) ui.Page {
	prefs := ui.Choose(w, r)
	now := s.Service.Now()
	p := ui.Page{Prefs: prefs, Now: now, Path: r.URL.RequestURI(), C: prefs.Catalogue(), Surface: "portal"}
	if ch := s.Charter(); ch != nil {
		p.C = p.C.In(ch.Petition.Location())
		p.Office = s.office(ch, p.C)
	}
	return p
}

// Citizen returns the frame of a page for citizens, with their menu. Path is the page's own, such as "/charter"; the
// entry of the menu that leads there is marked.
func (s *Server) Citizen(w http.ResponseWriter, r *http.Request) ui.Page {
	p := s.Frame(w, r)
	for _, l := range []ui.Link{
		{Text: p.C.T("portal.nav.petition"), Href: "/petitions/new"},
		{Text: p.C.T("portal.nav.services"), Href: "/services"},
		{Text: p.C.T("find.nav"), Href: "/find"},
		{Text: p.C.T("portal.nav.follow"), Href: "/follow"},
		{Text: p.C.T("portal.nav.charter"), Href: "/charter"},
		{Text: p.C.T("portal.nav.performance"), Href: "/performance"},
	} {
		l.Current = r.URL.Path == l.Href || strings.HasPrefix(r.URL.Path, l.Href+"/")
		p.Nav = append(p.Nav, l)
	}
	return p
}

func (s *Server) office(ch *charter.Charter, c *locale.Catalogue) ui.Office {
	lang, d := string(c.Lang()), &ch.Directory
	return ui.Office{
		Name: ch.Office.In(lang), Address: d.Address.In(lang), Telephone: d.Dial(d.Phone), Fax: d.Dial(d.Fax), Official: s.Official,
		Links: []ui.Link{
			{Text: c.T("portal.footer.privacy"), Href: "/privacy", Current: true},
			{Text: ch.Title.In(lang), Href: "/charter"},
			{Text: c.T("portal.nav.performance"), Href: "/performance"},
			{Text: c.T("ledger.title"), Href: "/ledger"},
			{Text: c.T("portal.footer.staff"), Href: LoginPath},
		},
	}
}
