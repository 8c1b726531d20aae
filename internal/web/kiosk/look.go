package kiosk

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"jikim/internal/app"
)

// look is a visitor's looking for something: since when, with what words, and on which keyboard. It goes along in the addresses of
// the pages, so that it works without scripts and nothing of it is kept.
type look struct {
	Since time.Time
	Words string
	Keys  string // one of boards
}

// maxWords is the most letters that are looked at.
const maxWords = 32

// looking reads a look from an address or a form. One that cannot go on any more begins now.
func looking(values url.Values, now time.Time, keys string) look {
	l := look{Since: now.Truncate(time.Millisecond), Words: values.Get("q"), Keys: values.Get("keys")}
	if at, ok := began(values.Get("since"), now); ok {
		l.Since = at
	}
	if letters := []rune(l.Words); len(letters) > maxWords {
		l.Words = string(letters[:maxWords])
	}
	if _, known := boards[l.Keys]; !known {
		l.Keys = keys
	}
	return l
}

// began reads when a look began; false when it says nothing that can be.
func began(text string, now time.Time) (time.Time, bool) {
	ms, err := strconv.ParseInt(text, 10, 64)
	at := time.UnixMilli(ms).UTC()
	return at, err == nil && !at.After(now) && now.Sub(at) <= app.LongestLook
}

// Began writes since when the visitor looks.
func (l look) Began() string { return strconv.FormatInt(l.Since.UnixMilli(), 10) }

// at is the address of a page on which the look goes on.
func (l look) at(path string) string { return path + "?since=" + l.Began() }

// with is the address of the page of the look with other words.
func (l look) with(words string) string {
	q := url.Values{"since": {l.Began()}, "keys": {l.Keys}}
	if words != "" {
		q.Set("q", words)
	}
	return "/kiosk/find?" + q.Encode()
}

// on is the address of the page of the look with another keyboard.
func (l look) on(keys string) string {
	l.Keys = keys
	return l.with(l.Words)
}

// less is the words without the last letter.
func (l look) less() string {
	letters := []rune(l.Words)
	return string(letters[:max(0, len(letters)-1)])
}

// boards are the keyboards: of first consonants, by which everything in Korean is found, of letters, and of digits for
// telephone numbers. A key ← takes the last letter away.
var boards = map[string][]string{
	"ko":  {"ㄱㄴㄷㄹㅁㅂㅅ", "ㅇㅈㅊㅋㅌㅍㅎ", "ㄲㄸㅃㅆㅉ ←"},
	"abc": {"abcdefg", "hijklmn", "opqrstu", "vwxyz ←"},
	"123": {"1234567", "890- ←"},
}

// boardNames is the order in which the keyboards are offered.
var boardNames = []string{"ko", "abc", "123"}

// key is a key of the screen.
type key struct {
	Label string
	Name  string // for those who do not see it; empty: the label
	Href  string
}

// rows are the keys of the keyboard that is shown.
func (p findPage) rows() [][]key {
	var out [][]key
	for _, line := range boards[p.Keys] {
		var row []key
		for _, letter := range line {
			k := key{Label: string(letter), Href: p.with(p.Words + string(letter))}
			switch letter {
			case ' ':
				k.Label, k.Name = "␣", p.C.T("look.space")
			case '←':
				k.Name, k.Href = p.C.T("look.less"), p.with(p.less())
			}
			row = append(row, k)
		}
		out = append(out, row)
	}
	return out
}

// locate records that the visitor has found the way.
func (s *Surface) locate(w http.ResponseWriter, r *http.Request, v *view) error {
	form, err := s.site.Form(r)
	if err != nil {
		return err
	}
	defer form.Close()
	ms, _ := strconv.ParseInt(form.Text("since"), 10, 64) // what is no number lies too far back
	err = s.site.Service.Locate(r.Context(), v.actor, app.Located{Key: form.Text("key"), Since: time.UnixMilli(ms).UTC(), Place: form.Text("place")})
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/kiosk/done", http.StatusSeeOther)
	return nil
}
