package staff

import (
	"strings"

	"jikim/internal/app"
	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

// entry is a page of the menu, shown to those who may open it.
type entry struct {
	group     group
	key, href string
	role      app.Role // the weakest that may
	from      []string // further paths that belong to it
}

// group is what a page is about; its text is the key of its name.
type group string

const (
	work   group = "staff.menu.group.work"
	watch  group = "staff.menu.group.watch"
	truth  group = "staff.menu.group.truth"
	office group = "staff.menu.group.office"
	system group = "staff.menu.group.system"
)

// mostFlat is how many pages stand beside each other. Whoever may open more sees groups of them.
const mostFlat = 8

var entries = []entry{
	{group: work, key: "staff.menu.inbox", href: "/desk", role: app.Officer, from: []string{"/desk/cases/", "/desk/handout", "/desk/letters", "/desk/posting"}},
	{group: work, key: "staff.menu.contact", href: "/desk/contacts/new", role: app.Officer},
	{group: work, key: "dates.menu", href: "/desk/dates", role: app.Officer},
	{group: work, key: "staff.menu.phrases", href: "/desk/phrases", role: app.Lead, from: []string{"/desk/phrases/"}},
	{group: watch, key: "staff.menu.today", href: "/manage", role: app.Lead, from: []string{"/manage/broken", "/manage/unproven", "/manage/remedies", "/manage/complaints"}},
	{group: watch, key: "staff.menu.inspections", href: "/manage/inspections", role: app.Inspector, from: []string{"/manage/inspections/"}},
	{group: watch, key: "staff.menu.audits", href: "/manage/audits", role: app.Inspector, from: []string{"/manage/audits/"}},
	{group: watch, key: "staff.menu.items", href: "/manage/items", role: app.Officer},
	{group: watch, key: "staff.menu.signs", href: "/manage/signs", role: app.Lead, from: []string{"/manage/signs/"}},
	{group: watch, key: "staff.menu.standing", href: "/manage/standing", role: app.Manager},
	{group: truth, key: "publication.menu", href: "/manage/publications", role: app.Manager, from: []string{"/manage/publications/"}},
	{group: truth, key: "staff.menu.ratings", href: "/manage/ratings", role: app.Manager},
	{group: truth, key: "staff.menu.survey", href: "/manage/survey", role: app.Manager},
	{group: office, key: "staff.menu.presence", href: "/manage/staff", role: app.Officer, from: []string{"/manage/staff/"}},
	{group: office, key: "staff.menu.directory", href: "/manage/directory", role: app.Manager, from: []string{"/manage/directory/"}},
	{group: office, key: "staff.menu.calendar", href: "/manage/calendar", role: app.Manager, from: []string{"/manage/calendar/"}},
	{group: office, key: "staff.menu.charter", href: "/manage/charter", role: app.Lead, from: []string{"/manage/charter/"}},
	{group: system, key: "staff.menu.accounts", href: "/admin/accounts", role: app.Admin, from: []string{"/admin/accounts/"}},
	{group: system, key: "device.menu", href: "/admin/devices", role: app.Admin, from: []string{"/admin/devices/"}},
	{group: system, key: "channel.menu", href: "/admin/channels", role: app.Admin, from: []string{"/admin/channels/"}},
	{group: system, key: "token.menu", href: "/admin/tokens", role: app.Admin, from: []string{"/admin/tokens/"}},
	{group: system, key: "hook.menu", href: "/admin/hooks", role: app.Admin, from: []string{"/admin/hooks/"}},
	{group: system, key: "ledger.admin.menu", href: "/admin/ledger", role: app.Admin},
	{group: system, key: "staff.menu.access", href: "/admin/access", role: app.Manager},
}

// menu returns the pages that an actor may open, in groups when they are many. A group of one page is that page.
func menu(c *locale.Catalogue, a app.Actor, path string) []ui.Link {
	var flat, grouped []ui.Link
	for _, e := range entries {
		if !a.Role.AtLeast(e.role) {
			continue
		}
		l := ui.Link{Text: c.T(e.key), Href: e.href, Current: e.holds(path)}
		flat = append(flat, l)
		name := c.T(string(e.group))
		if n := len(grouped); n == 0 || grouped[n-1].Text != name {
			grouped = append(grouped, ui.Link{Text: name})
		}
		g := &grouped[len(grouped)-1]
		g.Links, g.Current = append(g.Links, l), g.Current || l.Current
	}
	if len(flat) <= mostFlat {
		return flat
	}
	for i, g := range grouped {
		if len(g.Links) == 1 {
			grouped[i] = g.Links[0]
		}
	}
	return grouped
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
