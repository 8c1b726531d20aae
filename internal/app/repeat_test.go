package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// fileOf files a petition of a service and lets a minute pass, so that petitions have an order.
func fileOf(o *harness.Office, service string, change func(*app.Petition)) (*app.Receipt, app.Actor) {
	o.T.Helper()
	p := o.Petition()
	p.Service = service
	if change != nil {
		change(&p)
	}
	r, citizen := o.File(p)
	o.Advance(time.Minute)
	return r, citizen
}

// answered files a petition and answers it.
func answered(t *testing.T, o *harness.Office, officer app.Actor, service string) *app.Receipt {
	t.Helper()
	r, _ := fileOf(o, service, nil)
	must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "평일 9시에 엽니다."}))(t)
	o.Advance(time.Minute)
	return r
}

// lacking returns the sentences of the conditions that a closing lacks.
func lacking(t *testing.T, err error) []string {
	t.Helper()
	wantFault(t, err, app.Invalid, "")
	var out []string
	for _, f := range app.FaultOf(err).Fields {
		out = append(out, strings.TrimPrefix(f.Key, "repeat.lack."))
	}
	return out
}

// TestRepeatedPetitionIsClosed walks 민원 처리에 관한 법률 제23조: three times the same, two results told, and then a closing that
// keeps no promise and is told with its reason and the remedies.
func TestRepeatedPetitionIsClosed(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
		lead := o.Staff("lee", app.Lead, "general_affairs", "petition")
		first, second := answered(t, o, officer, "question"), answered(t, o, officer, "question")
		third, citizen := fileOf(o, "question", nil)
		closing := app.RepeatClosing{Case: third.Case, Reason: "새로운 사정이 없습니다."}

		_, err := o.CloseRepeated(o.Context(), lead, closing)
		if got := lacking(t, err); !slices.Equal(got, []string{"times", "told"}) {
			t.Errorf("nothing is marked, and it lacks %v", got)
		}
		view := must(o.OpenCase(o.Context(), officer, third.Case, ""))(t)
		rep := must(o.Repetition(o.Context(), officer, view))(t)
		if len(rep.Candidates) != 2 || rep.Candidates[0].Number != second.Number || rep.Candidates[0].Alike != 100 {
			t.Fatalf("candidates %+v", rep.Candidates)
		}
		done := must(o.MarkRepeated(o.Context(), officer, app.Repeat{Case: third.Case, SameAs: []string{"2026-1", second.Number, second.Number}, Reason: "같은 물음"}))(t)
		if len(done.Facts) != 2 {
			t.Fatalf("%d marks", len(done.Facts))
		}
		view = must(o.OpenCase(o.Context(), officer, third.Case, ""))(t)
		rep = must(o.Repetition(o.Context(), officer, view))(t)
		if rep.Times != 3 || rep.Told != 2 || len(rep.Lacks) != 0 || len(rep.Candidates) != 0 || rep.Marked[0].Reason != "같은 물음" || rep.Marked[0].Case != first.Case {
			t.Errorf("marked: %+v", rep)
		}
		if f := must(o.Follow(o.Context(), citizen, "ko"))(t); slices.ContainsFunc(f.Events, func(h app.Happening) bool { return strings.Contains(h.Kind, "repeat") }) {
			t.Error("the citizen sees a mark that decides nothing")
		}
		if v := o.Verdict(third.Case, "case.deadline"); v.Status != judge.Pending {
			t.Errorf("a mark settles the deadline: %v", v.Status)
		}

		must(o.CloseRepeated(o.Context(), lead, closing))(t)
		if v := o.Verdict(third.Case, "case.deadline"); v.Status != judge.Void || len(v.Why) == 0 {
			t.Errorf("the deadline is %v", v.Status)
		}
		f := must(o.Follow(o.Context(), citizen, "ko"))(t)
		if f.Status != "closed" || f.ClosedFor != "repeated" || len(f.Documents) != 1 || len(f.Appeals) == 0 {
			t.Fatalf("the citizen sees %s (%s), %d letters, %d ways to object", f.Status, f.ClosedFor, len(f.Documents), len(f.Appeals))
		}
		for _, want := range []string{first.Number, second.Number, "제23조", closing.Reason, "국민권익위원회", "담당 lee"} {
			if !strings.Contains(f.Documents[0].Text, want) {
				t.Errorf("the letter lacks %q:\n%s", want, f.Documents[0].Text)
			}
		}
		if last := f.Events[len(f.Events)-1]; last.Kind != "case.closed.repeated" || last.Text != closing.Reason {
			t.Errorf("the last event is %+v", last)
		}
		_, err = o.Retract(o.Context(), lead, "", third.Case, done.Facts[0], "잘못")
		wantFault(t, err, app.Unlawful, "")
	})
}

