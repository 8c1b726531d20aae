package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/web"
	"jikim/internal/web/open311"
	"jikim/internal/web/portal"
	"jikim/test/harness"
	"jikim/test/site"
)

func open(t *testing.T) *site.Site {
	t.Helper()
	return site.Open(harness.New(t, "2026-11-23 10:00"), nil, func(s *web.Server) web.Surface { return open311.New(s) },
		func(s *web.Server) web.Surface { return portal.New(s) })
}

func key(s *site.Site, account string, scopes ...app.Scope) string {
	s.T.Helper()
	_, secret, err := s.CreateToken(s.Context(), app.Actor{Institution: harness.Institution, Account: "admin", Role: app.Admin},
		app.NewToken{Name: "앱", Account: account, Scopes: scopes, Days: 300})
	if err != nil {
		s.T.Fatal(err)
	}
	return secret
}

func read(t *testing.T, a site.Answer, into any) {
	t.Helper()
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%d: %s", a.StatusCode, a.Text)
	}
	var err error
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/xml") {
		err = xml.Unmarshal([]byte(a.Text), into)
	} else {
		err = json.Unmarshal([]byte(a.Text), into)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, a.Text)
	}
}

// TestCitizenFilesByAnApp does what an app does: discover, list, ask for the attributes, file, and follow; first in JSON and then in
// XML. Nothing personal comes out.
func TestCitizenFilesByAnApp(t *testing.T) {
	t.Parallel()
	s := open(t)
	var found struct {
		Endpoints []struct {
			URL     string
			Formats []string
		}
	}
	read(t, s.Get("/open311/discovery.json"), &found)
	base := strings.TrimPrefix(found.Endpoints[0].URL, s.URL)
	if base != open311.Base || len(found.Endpoints[0].Formats) != 2 {
		t.Fatalf("discovered %+v", found)
	}
	var services []struct {
		Code     string `json:"service_code"`
		Metadata bool
		Type     string
	}
	read(t, s.Get(base+"/services.json"), &services)
	if len(services) == 0 || !services[0].Metadata || services[0].Type != "realtime" {
		t.Fatalf("services %+v", services)
	}
	var rental struct {
		Attributes []struct {
			Code, Datatype string
			Required       bool
			Values         []struct{ Key, Name string }
		}
	}
	read(t, s.Get(base+"/services/question.json", "Accept-Language", "en"), &rental)
	last := rental.Attributes[len(rental.Attributes)-1]
	if last.Code != "publish" || last.Values[1].Name != "Yes" {
		t.Errorf("attributes %+v", rental.Attributes)
	}
	secret := key(s, "", app.PetitionWrite)
	form := url.Values{"api_key": {secret}, "service_code": {"question"}, "first_name": {"길동"}, "last_name": {"홍"}, "phone": {"010-1234-5678"},
		"description": {"가로등이 꺼졌어요"}, "address_string": {"공원로 12"}, "lat": {"37.34"}, "long": {"127.92"}}
	var quiet []struct {
		ID     string `json:"service_request_id"`
		Notice string `json:"service_notice"`
	}
	read(t, s.Post(base+"/requests.json", form), &quiet)
	link := quiet[0].Notice[strings.Index(quiet[0].Notice, "/c/"):]
	if page := s.Get(link); !strings.Contains(page.Text, "가로등이 꺼졌어요") || !strings.Contains(page.Text, "공원로 12") {
		t.Errorf("the citizen's page does not show what was sent")
	}
	form.Set("attribute[publish]", "yes")
	var loud struct {
		ID string `xml:"request>service_request_id"`
	}
	upload := s.Upload(base+"/requests.xml", form, site.File{Name: "a.txt", Body: []byte("a"), Field: "media"})
	read(t, upload, &loud)
	s.File(s.Petition()) // by the website: nobody's business here
	type request struct {
		ID          string `json:"service_request_id" xml:"service_request_id"`
		Status      string `json:"status" xml:"status"`
		Description string `json:"description" xml:"description"`
		Agency      string `json:"agency_responsible" xml:"agency_responsible"`
		Expected    string `json:"expected_datetime" xml:"expected_datetime"`
	}
	var list []request
	all := s.Get(base + "/requests.json")
	read(t, all, &list)
	if len(list) != 2 {
		t.Fatalf("%d are listed, want 2: %s", len(list), all.Text)
	}
	for _, r := range list {
		if want := map[string]string{quiet[0].ID: "", loud.ID: "가로등이 꺼졌어요"}[r.ID]; r.Description != want || r.Status != "open" {
			t.Errorf("%s: %+v", r.ID, r)
		}
		due, err := time.Parse(time.RFC3339, r.Expected)
		if v := s.Verdict(caseOf(s, r.ID), "case.deadline"); err != nil || v == nil || due.Sub(v.Due).Abs() >= time.Second {
			t.Errorf("%s is expected %s (%v), the promise says %+v", r.ID, r.Expected, err, v)
		}
	}
	for _, personal := range []string{"길동", "1234", "공원로", "37.34", "/c/"} {
		if strings.Contains(all.Text, personal) {
			t.Errorf("%q comes out: %s", personal, all.Text)
		}
	}
	var one struct {
		Requests []request `xml:"request"`
	}
	read(t, s.Get(base+"/requests/"+loud.ID+".xml"), &one)
	if len(one.Requests) != 1 || one.Requests[0].ID != loud.ID {
		t.Errorf("one request is %+v", one)
	}
	var token []struct{ Token string }
	read(t, s.Get(base+"/tokens/"+loud.ID+".json"), &token)
	if len(token) != 1 || token[0].Token != loud.ID {
		t.Errorf("a token is %+v", token)
	}
}

