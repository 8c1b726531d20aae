package portal

import (
	"net/http"
	"strings"

	"jikim/internal/app"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/premises"
	"jikim/internal/web/place"
	"jikim/internal/web/ui"
)

// findPage is what was found for some words; without words, where everything is.
type findPage struct {
	view
	Words  string
	Result *app.Findings // nil before anything was asked
	Desk   calendar.Today
	Office calendar.Today
}

// shownFound is how many are shown at once: a page that a telephone shows without endless scrolling.
const shownFound = 10

// maxFindWords is the most letters that are looked at; what is longer is cut.
const maxFindWords = 64

func (p *Portal) lookUp(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "find.title")
	if err != nil {
		return err
	}
	v.Lead, v.Live = v.C.T("find.lead"), true
	page := findPage{view: v, Words: r.URL.Query().Get("q"), Desk: v.Charter.Desk.Today(v.Now), Office: v.Charter.Petition.Today(v.Now)}
	if letters := []rune(page.Words); len(letters) > maxFindWords {
		page.Words = string(letters[:maxFindWords])
	}
	if strings.TrimSpace(page.Words) != "" {
		if page.Result, err = p.site.Service.Find(r.Context(), p.site.Visitor(r), page.Words, shownFound); err != nil {
			return err
		}
	}
	return ui.Render(w, r, http.StatusOK, findView(page))
}

// said says how many were found, for the eyes and for screen readers.
func (p findPage) said() string {
	switch n := len(p.Result.Found); {
	case n == 0:
		return p.C.T("find.none", "words", p.Words)
	case p.Result.Typo:
		return p.C.T("find.meant", "words", p.Words, "n", n)
	case p.Result.More:
		return p.C.T("find.more", "n", n)
	default:
		return p.C.T("find.found", "n", n)
	}
}

// href is where a thing that was found leads; empty when there is no page about it.
func (v view) href(f *app.Found) string {
	switch {
	case f.Kind == app.FoundService:
		return "/services/" + f.ID
	case f.Room != nil:
		return roomURL(f.Room)
	}
	return ""
}

func roomURL(r *charter.Room) string { return "/find/room/" + r.ID }

// guide shows where things are, with links to the pages of this surface.
func (v view) guide() place.Guide {
	return place.Guide{C: v.C, Directory: &v.Charter.Directory, Link: roomURL}
}

// where names a room with its floor.
func (v view) where(r *charter.Room) string { return v.guide().Where(r) }

// floorOf names the floor of a room.
func (v view) floorOf(r *charter.Room) string { return v.guide().Floor(r) }

// inOut says whether somebody is in.
func (v view) inOut(w app.Whereabouts) string { return place.InOut(v.C, w.State, w.Instead, v.Now) }

// found lists what is to be known about a thing that was found.
func (v view) found(f *app.Found) ui.DescriptionList {
	var list ui.DescriptionList
	add := func(term, text, href string) {
		if text != "" {
			list = append(list, ui.Item{Term: v.C.T(term), Text: text, Href: href})
		}
	}
	add("find.duty", f.Duty, "")
	if f.Now != nil {
		add("out.now", v.inOut(*f.Now), "")
	}
	if f.Department != nil {
		add("find.department", f.Department.Name.In(v.lang()), "")
	}
	if f.Desk != nil {
		add("find.desk", f.Desk.Name.In(v.lang()), "")
	}
	switch {
	case f.Room == nil:
	case f.Kind == app.FoundRoom:
		add("find.floor", v.floorOf(f.Room), "")
	default:
		add("find.where", v.where(f.Room), roomURL(f.Room))
	}
	if len(f.Phones) > 0 {
		list = append(list, ui.Item{Term: v.C.T("find.phone"), Body: phones(v, f.Phones)})
	}
	for i := range f.Stock {
		s := &f.Stock[i]
		term := v.C.T("find.stock")
		if f.Room == nil && s.Room != "" {
			term = v.C.T("find.stock.in", "room", v.Charter.Directory.FindRoom(s.Room).Name.In(v.lang()))
		}
		list = append(list, ui.Item{Term: term, Body: stockLine(v, s)})
	}
	return append(list, ui.Item{Term: v.C.T("find.today"), Body: openToday(v, f.Today)})
}

// works says how many of a thing work now.
func (v view) works(s *premises.Stock) string {
	switch {
	case !s.Known:
		return v.C.T("find.stock.unknown")
	case s.Working == 0:
		return v.C.T("find.stock.nothing")
	case s.Item.Count > 0 && s.Item.Room == s.Room:
		return v.C.T("find.stock.works", "n", s.Working, "total", max(s.Item.Count, s.Working))
	}
	return v.C.T("find.stock.number", "n", s.Working)
}

// known says how that is known and since when; empty when nothing is.
func (v view) known(s *premises.Stock) string {
	if !s.Known {
		return ""
	}
	var said []string
	if s.Looked.IsZero() {
		said = append(said, v.C.T("find.stock.never"))
	} else {
		said = append(said, v.C.T("find.stock.looked", "at", s.Looked))
	}
	switch {
	case s.Changed.IsZero():
	case s.Down:
		said = append(said, v.C.T("find.stock.down", "at", s.Changed))
	default:
		said = append(said, v.C.T("find.stock.up", "at", s.Changed))
	}
	return strings.Join(append(said, v.C.T("ui.grade", "grade", v.C.T("ui.grade."+s.Grade.String()))), " ")
}

// notWorking is the key of the word for a thing that cannot be used, or of which nothing is known.
func notWorking(s *premises.Stock) string {
	if s.Known {
		return "find.stock.no"
	}
	return "find.stock.open"
}
