package open311

import (
	"net/http"
	"time"

	"jikim/internal/core/charter"
)

// publish is the code of the attribute by which a citizen allows everybody to read what he wrote.
const publish = "publish"

// Answers to it.
const (
	publishYes = "yes"
	publishNo  = "no"
)

func (o *Open311) discovery(_ http.ResponseWriter, q *request) (any, error) {
	if q.name != "discovery" {
		return nil, refuse(http.StatusNotFound, "open311.fault.resource")
	}
	ch := o.site.Charter()
	d := &ch.Directory
	since := ch.From.Start(ch.Petition.Location()).UTC().Format(time.RFC3339)
	c := q.words()
	return discovery{Changeset: since, Contact: c.T("open311.contact", "office", ch.Office.In(q.lang), "phone", d.Dial(d.Phone)),
		KeyService: c.T("open311.key_service", "phone", d.Dial(d.Phone)),
		Endpoints: []endpoint{{Specification: "http://wiki.open311.org/GeoReport_v2", URL: o.site.URL(q.Request, Base), Changeset: since,
			Type: "production", Formats: []string{"text/xml", "application/json"}}}}, nil
}

// list answers what stands directly below the base: the services, or petitions.
func (o *Open311) list(_ http.ResponseWriter, q *request) (any, error) {
	switch q.name {
	case "services":
		return o.services(q), nil
	case "requests":
		return o.requests(q)
	}
	return nil, refuse(http.StatusNotFound, "open311.fault.resource")
}

// one answers one service, petition or token.
func (o *Open311) one(_ http.ResponseWriter, q *request) (any, error) {
	switch q.PathValue("kind") {
	case "services":
		return o.service(q)
	case "requests":
		return o.request(q)
	case "tokens":
		return o.token(q)
	}
	return nil, refuse(http.StatusNotFound, "open311.fault.resource")
}

// services lists what can be asked for online. Services for which the citizen has to show by a code that an address is his are left
// out, since the standard has no such step.
func (o *Open311) services(q *request) serviceList {
	ch := o.site.Charter()
	out := serviceList{Services: []service{}}
	for i := range ch.Services {
		s := &ch.Services[i]
		if !offered(s) {
			continue
		}
		group := ""
		if d := ch.Directory.FindDesk(s.Desk); d != nil {
			group = d.Name.In(q.lang)
		}
		out.Services = append(out.Services, service{Code: s.ID, Name: s.Name.In(q.lang), Description: s.About.In(q.lang), Metadata: true,
			Type: "realtime", Keywords: q.words().T("open311.kind." + s.Kind), Group: group})
	}
	return out
}

func offered(s *charter.Service) bool { return s.Online && s.Identity == "" }

// find returns a service that is offered.
func (o *Open311) find(code string) (*charter.Service, error) {
	if s := o.site.Charter().Service(code); s != nil && offered(s) {
		return s, nil
	}
	return nil, refuse(http.StatusNotFound, "open311.fault.service")
}

// service describes the further fields of a service, and asks whether the text may be published.
func (o *Open311) service(q *request) (any, error) {
	s, err := o.find(q.name)
	if err != nil {
		return nil, err
	}
	out := definition{Code: s.ID}
	for i := range s.Fields {
		f := &s.Fields[i]
		a := attribute{Variable: true, Code: f.ID, Datatype: datatypes[f.Type], Required: f.Required, DatatypeDescription: f.Hint.In(q.lang),
			Order: i + 1, Description: f.Label.In(q.lang)}
		for _, c := range f.Choices {
			a.Values = append(a.Values, value{c.KO, c.In(q.lang)})
		}
		out.Attributes = append(out.Attributes, a)
	}
	c := q.words()
	out.Attributes = append(out.Attributes, attribute{Variable: true, Code: publish, Datatype: "singlevaluelist", Order: len(s.Fields) + 1,
		Description: c.T("open311.publish"), DatatypeDescription: c.T("open311.publish.hint"),
		Values: []value{{publishNo, c.T("open311.publish.no")}, {publishYes, c.T("open311.publish.yes")}}})
	return out, nil
}

// datatypes are those of the standard for the types of fields.
var datatypes = map[string]string{"text": "string", "textarea": "text", "date": "datetime", "number": "number", "choice": "singlevaluelist",
	"tel": "string", "email": "string"}
