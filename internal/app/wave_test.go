package app_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
	"jikim/test/harness"
)

// asking is an office that has contacts and a manager who asks them.
type asking struct {
	*dispatch
	manager, officer app.Actor
}

// newAsking has a number of people file, every third without an e-mail address, and one who can only be called.
func newAsking(t *testing.T, people int) *asking {
	t.Helper()
	s := &asking{dispatch: newDispatch(t, "2026-11-02 10:00")}
	s.manager = s.Staff("boss", app.Manager, "general_affairs", "")
	s.officer = s.Staff("kim", app.Officer, "general_affairs", "petition")
	for i := range people {
		p := s.Petition()
		p.Phone, p.Email = fmt.Sprintf("010-2000-%04d", i), fmt.Sprintf("person%d@example.kr", i)
		if i%3 == 0 {
			p.Email = ""
		}
		s.File(p)
	}
	landline := s.Petition()
	landline.Phone, landline.Email, landline.Name = "033-737-9999", "", "전화만"
	s.File(landline)
	s.Advance(time.Minute)
	s.email.got, s.sms.got, s.kakao.got = nil, nil, nil
	return s
}

// open opens a survey of everybody that closes on the 20th.
func (s *asking) open(t *testing.T, change ...func(*app.NewSurvey)) string {
	t.Helper()
	n := app.NewSurvey{Key: s.NewKey(), Last: civil.Date{Year: 2026, Month: 11, Day: 20}}
	for _, c := range change {
		c(&n)
	}
	id := must(s.OpenSurvey(s.Context(), s.manager, n))(t)
	s.Advance(time.Second)
	return id
}

var linkOf = regexp.MustCompile(`https://minwon\.example\.kr/s/([0-9A-Z]{16})`)

// links returns the tokens of the links that went out, once each.
func (s *asking) links(t *testing.T) []string {
	t.Helper()
	var out []string
	seen := map[string]bool{}
	for _, c := range []*courier{s.email, s.kakao, s.sms} {
		for _, m := range c.got {
			found := linkOf.FindStringSubmatch(m.Text)
			if found == nil {
				t.Fatalf("a message without a link: %q", m.Text)
			}
			if !seen[found[1]] {
				seen[found[1]] = true
				out = append(out, found[1])
			}
		}
	}
	return out
}

// filled answers every question with a rating, and a comment.
func filled(q *survey.Questionnaire, rating int, words string) survey.Answers {
	out := survey.Answers{}
	for _, item := range q.Items() {
		if item.Words() {
			out[item.ID] = survey.Answer{Words: words}
		} else {
			out[item.ID] = survey.Answer{Rating: rating}
		}
	}
	return out
}

func (s *asking) citizen() app.Actor { return app.Citizen(harness.Institution, "192.0.2.7") }

func (s *asking) answer(t *testing.T, token string, rating int, words string) {
	t.Helper()
	asked := must(s.AskedSurvey(s.Context(), s.citizen(), token))(t)
	got := must(s.AnswerSurvey(s.Context(), s.citizen(), token, app.Answering{Key: s.NewKey(), Answers: filled(asked.Questionnaire, rating, words)}))(t)
	if got.Repeated {
		t.Error("a first answer was taken for a repetition")
	}
}

// recorded returns the facts of a kind on the institution's own case.
func (s *asking) recorded(kind fact.Kind) []fact.Fact {
	var out []fact.Fact
	for _, f := range s.Stored(fact.Institution).Facts {
		if f.Kind == kind {
			out = append(out, f)
		}
	}
	return out
}

