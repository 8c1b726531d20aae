package app_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/fact"
)

// posted files a petition of somebody who wishes to be answered by post, and answers it.
func posted(t *testing.T, p *dispatch, officer app.Actor) *app.Receipt {
	t.Helper()
	r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김우편", Phone: "010-1234-5678", Address: "(26464) 강원특별자치도 원주시 서원대로 279",
		Text: "문의", Answer: "post", Delivery: "post"})
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: r.Case, Text: "답변드립니다.", How: "post"}))(t)
	p.Advance(time.Minute)
	return r
}

// TestPosting goes through the way of a letter on paper: it waits, is printed, is posted, and waits no more.
func TestPosting(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	first, second := posted(t, p, officer), posted(t, p, officer)
	list := must(p.Postings(t.Context(), officer))(t)
	if len(list) != 2 || list[0].Number != first.Number || list[0].Name != "김*편" || list[0].Title == "" || len(p.kakao.got)+len(p.email.got) != 0 {
		t.Fatalf("waiting are %+v", list)
	}
	if n := must(p.CountPostings(t.Context(), officer))(t); n != 2 {
		t.Errorf("%d counted", n)
	}
	if got := p.notices(first.Case, "way"); len(got) != 0 {
		t.Errorf("told before it was posted: %v", got)
	}
	picks := []app.Pick{{Case: list[0].Case, Fact: list[0].Fact}, {Case: list[1].Case, Fact: list[1].Fact}}
	for name, print := range map[string]func() ([]byte, error){
		"letters": func() ([]byte, error) { return p.PrintLetters(t.Context(), officer, picks) },
		"labels":  func() ([]byte, error) { return p.PrintLabels(t.Context(), officer, picks, app.Labels()[0], 3) },
	} {
		if pdf := must(print())(t); string(pdf[:5]) != "%PDF-" {
			t.Errorf("%s: %q", name, pdf[:5])
		}
	}
	if !slices.ContainsFunc(must(p.AccessLog(t.Context(), p.Staff("boss", app.Manager, "", ""), first.Case, 0))(t), func(a app.Access) bool { return a.What == "print" }) {
		t.Error("the printing is not on record")
	}
	for _, bad := range []app.Mailing{{Pick: picks[0]}, {Pick: picks[0], How: "pigeon"}, {Pick: picks[0], How: "registered"},
		{Pick: picks[0], How: "registered", Register: "123"}, {Pick: app.Pick{Case: first.Case, Fact: "x"}, How: "mail"}} {
		bad.Key = p.NewKey()
		if _, err := p.Post(t.Context(), officer, bad); app.FaultOf(err) == nil {
			t.Errorf("%+v was recorded", bad)
		}
	}
	must(p.Post(t.Context(), officer, app.Mailing{Key: p.NewKey(), Pick: picks[0], How: "registered", Register: "12345-6789-0123"}))(t)
	if _, err := p.Post(t.Context(), officer, app.Mailing{Key: p.NewKey(), Pick: picks[0], How: "mail"}); app.FaultOf(err) == nil {
		t.Error("posted twice")
	}
	if list := must(p.Postings(t.Context(), officer))(t); len(list) != 1 || list[0].Number != second.Number {
		t.Errorf("waiting are %+v", list)
	}
	f := p.Stored(first.Case).Facts
	if last := f[len(f)-1]; last.Kind != fact.LetterPosted || last.Data.Text("how") != "registered" || last.Data.Present("register") {
		t.Errorf("on record is %+v", last)
	}
}

// TestPostingInstead proves that a letter waits to be posted when no other way has reached its receiver.
func TestPostingInstead(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	p.email.fail = refuse(channel.ErrNoSuchAddress)
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김우편", Email: "kim@example.org", Address: "원주시 서원대로 279", Text: "문의",
		Answer: "email", Delivery: "pickup"})
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: r.Case, Text: "답변드립니다.", How: "email"}))(t)
	p.Advance(time.Minute)
	if list := must(p.Postings(t.Context(), officer))(t); len(list) != 1 {
		t.Errorf("waiting are %+v", list)
	}
	if _, err := p.PrintLetters(t.Context(), officer, nil); app.FaultOf(err) == nil {
		t.Error("nothing was printed")
	}
}
