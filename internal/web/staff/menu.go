package staff

import (
	"strings"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// entry is a page of the menu, shown to those who may open it.
type entry struct {
	key, href string
	role      app.Role // the weakest that may
	from      []string // further paths that belong to it
}

var entries = []entry{
	{key: "staff.menu.inbox", href: "/desk", role: app.Officer, from: []string{"/desk/cases/", "/desk/handout", "/desk/letters", "/desk/posting"}},
	{key: "staff.menu.contact", href: "/desk/contacts/new", role: app.Officer},
	{key: "dates.menu", href: "/desk/dates", role: app.Officer},
	{key: "staff.menu.phrases", href: "/desk/phrases", role: app.Lead, from: []string{"/desk/phrases/"}},
	{key: "staff.menu.today", href: "/manage", role: app.Lead, from: []string{"/manage/broken", "/manage/unproven", "/manage/remedies", "/manage/complaints"}},
	{key: "staff.menu.inspections", href: "/manage/inspections", role: app.Inspector, from: []string{"/manage/inspections/"}},
	{key: "staff.menu.audits", href: "/manage/audits", role: app.Inspector, from: []string{"/manage/audits/"}},
	{key: "staff.menu.items", href: "/manage/items", role: app.Officer},
	{key: "staff.menu.signs", href: "/manage/signs", role: app.Lead, from: []string{"/manage/signs/"}},
	{key: "staff.menu.standing", href: "/manage/standing", role: app.Manager},
	{key: "staff.menu.ratings", href: "/manage/ratings", role: app.Manager},
	{key: "staff.menu.survey", href: "/manage/survey", role: app.Manager, from: []string{"/manage/surveys"}},
	{key: "ask.menu", href: "/desk/survey/sheet", role: app.Officer, from: []string{"/desk/survey/"}},
	{key: "staff.menu.presence", href: "/manage/staff", role: app.Officer, from: []string{"/manage/staff/"}},
	{key: "staff.menu.directory", href: "/manage/directory", role: app.Manager, from: []string{"/manage/directory/"}},
	{key: "staff.menu.calendar", href: "/manage/calendar", role: app.Manager, from: []string{"/manage/calendar/"}},
	{key: "staff.menu.charter", href: "/manage/charter", role: app.Lead, from: []string{"/manage/charter/"}},
	{key: "staff.menu.accounts", href: "/admin/accounts", role: app.Admin, from: []string{"/admin/accounts/"}},
	{key: "device.menu", href: "/admin/devices", role: app.Admin, from: []string{"/admin/devices/"}},
	{key: "channel.menu", href: "/admin/channels", role: app.Admin, from: []string{"/admin/channels/"}},
	{key: "token.menu", href: "/admin/tokens", role: app.Admin, from: []string{"/admin/tokens/"}},
	{key: "hook.menu", href: "/admin/hooks", role: app.Admin, from: []string{"/admin/hooks/"}},
	{key: "staff.menu.access", href: "/admin/access", role: app.Manager},
}

// menu returns the pages that an actor may open.
func menu(c *locale.Catalogue, a app.Actor, path string) []ui.Link {
	var out []ui.Link
	for _, e := range entries {
		if !a.Role.AtLeast(e.role) {
			continue
		}
		out = append(out, ui.Link{Text: c.T(e.key), Href: e.href, Current: e.holds(path)})
	}
	return out
}

func (e entry) holds(path string) bool {
	if path == e.href {
		return true
	}
	for _, p := range e.from {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}
