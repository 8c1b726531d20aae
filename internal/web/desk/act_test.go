package desk_test

import (
	"net/http"
	"net/url"
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
		{fact.CaseClosed, []string{"reason", "repeated"}, "case.closed"},
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

func TestVisit(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	visit := begin(t, officer, "visit", "busy", "yes")
	officer.Get("/desk/cases/"+visit).Has("방문 응대 중", "지금 하실 말씀: 양해 말씀", "반갑습니다. 잠시만 기다려 주십시오.").Lacks("지금 하실 말씀: 배웅 인사")
	s.Advance(3 * time.Second)
	press(t, officer, visit, fact.VisitAcknowledged).Is(http.StatusOK).Has("무엇을 도와 드릴까요?")
	s.Advance(5 * time.Second)
	for _, kind := range []fact.Kind{fact.VisitAttended, fact.VisitGreeted, fact.VisitConfirmed, fact.VisitFarewelled, fact.VisitLeft} {
		press(t, officer, visit, kind).Is(http.StatusOK)
	}
	for _, promise := range []string{"visit.acknowledge", "visit.attend", "visit.greeting", "visit.understood", "visit.farewell"} {
		if v := s.Verdict(visit, promise); v == nil || v.Status.String() != "kept" {
			t.Errorf("%s: %+v", promise, v)
		}
	}
	officer.Get("/desk/cases/" + visit).Has("지킴").Lacks("방문 응대 중")
}

func TestCallWithMessage(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	colleague := s.LogIn(t, "lee", app.Officer)
	call := begin(t, officer, "phone")
	officer.Get("/desk/cases/"+call).Has("통화 중", "감사합니다. 원주교육문화관 총무과 담당 kim입니다.")
	press(t, officer, call, fact.CallGreeted).Is(http.StatusOK)
	contact := officer.Get("/desk/cases/"+call).MustForm("/desk/cases/"+call+"/acts", "kind", "call.restated").Get("contact")
	path := "/desk/cases/" + call
	form := officer.Get(path+"?act=message.taken&contact="+contact).MustForm(path+"/acts", "kind", "message.taken")
	form.Set("about", "강좌 시간을 알고 싶어 하심")
	form.Set("for", "nobody")
	officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("담당자를 골라 주세요.", "강좌 시간을 알고 싶어 하심")
	form.Set("for", colleague.Account)
	form.Set("place", "010-2345-6789")
	officer.Post(path+"/acts", form).Is(http.StatusOK).Has("회신 전화함", "강좌 시간을 알고")
	form = officer.Get(path+"?act=call.mobile_offered&contact="+contact).MustForm(path+"/acts", "kind", "call.mobile_offered")
	if form.Get("wanted") != "" {
		t.Error("the answer of the customer is proposed")
	}
	form.Set("wanted", "no")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	form = officer.Get(path+"?act=call.transfer_started&contact="+contact).MustForm(path+"/acts", "kind", "call.transfer_started")
	form.Set("to", "general")
	officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity)
	form.Set("summary", "대출 문의")
	officer.Post(path+"/acts", form).Is(http.StatusOK)
	press(t, officer, call, fact.CallTransferAnswered)
	for _, kind := range []fact.Kind{fact.CallRestated, fact.CallConfirmed, fact.CallFarewelled, fact.CallCallerHungUp, fact.CallOfficerHungUp, fact.CallEnded} {
		press(t, officer, call, kind).Is(http.StatusOK)
	}
	press(t, colleague, call, fact.CallbackMade).Is(http.StatusOK)
	if v := s.Verdict(call, "phone.callback"); v == nil || v.Status.String() != "kept" {
		t.Errorf("call-back: %+v", v)
	}
}

