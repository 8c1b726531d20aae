package portal

import (
	"net/http"

	"jikim/internal/core/charter"
	"jikim/internal/web"
	"jikim/internal/web/ui"
)

type servicesPage struct {
	view
	Own, Petitions []*charter.Service // services of the house, and kinds of petition by law
}

type servicePage struct {
	view
	Service *charter.Service
}

func (p *Portal) services(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.services.title")
	if err != nil {
		return err
	}
	v.Lead = v.C.T("portal.services.lead")
	return ui.Render(w, r, http.StatusOK, services(listServices(v, false)))
}

// listServices sorts the services into those of the house and the petitions of the law.
func listServices(v view, onlineOnly bool) servicesPage {
	page := servicesPage{view: v}
	for i := range v.Charter.Services {
		s := &v.Charter.Services[i]
		switch {
		case onlineOnly && !s.Online:
		case s.Kind == charter.KindService:
			page.Own = append(page.Own, s)
		default:
			page.Petitions = append(page.Petitions, s)
		}
	}
	return page
}

func (p *Portal) service(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(w, r, "portal.services.title", ui.Link{Text: "portal.services.title", Href: "/services"})
	if err != nil {
		return err
	}
	s := v.Charter.Service(r.PathValue("id"))
	if s == nil {
		return web.Status(http.StatusNotFound)
	}
	v.Title, v.Lead = s.Name.In(v.lang()), s.About.In(v.lang())
	v.Breadcrumb[1].Text = v.Title
	return ui.Render(w, r, http.StatusOK, service(servicePage{v, s}))
}

// period says how long a service takes and why.
func (v view) period(s *charter.Service) string {
	switch {
	case !s.Period.IsZero() && s.Law != "":
		return v.C.T("portal.service.period.law", "limit", s.Period, "law", s.Law)
	case !s.Period.IsZero():
		return v.C.T("portal.service.period", "limit", s.Period)
	}
	for _, promise := range v.Charter.Promises {
		if promise.OfService && !promise.Otherwise.IsZero() {
			return v.C.T("portal.service.period.otherwise", "limit", promise.Otherwise)
		}
	}
	return v.C.T("portal.service.period.none")
}

// facts lists what is to be known before a service is asked for.
func (p servicePage) facts() ui.DescriptionList {
	s, c := p.Service, p.C
	list := ui.DescriptionList{{Term: c.T("portal.service.period.term"), Text: p.period(s)}}
	if d := p.Charter.Directory.FindDesk(s.Desk); d != nil {
		list = append(list, ui.Item{Term: c.T("portal.service.desk"), Body: deskLine(p.view, d)})
	}
	if s.Identity != "" {
		list = append(list, ui.Item{Term: c.T("prove.service"), Text: c.T("prove.service.text")})
	}
	list = append(list, p.papers())
	list = append(list, ui.Item{Term: c.T("portal.service.fee"), Text: p.fee()})
	delivery := c.T("filing.ask")
	if len(s.Delivery) > 0 {
		ways := make([]string, len(s.Delivery))
		for i, d := range s.Delivery {
			ways[i] = c.T("portal.delivery." + d)
		}
		delivery = c.Value(ways)
	}
	return append(list, ui.Item{Term: c.T("portal.service.delivery"), Text: delivery})
}

// papers says what to bring. What the office has not said is not taken for nothing.
func (p servicePage) papers() ui.Item {
	item := ui.Item{Term: p.C.T("portal.service.papers")}
	switch s := p.Service; {
	case s.NoPapers:
		item.Text = p.C.T("portal.service.papers.none")
	case len(s.Papers) > 0:
		item.Body = papers(p.view, s.Papers)
	default:
		item.Text = p.C.T("filing.ask")
	}
	return item
}

func (p servicePage) fee() string {
	switch {
	case p.Service.Free:
		return p.C.T("portal.service.fee.none")
	case p.Service.Fee == charter.Text{}:
		return p.C.T("filing.ask")
	}
	return p.Service.Fee.In(p.lang())
}

// asks lists the further fields of the form.
func (p servicePage) asks() []string {
	out := make([]string, len(p.Service.Fields))
	for i := range p.Service.Fields {
		f := &p.Service.Fields[i]
		if out[i] = f.Label.In(p.lang()); !f.Required {
			out[i] = p.C.T("filing.asks.optional", "field", out[i])
		}
	}
	return out
}
