package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"jikim/internal/web/ui"
)

// typed remembers the form of a request, so that the page of a fault of ours can offer to send it once more, under the
// same key: what was typed is not lost, and nothing is done twice even when it had been done. A browser that goes back may
// load the form anew instead, with another key.
type typed struct {
	values url.Values
	files  bool
}

type typedForm struct{}

// remembering returns a context in which Server.Form leaves what it read.
func remembering(ctx context.Context) (context.Context, *typed) {
	t := &typed{}
	return context.WithValue(ctx, typedForm{}, t), t
}

// remember keeps a form that was read.
func remember(ctx context.Context, f *Form) {
	if t, on := ctx.Value(typedForm{}).(*typed); on {
		t.values, t.files = f.Values, len(f.Files) > 0 || f.TooLarge || f.TooMany
	}
}

// again is a form to be sent once more.
type again struct {
	Action string
	Fields []ui.Hidden
	Files  bool // there were files, which a page cannot fill in
}

func (p errorPage) form() ui.Form {
	return ui.Form{C: p.C, Action: p.Again.Action, Files: p.Again.Files}
}

// again returns the form of a request. Only one with a key can be sent twice without harm; one with a password is typed anew.
func (t *typed) again(r *http.Request) *again {
	if t == nil || r.Method != http.MethodPost || t.values.Get("key") == "" {
		return nil
	}
	a := &again{Action: r.URL.RequestURI(), Files: t.files}
	names := make([]string, 0, len(t.values))
	for name := range t.values {
		if strings.Contains(name, "password") {
			return nil
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range t.values[name] {
			a.Fields = append(a.Fields, ui.Hidden{Name: name, Value: value})
		}
	}
	return a
}