// TestSurveyIsOpenedAsItWasLookedAt asks whom the manager saw, whoever has come since; what was looked at an hour ago is drawn anew.
func TestSurveyIsOpenedAsItWasLookedAt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		later time.Duration
		want  int64
	}{{30 * time.Minute, 13}, {2 * time.Hour, 14}} {
		s := newAsking(t, 12)
		var read []int
		preview := must(s.PreviewSurvey(s.Context(), s.manager, app.NewSurvey{Last: civil.Date{Year: 2026, Month: 11, Day: 20}}, func(n int) { read = append(read, n) }))(t)
		if preview.Drawn != 13 || len(read) > 0 {
			t.Errorf("%d were drawn, and %v was said of so few", preview.Drawn, read)
		}
		late := s.Petition()
		late.Phone, late.Email = "", "late@example.kr"
		s.File(late)
		s.Advance(test.later)
		s.open(t, func(n *app.NewSurvey) { n.Seed = preview.Seed })
		opened := s.recorded(fact.SurveyOpened)
		if asked, _ := opened[0].Data.Int("asked"); asked != test.want || opened[0].Data.Text("seed") != preview.Seed {
			t.Errorf("%s later %d are asked, want %d: %v", test.later, asked, test.want, opened[0].Data)
		}
	}
}

func TestSurveyFromOpeningToClosing(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 12)
	preview := must(s.PreviewSurvey(s.Context(), s.manager, app.NewSurvey{Last: civil.Date{Year: 2026, Month: 11, Day: 20}}, nil))(t)
	if preview.People != 13 || preview.Drawn != 13 || preview.Contacts != 13 || preview.Ways["email"] != 8 || preview.Ways["kakao"] != 4 || preview.Ways[app.ByCall] != 1 {
		t.Fatalf("the preview is %+v", preview)
	}
	id := s.open(t, func(n *app.NewSurvey) { n.Seed = preview.Seed })
	if len(s.email.got) != 8 || len(s.kakao.got) != 4 {
		t.Fatalf("%d e-mails and %d talks went out", len(s.email.got), len(s.kakao.got))
	}
	links := s.links(t)
	for i, token := range links[:7] {
		s.answer(t, token, 8+i%3, "주차장이 좁습니다. 900101-1234567")
	}
	_, err := s.AnswerSurvey(s.Context(), s.citizen(), links[0], app.Answering{Key: s.NewKey(), Answers: filled(preview0(t, s, links[8]), 5, "")})
	wantFault(t, err, app.Unlawful, "")
	st := must(s.WatchSurvey(s.Context(), s.manager, id))(t)
	if st.Invited != 13 || st.Responded != 7 || st.Answers != 7 || st.Calls != 1 || st.Modes[survey.Web] != 7 {
		t.Errorf("the state is %+v", st)
	}
	s.Until(harness.At(t, "2026-11-20 18:30:01"))
	if got := s.recorded(fact.SurveyOpened); len(got) != 1 || got[0].Data.Text("wave") != id || got[0].By != "officer:"+s.manager.Account {
		t.Errorf("opened: %+v", got)
	} else if _, err := s.Retract(s.Context(), s.manager, s.NewKey(), fact.Institution, got[0].ID, "잘못 적음"); err == nil {
		t.Error("the manager took back that the survey was opened")
	}
	closed := s.recorded(fact.SurveyClosed)
	if len(closed) != 1 || closed[0].By != "system" {
		t.Fatalf("closed: %+v", closed)
	}
	for name, want := range map[string]int64{"answers": 7, "invited": 13, "responded": 7, "rate": 53, "by_web": 7, "year": 2026} {
		if n, _ := closed[0].Data.Int(name); n != want {
			t.Errorf("survey.closed says %s %d, want %d", name, n, want)
		}
	}
	got := must(s.SurveyAnswers(s.Context(), s.manager, id))(t)
	if len(got.Responses) != 7 || got.Digest != closed[0].Data.Text("digest") || got.Invited != 13 || got.Responded != 7 {
		t.Errorf("the answers are %+v", got)
	}
	words := 0
	for _, said := range got.Words {
		for _, w := range said {
			words++
			if strings.Contains(w, "1234567") {
				t.Error("a resident registration number was kept")
			}
		}
	}
	if words == 0 {
		t.Error("no comment came back")
	}
	if _, err := s.AskedSurvey(s.Context(), s.citizen(), links[9]); app.FaultOf(err) == nil || app.FaultOf(err).Kind != app.Unknown {
		t.Errorf("a link of a survey that is over: %v", err)
	}
	again := must(s.WatchSurvey(s.Context(), s.manager, id))(t)
	if again.State != app.WaveClosed || again.Responded != 7 || again.Invited != 13 {
		t.Errorf("after the end the state is %+v", again)
	}
}

