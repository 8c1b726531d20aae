package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// must fails the test on an error.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wantFault fails the test unless the error is a fault of that kind, and of the named field when one is given.
func wantFault(t *testing.T, err error, kind app.FaultKind, field string) {
	t.Helper()
	f := app.FaultOf(err)
	if f == nil || f.Kind != kind {
		t.Fatalf("error %v, want a fault of kind %d", err, kind)
	}
	if field != "" && !slices.ContainsFunc(f.Fields, func(x app.FieldFault) bool { return x.Field == field }) {
		t.Fatalf("fault %v, want one of the field %s", f, field)
	}
}

func TestPetitionAnsweredInTime(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", petitionAnsweredInTime) // a Monday
}

func petitionAnsweredInTime(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, citizen := o.File(o.Petition())

	// 7 days by law with the day of receipt as the first: until the end of 1 December (domain sheet 1.4).
	if want := harness.At(t, "2026-12-02 00:00"); !r.Due.Equal(want) {
		t.Errorf("due %v, want %v", r.Due, want)
	}
	if r.Number != "2026-000001" || r.Token == "" || r.Desk.Phone != "033-737-1043" {
		t.Errorf("receipt %+v", r)
	}
	if v := must(o.Follow(o.Context(), citizen, "ko"))(t); !v.Due.Equal(r.Due) || len(v.DueWhy) == 0 {
		t.Errorf("the citizen reads due %v with %d steps of explanation", v.Due, len(v.DueWhy))
	}
	if got, want := o.Kinds(r.Case), []fact.Kind{fact.CaseReceived, fact.CaseAccepted}; !slices.Equal(got, want) {
		t.Errorf("facts %v, want %v", got, want)
	}
	inbox := must(o.Inbox(o.Context(), officer, app.InboxFilter{}))(t)
	if len(inbox.Rows) != 1 || inbox.Rows[0].Name != "홍*동" || inbox.Rows[0].BreaksAt.IsZero() {
		t.Fatalf("inbox %+v", inbox.Rows)
	}

	o.Advance(26 * time.Hour)
	must(o.Assign(o.Context(), officer, "", r.Case, officer.Account, ""))(t)
	must(o.Record(o.Context(), officer, app.Entry{Case: r.Case, Kind: fact.CaseProcedureTold, Data: fact.With("channel", "phone")}))(t)
	done := must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "평일 9시에 엽니다."}))(t)
	if len(done.Facts) != 2 {
		t.Errorf("an answer made %d facts, want the answer and its letter", len(done.Facts))
	}
	for promise, want := range map[string]judge.Status{"case.deadline": judge.Kept, "remote.procedure": judge.Kept,
		"remote.interim": judge.Kept, "rights.real_name": judge.Kept} {
		if v := o.Verdict(r.Case, promise); v == nil || v.Status != want {
			t.Errorf("%s: %+v, want %v", promise, v, want)
		}
	}

	v := must(o.Follow(o.Context(), citizen, "ko"))(t)
	if v.Status != "answered" || v.Responsible.Name != "담당 kim" || len(v.Documents) != 1 || v.CanWithdraw {
		t.Errorf("followed: status %s, responsible %+v, %d documents, can withdraw %v", v.Status, v.Responsible, len(v.Documents), v.CanWithdraw)
	}
	for _, part := range []string{"평일 9시에 엽니다.", "총무과", "담당 kim", "033-737-1043", r.Number} {
		if !strings.Contains(v.Documents[0].Text, part) {
			t.Errorf("the letter lacks %q:\n%s", part, v.Documents[0].Text)
		}
	}
	inbox = must(o.Inbox(o.Context(), officer, app.InboxFilter{}))(t)
	if len(inbox.Rows) != 0 {
		t.Errorf("an answered petition is still in the inbox: %+v", inbox.Rows)
	}
}

