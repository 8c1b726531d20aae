package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// mail is an e-mail of a citizen about which there is nothing to doubt.
func mail(t *testing.T, key string) *channel.Letter {
	t.Helper()
	return &channel.Letter{Channel: "email", Source: "minwon", Key: key, ID: key + "@example.org", Return: "hong@example.org", Class: channel.Person,
		At: harness.At(t, "2026-11-23 09:59"), From: channel.Party{Name: "홍길동", Address: "hong@example.org"},
		Subject: "열람실 여는 시간", Text: "열람실은 언제 여나요?", Checks: []channel.Check{{Name: "dmarc", Result: "pass"}},
		Files:    []channel.File{{Name: "사진.pdf", Type: "application/pdf", Body: []byte("%PDF-1.7 x")}},
		Original: channel.File{Name: "original.eml", Type: "message/rfc822", Body: []byte("From: hong@example.org\r\n\r\n열람실은 언제 여나요?")}}
}

func fax(t *testing.T, key string) *channel.Letter {
	t.Helper()
	return &channel.Letter{Channel: "fax", Source: "machine", Key: key, Class: channel.Person, At: harness.At(t, "2026-11-23 09:58"),
		From: channel.Party{Address: "033-737-9999"}, Pages: 2, Original: channel.File{Name: "fax.tif", Type: "image/tiff", Body: []byte("II*\x00…")},
		Files:    []channel.File{{Name: "fax.pdf", Type: "application/pdf", Body: []byte("%PDF-1.7 y")}},
		Proposed: &channel.Proposal{Text: "보낸 사람 김철수 제목 시설 대관", Sender: "김철수", Subject: "시설 대관", Fine: true}}
}

func take(t *testing.T, in channel.Letters, l *channel.Letter) channel.Taken {
	t.Helper()
	return must(in.Receive(t.Context(), l))(t)
}

// TestMailBecomesPetition proves that an e-mail without doubts is a petition at once, received when the server took it, and that
// it is one petition however often it comes.
func TestMailBecomesPetition(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	in := o.Letters(harness.Institution, app.LetterRoute{Service: "question"})
	first := take(t, in, mail(t, "a"))
	again := take(t, in, mail(t, "a"))
	if first.Held || first.Repeated || !again.Repeated || again.Case != first.Case {
		t.Fatalf("taken %+v, then %+v", first, again)
	}
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	v := must(o.OpenCase(t.Context(), officer, first.Case, "test"))(t)
	if v.State.Number != "2026-000001" || !v.State.ReceivedAt.Equal(harness.At(t, "2026-11-23 09:59")) || v.State.Channel != "email" || v.State.Answer != "email" {
		t.Errorf("the petition is %+v", v.State)
	}
	if v.Person.Name != "홍길동" || v.Person.Email != "hong@example.org" || v.Person.Text != "열람실은 언제 여나요?" || len(v.Files) != 2 {
		t.Errorf("the person is %+v, with %d files", v.Person, len(v.Files))
	}
	facts := o.Stored(first.Case).Facts
	if len(facts) != 2 || facts[1].Kind != fact.CaseReceived || facts[1].Via != fact.ViaMail || facts[1].By != "citizen" {
		t.Errorf("the facts are %v", facts)
	}
}

