package survey

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"jikim/internal/core/yaml"
)

// Bounds that keep reading quick whatever a stranger sends, and a questionnaire one that people fill in.
const (
	maxSize   = 1 << 18 // bytes of the file
	maxItems  = 60      // questions
	maxWords  = 50      // of a theme
	maxTarget = 1_000_000
)

// Desks finds the identifier of a desk by any of its names, "" when there is none, and lists all names for suggestions.
type Desks func(name string) (id string, all []string)

// Parse reads a questionnaire. It reports all mistakes it finds, each with file, line and column, as *yaml.Error or yaml.Errors.
// Desks of quotas are not checked: a survey that was opened keeps its questionnaire when a desk goes.
func Parse(file string, src []byte) (*Questionnaire, error) {
	if len(src) > maxSize {
		return nil, &yaml.Error{File: file, Msg: fmt.Sprintf("the file is larger than %d bytes", maxSize)}
	}
	root, err := yaml.Parse(file, src)
	if err != nil {
		return nil, err
	}
	return Read(root, src, nil)
}

// Read is Parse for a file that has been parsed, with a check of desks unless that is nil.
func Read(root *yaml.Node, src []byte, desks Desks) (*Questionnaire, error) {
	r := reader{q: &Questionnaire{Source: string(src), Digest: digest(src)}, desks: desks, ids: map[string]*yaml.Node{}}
	r.questionnaire(root)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return r.q, nil
}

