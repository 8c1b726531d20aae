package api_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/test/site"
)

const whole = `{"service":"question","name":"홍길동","phone":"010-1234-5678","text":"열람실은 언제 여나요?","answer":"web"}`

type receipt struct{ Case, Number, Link string }

type done struct {
	Case  string
	Facts []string
	Seq   int64
}

// TestDesk does the work of an officer by programs alone: find, open, take over, answer with a file, and load it again.
func TestDesk(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
	p := token(s, kim.Account)
	r := read[receipt](t, p.send("POST", "/api/v1/petitions", whole), http.StatusCreated)
	list := read[struct{ Cases []anyCase }](t, p.send("GET", "/api/v1/cases", ""), http.StatusOK)
	if len(list.Cases) != 1 || list.Cases[0].Number != r.Number || list.Cases[0].Name != "홍*동" {
		t.Fatalf("the list shows %+v", list.Cases)
	}
	got := p.send("GET", "/api/v1/cases/"+r.Case, "", "Accept-Language", "en")
	c := read[anyCase](t, got, http.StatusOK)
	if strings.Contains(got.Text, "홍길동") || strings.Contains(got.Text, "열람실") || len(c.Facts) < 2 || len(c.Verdicts) == 0 {
		t.Errorf("a case that was not opened shows %s", got.Text)
	}
	if want := `"2"`; got.Header.Get("ETag") != want {
		t.Errorf("ETag %s, want %s", got.Header.Get("ETag"), want)
	}
	if log, _ := s.AccessLog(s.Context(), admin, r.Case, 10); len(log) != 0 {
		t.Errorf("a masked reading was logged: %+v", log)
	}
	found := read[struct{ Cases []anyCase }](t, p.send("POST", "/api/v1/cases/search", `{"words":"열람실"}`), http.StatusOK)
	opened := read[anyCase](t, p.send("POST", "/api/v1/cases/"+r.Case+"/open", `{}`), http.StatusOK)
	if len(found.Cases) != 1 || opened.Person["name"] != "홍길동" {
		t.Errorf("found %+v, opened %+v", found.Cases, opened.Person)
	}
	if log, _ := s.AccessLog(s.Context(), admin, r.Case, 10); len(log) != 1 || log[0].Account != kim.Account || log[0].What != "case" {
		t.Errorf("the reading was logged as %+v", log)
	}
	mine := read[done](t, p.send("POST", "/api/v1/cases/"+r.Case+"/assignments", `{"officer":"`+kim.Account+`"}`), http.StatusCreated)
	if mine.Seq != 3 || len(mine.Facts) != 1 {
		t.Errorf("assigned as %+v", mine)
	}
	var form bytes.Buffer
	body := multipart.NewWriter(&form)
	part, _ := body.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="body"`}, "Content-Type": {"application/json"}})
	_, _ = part.Write([]byte(`{"text":"아홉 시에 엽니다."}`))
	file, _ := body.CreateFormFile("files", "시간표.txt")
	_, _ = file.Write([]byte("09:00~18:00"))
	_ = body.Close()
	read[done](t, p.send("POST", "/api/v1/cases/"+r.Case+"/answers", form.String(), "Content-Type", body.FormDataContentType()), http.StatusCreated)
	opened = read[anyCase](t, p.send("POST", "/api/v1/cases/"+r.Case+"/open", `{}`), http.StatusOK)
	if len(opened.Files) != 1 || opened.Status != "answered" {
		t.Fatalf("answered as %+v", opened)
	}
	loaded := p.send("GET", opened.Files[0]["path"].(string), "")
	if loaded.Text != "09:00~18:00" || !strings.HasPrefix(loaded.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is %q (%v)", loaded.Text, loaded.Header)
	}
	again := p.send("POST", "/api/v1/cases/"+r.Case+"/answers", `{"text":"다시"}`)
	if again.StatusCode != http.StatusConflict || !strings.Contains(again.Text, "fault.settled") {
		t.Errorf("a second answer: %d %s", again.StatusCode, again.Text)
	}
}

// TestCasesLieByTime files petitions under keys that have a time in them: the names of their cases follow it, so that what was filed on
// one day lies together in the store.
func TestCasesLieByTime(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := token(s, s.Staff("kim", app.Lead, "general_affairs", "petition").Account)
	var cases []string
	for range 8 {
		s.Clock.Set(s.Now().Add(time.Hour))
		cases = append(cases, read[receipt](t, p.send("POST", "/api/v1/petitions", whole, "Idempotency-Key", s.NewKey()), http.StatusCreated).Case)
	}
	if !slices.IsSorted(cases) {
		t.Errorf("the cases lie anywhere: %q", cases)
	}
}

// TestSameKey sends writes twice: they are done once and answered alike, and the key serves for nothing else.
func TestSameKey(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.Staff("kim", app.Lead, "general_affairs", "petition")
	p, key := token(s, kim.Account), s.NewKey()
	first := p.send("POST", "/api/v1/petitions", whole, "Idempotency-Key", key)
	second := p.send("POST", "/api/v1/petitions", whole, "Idempotency-Key", key)
	if first.Text != second.Text || first.StatusCode != second.StatusCode || second.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("filed as %s and %s", first.Text, second.Text)
	}
	path := "/api/v1/cases/" + read[receipt](t, first, http.StatusCreated).Case
	word := `{"text":"확인했습니다."}`
	first = p.send("POST", path+"/words", word, "Idempotency-Key", key)
	p.send("POST", path+"/words", `{"text":"하나 더"}`)
	second = p.send("POST", path+"/words", word, "Idempotency-Key", key)
	if first.StatusCode != http.StatusCreated || first.Text != second.Text || first.Header.Get("ETag") != second.Header.Get("ETag") ||
		second.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("told as %d %s and %d %s", first.StatusCode, first.Text, second.StatusCode, second.Text)
	}
	if other := p.send("POST", path+"/words", `{"text":"다른 말"}`, "Idempotency-Key", key); other.StatusCode != http.StatusUnprocessableEntity ||
		!strings.Contains(other.Text, "fault.key_reused") {
		t.Errorf("the key was taken for other words: %d %s", other.StatusCode, other.Text)
	}
	s.Clock.Set(s.Now().Add(25 * time.Hour))
	late := read[done](t, p.send("POST", path+"/words", word, "Idempotency-Key", key), http.StatusCreated)
	if want := read[done](t, first, http.StatusCreated); late.Facts[0] != want.Facts[0] {
		t.Errorf("a day later it was recorded again: %+v, was %+v", late, want)
	}
}

// TestLostUpdate decides on a case that a colleague has changed meanwhile.
func TestLostUpdate(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := token(s, s.Staff("kim", app.Officer, "general_affairs", "petition").Account)
	r := read[receipt](t, p.send("POST", "/api/v1/petitions", whole), http.StatusCreated)
	path := "/api/v1/cases/" + r.Case
	tag := p.send("GET", path, "").Header.Get("ETag")
	read[done](t, p.send("POST", path+"/words", `{"text":"동료의 말"}`), http.StatusCreated)
	if late := p.send("POST", path+"/answers", `{"text":"답변"}`, "If-Match", tag); late.StatusCode != http.StatusPreconditionFailed {
		t.Errorf("an answer to what the case was: %d %s", late.StatusCode, late.Text)
	}
	tag = p.send("GET", path, "").Header.Get("ETag")
	read[done](t, p.send("POST", path+"/answers", `{"text":"답변"}`, "If-Match", tag), http.StatusCreated)
}

// TestPages reads a list page by page.
func TestPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := token(s, s.Staff("kim", app.Officer, "general_affairs", "petition").Account)
	for range 5 {
		s.File(s.Petition())
	}
	seen := map[string]bool{}
	next := "/api/v1/cases?limit=2&status=open"
	pages := 0
	for next != "" && pages < 9 {
		a := p.send("GET", next, "")
		for _, c := range read[struct{ Cases []anyCase }](t, a, http.StatusOK).Cases {
			seen[c.Case] = true
		}
		next = ""
		if link, ok := strings.CutSuffix(a.Header.Get("Link"), `>; rel="next"`); ok {
			next = strings.TrimPrefix(link, "<")
		}
		pages++
	}
	if len(seen) != 5 || pages != 3 {
		t.Errorf("%d cases on %d pages", len(seen), pages)
	}
}

// TestContacts takes a visit and a call from beginning to end.
func TestContacts(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := token(s, s.Staff("kim", app.Officer, "general_affairs", "petition").Account)
	type begun struct{ Case, Contact string }
	v := read[begun](t, p.send("POST", "/api/v1/contacts", `{"channel":"visit","desk":"petition"}`), http.StatusCreated)
	waiting := read[struct{ Visits []begun }](t, p.send("GET", "/api/v1/contacts?desk=petition", ""), http.StatusOK)
	if len(waiting.Visits) != 1 || waiting.Visits[0] != v {
		t.Errorf("%+v wait, want %+v", waiting.Visits, v)
	}
	path := "/api/v1/contacts/" + v.Case + "/" + v.Contact
	read[done](t, p.send("POST", path+"/steps", `{"kind":"visit.greeted","data":{"stood":true,"phrase":true,"first":true}}`), http.StatusCreated)
	read[done](t, p.send("POST", path+"/petition", `{"service":"question","name":"홍길동","text":"열람실은 언제 여나요?"}`), http.StatusCreated)
	read[done](t, p.send("POST", path+"/end", `{}`), http.StatusCreated)
	if c := read[anyCase](t, p.send("GET", "/api/v1/cases/"+v.Case, ""), http.StatusOK); c.Number == "" || c.Status != "open" {
		t.Errorf("the visit came to %+v", c)
	}
	if bad := p.send("POST", path+"/steps", `{"kind":"case.answered"}`); bad.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a contact took an answer: %d", bad.StatusCode)
	}
	call := read[begun](t, p.send("POST", "/api/v1/contacts", `{"channel":"phone"}`), http.StatusCreated)
	ended := read[done](t, p.send("POST", "/api/v1/contacts/"+call.Case+"/"+call.Contact+"/end", `{}`), http.StatusCreated)
	if kinds := s.Kinds(call.Case); len(ended.Facts) == 0 || kinds[len(kinds)-1].String() != "call.ended" {
		t.Errorf("the call has %v", kinds)
	}
}

// TestItems reports, records and repairs an outage.
func TestItems(t *testing.T) {
	t.Parallel()
	s := open(t)
	p, nobody := token(s, s.Staff("kim", app.Officer, "general_affairs", "petition").Account), &program{s, ""}
	type item struct{ Working, Count int }
	before := read[item](t, nobody.send("GET", "/api/v1/items/search_pc", ""), http.StatusOK)
	read[struct{ Known bool }](t, nobody.send("POST", "/api/v1/items/search_pc/reports", `{"unit":1}`), http.StatusCreated)
	down := read[item](t, nobody.send("GET", "/api/v1/items/search_pc", ""), http.StatusOK)
	read[done](t, p.send("POST", "/api/v1/items/search_pc/repairs", `{"unit":1}`), http.StatusCreated)
	after := read[item](t, nobody.send("GET", "/api/v1/items/search_pc", ""), http.StatusOK)
	if down.Working != before.Working-1 || after != before {
		t.Errorf("%+v, then %+v, then %+v", before, down, after)
	}
}

// TestMachines lets a kiosk, a sensor and a button tell of visitors, by what they were bound by and by tokens.
func TestMachines(t *testing.T) {
	t.Parallel()
	s := open(t)
	desk := app.Place{Kind: app.AtDesk, ID: "petition"}
	kiosk := &program{s, s.Bind(app.Kiosk, app.Place{})}
	key := s.NewKey()
	first := kiosk.send("POST", "/api/v1/arrivals", `{"desk":"petition"}`, "Idempotency-Key", key)
	if second := kiosk.send("POST", "/api/v1/arrivals", `{"desk":"petition"}`, "Idempotency-Key", key); first.StatusCode != http.StatusCreated || first.Text != second.Text {
		t.Errorf("arrived as %d %s and %s", first.StatusCode, first.Text, second.Text)
	}
	sensor := s.Device(app.Sensor, desk)
	_, secret, err := s.CreateToken(s.Context(), admin, app.NewToken{Name: "출입문", Device: sensor.Device, Scopes: app.DeviceScopes()[:1], Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range []*program{{s, secret}, {s, s.Bind(app.Button, desk)}} {
		if a := p.send("POST", "/api/v1/presses", ""); a.StatusCode != http.StatusNoContent {
			t.Errorf("press %d: %d %s", i, a.StatusCode, a.Text)
		}
	}
	officer := s.Staff("kim", app.Officer, "general_affairs", "petition")
	if there, err := s.Waiting(s.Context(), officer, "petition"); err != nil || len(there) != 3 {
		t.Errorf("%d wait (%v), want 3", len(there), err)
	}
	bound := read[struct{ Token, Kind string }](t, (&program{s, ""}).send("POST", "/api/v1/devices", `{"code":"`+code(s)+`"}`), http.StatusCreated)
	if a := (&program{s, bound.Token}).send("POST", "/api/v1/presses", ""); bound.Kind != "button" || a.StatusCode != http.StatusNoContent {
		t.Errorf("bound as %+v: %d", bound, a.StatusCode)
	}
	exchange := &program{s, s.Bind(app.Exchange, app.Place{})}
	if a := exchange.send("POST", "/api/v1/calls", `{"call":"a","event":"call.ringing","to":"737-1043"}`); a.StatusCode != http.StatusNoContent {
		t.Errorf("a call: %d %s", a.StatusCode, a.Text)
	}
}

// code registers a button and returns its code.
func code(s *site.Site) string {
	s.T.Helper()
	_, code, err := s.RegisterDevice(s.Context(), admin, app.NewDevice{Kind: app.Button, Name: "단추", Place: app.Place{Kind: app.AtDesk, ID: "petition"}})
	if err != nil {
		s.T.Fatal(err)
	}
	return code
}

// TestTokensEnd sees a token stop when it is revoked, when it expires, and with its account.
func TestTokensEnd(t *testing.T) {
	t.Parallel()
	s := open(t)
	kim := s.Staff("kim", app.Officer, "general_affairs", "petition")
	root := s.Staff("root", app.Admin, "", "")
	for name, end := range map[string]func(id string) error{
		"revoked":  func(id string) error { return s.RevokeToken(s.Context(), root, id) },
		"disabled": func(string) error { return s.DisableAccount(s.Context(), root, kim.Account, true) },
	} {
		tok, secret, err := s.CreateToken(s.Context(), root, app.NewToken{Name: name, Account: kim.Account, Scopes: []app.Scope{app.CasesRead}, Days: 1})
		if err != nil {
			t.Fatal(err)
		}
		p := &program{s, secret}
		if a := p.send("GET", "/api/v1/cases", ""); a.StatusCode != http.StatusOK {
			t.Errorf("%s: before: %d", name, a.StatusCode)
		}
		if err := end(tok.ID); err != nil {
			t.Fatal(err)
		}
		if a := p.send("GET", "/api/v1/cases", ""); a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.Header.Get("WWW-Authenticate"), "invalid_token") {
			t.Errorf("%s: after: %d", name, a.StatusCode)
		}
		if err := s.DisableAccount(s.Context(), root, kim.Account, false); err != nil {
			t.Fatal(err)
		}
	}
	p := token(s, kim.Account)
	s.Clock.Set(s.Now().AddDate(0, 0, 31))
	if a := p.send("GET", "/api/v1/cases", ""); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("expired: %d", a.StatusCode)
	}
}
