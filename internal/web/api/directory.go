package api

import (
	"net/http"

	"jikim/internal/app"
	"jikim/internal/core/charter"
)

// directoryOut is who is where.
type directoryOut struct {
	Office      string          `json:"office"`
	Address     string          `json:"address,omitempty"`
	Phone       string          `json:"phone,omitempty"`
	Fax         string          `json:"fax,omitempty"`
	Zone        string          `json:"time_zone"`
	Departments []departmentOut `json:"departments"`
	Desks       []deskOut       `json:"desks"`
	Rooms       []roomOut       `json:"rooms"`
}

type departmentOut struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Room string `json:"room,omitempty"`
}

type deskOut struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Department string `json:"department,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Room       string `json:"room,omitempty"`
	Accessible bool   `json:"accessible,omitempty"`
}

type roomOut struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Floor string `json:"floor,omitempty"`
}

type serviceList struct {
	Services []serviceOut `json:"services"`
}

type serviceOut struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	About    string     `json:"about,omitempty"`
	Kind     string     `json:"kind"`
	Desk     string     `json:"desk,omitempty"`
	Period   string     `json:"period,omitempty"`
	Law      string     `json:"law,omitempty"`
	Fee      string     `json:"fee,omitempty"`
	Delivery []string   `json:"delivery,omitempty"`
	Online   bool       `json:"online"`
	Fields   []fieldOut `json:"fields"`
}

type fieldOut struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Hint     string   `json:"hint,omitempty"`
	Type     string   `json:"type" enum:"text,textarea,date,number,choice,tel,email"`
	Choices  []string `json:"choices,omitempty"`
	Required bool     `json:"required"`
}

type promiseList struct {
	Charter  string       `json:"charter"` // digest of the version in force
	From     string       `json:"from" format:"date"`
	Promises []promiseOut `json:"promises"`
}

type promiseOut struct {
	ID      string `json:"id"`
	Chapter string `json:"chapter,omitempty"`
	Text    string `json:"text"`
	Note    string `json:"note,omitempty"`
	Remedy  bool   `json:"remedy,omitempty"`
}

type staffList struct {
	Staff []memberOut `json:"staff"`
}

type memberOut struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Department string `json:"department,omitempty"`
	Desk       string `json:"desk,omitempty"`
	Duty       string `json:"duty,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Role       string `json:"role"`
}

func (a *API) directory() []operation {
	read := func(id, path string, out any, do func(*request) (*answer, error)) operation {
		return operation{id: id, tag: "directory", method: http.MethodGet, path: path, status: http.StatusOK, out: out, work: reading(do)}
	}
	staff := read("listStaff", "/staff", staffList{}, a.listStaff)
	staff.scope = app.DirectoryRead
	return []operation{
		read("getDirectory", "/directory", directoryOut{}, a.getDirectory),
		read("listServices", "/services", serviceList{}, a.listServices),
		read("getService", "/services/{service}", serviceOut{}, a.getService),
		read("listPromises", "/promises", promiseList{}, a.listPromises),
		read("getPromise", "/promises/{promise}", promiseOut{}, a.getPromise),
		staff,
	}
}

// charter is the version in force; a fault when there is none.
func (a *API) charter() (*charter.Charter, error) {
	if ch := a.site.Charter(); ch != nil {
		return ch, nil
	}
	return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

func (a *API) getDirectory(q *request) (*answer, error) {
	ch, err := a.charter()
	if err != nil {
		return nil, err
	}
	d := &ch.Directory
	out := directoryOut{Office: ch.Office.In(q.lang), Address: d.Address.In(q.lang), Phone: d.Dial(d.Phone), Fax: d.Dial(d.Fax),
		Zone: ch.Petition.Location().String(), Departments: []departmentOut{}, Desks: []deskOut{}, Rooms: []roomOut{}}
	for i := range d.Departments {
		out.Departments = append(out.Departments, departmentOut{d.Departments[i].ID, d.Departments[i].Name.In(q.lang), d.Departments[i].Room})
	}
	for i := range d.Desks {
		k := &d.Desks[i]
		out.Desks = append(out.Desks, deskOut{k.ID, k.Name.In(q.lang), k.Department, d.Dial(k.Phone), k.Room, k.Accessible})
	}
	for i := range d.Rooms {
		out.Rooms = append(out.Rooms, roomOut{d.Rooms[i].ID, d.Rooms[i].Name.In(q.lang), d.Rooms[i].Floor})
	}
	return ok(out)
}

func serviceOf(s *charter.Service, lang string) serviceOut {
	out := serviceOut{ID: s.ID, Name: s.Name.In(lang), About: s.About.In(lang), Kind: s.Kind, Desk: s.Desk, Law: s.Law, Fee: s.Fee.In(lang),
		Delivery: s.Delivery, Online: s.Online, Fields: []fieldOut{}}
	if p := s.Period.String(); !s.Period.IsZero() {
		out.Period = p
	}
	for i := range s.Fields {
		f := &s.Fields[i]
		one := fieldOut{ID: f.ID, Label: f.Label.In(lang), Hint: f.Hint.In(lang), Type: f.Type, Required: f.Required}
		for _, c := range f.Choices {
			one.Choices = append(one.Choices, c.In(lang))
		}
		out.Fields = append(out.Fields, one)
	}
	return out
}

func (a *API) listServices(q *request) (*answer, error) {
	ch, err := a.charter()
	if err != nil {
		return nil, err
	}
	out := serviceList{Services: []serviceOut{}}
	for i := range ch.Services {
		out.Services = append(out.Services, serviceOf(&ch.Services[i], q.lang))
	}
	return ok(out)
}

func (a *API) getService(q *request) (*answer, error) {
	ch, err := a.charter()
	if err != nil {
		return nil, err
	}
	if s := ch.Service(q.PathValue("service")); s != nil {
		return ok(serviceOf(s, q.lang))
	}
	return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

func promiseOf(p *charter.Promise, lang string) promiseOut {
	chapter := p.Chapter
	if lang == "en" && p.ChapterEN != "" {
		chapter = p.ChapterEN
	}
	return promiseOut{ID: p.ID, Chapter: chapter, Text: p.Text.In(lang), Note: p.Note.In(lang), Remedy: p.Remedy}
}

func (a *API) listPromises(q *request) (*answer, error) {
	ch, err := a.charter()
	if err != nil {
		return nil, err
	}
	out := promiseList{Charter: ch.Digest, From: ch.From.String(), Promises: []promiseOut{}}
	for _, p := range ch.Promises {
		if p.Publish {
			out.Promises = append(out.Promises, promiseOf(p, q.lang))
		}
	}
	return ok(out)
}

func (a *API) getPromise(q *request) (*answer, error) {
	if p := a.site.Published(q.PathValue("promise")); p != nil {
		return ok(promiseOf(p, q.lang))
	}
	return nil, &app.Fault{Kind: app.Unknown, Key: "fault.unknown"}
}

func (a *API) listStaff(q *request) (*answer, error) {
	members, err := a.app.Staff(q.Context(), q.actor.Institution)
	if err != nil {
		return nil, err
	}
	out := staffList{Staff: []memberOut{}}
	for _, m := range members {
		out.Staff = append(out.Staff, memberOut{m.ID, m.Name, m.Department, m.Desk, m.Duty, m.Phone, string(m.Role)})
	}
	return ok(out)
}