func TestLetter(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	form := officer.Get("/desk/contacts/new?channel=post").Is(http.StatusOK).MustForm("/desk/contacts", "channel", "post")
	form.Set("text", "휴관일을 알려 주세요.")
	form.Set("name", "이우편")
	officer.Post("/desk/contacts", form).Is(http.StatusUnprocessableEntity).Has("업무: 꼭 적어 주세요.") // no service, no period
	form.Del("name")
	form.Set("service", "question")
	form.Set("choose", "1")
	form = officer.Post("/desk/contacts", form).Is(http.StatusOK).Has("결과 받을 방법").MustForm("/desk/contacts", "channel", "post")
	form.Set("text", "휴관일을 알려 주세요.")
	form.Set("day", "2026-11-23")
	form.Set("time", "09:10")
	officer.Post("/desk/contacts", form).Is(http.StatusUnprocessableEntity).Has("꼭 적어 주세요.", "휴관일을 알려 주세요.")
	form.Set("name", "이우편")
	form.Set("address", "강원특별자치도 원주시 서원대로 279")
	form.Set("delivery", "post")
	form.Set("answer", "post")
	form.Set("accept", "yes")
	page := officer.Post("/desk/contacts", form).Is(http.StatusOK).Has("이우편", "휴관일을 알려 주세요.", "나중에 기록함", "2026. 11. 23. 09:10", "1분")
	officer.Post("/desk/contacts", form).Is(http.StatusOK)
	heads, err := s.Search(t.Context(), officer.Actor, "휴관일", 10)
	if err != nil || len(heads) != 1 {
		t.Errorf("sent twice, filed %d times (%v); %s", len(heads), err, page.Path)
	}
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

// ring begins a call that is still ringing and returns its case.
func ring(t *testing.T, p *stafftest.Person) string {
	t.Helper()
	form := p.Get("/desk/contacts/new").MustForm("/desk/contacts", "ringing", "yes")
	page := p.Post("/desk/contacts", form).Is(http.StatusOK).Has("전화벨이 울리는 중")
	id, _, _ := strings.Cut(strings.TrimPrefix(page.Path, "/desk/cases/"), "?")
	return id
}

// TestRingingCall answers a call within the rings, answers one too late, and misses one that rang too long: the desk's
// clock judges all three.
func TestRingingCall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		kind  fact.Kind
		after time.Duration
		want  string
	}{
		{"answered at the third ring", fact.CallAnswered, 8 * time.Second, "kept"},
		{"answered at the fourth ring", fact.CallAnswered, 9 * time.Second, "broken"},
		{"given up before the fourth ring", fact.CallMissed, 8 * time.Second, "void"},
		{"missed after many rings", fact.CallMissed, 40 * time.Second, "broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := site(t)
			officer := s.LogIn(t, "kim", app.Officer)
			call := ring(t, officer)
			officer.Get("/desk/cases/"+call).Has("전화벨 울림", "전화 받기", "받지 못함").Lacks("지금 하실 말씀", "용건 받아 두기")
			s.Advance(tt.after)
			page := press(t, officer, call, tt.kind).Is(http.StatusOK)
			if v := s.Verdict(call, "phone.rings"); v == nil || v.Status.String() != tt.want {
				t.Errorf("the rings: %+v, want %s", v, tt.want)
			}
			if tt.kind == fact.CallAnswered {
				page.Has("통화 중", "지금 하실 말씀", "용건 받아 두기").Lacks("전화벨이 울리는 중")
			} else {
				page.Lacks("전화벨이 울리는 중", "통화 중")
			}
		})
	}
}