func TestPetitionNobodyAnswers(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	manager := o.Staff("park", app.Manager, "general_affairs", "")
	r, citizen := o.File(o.Petition())
	must(o.Assign(o.Context(), officer, "", r.Case, officer.Account, ""))(t)

	o.Until(harness.At(t, "2026-12-02 00:00"))
	if v := o.Verdict(r.Case, "case.deadline"); v.Status != judge.Pending {
		t.Errorf("at the due instant the promise is %v, want pending", v.Status)
	}
	reminders := count(o.Kinds(r.Case), fact.NoticeSent)
	o.Until(harness.At(t, "2026-12-02 00:01"))
	if v := o.Verdict(r.Case, "case.deadline"); v.Status != judge.Broken {
		t.Errorf("after the due instant the promise is %v, want broken", v.Status)
	}
	st := o.Stored(r.Case)
	i := slices.IndexFunc(st.Facts, func(f fact.Fact) bool {
		return f.Kind == fact.PromiseBroken && f.Data.Text("promise") == "case.deadline"
	})
	if i < 0 || !st.Facts[i].At.Equal(harness.At(t, "2026-12-02 00:00")) {
		t.Fatalf("the breach is not on record at the due instant: %v", st.Facts)
	}
	if reminders == 0 {
		t.Error("nobody was reminded before the due instant")
	}
	if v := o.Verdict(r.Case, "remedy.delay_notice"); v == nil || v.Status != judge.Pending {
		t.Fatalf("delay notice: %+v, want pending", v)
	}
	due := must(o.RemediesDue(o.Context(), manager, app.RemedyFilter{}))(t).Rows
	if len(due) == 0 || due[0].Case != r.Case {
		t.Errorf("remedies due: %+v", due)
	}
	broken := must(o.Broken(o.Context(), manager, app.VerdictFilter{}))(t)
	if len(broken) == 0 {
		t.Error("the manager's list of broken promises is empty")
	}

	o.Until(harness.At(t, "2026-12-02 09:30"))
	must(o.TellDelay(o.Context(), officer, "", r.Case, "자료를 찾고 있습니다.", harness.At(t, "2026-12-04 18:00")))(t)
	must(o.Record(o.Context(), officer, app.Entry{Case: r.Case, Kind: fact.ApologyMade, Data: fact.With("officer", officer.Account, "how", "phone")}))(t)
	for _, promise := range []string{"remedy.delay_notice", "remedy.delay_apology"} {
		if v := o.Verdict(r.Case, promise); v.Status != judge.Kept {
			t.Errorf("%s: %v, want kept", promise, v.Status)
		}
	}
	must(o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "늦어 죄송합니다."}))(t)
	v := o.Verdict(r.Case, "case.deadline")
	if left, ok := v.Margin(); v.Status != judge.Broken || !ok || left >= 0 {
		t.Errorf("a late answer: %v with margin %v, want broken with the overrun", v.Status, left)
	}
	if f := must(o.Follow(o.Context(), citizen, "en"))(t); f.Status != "answered" {
		t.Errorf("status %s", f.Status)
	}
}

func count(kinds []fact.Kind, k fact.Kind) int {
	n := 0
	for _, have := range kinds {
		if have == k {
			n++
		}
	}
	return n
}

func TestNoReminderTwice(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, _ := o.File(o.Petition())
	must(o.Assign(o.Context(), officer, "", r.Case, officer.Account, ""))(t)
	o.Until(harness.At(t, "2026-12-10 12:00"))
	for range 3 {
		if err := o.Wake(o.Context(), harness.Institution, r.Case, nil); err != nil {
			t.Fatal(err)
		}
		o.Advance(time.Second)
	}
	seen := map[string]bool{}
	for _, f := range o.Stored(r.Case).Facts {
		if f.Kind != fact.NoticeSent {
			continue
		}
		d := f.Data
		k := strings.Join([]string{d.Text("action"), d.Text("stage"), d.Text("to"), d.Text("promise"), d.Text("trigger"), d.Text("due")}, "|")
		if seen[k] {
			t.Errorf("sent twice: %s", k)
		}
		seen[k] = true
	}
	if len(seen) < 4 {
		t.Errorf("only %d notices: %v", len(seen), seen)
	}
}

func TestSupplementStopsTheClock(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", supplementStopsTheClock)
}

