package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff/stafftest"
)

// TestActsOfPetition records each act of a petition by its form.
func TestActsOfPetition(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind    fact.Kind
		answers []string
		want    string // recorded in the end
	}{
		{fact.CaseProcedureTold, []string{"channel", "email", "text", "이렇게 처리합니다."}, "case.procedure_told"},
		{fact.CaseSupplementAsked, []string{"what", "신분증 사본"}, "case.supplement_asked document.issued"},
		{fact.CaseExtended, []string{"ground", "site_check", "reason", "현장을 보아야 합니다."}, "case.extended document.issued"},
		{fact.CaseTransferred, []string{"to", "원주시청", "summary", "도로 문의"}, "case.transferred document.issued"},
		{fact.CaseAnswered, []string{"text", "9시에 엽니다.", "how", "email"}, "case.answered document.issued"},
		{fact.CaseRefused, []string{"reason", "우리 일이 아닙니다.", "law", "도서관법 제31조", "how", "email"}, "case.refused document.issued"},
		{fact.CaseWithdrawn, []string{"reason", "전화로 철회하심"}, "case.withdrawn"},
		{fact.CaseClosed, []string{"reason", "other"}, "case.closed"},
	}
	for _, tt := range tests {
		t.Run(tt.kind.String(), func(t *testing.T) {
			t.Parallel()
			s := site(t)
			officer := s.LogIn(t, "kim", app.Officer)
			receipt, _ := s.File(petition(s))
			fill(t, officer, receipt.Case, tt.kind, tt.answers...).Is(http.StatusOK).Has("기록했습니다")
			if got := kinds(s, receipt.Case); !strings.HasSuffix(got, tt.want) {
				t.Errorf("recorded: %s", got)
			}
		})
	}
}

// TestNoteStaysInside proves that a note is read by colleagues and found by its words, changes no promise and no status, and
// is not among what the citizen sees.
func TestNoteStaysInside(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, citizen := s.File(petition(s))
	before := s.Stored(receipt.Case).Head
	fill(t, officer, receipt.Case, fact.CaseNoted, "text", "").Is(http.StatusUnprocessableEntity)
	fill(t, officer, receipt.Case, fact.CaseNoted, "text", "담당자 회의에서 논의함").Is(http.StatusOK).Has("내부 메모", "담당자 회의에서 논의함")
	officer.Get("/desk/search?q=" + url.QueryEscape("회의에서")).Is(http.StatusOK).Has(receipt.Number)
	after := s.Stored(receipt.Case).Head
	if before.Status != after.Status || !before.BreaksAt.Equal(after.BreaksAt) || !reflect.DeepEqual(before.Open, after.Open) {
		t.Errorf("a note changed the case: %+v, then %+v", before, after)
	}
	seen, err := s.Follow(t.Context(), citizen, "ko")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range seen.Events {
		if e.Kind == fact.CaseNoted.String() {
			t.Error("the citizen sees that there is a note")
		}
	}
	if text := fmt.Sprintf("%+v", seen); strings.Contains(text, "회의") {
		t.Error("the citizen sees what the note says")
	}
}

func TestSupplementComes(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	fill(t, officer, receipt.Case, fact.CaseSupplementAsked, "what", "신분증 사본").Has("보완 대기")
	fill(t, officer, receipt.Case, fact.CaseSupplementReceived, "text", "사본을 받음").Is(http.StatusOK).Has("처리 중")
	fill(t, officer, receipt.Case, fact.CaseAnswered, "text", "다 되었습니다.").Is(http.StatusOK)
	fill(t, officer, receipt.Case, fact.CaseDelivered, "method", "email").Is(http.StatusOK).Has("교부")
	fill(t, officer, receipt.Case, fact.CaseReopened, "reason", "더 알아볼 것이 있음").Is(http.StatusOK).Has("처리 중")
}

// TestRefusalNeedsAll proves that reason, law and remedies are required, that the remedies are proposed, and that nothing
// typed is lost.
func TestRefusalNeedsAll(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	path := "/desk/cases/" + receipt.Case
	form := officer.Get(path+"?act=case.refused").MustForm(path+"/acts", "kind", "case.refused")
	if !strings.Contains(form.Get("appeal"), "고충민원") {
		t.Errorf("proposed remedies: %q", form.Get("appeal"))
	}
	form.Set("reason", `우리 일이 <script>alert(1)</script> 아닙니다.`)
	page := officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("꼭 적어 주세요.")
	if strings.Contains(page.Body, "<script>alert") {
		t.Error("what was typed is drawn as it is")
	}
	again := page.MustForm(path+"/acts", "kind", "case.refused")
	if again.Get("reason") != form.Get("reason") || again.Get("key") != form.Get("key") {
		t.Errorf("shown again: %v", again)
	}
	if got := kinds(s, receipt.Case); strings.Contains(got, "case.refused") {
		t.Errorf("recorded: %s", got)
	}
}