// TestRingingCallHasNoService proves that a call which nobody has answered is no petition, and that a letter does not ring.
func TestRingingCallHasNoService(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	send := func(answers ...string) *stafftest.Page {
		form := url.Values{"key": {s.NewKey()}, "ringing": {"yes"}}
		for i := 0; i < len(answers); i += 2 {
			form.Set(answers[i], answers[i+1])
		}
		return officer.Post("/desk/contacts", form)
	}
	send("channel", "phone", "service", "question").Is(http.StatusUnprocessableEntity).Has("아직 받지 않은 전화")
	send("channel", "visit").Is(http.StatusUnprocessableEntity)
	send("channel", "post", "name", "이우편", "text", "글").Is(http.StatusUnprocessableEntity)
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

// TestLetterOfYesterday proves that a letter is received when its stamp says, no finer than the stamp is: the law counts from
// then, and an answer that is late only if the letter came in hours is neither kept nor broken.
func TestLetterOfYesterday(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	tests := []struct {
		name, day, time string
		at              string // as RFC 3339; empty: refused
		precision       time.Duration
		says            string
	}{
		{"the day alone", "2026-11-20", "", "2026-11-20T00:00:00+09:00", 24 * time.Hour, "2026. 11. 20."},
		{"the day and the time", "2026-11-20", "16:45", "2026-11-20T16:45:00+09:00", time.Minute, "2026. 11. 20. 16:45"},
		{"today", "2026-11-23", "", "2026-11-23T00:00:00+09:00", 11 * time.Hour, "2026. 11. 23."},
		{"a time of today", "", "09:05", "2026-11-23T09:05:00+09:00", time.Minute, "2026. 11. 23. 09:05"},
		{"now", "", "", "2026-11-23T10:00:00+09:00", 0, "2026. 11. 23. 10:00:00"},
		{"tomorrow", "2026-11-24", "", "", 0, "아직 오지 않은 때입니다."},
		{"later today", "2026-11-23", "10:30", "", 0, "아직 오지 않은 때입니다."},
		{"years ago", "2020-11-23", "", "", 0, "너무 오래된 때입니다."},
		{"no day at all", "yesterday", "", "", 0, "날짜와 시각을 확인해 주세요."},
		{"no time of day", "2026-11-20", "25:10", "", 0, "날짜와 시각을 확인해 주세요."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, channel := range []string{"post", "fax"} {
				form := officer.Get("/desk/contacts/new?channel="+channel).MustForm("/desk/contacts", "channel", channel)
				for name, value := range map[string]string{"day": tt.day, "time": tt.time, "name": "이우편", "text": "휴관일을 알려 주세요.",
					"service": "question", "delivery": "email", "email": "lee@example.kr", "accept": "yes"} {
					form.Set(name, value)
				}
				page := officer.Post("/desk/contacts", form).Has(tt.says)
				if tt.at == "" {
					if again := page.Is(http.StatusUnprocessableEntity).MustForm("/desk/contacts", "channel", channel); again.Get("day") != tt.day || again.Get("time") != tt.time {
						t.Errorf("shown again: %v", again)
					}
					continue
				}
				id, _, _ := strings.Cut(strings.TrimPrefix(page.Is(http.StatusOK).Path, "/desk/cases/"), "?")
				for _, f := range s.Stored(id).Facts {
					if want, err := time.Parse(time.RFC3339, tt.at); err != nil || !f.At.Equal(want) || f.Precision != tt.precision {
						t.Errorf("%s at %v, precision %v; want %v, %v", f.Kind, f.At, f.Precision, want, tt.precision)
					}
				}
			}
		})
	}
}

// TestLetterOfUnknownHour answers on the day that is the last one only if the letter came after hours, and then finds the hour.
func TestLetterOfUnknownHour(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	form := officer.Get("/desk/contacts/new?channel=post").MustForm("/desk/contacts", "channel", "post")
	for name, value := range map[string]string{"day": "2026-11-20", "name": "이우편", "text": "휴관일을 알려 주세요.", "service": "question",
		"accept": "yes"} {
		form.Set(name, value)
	}
	page := officer.Post("/desk/contacts", form).Is(http.StatusOK).Has("2026. 11. 30.(월) 24:00까지")
	id, _, _ := strings.Cut(strings.TrimPrefix(page.Path, "/desk/cases/"), "?")
	s.Advance(8 * 24 * time.Hour) // the first of December
	officer = s.LogIn(t, "lee", app.Lead)
	fill(t, officer, id, fact.CaseAnswered, "text", "월요일에 쉽니다.").Is(http.StatusOK).Has("24시간 단위로 거칠어")
	if v := s.Verdict(id, "case.deadline"); v == nil || v.Status.String() != "unproven" {
		t.Errorf("the period: %+v", v)
	}
	path := "/desk/cases/" + id
	for _, f := range s.Stored(id).Facts {
		if f.Kind != fact.CaseReceived && f.Kind != fact.CaseAccepted {
			continue
		}
		form := officer.Get(path + "?fix=" + f.ID).MustForm(path + "/facts/" + f.ID)
		form.Set("at", "2026-11-20T14:00")
		form.Set("why", "도장의 시각을 찾음")
		officer.Post(path+"/facts/"+f.ID, form).Is(http.StatusOK).Has("2026. 11. 20. 14:00")
	}
	if v := s.Verdict(id, "case.deadline"); v == nil || v.Status.String() != "broken" {
		t.Errorf("the period once the hour is known: %+v", v)
	}
}