func supplementStopsTheClock(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, citizen := o.File(o.Petition())
	must(o.AskSupplement(o.Context(), officer, app.Missing{Case: r.Case, What: "신분증 사본", Until: o.Now().Add(7 * 24 * time.Hour)}))(t)
	v := must(o.Follow(o.Context(), citizen, "ko"))(t)
	if v.Status != "waiting" || v.SupplementWanted != "신분증 사본" || !v.CanSupplement || !v.Due.IsZero() {
		t.Errorf("waiting: %s, %q, due %v", v.Status, v.SupplementWanted, v.Due)
	}
	_, err := o.AskSupplement(o.Context(), officer, app.Missing{Case: r.Case, What: "또", Until: o.Now().Add(time.Hour)})
	wantFault(t, err, app.Unlawful, "")

	o.Advance(48 * time.Hour)
	if v := o.Verdict(r.Case, "case.deadline"); v.Status != judge.Pending {
		t.Errorf("while the citizen is asked the promise is %v", v.Status)
	}
	file := app.Attachment{Name: `C:\문서\신분증.pdf`, Body: []byte("%PDF-1.7 …")}
	must(o.SupplyMissing(o.Context(), citizen, app.Supplement{Key: o.NewKey(), Text: "보냅니다", Attachments: []app.Attachment{file}}))(t)
	v = must(o.Follow(o.Context(), citizen, "ko"))(t)
	if v.Status != "open" || v.Due.IsZero() || !v.Due.After(r.Due) {
		t.Errorf("after the supplement: %s, due %v, before it %v", v.Status, v.Due, r.Due)
	}
	i := slices.IndexFunc(v.Files, func(f app.File) bool { return f.Title == "신분증.pdf" })
	if i < 0 {
		t.Fatalf("files %+v", v.Files)
	}
	got := must(o.Attachment(o.Context(), citizen, r.Case, v.Files[i].Name))(t)
	if string(got.Body) != string(file.Body) || got.Type != "application/pdf" {
		t.Errorf("the file came back as %q, %s", got.Body, got.Type)
	}
	_, err = o.SupplyMissing(o.Context(), citizen, app.Supplement{Key: o.NewKey(), Text: "또 보냅니다"})
	wantFault(t, err, app.Unlawful, "")
}

func TestExtensionsByLaw(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r, citizen := o.File(o.Petition())
	extend := func(e app.Extension) error {
		e.Case = r.Case
		_, err := o.Extend(o.Context(), officer, e)
		return err
	}
	wantFault(t, extend(app.Extension{Ground: "workload", Reason: "바쁩니다"}), app.Invalid, "ground")
	wantFault(t, extend(app.Extension{Ground: "site_check"}), app.Invalid, "reason")
	if err := extend(app.Extension{Ground: "site_check", Reason: "현장을 보아야 합니다"}); err != nil {
		t.Fatal(err)
	}
	v := must(o.Follow(o.Context(), citizen, "ko"))(t)
	if want := harness.At(t, "2026-12-11 00:00"); !v.Due.Equal(want) { // 14 working days: until the end of 10 December
		t.Errorf("extended to %v, want %v", v.Due, want)
	}
	wantFault(t, extend(app.Extension{Ground: "site_check", Reason: "또"}), app.Invalid, "consent")
	if err := extend(app.Extension{Ground: "site_check", Reason: "동의를 받았습니다", Consent: true, Days: 3}); err != nil {
		t.Fatal(err)
	}
	wantFault(t, extend(app.Extension{Ground: "site_check", Reason: "또", Consent: true}), app.Unlawful, "")
	if v := must(o.Follow(o.Context(), citizen, "ko"))(t); len(v.Documents) != 2 {
		t.Errorf("%d letters, want one for each extension", len(v.Documents))
	}
}

func TestRefusalNeedsReasonLawAndAppeal(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", refusalNeedsReasonLawAndAppeal)
}