// TestLetterWaits goes through why a person has to look, and proves that nothing is a petition before that.
func TestLetterWaits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		route  app.LetterRoute
		change func(*channel.Letter)
		doubts []string
	}{
		{"no service is set up", app.LetterRoute{}, func(*channel.Letter) {}, []string{"choose"}},
		{"a service that is none", app.LetterRoute{Service: "x"}, func(*channel.Letter) {}, []string{"choose"}},
		{"the channel doubts", app.LetterRoute{Service: "question"}, func(l *channel.Letter) { l.Doubts = []string{"letter.doubt.dmarc", "x y", "dmarc"} }, []string{"dmarc"}},
		{"a list", app.LetterRoute{Service: "question"}, func(l *channel.Letter) { l.Class = channel.List }, []string{"class"}},
		{"the number of somebody else's petition", app.LetterRoute{Service: "question"}, func(l *channel.Letter) {
			l.Subject, l.From.Address = "Re: [2026-000001]", "kim@example.org"
		}, []string{"stranger"}},
		{"a fax", app.LetterRoute{Service: "question"}, func(l *channel.Letter) { *l = *fax(t, "b") }, []string{"choose"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := harness.New(t, "2026-11-23 10:00")
			take(t, o.Letters(harness.Institution, app.LetterRoute{Service: "question"}), mail(t, "first"))
			l := mail(t, "b")
			tt.change(l)
			got := take(t, o.Letters(harness.Institution, tt.route), l)
			officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
			v := must(o.OpenLetter(t.Context(), officer, got.Case))(t)
			if !got.Held || v.Status != casefile.Held || !slices.Equal(v.Doubts, tt.doubts) {
				t.Errorf("taken %+v, %s with doubts %v, want %v", got, v.Status, v.Doubts, tt.doubts)
			}
			page := must(o.HeldLetters(t.Context(), officer, "", 0))(t)
			if n, more, err := o.CountHeld(t.Context(), officer); len(page.Rows) != 1 || page.Rows[0].Case != got.Case || n != 1 || more || err != nil {
				t.Errorf("%d letters wait, %d counted", len(page.Rows), n)
			}
			if inbox := must(o.Inbox(t.Context(), officer, app.InboxFilter{}))(t); len(inbox.Rows) != 1 {
				t.Errorf("%d cases in the inbox, want the first alone", len(inbox.Rows))
			}
			if !slices.ContainsFunc(must(o.AccessLog(t.Context(), o.Staff("lee", app.Manager, "", ""), got.Case, 0))(t), func(a app.Access) bool { return a.What == "case" }) {
				t.Error("the reading is not on record")
			}
		})
	}
}

// TestMailBelongs proves that an answer goes to the petition that it answers when the petitioner writes it, as the supplement that
// was asked for or as a message, once.
func TestMailBelongs(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	in := o.Letters(harness.Institution, app.LetterRoute{Service: "question"})
	petition := take(t, in, mail(t, "a")).Case
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	answer := func(key string, at string) *channel.Letter {
		l := mail(t, key)
		l.Refs, l.Subject, l.Text, l.At = []string{"a@example.org"}, "Re: 열람실", "덧붙입니다 "+key, harness.At(t, at)
		return l
	}
	must(in.Receive(t.Context(), answer("b", "2026-11-23 10:00")))(t)
	must(o.Record(t.Context(), officer, app.Entry{Key: o.NewKey(), Case: petition, Kind: fact.CaseAccepted}))(t)
	must(o.AskSupplement(t.Context(), officer, app.Missing{Key: o.NewKey(), Case: petition, What: "주소", Until: harness.At(t, "2026-12-03 18:00"), Oral: true}))(t)
	o.Clock.Set(harness.At(t, "2026-11-24 10:00"))
	for range 2 {
		if got := take(t, in, answer("c", "2026-11-24 09:00")); got.Held {
			t.Errorf("taken %+v", got)
		}
	}
	byNumber := mail(t, "d")
	byNumber.Subject, byNumber.At = "[2026-000001] 문의", harness.At(t, "2026-11-24 09:30")
	take(t, in, byNumber)
	var kinds []string
	for _, f := range o.Stored(petition).Facts {
		if f.Kind == fact.MessageTaken || f.Kind == fact.CaseSupplementReceived {
			kinds = append(kinds, f.Kind.String())
		}
	}
	if want := []string{"message.taken", "case.supplement_received", "message.taken"}; !slices.Equal(kinds, want) {
		t.Errorf("on the petition are %v, want %v", kinds, want)
	}
	if n, _, _ := o.CountHeld(t.Context(), officer); n != 0 {
		t.Errorf("%d letters wait", n)
	}
}

// breaking is a store whose n-th commit from now fails.
type breaking struct {
	app.Store
	after int
}

func (f *breaking) Commit(ctx context.Context, c *app.Change) error {
	if f.after--; f.after == 0 {
		return errors.New("the database is away")
	}
	return f.Store.Commit(ctx, c)
}

// TestMailInterrupted fails each of the commits by which an answer comes to its petition, and proves that it is there once when it is
// sent again.
func TestMailInterrupted(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 3; n++ {
		o := harness.New(t, "2026-11-23 10:00")
		petition := take(t, o.Letters(harness.Institution, app.LetterRoute{Service: "question"}), mail(t, "a")).Case
		st := &breaking{Store: o.Store, after: n}
		svc := o.Serve(app.Config{Store: st})
		defer svc.Close()
		in := svc.Letters(harness.Institution, app.LetterRoute{Service: "question"})
		l := mail(t, "b")
		l.Refs = []string{"a@example.org"}
		if _, err := in.Receive(t.Context(), l); err == nil {
			t.Fatalf("commit %d: no error", n)
		}
		if got := take(t, in, l); got.Held {
			t.Errorf("commit %d: taken %+v", n, got)
		}
		messages := 0
		for _, f := range o.Stored(petition).Facts {
			if f.Kind == fact.MessageTaken {
				messages++
			}
		}
		if messages != 1 {
			t.Errorf("commit %d: %d messages", n, messages)
		}
	}
}