func preview0(t *testing.T, s *asking, token string) *survey.Questionnaire {
	t.Helper()
	return must(s.AskedSurvey(s.Context(), s.citizen(), token))(t).Questionnaire
}

func TestSurveyKeepsThePromiseOfTheYear(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	id := s.open(t)
	if err := s.CloseSurvey(s.Context(), s.manager, id); err != nil {
		t.Fatal(err)
	}
	view := must(s.InstitutionCase(s.Context(), s.manager))(t)
	var yearly, publish string
	for _, v := range view.Verdicts {
		switch v.Promise {
		case "survey.yearly":
			yearly = v.Status.String()
		case "survey.publish":
			publish = v.Status.String()
		}
	}
	if yearly == "pending" || publish != "pending" {
		t.Errorf("survey.yearly %q and survey.publish %q", yearly, publish)
	}
	if f := s.recorded(fact.SurveyClosed); len(f) != 1 || f[0].By != "officer:"+s.manager.Account {
		t.Errorf("closed: %+v", f)
	}
}

func TestManagersAreRemindedOfTheYearlySurvey(t *testing.T) {
	t.Parallel()
	s := newDispatch(t, "2026-09-25 10:00")
	boss := s.Staff("boss", app.Manager, "general_affairs", "")
	var told []string
	s.DeliverBy(collect{func(o *app.Outgoing) { told = append(told, o.Action+" "+o.Data.Text("promise")) }})
	must(s.RecordInstitution(s.Context(), boss, app.Entry{Key: s.NewKey(), Kind: fact.ItemInspected, Data: fact.With("item", "search_pc", "working", 2)}))(t)
	s.Until(harness.At(t, "2026-10-02 09:00"))
	if got := strings.Join(told, "; "); !strings.Contains(got, "survey.yearly") {
		t.Errorf("three months before the end of the year managers were told: %s", got)
	}
}

func TestInvitationsRemindTwiceAndNeverWhoAnsweredOrObjected(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	s.open(t, func(n *app.NewSurvey) { n.Last = civil.Date{Year: 2026, Month: 12, Day: 18} })
	links := s.links(t)
	s.answer(t, links[0], 9, "")
	if err := s.RefuseSurvey(s.Context(), s.citizen(), links[1]); err != nil {
		t.Fatal(err)
	}
	for range 45 {
		s.Advance(24 * time.Hour)
	}
	sent := map[string]int{}
	for _, c := range []*courier{s.email, s.kakao} {
		for _, m := range c.got {
			sent[linkOf.FindStringSubmatch(m.Text)[1]]++
		}
	}
	for i, token := range links {
		want := 1 + wave.Reminders
		if i < 2 {
			want = 1
		}
		if sent[token] != want {
			t.Errorf("link %d went out %d times, want %d", i, sent[token], want)
		}
	}
	// who objected is not asked by the next survey either
	s.Until(harness.At(t, "2026-12-21 10:00"))
	next := must(s.PreviewSurvey(s.Context(), s.manager, app.NewSurvey{Last: civil.Date{Year: 2026, Month: 12, Day: 28}}, nil))(t)
	if next.Objected != 1 || next.People != 6 {
		t.Errorf("the next survey could ask %d, %d object", next.People, next.Objected)
	}
}