// TestRepetitionNamesTheSamePerson proves that nobody's petition is counted against another.
func TestRepetitionNamesTheSamePerson(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	none := func(p *app.Petition) { p.Phone, p.Email, p.Address = "", "", "" }
	kinds := []struct {
		name         string
		before, last func(*app.Petition)
		same         bool
	}{
		{"telephone", func(p *app.Petition) { p.Name, p.Email = "홍 길동", "" }, func(p *app.Petition) { p.Phone, p.Email = "01012345678", "" }, true},
		{"e-mail", func(p *app.Petition) { p.Phone = "" }, func(p *app.Petition) { p.Phone, p.Email = "", "Hong@Example.kr" }, true},
		{"name and address", func(p *app.Petition) { none(p); p.Address = "원주시 시청로 1" }, func(p *app.Petition) { none(p); p.Address = "원주시 시청로1" }, true},
		{"name alone", none, none, false},
		{"another", nil, func(p *app.Petition) { p.Phone, p.Email = "010-9999-0000", "lee@example.kr" }, false},
	}
	for _, k := range kinds {
		before, _ := fileOf(o, "question", k.before)
		last, _ := fileOf(o, "question", k.last)
		_, err := o.MarkRepeated(o.Context(), officer, app.Repeat{Case: last.Case, SameAs: []string{before.Number}, Reason: "같음"})
		if k.same && err != nil {
			t.Errorf("%s: %v", k.name, err)
		}
		if !k.same {
			wantFault(t, err, app.Invalid, "same_as")
		}
		if f := app.FaultOf(err); f != nil && f.Fields[0].Key != "fault.repeat_other" {
			t.Errorf("%s: %s", k.name, f.Fields[0].Key)
		}
	}
}

// TestRepetitionRefuses proves what cannot be named, and what the law wants before a closing.
func TestRepetitionRefuses(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	lead := o.Staff("lee", app.Lead, "general_affairs", "petition")
	gone, citizen := fileOf(o, "grievance", nil)
	if err := o.Withdraw(o.Context(), citizen, o.NewKey(), ""); err != nil {
		t.Fatal(err)
	}
	a, b := answered(t, o, officer, "grievance"), answered(t, o, officer, "grievance")
	last, _ := fileOf(o, "grievance", nil)
	later, _ := fileOf(o, "grievance", nil)
	for number, want := range map[string]string{"": "fault.none_chosen", "x": "fault.number", "2026-999": "fault.no_such_number",
		gone.Number: "fault.repeat_withdrawn", last.Number: "fault.repeat_later", later.Number: "fault.repeat_later"} {
		_, err := o.MarkRepeated(o.Context(), officer, app.Repeat{Case: last.Case, SameAs: []string{number}, Reason: "같음"})
		if wantFault(t, err, app.Invalid, "same_as"); app.FaultOf(err).Fields[0].Key != want {
			t.Errorf("%q: %s, want %s", number, app.FaultOf(err).Fields[0].Key, want)
		}
	}
	must(o.MarkRepeated(o.Context(), officer, app.Repeat{Case: last.Case, SameAs: []string{a.Number, b.Number}, Reason: "같음"}))(t)
	_, err := o.MarkRepeated(o.Context(), officer, app.Repeat{Case: last.Case, SameAs: []string{a.Number}, Reason: "같음"})
	wantFault(t, err, app.Invalid, "same_as")
	c := app.RepeatClosing{Case: last.Case, Reason: "같은 내용", Mass: true}
	if _, err = o.CloseRepeated(o.Context(), lead, c); !slices.Equal(lacking(t, err), []string{"hearing", "audit"}) {
		t.Errorf("a grievance of many: %v", err)
	}
	c.Audited, c.Heard = true, civil.Date{Year: 2026, Month: 11, Day: 22}
	_, err = o.CloseRepeated(o.Context(), lead, c)
	wantFault(t, err, app.Invalid, "heard") // before the petition came
	c.Heard.Day = 23
	must(o.CloseRepeated(o.Context(), lead, c))(t)
	closed := o.Stored(last.Case).Facts
	if f := closed[len(closed)-2]; f.Kind != fact.CaseClosed || f.Data.Text("heard") != "2026-11-23" || !f.Data.True("audited") {
		t.Errorf("recorded %s %v", f.Kind, f.Data)
	}
	_, err = o.CloseRepeated(o.Context(), lead, c)
	wantFault(t, err, app.Unlawful, "")
}

// TestAlikeIsAHint proves that the most alike petition comes first, and that another matter is not taken for alike.
func TestAlikeIsAHint(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	say := func(title, text string) func(*app.Petition) {
		return func(p *app.Petition) { p.Title, p.Text = title, text }
	}
	same, _ := fileOf(o, "question", say("열람실 여는 시간", "열람실은 평일에 몇 시에 여나요? 알려 주세요."))
	fileOf(o, "question", say("주차", "주차장이 너무 좁아서 차를 댈 곳이 없습니다."))
	last, _ := fileOf(o, "question", say("열람실 여는 시간", "열람실은 평일에 몇시에 여는지 알려주세요!"))
	view := must(o.OpenCase(o.Context(), officer, last.Case, ""))(t)
	rep := must(o.Repetition(o.Context(), officer, view))(t)
	if len(rep.Candidates) != 2 || rep.Candidates[0].Number != same.Number || rep.Candidates[0].Alike < 70 || rep.Candidates[1].Alike >= app.AlikeFrom {
		t.Errorf("candidates %+v", rep.Candidates)
	}
}