// TestFileLetter decides about letters: a fax becomes a petition that was received when the machine took it, a letter by post when
// the stamp says, another one goes on a petition, and a third is discarded and taken back.
func TestFileLetter(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	in := o.Letters(harness.Institution, app.LetterRoute{})
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	o.Clock.Set(harness.At(t, "2026-11-25 10:00"))
	held := take(t, in, fax(t, "a"))
	v := must(o.OpenLetter(t.Context(), officer, held.Case))(t)
	if v.SeemsFrom != "김철수" || v.SeemsAbout != "시설 대관" || v.Phone != "033-737-9999" || len(v.Files) != 2 || !v.Files[1].Original {
		t.Errorf("the letter is %+v", v)
	}
	_, err := o.FileLetter(t.Context(), officer, app.Filing{Key: o.NewKey(), Case: held.Case, As: casefile.AsCase})
	if f := app.FaultOf(err); f == nil || len(f.Fields) != 3 {
		t.Errorf("without service, name and text: %v", err)
	}
	decision := app.Filing{Key: o.NewKey(), Case: held.Case, As: casefile.AsCase, Petition: app.NewContact{Service: "question", Name: "김철수",
		Phone: "033-737-9999", Title: "시설 대관", Text: "대관 신청합니다.", At: harness.At(t, "2026-11-25 09:00")}}
	filed := must(o.FileLetter(t.Context(), officer, decision))(t)
	again := must(o.FileLetter(t.Context(), officer, decision))(t)
	if filed.Number == "" || again.Number != filed.Number || !again.Repeated || filed.Token == "" {
		t.Errorf("filed %+v, then %+v", filed, again)
	}
	petition := must(o.OpenCase(t.Context(), officer, held.Case, "test"))(t)
	if !petition.State.ReceivedAt.Equal(harness.At(t, "2026-11-23 09:58")) || petition.Person.Text != "대관 신청합니다." || petition.State.Channel != "fax" {
		t.Errorf("the petition is %+v", petition.State)
	}
	if _, err := o.FileLetter(t.Context(), officer, app.Filing{Key: o.NewKey(), Case: held.Case, As: casefile.AsDiscarded, Reason: "spam"}); app.FaultOf(err) == nil {
		t.Error("a petition was discarded as a letter")
	}

	letter := fax(t, "b")
	letter.Channel, letter.From = "post", channel.Party{}
	stamped := take(t, in, letter)
	decision = app.Filing{Key: o.NewKey(), Case: stamped.Case, As: casefile.AsCase, Petition: app.NewContact{Service: "question", Name: "김철수", Text: "편지",
		At: harness.At(t, "2026-11-24 00:00"), Precision: 24 * time.Hour, Accept: true}}
	must(o.FileLetter(t.Context(), officer, decision))(t)
	facts := o.Stored(stamped.Case).Facts
	i := slices.IndexFunc(facts, func(f fact.Fact) bool { return f.Kind == fact.CaseReceived })
	if f := facts[i]; !f.At.Equal(harness.At(t, "2026-11-24 00:00")) || f.Precision != 24*time.Hour || f.Via != fact.ViaDesk || f.By != "officer:"+officer.Account {
		t.Errorf("the stamp is on record as %+v", f)
	}

	part := take(t, in, fax(t, "c"))
	got := must(o.FileLetter(t.Context(), officer, app.Filing{Key: o.NewKey(), Case: part.Case, As: casefile.AsPart, Into: "2026-" + strings.TrimLeft(filed.Number[5:], "0")}))(t)
	if got.Case != held.Case {
		t.Errorf("filed on %+v", got)
	}
	petition = must(o.OpenCase(t.Context(), officer, held.Case, "test"))(t)
	if n := len(petition.Files); n != 3 {
		t.Errorf("%d files on the petition, want the two of its own and one that was added", n)
	}
	wrong := take(t, in, fax(t, "d"))
	for _, into := range []string{"", "x", "2026-999999"} {
		if _, err := o.FileLetter(t.Context(), officer, app.Filing{Key: o.NewKey(), Case: wrong.Case, As: casefile.AsPart, Into: into}); app.FaultOf(err) == nil {
			t.Errorf("filed on %q", into)
		}
	}
	must(o.FileLetter(t.Context(), officer, app.Filing{Key: o.NewKey(), Case: wrong.Case, As: casefile.AsDiscarded, Reason: "spam"}))(t)
	if v := must(o.OpenLetter(t.Context(), officer, wrong.Case))(t); v.Status != casefile.Closed || v.FiledAs != casefile.AsDiscarded {
		t.Errorf("discarded: %s as %s", v.Status, v.FiledAs)
	}
	facts = o.Stored(wrong.Case).Facts
	must(o.Retract(t.Context(), officer, o.NewKey(), wrong.Case, facts[len(facts)-1].ID, "잘못 골랐습니다."))(t)
	if v := must(o.OpenLetter(t.Context(), officer, wrong.Case))(t); v.Status != casefile.Held {
		t.Errorf("taken back: %s", v.Status)
	}
}