// TestExtensionIsShownFirst proves that the new day is on the page before it is sent, and that other days are computed first.
func TestExtensionIsShownFirst(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	path := "/desk/cases/" + receipt.Case
	page := officer.Get(path+"?act=case.extended").Has("지금 기한: 2026. 12. 1.(화) 24:00", "연장한 뒤의 기한: 2026. 12. 10.(목) 24:00").Lacks("민원인 동의")
	form := page.MustForm(path+"/acts", "kind", "case.extended")
	form.Set("ground", "cooperation")
	form.Set("reason", "다른 부서의 답을 기다립니다.")
	form.Set("days", "3")
	page = officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("연장한 뒤의 기한: 2026. 12. 4.(금) 24:00")
	again := page.MustForm(path+"/acts", "kind", "case.extended")
	if again.Get("reason") != "다른 부서의 답을 기다립니다." || again.Get("ground") != "cooperation" {
		t.Errorf("shown again: %v", again)
	}
	officer.Post(path+"/acts", again).Is(http.StatusOK).Has("2026. 12. 4.(금) 24:00까지")
	// The second needs consent.
	form = officer.Get(path+"?act=case.extended").Has("민원인 동의").MustForm(path+"/acts", "kind", "case.extended")
	form.Set("ground", "cooperation")
	form.Set("reason", "아직 답이 없습니다.")
	officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("두 번째 연장은 민원인의 동의")
	form.Set("consent", "yes")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	if got := kinds(s, receipt.Case); strings.Count(got, "case.extended") != 2 {
		t.Errorf("recorded: %s", got)
	}
}

func TestHandingOnNeedsSummary(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	colleague := s.LogIn(t, "lee", app.Officer)
	receipt, _ := s.File(petition(s))
	path := "/desk/cases/" + receipt.Case
	fill(t, officer, receipt.Case, fact.CaseAssigned, "to", colleague.Account).Is(http.StatusUnprocessableEntity)
	fill(t, officer, receipt.Case, fact.CaseAssigned, "to", colleague.Account, "summary", "열람실 시간 문의").Is(http.StatusOK).Has("담당 담당 lee")
	s.Advance(time.Second)
	form := officer.Get(path+"?act=case.assigned").MustForm(path+"/acts", "kind", "case.assigned")
	form.Set("take", "1")
	officer.Post(path+"/acts", form).Is(http.StatusOK).Has("담당 담당 kim")
}

func TestCorrection(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	visit := begin(t, officer, "visit")
	page := press(t, officer, visit, fact.VisitGreeted)
	path := "/desk/cases/" + visit
	u, err := url.Parse(page.Path)
	if err != nil {
		t.Fatal(err)
	}
	greeted := u.Query().Get("did")
	form := officer.Get(path + "?fix=" + greeted).MustForm(path + "/facts/" + greeted)
	form.Set("first", "no")
	officer.Post(path+"/facts/"+greeted, form).Is(http.StatusUnprocessableEntity).Has("꼭 적어 주세요.")
	form.Set("why", "손님이 먼저 인사함")
	officer.Post(path+"/facts/"+greeted, form).Is(http.StatusOK).Has("정정된 기록", "손님이 먼저 인사함")
	// Another officer may not; what was taken back is struck out and stays on record.
	other := s.LogIn(t, "lee", app.Officer)
	other.Get(path + "?fix=" + greeted).Lacks(path + "/facts/" + greeted)
	form = officer.Get(path + "?fix=" + greeted).MustForm(path + "/facts/" + greeted)
	form.Set("why", "다른 손님의 단추를 누름")
	form.Set("retract", "1")
	other.Post(path+"/facts/"+greeted, form).Is(http.StatusForbidden)
	officer.Post(path+"/facts/"+greeted, form).Is(http.StatusOK).Has("취소된 기록")
	if got := kinds(s, visit); got != "visit.arrived visit.greeted fact.corrected fact.retracted" {
		t.Errorf("recorded: %s", got)
	}
}

func TestLateRecordingIsNoted(t *testing.T) {
	t.Parallel()
	s := site(t)
	receipt, _ := s.File(petition(s))
	s.Advance(2 * time.Hour)
	officer := s.LogIn(t, "kim", app.Officer)
	fill(t, officer, receipt.Case, fact.CaseProcedureTold, "channel", "phone", "at", "2026-11-23T10:30").Is(http.StatusOK).Has("나중에 기록함")
	fill(t, officer, receipt.Case, fact.DelayTold, "reason", "담당자 출장", "expected", "2026-11-30T18:00", "channel", "phone").Is(http.StatusOK)
	fill(t, officer, receipt.Case, fact.CaseAnswered, "text", "답", "at", "").Is(http.StatusOK)
}

func TestMessageToCitizen(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, citizen := s.File(petition(s))
	path := "/desk/cases/" + receipt.Case
	form := officer.Get(path).MustForm(path + "/words")
	officer.Post(path+"/words", form).Is(http.StatusUnprocessableEntity)
	form.Set("text", "내일 <b>답</b>드리겠습니다.")
	page := officer.Post(path+"/words", form).Is(http.StatusOK).Has("내일 <b>답</b>드리겠습니다.")
	if strings.Contains(page.Body, "<b>답</b>") {
		t.Error("what was written is drawn as it is")
	}
	seen, err := s.Follow(t.Context(), citizen, "ko")
	if err != nil || len(seen.Messages) == 0 || seen.Messages[len(seen.Messages)-1].Text != "내일 <b>답</b>드리겠습니다." {
		t.Errorf("the citizen sees %+v, %v", seen, err)
	}
}

