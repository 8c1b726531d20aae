package ui

import (
	"net/url"
	"time"

	"jikim/internal/locale"
)

// Page is the frame of one page; Layout draws it around the content. The zero value of every field is a page without
// that part.
type Page struct {
	C     *locale.Catalogue // the language of the page and the time zone of the office; required
	Prefs Prefs             // what the visitor chose: language, colours, text size
	Now   time.Time         // the server's time; countdowns are counted from it

	Surface string // "portal", "desk", "manage" or "public": style sheets give staff pages more width
	Path    string // path and query of this page, from Request.URL.RequestURI
	Title   string // heading and window title of the page
	Lead    string // a sentence under the heading
	Bare    bool   // no heading: the page draws its own h1

	Office     Office
	Nav        []Link
	Breadcrumb []Link // from the first level below home to the page itself; the last one has no Href
	User       *User  // the officer who is logged in; nil for citizens
	Login      string // address of the login page, shown when User is nil; empty hides it
	Flash      []Alert
	Errors     []FieldError // what is wrong with the form of this page; shown above the content and in the window title
	Live       bool         // load htmx and server-sent events
	Easy       bool         // offer easy words
	Aloud      bool         // offer to read the page aloud, where the browser can
}

// Office is the public office that runs the site, as its data has it.
type Office struct {
	Name      string
	Parent    string // the office above it, shown small beside the name
	Address   string
	Telephone string
	Fax       string
	Email     string
	Hours     string // office hours in words
	Links     []Link // links of the footer; one that is Current is shown bold, as the law asks of the privacy notice
	// Official shows the banner of the official government website. Only entitled offices may (전자정부법 시행령).
	Official bool
}

// Link is a link of a menu, a breadcrumb or the footer.
type Link struct {
	Text    string
	Href    string
	Current bool   // this is where the visitor is
	Icon    string // name of an icon, or empty
	Count   string // a small number beside the text, or empty
	Key     string // keyboard shortcut, or empty
	Links   []Link // in a menu: what stands under it; it leads nowhere itself then
}

// User is the officer who is logged in.
type User struct {
	Name   string
	Role   string // in words
	Logout string // address that ends the session, by POST
}

// FieldError is one fault of a form. Field is the name of the field.
type FieldError struct {
	Field   string
	Label   string // of the field, for the summary above the form; empty: the message says which one is meant
	Message string
}

// said is the message as the summary says it, away from its field.
func (e FieldError) said() string {
	if e.Label == "" {
		return e.Message
	}
	return e.Label + ": " + e.Message
}

// ErrorOf returns the message for a field, or "".
func ErrorOf(errors []FieldError, field string) string {
	for _, e := range errors {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

// windowTitle begins with what is special about the page, since screen readers and tabs cut the end.
func (p Page) windowTitle() string {
	title := p.C.T("ui.title", "page", p.Title, "office", p.Office.Name)
	if p.Title == "" {
		title = p.Office.Name
	}
	if len(p.Errors) > 0 {
		return p.C.T("ui.title.error", "page", title)
	}
	return title
}

// with returns the address of this page with one query parameter changed: the switches of the header are plain links.
func (p Page) with(name, value string) string {
	u, err := url.Parse(p.Path)
	if err != nil {
		u = &url.URL{Path: "/"}
	}
	q := u.Query()
	q.Set(name, value)
	return (&url.URL{Path: u.Path, RawQuery: q.Encode()}).String()
}