func TestInvitationsWaitForTheMorningAndTryAnotherWay(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	s.email.fail = refuse(channel.ErrNoSuchAddress)
	s.Until(harness.At(t, "2026-11-02 22:00"))
	s.open(t)
	if len(s.kakao.got)+len(s.sms.got) != 0 {
		t.Error("a telephone rang in the night")
	}
	s.Until(harness.At(t, "2026-11-03 08:00:01"))
	if len(s.kakao.got) != 6 {
		t.Errorf("%d talks went out in the morning", len(s.kakao.got))
	}
}

func TestSurveyOfOpenPlacesPaperAndTelephone(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	kiosk := s.Device(app.Kiosk, app.Place{Kind: app.AtDesk, ID: "general"})
	id := s.open(t, func(n *app.NewSurvey) { n.Most = 2 })
	asked := must(s.OpenToAll(s.Context(), kiosk, "general"))(t)
	for range 2 {
		must(s.AnswerOpen(s.Context(), kiosk, app.Answering{Key: s.NewKey(), Desk: "general", Answers: filled(asked.Questionnaire, 7, "")}))(t)
	}
	_, err := s.AnswerOpen(s.Context(), kiosk, app.Answering{Key: s.NewKey(), Desk: "general", Answers: filled(asked.Questionnaire, 7, "")})
	if f := app.FaultOf(err); f == nil || f.Key != "fault.survey_full" {
		t.Errorf("a third answer at a full desk: %v", err)
	}
	_, err = s.OpenToAll(s.Context(), kiosk, "general")
	wantFault(t, err, app.Unlawful, "")
	if n, err := s.AddSheets(s.Context(), s.manager, id, app.NewSheets{Key: s.NewKey(), Desk: "children", Count: 3}); err != nil || n.First != 1 || n.Last != 3 {
		t.Fatalf("sheets %+v, %v", n, err)
	}
	if pdf := must(s.PrintSheets(s.Context(), s.manager, id, 1, 3))(t); !strings.HasPrefix(string(pdf), "%PDF") {
		t.Errorf("no PDF: %.20q", pdf)
	}
	partial := filled(asked.Questionnaire, 6, "")
	delete(partial, asked.Questionnaire.Rated()[0].ID)
	must(s.EnterSheet(s.Context(), s.officer, 2, app.Answering{Key: s.NewKey(), Answers: partial}))(t)
	_, err = s.EnterSheet(s.Context(), s.officer, 2, app.Answering{Key: s.NewKey(), Answers: partial})
	wantFault(t, err, app.Unlawful, "")
	_, err = s.EnterSheet(s.Context(), s.officer, 4, app.Answering{Key: s.NewKey(), Answers: partial})
	wantFault(t, err, app.Invalid, "sheet")
	call := must(s.NextCall(s.Context(), s.officer))(t)
	if call.Name != "전화만" || call.Phone != "033-737-9999" || call.Waiting != 0 {
		t.Fatalf("to be called: %+v", call)
	}
	if err := s.EndCall(s.Context(), s.officer, call.ID, app.CallLater); err != nil {
		t.Fatal(err)
	}
	must(s.AnswerCall(s.Context(), s.officer, call.ID, app.Answering{Key: s.NewKey(), Answers: partial}))(t)
	if call, err := s.NextCall(s.Context(), s.officer); err != nil || call != nil {
		t.Errorf("who answered is called again: %+v, %v", call, err)
	}
	wantFault(t, s.EndCall(s.Context(), s.officer, call.ID, app.CallWrong), app.Unlawful, "") // in a second tab
	st := must(s.WatchSurvey(s.Context(), s.manager, id))(t)
	if st.Modes[survey.Kiosk] != 2 || st.Modes[survey.Paper] != 1 || st.Modes[survey.Phone] != 1 || st.Responded != 1 || st.Answers != 4 {
		t.Errorf("the state is %+v", st)
	}
}

