package ui

import (
	"net/http"

	"jikim/internal/locale"
)

// Theme is the choice of colours.
type Theme string

// The themes. Auto follows the visitor's computer.
const (
	Auto     Theme = "auto"
	Light    Theme = "light"
	Contrast Theme = "contrast"
)

// Size is the choice of text size.
type Size string

// The sizes.
const (
	Normal Size = "normal"
	Large  Size = "large"
)

// Prefs is what a visitor chose for all pages, kept in cookies that say nothing about the person.
type Prefs struct {
	Lang  locale.Lang
	Theme Theme
	Size  Size
	Plain bool // easy words (쉬운 말) where there are any
}

// The choice of words, as query and cookie have it.
const (
	usualWords = "usual"
	plainWords = "plain"
)

// year is the life of a preference cookie in seconds.
const year = 365 * 24 * 60 * 60

// Choose reads the preferences of a request: the query (?lang=en, ?theme=contrast, ?size=large, ?words=plain) wins over the cookies
// of earlier choices, and for the language the browser's wish comes last. A choice made in the query is kept in a cookie.
// Call it before anything is written to w.
func Choose(w http.ResponseWriter, r *http.Request) Prefs {
	q := r.URL.Query()
	p := Prefs{
		Lang:  locale.Negotiate(r.Header.Get("Accept-Language"), cookie(r, "lang"), q.Get("lang")),
		Theme: pick(Auto, q.Get("theme"), cookie(r, "theme"), Auto, Light, Contrast),
		Size:  pick(Normal, q.Get("size"), cookie(r, "size"), Normal, Large),
	}
	words := pick(usualWords, q.Get("words"), cookie(r, "words"), usualWords, plainWords)
	p.Plain = words == plainWords
	keep(w, r, "words", q.Get("words"), words)
	keep(w, r, "lang", q.Get("lang"), string(p.Lang))
	keep(w, r, "theme", q.Get("theme"), string(p.Theme))
	keep(w, r, "size", q.Get("size"), string(p.Size))
	return p
}

// Catalogue returns the sentences in the language of the preferences.
func (p Prefs) Catalogue() *locale.Catalogue {
	if p.Plain {
		return locale.For(p.Lang).Plain()
	}
	return locale.For(p.Lang)
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

func pick[T ~string](fallback T, query, kept string, allowed ...T) T {
	for _, chosen := range []string{query, kept} {
		for _, a := range allowed {
			if chosen == string(a) {
				return a
			}
		}
	}
	return fallback
}

// keep sets the cookie when the query asked for the value that was taken; an unknown wish changes nothing.
func keep(w http.ResponseWriter, r *http.Request, name, asked, taken string) {
	if asked == "" || asked != taken {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: taken, Path: "/", MaxAge: year, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: r.TLS != nil,
	})
}