func refusalNeedsReasonLawAndAppeal(t *testing.T, o *harness.Office) {
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	p := o.Petition()
	p.Service, p.Fields = "disclosure", map[string]string{"information": "회의록", "form": "사본"}
	r, citizen := o.File(withFields(t, o, p))
	_, err := o.Refuse(o.Context(), officer, app.Refusal{Case: r.Case, Reason: "비공개 대상"})
	wantFault(t, err, app.Invalid, "law")
	_, err = o.Refuse(o.Context(), officer, app.Refusal{Case: r.Case, Law: "정보공개법 제9조"})
	wantFault(t, err, app.Invalid, "reason")
	must(o.Refuse(o.Context(), officer, app.Refusal{Case: r.Case, Reason: "비공개 대상", Law: "정보공개법 제9조"}))(t)
	if v := o.Verdict(r.Case, "remote.refusal"); v == nil || v.Status != judge.Kept {
		t.Errorf("remote.refusal: %+v", v)
	}
	v := must(o.Follow(o.Context(), citizen, "ko"))(t)
	for _, part := range []string{"비공개 대상", "정보공개법 제9조", "30일 이내", "행정심판", "행정소송", "국민권익위원회"} {
		if !strings.Contains(v.Documents[0].Text, part) {
			t.Errorf("the refusal lacks %q", part)
		}
	}
	_, err = o.Answer(o.Context(), officer, app.Result{Case: r.Case, Text: "다시"})
	wantFault(t, err, app.Unlawful, "")
}

// withFields sets the choices of a service's further fields to one that is offered.
func withFields(t *testing.T, o *harness.Office, p app.Petition) app.Petition {
	t.Helper()
	svc := o.Charters().At(harness.Institution, o.Now()).Service(p.Service)
	for i := range svc.Fields {
		if f := &svc.Fields[i]; f.Type == "choice" && len(f.Choices) > 0 {
			p.Fields[f.ID] = f.Choices[0].KO
		}
	}
	return p
}