// caseOf finds the case of a receipt number.
func caseOf(s *site.Site, number string) string {
	s.T.Helper()
	staff := app.Actor{Institution: harness.Institution, Account: "finder", Role: app.Officer}
	heads, err := s.Search(s.Context(), staff, number, 1)
	if err != nil || len(heads) != 1 {
		s.T.Fatalf("%s: %v, %v", number, heads, err)
	}
	return heads[0].Case
}

// TestFilters asks for petitions by number, service, status and time.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := open(t)
	secret := key(s, "", app.PetitionWrite)
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	var ids []string
	for i, service := range []string{"question", "suggestion", "question"} {
		var got []struct {
			ID string `json:"service_request_id"`
		}
		read(t, s.Post(open311.Base+"/requests.json", url.Values{"api_key": {secret}, "service_code": {service}, "last_name": {"홍길동"}, "description": {"글"}}), &got)
		ids = append(ids, got[0].ID)
		if i == 0 {
			if _, err := s.Answer(s.Context(), officer, app.Result{Key: s.NewKey(), Case: caseOf(s, ids[0]), Text: "답변"}); err != nil {
				t.Fatal(err)
			}
		}
		s.Clock.Set(s.Now().AddDate(0, 0, 40))
	}
	first := "2026-11-23T01:00:00Z"
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{ids[2], ids[1]}}, // the last 90 days
		{"start_date=" + first, []string{ids[2], ids[1], ids[0]}},
		{"end_date=2026-11-24T00:00:00Z", []string{ids[0]}},
		{"start_date=2026-01-01T00:00:00Z&end_date=2026-11-24T00:00:00Z", []string{ids[0]}},
		{"start_date=2026-12-30T00:00:00%2B09:00", []string{ids[2], ids[1]}},
		{"start_date=" + first + "&status=closed", []string{ids[0]}},
		{"start_date=" + first + "&status=open,closed", []string{ids[2], ids[1], ids[0]}},
		{"start_date=" + first + "&service_code=question", []string{ids[2], ids[0]}},
		{"service_request_id=" + ids[0] + "," + ids[2] + "&status=open", []string{ids[2], ids[0]}},
		{"service_code=nothing", nil},
	} {
		var got []struct {
			ID string `json:"service_request_id"`
		}
		read(t, s.Get(open311.Base+"/requests.json?"+tt.query), &got)
		var listed []string
		for _, r := range got {
			listed = append(listed, r.ID)
		}
		if strings.Join(listed, " ") != strings.Join(tt.want, " ") {
			t.Errorf("%s: %v, want %v", tt.query, listed, tt.want)
		}
	}
}