// TestHeldLetterRunsLate proves that waiting for a decision stops no clock: the period runs from the arrival.
func TestHeldLetterRunsLate(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	held := take(t, o.Letters(harness.Institution, app.LetterRoute{}), fax(t, "a"))
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	o.Clock.Set(harness.At(t, "2026-12-14 10:00"))
	must(o.FileLetter(t.Context(), officer, app.Filing{Key: o.NewKey(), Case: held.Case, As: casefile.AsCase, Petition: app.NewContact{
		Service: "question", Name: "김철수", Text: "문의"}}))(t)
	v := must(o.OpenCase(t.Context(), officer, held.Case, "test"))(t)
	if !slices.ContainsFunc(v.Verdicts, func(w judge.Verdict) bool { return w.Promise == "remote.procedure" && w.Status == judge.Broken }) {
		t.Errorf("three weeks after the fax came: %v", v.Verdicts)
	}
}

// TestLetterIsCleaned proves that nothing of a hostile letter reaches facts or pages as it came.
func TestLetterIsCleaned(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	l := mail(t, "a")
	l.Subject, l.From.Name, l.Text = "제목\r\n둘째\u202ejpg.exe", "홍\x00길동", "주민번호 900101-1234567\x1b[31m 끝\xff"
	l.Files = append(l.Files, channel.File{Name: `..\..\a.exe`, Body: []byte("MZ")}, channel.File{Name: "", Body: []byte("%PDF-")})
	l.Checks = append(l.Checks, channel.Check{Name: "spf", Result: "<script>"}, channel.Check{Name: "x", Result: "pass"})
	l.At = harness.At(t, "2026-12-24 10:00") // the server's clock is a month ahead
	got := take(t, o.Letters(harness.Institution, app.LetterRoute{Service: "question"}), l)
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	v := must(o.OpenLetter(t.Context(), officer, got.Case))(t)
	if v.Title != "제목 둘째jpg.exe" || v.Name != "홍길동" || strings.Contains(v.Text, "1234567") || strings.Contains(v.Text, "\x1b") || !utf8.ValidString(v.Text) {
		t.Errorf("subject %q, name %q, text %q", v.Title, v.Name, v.Text)
	}
	if len(v.Files) != 2 || !slices.Equal(v.Notes, []string{"left_out"}) || !slices.Equal(v.Checks, []string{"dmarc pass"}) {
		t.Errorf("%d files, notes %v, checks %v", len(v.Files), v.Notes, v.Checks)
	}
	if !v.ArrivedAt.Equal(o.Now()) {
		t.Errorf("arrived at %v", v.ArrivedAt)
	}
	for _, bad := range []*channel.Letter{{Channel: "email", At: l.At}, {Channel: "pigeon", Key: "x", At: l.At}, {Channel: "email", Key: "x"}} {
		if _, err := o.Letters(harness.Institution, app.LetterRoute{}).Receive(t.Context(), bad); !errors.Is(err, channel.ErrRefused) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// TestMark proves that a source finds what it noted, and that sources do not share it.
func TestMark(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	in := o.Letters(harness.Institution, app.LetterRoute{})
	if m := must(in.Mark(t.Context(), "a"))(t); m != "" {
		t.Errorf("noted %q before anything was", m)
	}
	for _, m := range []string{"1/7", "1/8"} {
		if err := in.SetMark(t.Context(), "a", m); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := must(in.Mark(t.Context(), "a"))(t), must(in.Mark(t.Context(), "b"))(t); a != "1/8" || b != "" {
		t.Errorf("noted %q and %q", a, b)
	}
}