func TestWithdrawal(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	r, citizen := o.File(o.Petition())
	key := o.NewKey()
	for range 2 { // the second is the same form sent twice
		if err := o.Withdraw(o.Context(), citizen, key, "해결되었습니다"); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(o.Kinds(r.Case), fact.CaseWithdrawn); n != 1 {
		t.Errorf("withdrawn %d times", n)
	}
	if v := o.Verdict(r.Case, "case.deadline"); v.Status != judge.Void {
		t.Errorf("after the withdrawal the promise is %v, want void", v.Status)
	}
	wantFault(t, o.Withdraw(o.Context(), citizen, o.NewKey(), ""), app.Unlawful, "")
}

func TestPhoneMessageAndCallBack(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	a := o.Staff("kim", app.Officer, "library_information", "general")
	b := o.Staff("lee", app.Officer, "library_information", "general")
	c := must(o.NewContact(o.Context(), a, app.NewContact{Channel: "phone", Name: "김철수", Phone: "010-9999-8888"}))(t)
	say := must(o.Case(o.Context(), a, c.Case))(t).Say
	if len(say) == 0 || !strings.Contains(say[0].Text.KO, "감사합니다") {
		t.Errorf("what to say first: %+v", say)
	}
	memo := must(o.TakeMessage(o.Context(), a, app.Memo{Case: c.Case, Contact: c.Contact, For: b.Account, About: "예약 도서", Callback: true}))(t)
	must(o.Record(o.Context(), a, app.Entry{Case: c.Case, Contact: c.Contact, Kind: fact.CallEnded}))(t)
	v := o.Verdict(c.Case, "phone.callback")
	if want := harness.At(t, "2026-11-23 10:30"); v == nil || !v.Due.Equal(want) {
		t.Fatalf("call-back: %+v, want due %v", v, want)
	}
	view := must(o.Case(o.Context(), b, c.Case))(t)
	if view.Next[0].Promise == "" || view.Next[0].Of != memo.Facts[0] {
		t.Errorf("the first next act is %+v, want one for the message", view.Next[0])
	}
	o.Advance(30 * time.Minute)
	must(o.CallBack(o.Context(), b, "", c.Case, memo.Facts[0], true, ""))(t)
	if v := o.Verdict(c.Case, "phone.callback"); v.Status != judge.Kept {
		t.Errorf("called back in time: %v", v.Status)
	}
	o.Until(harness.At(t, "2026-11-24 09:00"))
	if got := o.Stored(c.Case).Head.Status; got != "closed" {
		t.Errorf("the contact of yesterday is %s, want closed", got)
	}
}

func TestCorrectionChangesTheVerdict(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", correctionChangesTheVerdict)
}

func correctionChangesTheVerdict(t *testing.T, o *harness.Office) {
	a := o.Staff("kim", app.Officer, "library_information", "general")
	other := o.Staff("lee", app.Officer, "library_information", "general")
	c := must(o.NewContact(o.Context(), a, app.NewContact{Channel: "visit", Data: fact.With("busy", true)}))(t)
	o.Advance(20 * time.Second)
	done := must(o.Record(o.Context(), a, app.Entry{Case: c.Case, Contact: c.Contact, Kind: fact.VisitAcknowledged}))(t)
	if v := o.Verdict(c.Case, "visit.acknowledge"); v.Status != judge.Broken {
		t.Fatalf("acknowledged after 20 s: %v", v.Status)
	}
	if h := o.Stored(c.Case).Head; h.Broken != 1 {
		t.Errorf("the head counts %d broken, want 1", h.Broken)
	}
	at := harness.At(t, "2026-11-23 09:30:03")
	_, err := o.Correct(o.Context(), other, "", c.Case, done.Facts[0], "3초였습니다", fact.With("at", at))
	wantFault(t, err, app.Denied, "")
	must(o.Correct(o.Context(), a, "", c.Case, done.Facts[0], "3초였습니다", fact.With("at", at)))(t)
	if v := o.Verdict(c.Case, "visit.acknowledge"); v.Status != judge.Kept {
		t.Errorf("after the correction: %v, want kept", v.Status)
	}
	if h := o.Stored(c.Case).Head; h.Broken != 0 {
		t.Errorf("the head still counts %d broken", h.Broken)
	}
	must(o.Retract(o.Context(), a, "", c.Case, done.Facts[0], "없던 일입니다"))(t)
	view := must(o.Case(o.Context(), a, c.Case))(t)
	i := slices.IndexFunc(view.Facts, func(l app.Line) bool { return l.ID == done.Facts[0] })
	if i < 0 || !view.Facts[i].Retracted {
		t.Errorf("a retracted fact must stay in the timeline, marked")
	}
}

func TestComplaintStartsRemedies(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	r := must(o.Complain(o.Context(), app.Citizen(harness.Institution, ""), app.Complaint{Key: o.NewKey(), About: "rude_phone",
		Name: "홍길동", Phone: "010-1234-5678", Answer: "phone", Text: "불친절했습니다"}))(t)
	if r.Token == "" || r.Case == "" {
		t.Fatalf("receipt %+v", r)
	}
	pending := func(promise string) bool {
		return slices.ContainsFunc(o.Stored(r.Case).Head.Open, func(v judge.Verdict) bool { return v.Promise == promise })
	}
	if !pending("remedy.phone_apology") || !pending("voice.review") {
		t.Errorf("pending: %+v", o.Stored(r.Case).Head.Open)
	}
	complaint := o.Stored(r.Case).Facts[0].ID
	must(o.Record(o.Context(), officer, app.Entry{Case: r.Case, Kind: fact.ComplaintChecked, Of: complaint,
		Data: fact.With("founded", true), Prose: map[string]string{"finding": "사실입니다"}}))(t)
	if !pending("remedy.training") {
		t.Error("a complaint that was found justified asks for no training")
	}
	must(o.Record(o.Context(), officer, app.Entry{Case: r.Case, Kind: fact.ApologyMade, Of: complaint,
		Data: fact.With("officer", officer.Account, "how", "phone")}))(t)
	if v := o.Verdict(r.Case, "remedy.phone_apology"); v.Status != judge.Kept {
		t.Errorf("apology: %v", v.Status)
	}
}
