package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/store"
	"jikim/test/harness"
)

// secrets are what a citizen told and nobody must find in clear.
var secrets = []string{"홍길동", "010-1234-5678", "01012345678", "hong@example.kr", "비밀스러운", "김의원", "9876543", "박대리", "010-9999-8888", "이웃사촌"}

// TestNothingPersonalInTheOpen lets a petition live with every kind of text and then looks for the texts in the database
// file, in facts, in errors and in the log.
func TestNothingPersonalInTheOpen(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	var log bytes.Buffer
	noisy := loggingOffice(t, o, &log)
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	p := o.Petition()
	p.Text = "비밀스러운 사정이 있습니다. 제 주민등록번호는 900101-9876543 입니다."
	p.Filer = app.Filer{As: app.Agent, Name: "박대리", Phone: "010-9999-8888", Relation: "이웃사촌"}
	r, citizen := o.File(p)
	if !r.Masked {
		t.Error("a resident registration number was not found")
	}
	var said []string
	note := func(err error) {
		if err != nil {
			said = append(said, err.Error())
		}
	}
	_, err := o.Complain(o.Context(), citizen, app.Complaint{Key: o.NewKey(), About: "careless", Officer: "김의원", Text: "비밀스러운 불만"})
	note(err)
	_, err = o.Tell(o.Context(), officer, "", r.Case, "홍길동 님께: 비밀스러운 답", false)
	note(err)
	_, err = o.Record(o.Context(), officer, app.Entry{Case: r.Case, Kind: fact.CaseProcedureTold, Data: fact.With("channel", "hong@example.kr")})
	note(err)
	_, err = o.Record(o.Context(), officer, app.Entry{Case: r.Case, Kind: fact.CallMisdialled, Data: fact.With("to", "01012345678", "told_number", "737-1043")})
	note(err)
	_, err = o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "홍길동 님, 010-1234-5678로 연락드렸습니다."})
	note(err)
	bad := p
	bad.Key, bad.Email, bad.Phone = o.NewKey(), "hong@example.kr, 홍길동", "홍길동 010-1234-5678"
	_, err = o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), bad)
	note(err)
	_, err = noisy.File(o.Context(), app.Citizen(harness.Institution, ""), p)
	note(err)
	if len(said) < 4 {
		t.Fatalf("only %d errors to look at: %q", len(said), said)
	}
	haystacks := map[string]string{"errors": strings.Join(said, "\n"), "log": log.String()}
	if err := o.Store.EachCase(o.Context(), harness.Institution, "", func(c *app.Stored) error {
		for i := range c.Facts {
			line, err := c.Facts[i].MarshalJSON()
			haystacks["facts"] += string(line)
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(o.Path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal("no database file", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		haystacks[filepath.Base(name)] = string(raw)
	}
	for where, text := range haystacks {
		if len(text) == 0 && where != "log" {
			t.Errorf("nothing to look through in %s", where)
		}
		for _, secret := range append(secrets, r.Token) {
			if strings.Contains(text, secret) {
				t.Errorf("%q stands in the open in %s", secret, where)
			}
		}
	}
	if f := must(o.Follow(o.Context(), citizen, "ko"))(t); !strings.Contains(f.Text, "900101-9******") {
		t.Errorf("the citizen reads %q", f.Text)
	}
}

// loggingOffice is a service on a store that fails to commit, with a log that is kept.
func loggingOffice(t *testing.T, o *harness.Office, log *bytes.Buffer) *app.Service {
	t.Helper()
	svc, err := app.New(app.Config{Store: failing{o.Store}, Charters: o.Charters(), Keys: o.Keys, Clock: o.Clock.Now,
		Log: slog.New(slog.NewTextHandler(log, nil)), Background: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(svc.Close)
	return svc
}

// failing is a database whose disk is full.
type failing struct{ *store.DB }

func (failing) Commit(context.Context, *app.Change) error { return errors.New("disk full") }

func TestDestroyedTextsLeaveTheFacts(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	r, citizen := o.File(o.Petition())
	if err := o.Store.Destroy(o.Context(), harness.Institution, r.Case); err != nil {
		t.Fatal(err)
	}
	f := must(o.Follow(o.Context(), citizen, "ko"))(t)
	if !f.Destroyed || f.Text != "" || f.Number != r.Number || f.Due.IsZero() {
		t.Errorf("after destruction: %+v", f)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, citizen := o.File(o.Petition())
	p := o.Petition()
	p.Name, p.Phone, p.Title, p.Text = "김영희", "010-7777-0000", "주차", "주차장이 좁습니다"
	other, _ := o.File(p)
	must(o.AddMessage(o.Context(), citizen, app.Supplement{Key: o.NewKey(), Text: "엘리베이터도 궁금합니다"}))(t)
	for _, c := range []struct{ words, want string }{
		{"열람실", r.Case}, {"열람", r.Case}, {"주차장", other.Case}, {"홍길동", r.Case}, {"010-7777-0000", other.Case},
		{"5678", r.Case}, {r.Number, r.Case}, {other.Number, other.Case}, {"언제 여나요", r.Case}, {"궁금", r.Case},
		{"여나요 열람실은", r.Case}, {"주차장 홍길동", ""}, {"없는말", ""}, {"람실문", r.Case}, {"ㅎㄱㄷ", r.Case}, {"ㄱㅇ", other.Case}, {"ㅎㄱㄷㄷ", ""}, {"ㅎㄱㄷ 열람실", r.Case}, {"ㄱㄷ", ""},
	} {
		found := must(o.Search(o.Context(), officer, c.words, 10))(t)
		var got string
		if len(found) > 0 {
			got = found[0].Case
		}
		if got != c.want || len(found) > 1 {
			t.Errorf("search %q found %d, first %q; want %q", c.words, len(found), got, c.want)
		}
	}
	_, err := o.Search(o.Context(), officer, "가", 10)
	wantFault(t, err, app.Invalid, "q")
	_, err = o.Search(o.Context(), officer, "ㅎ", 10)
	wantFault(t, err, app.Invalid, "q")
}

func TestAttachmentsAreChecked(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	for _, c := range []struct {
		name string
		file app.Attachment
		ok   bool
	}{
		{"PDF", app.Attachment{Name: "a.pdf", Body: []byte("%PDF-1.4")}, true},
		{"picture", app.Attachment{Name: "a.PNG", Body: picture(t)}, true},
		{"broken picture", app.Attachment{Name: "a.png", Body: []byte("\x89PNG\r\n\x1a\n…")}, false},
		{"Word", app.Attachment{Name: "a.docx", Body: archive(t, "word/document.xml")}, true},
		{"an archive as Word", app.Attachment{Name: "a.docx", Body: archive(t, "virus.exe")}, false},
		{"half an archive as Hangul", app.Attachment{Name: "a.hwpx", Body: []byte("PK\x03\x04")}, false},
		{"Hangul", app.Attachment{Name: "문서.hwp", Body: []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1…")}, true},
		{"text", app.Attachment{Name: "a.txt", Body: []byte("안녕하세요")}, true},
		{"program", app.Attachment{Name: "a.exe", Body: []byte("MZ\x90\x00")}, false},
		{"program as picture", app.Attachment{Name: "a.png", Body: []byte("MZ\x90\x00")}, false},
		{"page as text", app.Attachment{Name: "a.txt", Body: []byte("<html><script>")}, false},
		{"page", app.Attachment{Name: "a.html", Body: []byte("<html>")}, false},
		{"drawing with a script", app.Attachment{Name: "a.svg", Body: []byte("<svg onload=alert(1)>")}, false},
		{"empty", app.Attachment{Name: "a.pdf"}, false},
		{"too large", app.Attachment{Name: "a.pdf", Body: append([]byte("%PDF-"), make([]byte, app.MaxAttachment)...)}, false},
		{"nameless", app.Attachment{Name: "../", Body: []byte("%PDF-")}, false},
	} {
		p := o.Petition()
		p.Attachments = []app.Attachment{c.file}
		_, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	p := o.Petition()
	p.Attachments = make([]app.Attachment, app.MaxAttachments+1)
	_, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
	wantFault(t, err, app.Invalid, "attachments")
}

func TestFormFaults(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	for _, c := range []struct {
		name, field string
		change      func(*app.Petition)
	}{
		{"no name", "name", func(p *app.Petition) { p.Name = "  " }},
		{"no text", "text", func(p *app.Petition) { p.Text = "" }},
		{"a long text", "text", func(p *app.Petition) { p.Text = strings.Repeat("가", app.MaxText+1) }},
		{"control characters", "name", func(p *app.Petition) { p.Name = "홍\x00길동" }},
		{"unknown service", "service", func(p *app.Petition) { p.Service = "x" }},
		{"no answer channel", "answer", func(p *app.Petition) { p.Answer = "" }},
		{"answer by phone without a number", "phone", func(p *app.Petition) { p.Answer, p.Phone = "phone", "" }},
		{"answer by e-mail without an address", "email", func(p *app.Petition) { p.Answer, p.Email = "email", "" }},
		{"result by post without an address", "address", func(p *app.Petition) { p.Delivery = "post" }},
		{"a wrong number", "phone", func(p *app.Petition) { p.Phone = "전화" }},
		{"a wrong address", "email", func(p *app.Petition) { p.Email = "hong" }},
		{"a missing further field", "fields.where", func(p *app.Petition) { p.Service = "facilities" }},
	} {
		p := o.Petition()
		c.change(&p)
		_, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
		f := app.FaultOf(err)
		if f == nil || f.Kind != app.Invalid || len(f.Fields) == 0 || f.Fields[0].Field != c.field {
			t.Errorf("%s: %v, want a fault of %s", c.name, err, c.field)
		}
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	ctx, stop := context.WithCancel(o.Context())
	events := o.Subscribe(ctx, harness.Institution)
	idle := o.Subscribe(ctx, harness.Institution) // a page that reads nothing holds nobody up
	elsewhere := o.Subscribe(ctx, "elsewhere")
	r, _ := o.File(o.Petition())
	for _, want := range []app.EventKind{app.CaseChanged, app.InboxChanged} {
		select {
		case e := <-events:
			if e.Kind != want || e.Case != r.Case {
				t.Errorf("event %+v, want %s", e, want)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("no event came")
		}
	}
	for range 100 {
		o.File(o.Petition())
	}
	stop()
	lost := false
	for e := range idle {
		lost = lost || e.Kind == app.InboxChanged && e.Case == ""
	}
	if !lost {
		t.Error("a reader that fell behind was not told to load everything anew")
	}
	for e := range elsewhere {
		t.Errorf("another institution heard %+v", e)
	}
}