// TestErrors are lists of code and description, in both formats, and repeat nothing that was sent.
func TestErrors(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
	good, narrow := key(s, "", app.PetitionWrite), key(s, kim.Account, app.CasesRead)
	whole := func(change ...string) url.Values {
		v := url.Values{"api_key": {good}, "service_code": {"question"}, "last_name": {"홍길동"}, "description": {"글"}}
		for i := 0; i < len(change); i += 2 {
			v.Set(change[i], change[i+1])
		}
		return v
	}
	for _, tt := range []struct {
		name, method, path string
		form               url.Values
		code               int
	}{
		{"no key", "POST", "/requests", whole("api_key", ""), 403},
		{"a key of nobody", "POST", "/requests", whole("api_key", "900101-1234567"), 403},
		{"a key without the scope", "POST", "/requests", whole("api_key", narrow), 403},
		{"another office", "POST", "/requests", whole("jurisdiction_id", "sf.gov"), 404},
		{"no service", "POST", "/requests", whole("service_code", ""), 400},
		{"an unknown service", "POST", "/requests", whole("service_code", "900101-1234567"), 404},
		{"no name", "POST", "/requests", whole("last_name", ""), 400},
		{"no text", "POST", "/requests", whole("description", ""), 400},
		{"an unknown attribute", "POST", "/requests", whole("attribute[900101-1234567]", "x"), 400},
		{"a wish that is none", "POST", "/requests", whole("attribute[publish]", "900101-1234567"), 400},
		{"an unknown resource", "GET", "/nothing", nil, 404},
		{"an unknown service, read", "GET", "/services/nothing", nil, 404},
		{"an unknown request", "GET", "/requests/2026-999999", nil, 404},
		{"an unknown token", "GET", "/tokens/2026-999999", nil, 404},
		{"a status that is none", "GET", "/requests", url.Values{"status": {"late"}}, 400},
		{"a date without a zone", "GET", "/requests", url.Values{"start_date": {"2026-11-23"}}, 400},
		{"another office, read", "GET", "/services", url.Values{"jurisdiction_id": {"sf.gov"}}, 404},
	} {
		for _, format := range []string{"json", "xml"} {
			path := open311.Base + tt.path + "." + format
			var got site.Answer
			if tt.method == "GET" {
				got = s.Get(path + "?" + tt.form.Encode())
			} else {
				got = s.Post(path, tt.form)
			}
			var errors []struct {
				Code        int
				Description string
			}
			err := json.Unmarshal([]byte(got.Text), &errors)
			if format == "xml" {
				var list struct {
					Errors []struct {
						Code        int    `xml:"code"`
						Description string `xml:"description"`
					} `xml:"error"`
				}
				err = xml.Unmarshal([]byte(got.Text), &list)
				for _, e := range list.Errors {
					errors = append(errors, struct {
						Code        int
						Description string
					}{e.Code, e.Description})
				}
			}
			if err != nil || got.StatusCode != tt.code || len(errors) == 0 || errors[0].Code != tt.code || errors[0].Description == "" ||
				strings.Contains(got.Text, "⟦") || strings.Contains(got.Text, "900101") {
				t.Errorf("%s (%s): %d %s", tt.name, format, got.StatusCode, got.Text)
			}
		}
	}
	if a := s.Get(open311.Base + "/services"); !strings.HasPrefix(a.Header.Get("Content-Type"), "text/xml") {
		t.Errorf("without a format: %s", a.Header.Get("Content-Type"))
	}
	if a := s.Get(open311.Base+"/services", "Accept", "application/json"); !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		t.Errorf("JSON was accepted, and came as %s", a.Header.Get("Content-Type"))
	}
	if a := s.Get(open311.Base + "/services.yaml"); a.StatusCode != http.StatusNotFound {
		t.Errorf("yaml: %d", a.StatusCode)
	}
}