func TestAnswersInTheGraceAndARepeatedForm(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	s.open(t)
	links := s.links(t)
	q := preview0(t, s, links[0])
	n := app.Answering{Key: s.NewKey(), Answers: filled(q, 9, "")}
	s.Clock.Set(harness.At(t, "2026-11-20 18:30"))
	must(s.AnswerSurvey(s.Context(), s.citizen(), links[0], n))(t)
	if got := must(s.AnswerSurvey(s.Context(), s.citizen(), links[0], n))(t); !got.Repeated {
		t.Error("the same form twice is not a repetition")
	}
	if asked := must(s.AskedSurvey(s.Context(), s.citizen(), links[1]))(t); asked.Phase != wave.Ending {
		t.Errorf("the phase is %v", asked.Phase)
	}
	s.Clock.Set(harness.At(t, "2026-11-20 18:30:01"))
	_, err := s.AnswerSurvey(s.Context(), s.citizen(), links[1], app.Answering{Key: s.NewKey(), Answers: n.Answers})
	wantFault(t, err, app.Unlawful, "")
}

// TestTwoOfficersCall: they are given different people, and nobody who has refused or cannot be reached is said to wait for a call.
func TestTwoOfficersCall(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	for i := range 30 {
		p := s.Petition()
		p.Phone, p.Email, p.Name = fmt.Sprintf("033-738-%04d", i), "", "전화만"
		s.File(p)
	}
	id := s.open(t)
	other := s.Staff("lee", app.Officer, "general_affairs", "petition")
	same := 0
	for range 10 {
		mine, theirs := must(s.NextCall(s.Context(), s.officer))(t), must(s.NextCall(s.Context(), other))(t)
		if mine.ID == theirs.ID {
			same++
		}
		if again := must(s.NextCall(s.Context(), s.officer))(t); again.ID != mine.ID {
			t.Error("a page that is opened again shows somebody else")
		}
		if err := s.EndCall(s.Context(), s.officer, mine.ID, app.CallLater); err != nil {
			t.Fatal(err)
		}
	}
	if same > 5 { // of thirty people, by chance
		t.Errorf("two officers were given the same person %d times of 10", same)
	}
	for _, outcome := range []string{app.CallRefused, app.CallWrong} {
		call := must(s.NextCall(s.Context(), s.officer))(t)
		for range 2 { // the button was pressed twice
			if err := s.EndCall(s.Context(), s.officer, call.ID, outcome); err != nil {
				t.Fatal(err)
			}
		}
	}
	if st := must(s.WatchSurvey(s.Context(), s.manager, id))(t); st.Calls != 29 { // with the one that every office of these tests has
		t.Errorf("%d wait to be called, want 29", st.Calls)
	}
}

// TestASurveyThatNobodyWasThereToClose: the program stood still over the turn of the year. No answer was taken after the grace, so that is
// when the survey was over.
func TestASurveyThatNobodyWasThereToClose(t *testing.T) {
	t.Parallel()
	s := newAsking(t, 6)
	s.open(t, func(n *app.NewSurvey) { n.Last = civil.Date{Year: 2026, Month: 12, Day: 31} })
	s.Clock.Set(harness.At(t, "2027-01-04 09:00"))
	must(s.Surveys(s.Context(), harness.Institution))(t)
	closed := s.recorded(fact.SurveyClosed)
	if len(closed) != 1 || !closed[0].At.Equal(harness.At(t, "2026-12-31 18:30")) {
		t.Fatalf("closed: %+v", closed)
	}
	for _, v := range must(s.InstitutionCase(s.Context(), s.manager))(t).Verdicts {
		if v.Promise == "survey.yearly" && v.Started.In(harness.Seoul).Year() == 2026 && v.Status != judge.Kept {
			t.Errorf("the survey of the year is %v", v.Status)
		}
	}
}

// collect hands notices to a function.
type collect struct{ take func(*app.Outgoing) }

func (c collect) Deliver(_ context.Context, o *app.Outgoing) error { c.take(o); return nil }
