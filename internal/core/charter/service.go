package charter

import (
	"slices"

	"jikim/internal/core/yaml"
)

// The kinds of service. Those of petitions are named in 민원 처리에 관한 법률 제2조 and have their periods in its decree,
// articles 14 to 17; a plain service is no petition.
const (
	KindStatutory   = "statutory"    // 법정민원
	KindQuestionLaw = "question_law" // 질의민원 about law
	KindQuestion    = "question"     // 질의민원 about a system or procedure
	KindSuggestion  = "suggestion"   // 건의민원
	KindOther       = "other"        // 기타민원
	KindGrievance   = "grievance"    // 고충민원
	KindDisclosure  = "disclosure"   // 정보공개청구, by its own law
	KindService     = "service"      // no petition
)

// IdentityContact asks for a code that is sent to the e-mail address or the mobile telephone of who files.
const IdentityContact = "contact"

var serviceKinds = []string{KindStatutory, KindQuestionLaw, KindQuestion, KindSuggestion, KindOther, KindGrievance,
	KindDisclosure, KindService}

var deliveries = []string{"pickup", "post", "email"}

var fieldTypes = []string{"text", "textarea", "date", "number", "choice", "tel", "email"}

func (r *reader) service(n *yaml.Node, s *Service) {
	f := r.entry(n, &s.ID, &s.Name, "about", "desk", "kind", "period", "law", "fields", "papers", "fee", "delivery", "online", "identity")
	if f == nil {
		return
	}
	s.Kind = yaml.Needed(r, f, "kind", func(n *yaml.Node) string { return r.Choice(n, serviceKinds...) })
	if n := f.Get("period"); n != nil {
		s.Period = r.limit(n)
	}
	s.Law, s.Desk = yaml.Optional(r, f, "law", r.Line), yaml.Optional(r, f, "desk", r.Line)
	if n := f.Get("about"); n != nil {
		s.About = r.Text(n)
	}
	r.costs(f, s)
	r.papers(f, s)
	s.Delivery = r.list(f, "delivery")
	for _, d := range s.Delivery {
		if !slices.Contains(deliveries, d) {
			r.Add(f.Get("delivery").Errorf("unknown way of delivery %q", d).WithHint(yaml.DidYouMean(d, deliveries)))
		}
	}
	s.Online = yaml.Optional(r, f, "online", r.Yes)
	if n := f.Get("identity"); n != nil {
		if s.Identity = r.Choice(n, IdentityContact); !s.Online {
			r.Add(n.Errorf("only a service that is filed on the web asks for identity").WithHint("write online: yes, or leave identity out"))
		}
	}
	s.Fields = r.formFields(f)
	r.linkDesk(f.Get("desk"), &s.Desk)
}

// none tells that a key says in so many words that there is nothing. A key that is left out says that nobody knows.
func none(n *yaml.Node) bool { return n.Kind == yaml.Scalar && n.Value == "none" }

func (r *reader) costs(f *yaml.Fields, s *Service) {
	switch n := f.Get("fee"); {
	case n == nil || n.IsNull():
	case none(n):
		s.Free = true
	default:
		s.Fee = r.Text(n)
	}
}

func (r *reader) papers(f *yaml.Fields, s *Service) {
	n := f.Get("papers")
	switch {
	case n == nil || n.IsNull():
		return
	case none(n):
		s.NoPapers = true
		return
	case n.Kind == yaml.Scalar:
		r.Add(n.Errorf("papers are a list, or none").WithHint(`write papers: none, or papers: [신분증]`))
		return
	}
	for _, it := range r.members(n) {
		s.Papers = append(s.Papers, r.paper(it))
	}
}

// paper reads the name of a document, or a mapping of it and whether the office checks it by itself.
func (r *reader) paper(n *yaml.Node) Paper {
	if n.Kind == yaml.Scalar {
		return Paper{Name: r.Text(n)}
	}
	m := r.Fields(n, "ko", "en", "checked")
	if m == nil {
		return Paper{}
	}
	return Paper{Name: Text{KO: yaml.Needed(r, m, "ko", r.Line), EN: yaml.Optional(r, m, "en", r.Line)}, Checked: yaml.Optional(r, m, "checked", r.Yes)}
}

func (r *reader) texts(f *yaml.Fields, key string) []Text {
	n := f.Get(key)
	if n == nil || n.IsNull() {
		return nil
	}
	list, err := n.List()
	r.Add(err)
	out := make([]Text, 0, len(list))
	for _, it := range list {
		out = append(out, r.Text(it))
	}
	return out
}

func (r *reader) formFields(f *yaml.Fields) []FormField {
	list, err := f.List("fields")
	r.Add(err)
	out := make([]FormField, len(list))
	seen := map[string]bool{}
	for i, n := range list {
		e := &out[i]
		m := r.Fields(n, "id", "label", "hint", "type", "choices", "required", "personal")
		if m == nil {
			continue
		}
		e.ID = yaml.Needed(r, m, "id", r.Identifier)
		if seen[e.ID] && e.ID != "" {
			r.Add(m.Get("id").Errorf("the field %q is given twice", e.ID))
		}
		seen[e.ID] = true
		e.Label = yaml.Needed(r, m, "label", r.Text)
		if h := m.Get("hint"); h != nil {
			e.Hint = r.Text(h)
		}
		e.Type = "text"
		if t := m.Get("type"); t != nil {
			e.Type = r.Choice(t, fieldTypes...)
		}
		e.Choices = r.texts(m, "choices")
		if (e.Type == "choice") != (len(e.Choices) > 0) {
			r.Add(n.Errorf("choices and the type choice go together").WithHint("give both or neither"))
		}
		e.Required, e.Personal = yaml.Optional(r, m, "required", r.Yes), yaml.Optional(r, m, "personal", r.Yes)
	}
	return out
}

func (r *reader) linkDesk(n *yaml.Node, id *string) {
	if n == nil || n.Kind != yaml.Scalar || *id == "" || r.files["desks.yaml"] == nil {
		return
	}
	r.links = append(r.links, func() {
		if k := r.c.Directory.FindDesk(n.Value); k != nil {
			*id = k.ID
			return
		}
		r.Add(n.Errorf("unknown desk %q", n.Value).WithHint(yaml.DidYouMean(n.Value, deskNames(&r.c.Directory))))
	})
}

func deskNames(d *Directory) []string {
	var names []string
	for i := range d.Desks {
		names = append(names, d.Desks[i].ID)
	}
	return names
}
