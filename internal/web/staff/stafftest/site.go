// Package stafftest serves the pages for staff over a real office on SQLite, for tests: a site, and people who log in, read
// pages and send forms as a browser without scripts does.
package stafftest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/test/harness"
)

// Password is that of every account that a Site makes.
const Password = "Lotus-Pond-27"

// Site is an office with its pages served.
type Site struct {
	*harness.Office
	T   testing.TB
	URL string
	// Cut ends every connection, as a network that fails does.
	Cut func()
}

// New serves surfaces over an office whose clock shows the given time; mount makes them for the server.
func New(t testing.TB, now string, mount func(*web.Server, *app.Service) []web.Surface) *Site {
	t.Helper()
	return Over(t, harness.New(t, now), mount)
}

// Over is New for an office that is open already.
func Over(t testing.TB, office *harness.Office, mount func(*web.Server, *app.Service) []web.Surface) *Site {
	t.Helper()
	many := web.Rate{Burst: 10_000, Every: time.Millisecond}
	server := web.New(web.Config{Service: office.Service, Institution: office.Institution, Filing: many, Login: many})
	server.Mount(mount(server, office.Service)...)
	listening := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close()
		listening.Close()
	})
	return &Site{Office: office, T: t, URL: listening.URL, Cut: listening.CloseClientConnections}
}

// Person is somebody with a browser that runs no scripts.
type Person struct {
	t      testing.TB
	site   *Site
	client *http.Client
	app.Actor
	Lang string
}

// Visitor returns somebody who is not logged in.
func (s *Site) Visitor(t testing.TB) *Person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Person{t: t, site: s, client: &http.Client{Jar: jar}, Lang: "ko"}
}

// LogIn makes an account and logs in with it. Desk and department are those of the first office's petition desk.
func (s *Site) LogIn(t testing.TB, login string, role app.Role) *Person {
	t.Helper()
	return s.LogInAt(t, login, role, "general_affairs", "petition")
}

// LogInAt is LogIn for a desk of a department.
func (s *Site) LogInAt(t testing.TB, login string, role app.Role, department, desk string) *Person {
	t.Helper()
	p := s.Visitor(t)
	p.Actor = s.Staff(login, role, department, desk)
	if page := p.Post("/login", url.Values{"login": {login}, "password": {Password}}); page.Path == "/login" {
		t.Fatalf("%s could not log in: %s", login, page.Text())
	}
	return p
}

// Page is what came back, after redirects.
type Page struct {
	t      testing.TB
	Status int
	Path   string // with the query
	Body   string
	Header http.Header
}

// Get reads a page.
func (p *Person) Get(path string) *Page { return p.Send(http.MethodGet, path, nil, nil) }

// Post sends a form.
func (p *Person) Post(path string, form url.Values) *Page {
	return p.Send(http.MethodPost, path, form, nil)
}

// Stream opens a stream of server-sent events, until the test ends.
func (p *Person) Stream(t testing.TB, path string) io.Reader {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.site.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", path, answer.StatusCode)
	}
	return answer.Body
}

// Send makes a request with further headers.
func (p *Person) Send(method, path string, form url.Values, header http.Header) *Page {
	p.t.Helper()
	kind := ""
	if method == http.MethodPost {
		kind = "application/x-www-form-urlencoded"
	}
	return p.send(method, path, form.Encode(), kind, header)
}

// SendBody makes a request with a body of a media type, such as a form with files.
func (p *Person) SendBody(method, path, body, kind string) *Page {
	p.t.Helper()
	return p.send(method, path, body, kind, nil)
}

func (p *Person) send(method, path, text, kind string, header http.Header) *Page {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.site.URL+path, strings.NewReader(text))
	if err != nil {
		p.t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.Header.Set("Accept-Language", p.Lang)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	page := &Page{t: p.t, Status: answer.StatusCode, Path: answer.Request.URL.RequestURI(), Body: string(body), Header: answer.Header}
	if i := strings.Index(page.Body, "⟦"); i >= 0 {
		p.t.Errorf("%s %s: a sentence is missing: %s", method, path, page.Body[i:min(len(page.Body), i+80)])
	}
	return page
}

var (
	tags   = regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)>|<[^>]*>`)
	spaces = regexp.MustCompile(`\s+`)
	forms  = regexp.MustCompile(`(?s)<form\b[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputs = regexp.MustCompile(`<input\b[^>]*>`)
	areas  = regexp.MustCompile(`(?s)<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	picks  = regexp.MustCompile(`(?s)<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>`)
	picked = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
	attr   = regexp.MustCompile(`(\w+)="([^"]*)"`)
)

// Text returns the words of the page without its marks.
func (p *Page) Text() string {
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(p.Body, " ")), " "))
}

// Has fails the test for each text that the page does not show.
func (p *Page) Has(texts ...string) *Page {
	p.t.Helper()
	text := p.Text()
	for _, want := range texts {
		if !strings.Contains(text, want) {
			p.t.Errorf("%s (%d) does not say %q:\n%s", p.Path, p.Status, want, text)
		}
	}
	return p
}

// Lacks fails the test for each text that the page shows.
func (p *Page) Lacks(texts ...string) *Page {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.Body, text) || strings.Contains(p.Text(), text) {
			p.t.Errorf("%s shows %q", p.Path, text)
		}
	}
	return p
}

// Is fails the test when the status is another one.
func (p *Page) Is(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Errorf("%s: status %d, want %d: %s", p.Path, p.Status, status, p.Text())
	}
	return p
}

// Form returns the fields of the first form with that action whose fields hold the given name and value, as a browser would
// send them untouched; nil when there is none.
func (p *Page) Form(action string, nameAndValue ...string) url.Values {
	for _, m := range forms.FindAllStringSubmatch(p.Body, -1) {
		if html.UnescapeString(m[1]) != action {
			continue
		}
		values := url.Values{}
		for _, input := range inputs.FindAllString(m[2], -1) {
			a := map[string]string{}
			for _, pair := range attr.FindAllStringSubmatch(input, -1) {
				a[pair[1]] = html.UnescapeString(pair[2])
			}
			choice := a["type"] == "radio" || a["type"] == "checkbox"
			if a["name"] != "" && (!choice || strings.Contains(input, " checked")) {
				values.Set(a["name"], a["value"])
			}
		}
		for _, area := range areas.FindAllStringSubmatch(m[2], -1) {
			values.Set(area[1], html.UnescapeString(area[2]))
		}
		for _, pick := range picks.FindAllStringSubmatch(m[2], -1) {
			for i, option := range picked.FindAllStringSubmatch(pick[2], -1) {
				if i == 0 || option[2] != "" {
					values.Set(pick[1], html.UnescapeString(option[1]))
				}
			}
		}
		if len(nameAndValue) == 0 || values.Get(nameAndValue[0]) == nameAndValue[1] {
			return values
		}
	}
	return nil
}

// MustForm is Form for a form that has to be there.
func (p *Page) MustForm(action string, nameAndValue ...string) url.Values {
	p.t.Helper()
	values := p.Form(action, nameAndValue...)
	if values == nil {
		p.t.Fatalf("%s has no form for %s %v", p.Path, action, nameAndValue)
	}
	return values
}