// TestVisitBecomesPetition proves that whoever came to ask can hand in a petition in the same visit: with a number, a period
// that runs from then, and a name that lists show masked; once.
func TestVisitBecomesPetition(t *testing.T) {
	t.Parallel()
	for _, channel := range []string{"visit", "phone"} {
		t.Run(channel, func(t *testing.T) {
			t.Parallel()
			s := site(t)
			officer := s.LogIn(t, "kim", app.Officer)
			id := begin(t, officer, channel)
			s.Advance(5 * time.Minute)
			path := "/desk/cases/" + id
			contact := s.Stored(id).Facts[0].ID
			open := func() url.Values {
				return officer.Get(path+"?act=case.received&contact="+contact).Is(http.StatusOK).MustForm(path+"/acts", "kind", "case.received")
			}
			form := open()
			officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("꼭 적어 주세요.")
			form.Set("service", "question")
			form.Set("choose", "1")
			form = officer.Post(path+"/acts", form).Is(http.StatusOK).Has("결과 받을 방법").MustForm(path+"/acts", "kind", "case.received")
			form.Set("text", "열람실을 늦게까지 열어 주세요.")
			form.Set("name", "이방문")
			form.Set("answer", "phone")
			officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("열람실을 늦게까지")
			form.Set("phone", "010-2345-6789")
			page := officer.Post(path+"/acts", form).Is(http.StatusOK).
				Has("민원 2026-", "이방문", "열람실을 늦게까지", "2026. 12. 1.(화) 24:00까지", "중 05:00").Lacks("민원으로 접수")
			if channel == "phone" {
				page.Has("용건 재확인 r") // the letters of the talk stay what they were
			}
			if got := kinds(s, id); !strings.HasSuffix(got, "case.received case.accepted") {
				t.Errorf("recorded: %s", got)
			}
			if again := officer.Post(path+"/acts", form).Is(http.StatusOK); again.Path != page.Path {
				t.Errorf("sent twice, led to %s", again.Path)
			}
			if v := s.Verdict(id, "case.deadline"); v == nil || v.Status.String() != "pending" || v.Contact != contact {
				t.Errorf("the period: %+v", v)
			}
			officer.Get("/desk?scope=all").Has("이*문").Lacks("이방문")
			form.Set("key", s.NewKey())
			officer.Post(path+"/acts", form).Is(http.StatusUnprocessableEntity).Has("이미 접수한 민원")
			fill(t, officer, id, fact.CaseAnswered, "text", "알겠습니다.").Is(http.StatusOK)
			if v := s.Verdict(id, "case.deadline"); v == nil || v.Status.String() != "kept" {
				t.Errorf("the period: %+v", v)
			}
		})
	}
}

// TestEarlierVisitIsNamed proves that a visit in vain names the earlier one by a receipt number that exists, or says only that
// there was one, and that nothing else that is typed there comes into a fact.
func TestEarlierVisitIsNamed(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	receipt, _ := s.File(petition(s))
	send := func(of, cause string) *stafftest.Page {
		form := officer.Get("/desk/contacts/new?channel=visit").MustForm("/desk/contacts", "channel", "visit")
		form.Set("repeat_of", of)
		form.Set("cause", cause)
		return officer.Post("/desk/contacts", form)
	}
	send("010-1234-5678", "officer_mistake").Is(http.StatusUnprocessableEntity).Has("접수번호를 2026-000123처럼")
	send("2026-999999", "officer_mistake").Is(http.StatusUnprocessableEntity).Has("2026-999999 민원이 없습니다.")
	send("", "somebody").Is(http.StatusUnprocessableEntity)
	for of, want := range map[string]string{receipt.Number: receipt.Number, "": "earlier"} {
		page := send(of, "officer_mistake").Is(http.StatusOK)
		id, _, _ := strings.Cut(strings.TrimPrefix(page.Path, "/desk/cases/"), "?")
		if got := s.Stored(id).Facts[0].Data.Text("repeat_of"); got != want {
			t.Errorf("%q is recorded as %q", of, got)
		}
	}
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