// TestComplaintIsWorked checks a complaint, tells what came of it and apologises.
func TestComplaintIsWorked(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, citizen := s.File(petition(s))
	if _, err := s.Complain(t.Context(), citizen, app.Complaint{Key: s.NewKey(), About: "rude_phone", Text: "말이 짧았어요", Answer: "web"}); err != nil {
		t.Fatal(err)
	}
	of := ""
	for _, f := range s.Stored(receipt.Case).Facts {
		if f.Kind == fact.ComplaintReceived {
			of = f.ID
		}
	}
	act := func(kind fact.Kind, answers ...string) *stafftest.Page {
		path := "/desk/cases/" + receipt.Case
		form := officer.Get(path+"?act="+kind.String()+"&of="+of).MustForm(path+"/acts", "kind", kind.String())
		for i := 0; i < len(answers); i += 2 {
			form.Set(answers[i], answers[i+1])
		}
		return officer.Post(path+"/acts", form)
	}
	act(fact.ComplaintChecked, "founded", "yes", "finding", "사실로 확인함").Is(http.StatusOK)
	act(fact.ApologyMade, "officer", officer.Account, "how", "phone").Is(http.StatusOK)
	act(fact.ComplaintTold, "text", "죄송합니다.", "channel", "phone").Is(http.StatusOK)
	act(fact.TrainingDone, "officer", officer.Account, "note", "친절 교육").Is(http.StatusOK)
	if v := s.Verdict(receipt.Case, "remedy.phone_apology"); v == nil || v.Status.String() != "kept" {
		t.Errorf("apology: %+v", v)
	}
}

// TestMergeByReceiptNumber proves that a petition is merged into another one by its receipt number, into none that does not
// exist, that is the petition itself or that has ended, and that the number can be followed and corrected.
func TestMergeByReceiptNumber(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	into, _ := s.File(petition(s))
	ended, _ := s.File(petition(s))
	fill(t, officer, ended.Case, fact.CaseWithdrawn, "reason", "전화로 철회하심").Is(http.StatusOK)
	for _, tt := range []struct{ number, want string }{
		{"", "꼭 적어 주세요."},
		{into.Case, "접수번호를 2026-000123처럼 적어 주세요."},
		{"010-1234-5678", "접수번호를 2026-000123처럼 적어 주세요."},
		{"2026-999999", "2026-999999 민원이 없습니다."},
		{receipt.Number, "이 민원의 접수번호입니다."},
		{ended.Number, ended.Number + " 민원은 이미 끝나서"},
	} {
		fill(t, officer, receipt.Case, fact.CaseMerged, "into", tt.number).Is(http.StatusUnprocessableEntity).Has(tt.want)
	}
	short := strings.Replace(into.Number, "-0000", "-", 1) // as people write it
	page := fill(t, officer, receipt.Case, fact.CaseMerged, "into", " "+short+" ").Is(http.StatusOK).Has("병합", into.Number)
	if !strings.Contains(page.Body, `href="/desk/search?q=`+into.Number+`"`) {
		t.Error("the number leads nowhere")
	}
	fill(t, officer, into.Case, fact.CaseMerged, "into", receipt.Number).Is(http.StatusUnprocessableEntity).Has("이미 끝나서")
	u, err := url.Parse(page.Path)
	if err != nil {
		t.Fatal(err)
	}
	path := "/desk/cases/" + receipt.Case
	merged := u.Query().Get("did")
	form := officer.Get(path + "?fix=" + merged).MustForm(path + "/facts/" + merged)
	form.Set("into", "2026-999999")
	form.Set("why", "번호를 잘못 적음")
	officer.Post(path+"/facts/"+merged, form).Is(http.StatusUnprocessableEntity).Has("2026-999999 민원이 없습니다.")
	other, _ := s.File(petition(s))
	form.Set("into", other.Number)
	officer.Post(path+"/facts/"+merged, form).Is(http.StatusOK).Has("정정된 기록", other.Number)
}

// TestCorrectionOffersDesks proves that a desk is corrected by choosing another one, and that what is not touched stays.
func TestCorrectionOffersDesks(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	visit := begin(t, officer, "visit")
	path := "/desk/cases/" + visit
	arrived := s.Stored(visit).Facts[0].ID
	form := officer.Get(path+"?fix="+arrived).Has("민원접수 창구").MustForm(path+"/facts/"+arrived, "desk", "petition")
	form.Set("desk", "general")
	form.Set("why", "다른 창구였음")
	officer.Post(path+"/facts/"+arrived, form).Is(http.StatusOK).Has("정정된 기록")
	facts := s.Stored(visit).Facts
	if last := facts[len(facts)-1]; last.Data.Text("desk") != "general" || last.Data.Present("busy") || last.Data.Present("at") {
		t.Errorf("recorded %+v", last.Data)
	}
}