func digest(src []byte) string {
	text := strings.ReplaceAll(strings.TrimPrefix(string(src), "\uFEFF"), "\r\n", "\n")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (r *reader) questionnaire(root *yaml.Node) {
	f := r.fields(root, "name", "intro", "scale", "low", "high", "weak", "shown", "sample", "quotas", "dimensions", "importance", "comments", "themes")
	if f == nil {
		return
	}
	q := r.q
	q.Name = yaml.Needed(r, f, "name", r.Text)
	q.Intro = yaml.Optional(r, f, "intro", r.Text)
	usual := Item{Scale: yaml.Optional(r, f, "scale", r.scale), Low: yaml.Optional(r, f, "low", r.Text), High: yaml.Optional(r, f, "high", r.Text)}
	q.Weak = yaml.Needed(r, f, "weak", func(n *yaml.Node) float64 { return float64(r.Between(n, 1, 100)) })
	q.Shown = LeastShown
	if n := f.Get("shown"); n != nil {
		q.Shown = r.Between(n, LeastShown, 1000)
	}
	r.sample(f)
	r.dimensions(f, &usual)
	if n := f.Get("importance"); n != nil {
		q.Importance = r.items(n, &usual, "of")
	}
	if n := f.Get("comments"); n != nil {
		q.Comments = r.items(n, nil)
	}
	r.quotas(f)
	r.themes(f)
	if n := len(q.Items()); n > maxItems {
		r.Add(root.Errorf("the questionnaire asks %d questions, more than %d", n, maxItems))
	}
	for _, check := range r.links {
		check()
	}
}

func (r *reader) sample(f *yaml.Fields) {
	n, err := f.Need("sample")
	if r.Add(err) {
		return
	}
	m := r.fields(n, "target", "margin", "strata", "allocation")
	if m == nil {
		return
	}
	s := &r.q.Sample
	s.Target = yaml.Optional(r, m, "target", func(n *yaml.Node) int { return r.Between(n, 1, maxTarget) })
	s.Margin = yaml.Optional(r, m, "margin", func(n *yaml.Node) float64 { return float64(r.Between(n, 1, 50)) })
	if !m.Has("target") && !m.Has("margin") {
		r.Add(n.Errorf("the sample says neither how many answers nor which margin is wanted").
			WithHint("write target: 385, or margin: 5 for ±5 %p"))
	}
	list, err := m.List("strata")
	r.Add(err)
	for _, at := range list {
		by := r.Choice(at, "channel", "desk")
		if by != "" && slices.Contains(s.Strata, by) {
			r.Add(at.Errorf("the sample is divided by %q twice", by))
		}
		s.Strata = append(s.Strata, by)
	}
	s.Equal = yaml.Optional(r, m, "allocation", func(n *yaml.Node) string { return r.Choice(n, "proportional", "equal") }) == "equal"
}

func (r *reader) dimensions(f *yaml.Fields, usual *Item) {
	n, err := f.Need("dimensions")
	if r.Add(err) {
		return
	}
	overall := 0
	for _, at := range r.list(n) {
		m := r.fields(at, "id", "name", "role", "items")
		if m == nil {
			continue
		}
		d := Dimension{Role: Quality}
		d.ID = yaml.Needed(r, m, "id", r.Identifier)
		d.Name = yaml.Needed(r, m, "name", r.Text)
		if role := m.Get("role"); role != nil {
			d.Role = Role(r.Choice(role, string(Quality), string(Overall), string(Element)))
		}
		if items, err := m.Need("items"); !r.Add(err) {
			d.Items = r.items(items, usual)
			if len(d.Items) == 0 && items.Kind == yaml.Sequence {
				r.Add(items.Errorf("the dimension has no items"))
			}
		}
		for i := range d.Items {
			d.Items[i].Dimension = d.ID
		}
		if d.Role == Overall {
			if overall++; overall > 1 {
				r.Add(at.Errorf("a second dimension has the role overall"))
			}
		}
		r.q.Dimensions = append(r.q.Dimensions, d)
	}
	if overall == 0 {
		r.Add(n.Errorf("no dimension has the role overall").
			WithHint("satisfaction as a whole is asked by items of its own: role: overall"))
	}
}

// items reads a list of questions. Usual is what they have in common, nil for those that are answered in words; more are
// further keys.
func (r *reader) items(n *yaml.Node, usual *Item, more ...string) []Item {
	var out []Item
	keys := append([]string{"id", "name", "text"}, more...)
	if usual != nil {
		keys = append(keys, "scale", "low", "high", "needed")
	}
	for _, at := range r.list(n) {
		f := r.fields(at, keys...)
		if f == nil {
			continue
		}
		e := Item{}
		if usual != nil {
			e = *usual
			r.rating(f, &e)
		}
		e.ID = yaml.Needed(r, f, "id", r.Identifier)
		e.Text = yaml.Needed(r, f, "text", r.Text)
		e.Name = e.Text
		if name := f.Get("name"); name != nil {
			e.Name = r.Text(name)
		}
		if slices.Contains(more, "of") {
			e.Of = yaml.Needed(r, f, "of", r.Line)
			r.measured(f.Get("of"))
		}
		out = append(out, e)
	}
	return out
}

// rating reads how an item is rated.
func (r *reader) rating(f *yaml.Fields, e *Item) {
	if n := f.Get("scale"); n != nil {
		e.Scale, e.Low, e.High = r.scale(n), Text{}, Text{} // the usual ends need not fit
	} else if e.Scale == 0 {
		r.Add(f.Node().Errorf("the item has no scale").WithHint("write scale: 11 here or for the whole questionnaire"))
	}
	if n := f.Get("low"); n != nil {
		e.Low = r.Text(n)
	}
	if n := f.Get("high"); n != nil {
		e.High = r.Text(n)
	}
	e.Needed = yaml.Optional(r, f, "needed", r.Yes)
}

// measured checks, once all is read, that a dimension or rated item of that name exists.
func (r *reader) measured(n *yaml.Node) {
	if n == nil || n.Kind != yaml.Scalar {
		return
	}
	r.links = append(r.links, func() {
		var names []string
		for i := range r.q.Dimensions {
			names = append(names, r.q.Dimensions[i].ID)
		}
		for _, item := range r.q.Rated() {
			names = append(names, item.ID)
		}
		if !slices.Contains(names, n.Value) {
			r.Add(n.Errorf("unknown dimension or item %q", n.Value).WithHint(yaml.DidYouMean(n.Value, names)))
		}
	})
}

func (r *reader) quotas(f *yaml.Fields) {
	n := f.Get("quotas")
	if n == nil {
		return
	}
	for _, at := range r.list(n) {
		m := r.fields(at, "channel", "desk", "least")
		if m == nil {
			continue
		}
		q := Quota{Stratum: Stratum{Channel: yaml.Optional(r, m, "channel", r.Identifier), Desk: yaml.Optional(r, m, "desk", r.Line)}}
		if !m.Has("channel") && !m.Has("desk") {
			r.Add(at.Errorf("the quota names neither a channel nor a desk"))
		}
		r.desk(m.Get("desk"), &q.Desk)
		q.Least = yaml.Needed(r, m, "least", func(n *yaml.Node) int { return r.Between(n, 1, maxTarget) })
		r.q.Quotas = append(r.q.Quotas, q)
	}
}

// desk checks a desk where the directory is known, and puts its identifier in the place of another of its names.
func (r *reader) desk(n *yaml.Node, id *string) {
	if n == nil || *id == "" || r.desks == nil {
		return
	}
	found, all := r.desks(*id)
	if found == "" {
		r.Add(n.Errorf("unknown desk %q", *id).WithHint(yaml.DidYouMean(*id, all)))
		return
	}
	*id = found
}

func (r *reader) themes(f *yaml.Fields) {
	n := f.Get("themes")
	if n == nil {
		return
	}
	for _, at := range r.list(n) {
		m := r.fields(at, "id", "name", "words")
		if m == nil {
			continue
		}
		t := Theme{ID: yaml.Needed(r, m, "id", r.Identifier), Name: yaml.Needed(r, m, "name", r.Text)}
		words, err := m.Texts("words")
		r.Add(err)
		if err == nil && (len(words) == 0 || len(words) > maxWords) {
			r.Add(at.Errorf("the theme has %d words; from 1 to %d are possible", len(words), maxWords))
		}
		t.Words = words
		r.q.Themes = append(r.q.Themes, t)
	}
}
