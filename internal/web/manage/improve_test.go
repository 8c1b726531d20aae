package manage_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/public"
	"jikim/internal/web/staff/stafftest"
)

// jpegOf is a picture of one colour, wider than what is shown on a page.
func jpegOf(t testing.TB, c color.Color) []byte {
	t.Helper()
	in := image.NewRGBA(image.Rect(0, 0, 1600, 1200))
	for y := range 1200 {
		for x := range 1600 {
			in.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, in, nil); err != nil {
		t.Fatal(err)
	}
	// An Exif part, as a telephone writes it, with the place.
	exif := append([]byte{0xff, 0xe1, 0, 24}, []byte("Exif\x00\x00GPS:37.34,127.92")...)
	return append(append([]byte{0xff, 0xd8}, exif...), b.Bytes()[2:]...)
}

// upload sends a form with pictures.
func upload(t testing.TB, p *stafftest.Person, path string, form url.Values, pictures map[string][]byte) *stafftest.Page {
	t.Helper()
	var b strings.Builder
	m := multipart.NewWriter(&b)
	for name, values := range form {
		for _, value := range values {
			if err := m.WriteField(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, body := range pictures {
		w, err := m.CreateFormFile(name, name+".jpg")
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return p.SendBody(http.MethodPost, path, b.String(), m.FormDataContentType())
}

// TestComplaintFromReceiptToClosing walks through the stages of a complaint about an officer: he may not look into it himself, nor
// may his department, which takes complaints; the result is objected to, and three days run again.
func TestComplaintFromReceiptToClosing(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogInAt(t, "kim", app.Officer, "general_affairs", "petition")
	neighbour := s.LogInAt(t, "park", app.Lead, "general_affairs", "petition")
	other := s.LogInAt(t, "lee", app.Officer, "library_information", "general")
	manager := s.LogIn(t, "manager", app.Manager)
	receipt, link := s.File(s.Petition())
	s.Advance(5 * time.Minute)
	if _, err := s.Tell(t.Context(), officer.Actor, s.NewKey(), receipt.Case, "처리 절차를 알려 드립니다.", true); err != nil {
		t.Fatal(err)
	}
	s.Advance(5 * time.Minute)
	if _, err := s.Complain(t.Context(), link, app.Complaint{Key: s.NewKey(), About: "careless", Text: "자료를 읽지도 않고 답하였습니다."}); err != nil {
		t.Fatal(err)
	}
	facts := s.Stored(receipt.Case).Facts
	path := "/manage/complaints/" + receipt.Case + "/" + facts[len(facts)-1].ID
	manager.Get("/manage/complaints/register").Is(http.StatusOK).Has("성의 없는 처리", "결과 알림 전").Lacks("홍길동", "읽지도")

	officer.Get(path).Is(http.StatusOK).Has("이 불만은 살펴보실 수 없습니다.", "분류와 담당 지정", "지금 할 일")
	page := manager.Get(path + "?reason_read=handling").Is(http.StatusOK).Has("읽지도 않고").Lacks("이 불만은 살펴보실 수 없습니다.")
	form := page.MustForm(path, "kind", "complaint.assessed")
	form.Set("severity", "moderate")
	form.Set("urgency", "normal")
	form.Set("investigator", officer.Actor.Account)
	manager.Post(path, form).Is(http.StatusUnprocessableEntity).Has("이 불만을 살펴볼 수 없는 사람입니다.")
	form.Set("investigator", neighbour.Actor.Account)
	manager.Post(path, form).Is(http.StatusUnprocessableEntity)
	form.Set("investigator", other.Actor.Account)
	manager.Post(path, form).Is(http.StatusOK).Has("기록했습니다.", "조사와 판단")

	act := func(who *stafftest.Person, kind string, answers map[string]string) *stafftest.Page {
		t.Helper()
		s.Advance(time.Minute)
		form := who.Get(path+"?reason_read=handling&act="+kind).Is(http.StatusOK).MustForm(path, "kind", kind)
		for name, value := range answers {
			form.Set(name, value)
		}
		return who.Post(path, form)
	}
	for _, barred := range []*stafftest.Person{officer, neighbour} {
		if form := barred.Get(path + "?reason_read=handling&act=complaint.checked").Form(path); form.Get("kind") == "complaint.checked" {
			t.Error("a page offers the check of a complaint to whom it may be about")
		}
		barred.Post(path, url.Values{"key": {s.NewKey()}, "kind": {"complaint.checked"}, "of": {facts[len(facts)-1].ID}, "founded": {"no"}, "finding": {"문제없음"}}).Is(http.StatusForbidden)
	}
	bystander := s.LogInAt(t, "bystander", app.Officer, "library_information", "children")
	bystander.Get(path+"?reason_read=handling").Is(http.StatusOK).Lacks("이 불만은 살펴보실 수 없습니다.", "complaint.checked")
	act(other, "complaint.checked", map[string]string{"founded": "yes", "finding": "붙임 자료를 열지 않은 기록이 있음"}).Is(http.StatusOK)
	act(other, "complaint.told", map[string]string{"text": "자료를 열지 않은 것이 사실입니다."}).Is(http.StatusOK).Has("결과를 받아들이지 않으시면", "고충민원")
	act(officer, "apology.made", map[string]string{"officer": officer.Actor.Account, "how": "phone"}).Is(http.StatusOK)
	act(other, "complaint.closed", map[string]string{"agreed": "no"}).Is(http.StatusOK)
	manager.Get("/manage/complaints/register").Has("사실로 확인", "사과", "받아들이지 않음")
	if v := s.Verdict(receipt.Case, "remedy.investigation"); v == nil || v.Status != judge.Kept {
		t.Errorf("the promise of the result within a day: %+v", v)
	}
	act(other, "complaint.reopened", map[string]string{"reason": "사과가 없었다고 하심"}).Is(http.StatusOK).Has("다시 조사")
	manager.Get("/manage/complaints").Has("성의 없는 처리")
	act(other, "complaint.checked", map[string]string{"founded": "yes", "finding": "다시 확인함"}).Is(http.StatusOK)
	act(other, "complaint.told", map[string]string{"text": "다시 알려 드립니다."}).Is(http.StatusOK)
	act(other, "complaint.closed", map[string]string{"agreed": "yes"}).Is(http.StatusOK)
	manager.Get("/manage/complaints/register?format=csv").Is(http.StatusOK).Has("성의 없는 처리", "(받아들임)").Lacks("홍길동", "다시 확인함")
	other.Get("/manage/complaints/register").Is(http.StatusForbidden)
}

// TestReassigningFreesNobody gives a petition to another officer, before and after the complaint about it: who had it when the complaint
// came may not look into it, and who is given it later may.
func TestReassigningFreesNobody(t *testing.T) {
	t.Parallel()
	s := site(t)
	first := s.LogInAt(t, "kim", app.Officer, "library_information", "general")
	second := s.LogInAt(t, "park", app.Officer, "library_information", "children")
	third := s.LogInAt(t, "lee", app.Officer, "general_affairs", "petition")
	manager := s.LogIn(t, "manager", app.Manager)
	receipt, link := s.File(s.Petition())
	assign := func(to app.Actor) {
		t.Helper()
		s.Advance(time.Minute)
		if _, err := s.Assign(t.Context(), manager.Actor, s.NewKey(), receipt.Case, to.Account, to.Desk); err != nil {
			t.Fatal(err)
		}
	}
	assign(first.Actor)
	assign(second.Actor)
	s.Advance(time.Minute)
	if _, err := s.Complain(t.Context(), link, app.Complaint{Key: s.NewKey(), About: "late", Text: "늦었습니다."}); err != nil {
		t.Fatal(err)
	}
	of := ""
	for _, f := range s.Stored(receipt.Case).Facts {
		if f.Kind == fact.ComplaintReceived {
			of = f.ID
		}
	}
	assign(third.Actor)
	path := "/manage/complaints/" + receipt.Case + "/" + of
	form := manager.Get(path+"?reason_read=handling").MustForm(path, "kind", "complaint.assessed")
	form.Set("severity", "minor")
	form.Set("urgency", "normal")
	for _, barred := range []*stafftest.Person{first, second} {
		form.Set("investigator", barred.Account)
		manager.Post(path, form).Is(http.StatusUnprocessableEntity).Has("이 불만을 살펴볼 수 없는 사람입니다.")
	}
	form.Set("investigator", third.Account)
	manager.Post(path, form).Is(http.StatusOK).Has("기록했습니다.")
}

// TestOpinionToThePublicRegister follows an opinion from its form to the page that everybody sees, with pictures.
func TestOpinionToThePublicRegister(t *testing.T) {
	t.Parallel()
	s := stafftest.New(t, "2026-11-24 10:00", func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{desk.New(s, service), manage.New(s, service), public.New(s)}
	})
	words := "3층 열람실 의자가 삐걱거려서 공부를 할 수가 없습니다."
	receipt, err := s.GiveOpinion(t.Context(), app.Citizen("wonju", ""), app.Opinion{Key: s.NewKey(), Text: words, Name: "홍길동", Answer: "web"})
	if err != nil {
		t.Fatal(err)
	}
	lead, manager, visitor := s.LogIn(t, "lead", app.Lead), s.LogIn(t, "manager", app.Manager), s.Visitor(t)
	id := s.Stored(receipt.Case).Facts[0].ID
	path := "/manage/opinions/" + receipt.Case + "/" + id
	lead.Get("/manage/opinions").Is(http.StatusOK).Has("검토할 것").Lacks("삐걱", "홍길동")
	s.Advance(5 * time.Minute)
	form := lead.Get(path+"?reason_read=handling").Is(http.StatusOK).Has("삐걱거려서").MustForm(path, "kind", "opinion.reviewed")
	form.Set("improvable", "now")
	form.Set("note", "나사를 조이면 됨")
	upload(t, lead, path, form, nil).Is(http.StatusOK).Has("기록했습니다.")
	if v := s.Verdict(receipt.Case, "voice.improve_now"); v == nil || v.Status != judge.Pending {
		t.Fatalf("the review starts no clock: %+v", v)
	}
	s.Advance(5 * time.Minute)
	form = lead.Get(path+"?act=improvement.made").MustForm(path, "kind", "improvement.made")
	form.Set("what", "의자 24개의 나사를 조임")
	upload(t, lead, path, form, map[string][]byte{"before": []byte("no picture")}).Is(http.StatusUnprocessableEntity).Has("사진")
	upload(t, lead, path, form, map[string][]byte{"before": jpegOf(t, color.White), "after": jpegOf(t, color.Black)}).Is(http.StatusOK).Has("기록했습니다.")
	if v := s.Verdict(receipt.Case, "voice.improve_now"); v == nil || v.Status != judge.Kept {
		t.Errorf("improved within two hours of the review: %+v", v)
	}
	for kind, text := range map[string]string{"opinion.told": "고치겠습니다.", "improvement.told": "고쳤습니다."} {
		form = lead.Get(path+"?act="+kind).MustForm(path, "kind", kind)
		form.Set("text", text)
		upload(t, lead, path, form, nil).Is(http.StatusOK)
	}

	form = lead.Get("/manage/improvements/new?source=opinion&case="+receipt.Case+"&fact="+id).MustForm("/manage/improvements/new", "source", "opinion")
	form.Set("suggested", words)
	form.Set("state", "done")
	form.Set("made", "열람실 의자 24개의 나사를 조였습니다.")
	lead.Post("/manage/improvements/new", form).Is(http.StatusUnprocessableEntity).Has("시민이 쓴 글을 그대로 옮긴 곳이 있습니다.")
	form.Set("suggested", "홍길동 님이 주신 의견")
	lead.Post("/manage/improvements/new", form).Is(http.StatusUnprocessableEntity).Has("시민의 이름이나 연락처가 들어 있습니다.")
	form.Set("suggested", "열람실 의자의 소음을 줄여 달라는 의견")
	entry := lead.Post("/manage/improvements/new", form).Is(http.StatusOK).Has("저장했습니다.", "공개하지 않음")
	visitor.Get("/improvements").Is(http.StatusOK).Has("아직 공개한 개선이 없습니다.")
	form.Set("publish", "yes")
	list, err := s.Improvements(t.Context(), manager.Actor)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d entries, %v: %s", len(list), err, entry.Text())
	}
	at := "/manage/improvements/" + list[0].ID
	form = manager.Get(at).MustForm(at, "was", app.ImprovementVersion(&list[0]))
	form.Set("publish", "yes")
	lead.Post(at, form).Is(http.StatusForbidden)
	stale := url.Values{}
	for name, values := range form {
		stale[name] = values
	}
	manager.Post(at, form).Is(http.StatusOK).Has("저장했습니다.")
	manager.Post(at, stale).Is(http.StatusUnprocessableEntity).Has("그사이 다른 사람이 고쳤습니다.")
	public := visitor.Get("/improvements").Is(http.StatusOK).Has("열람실 의자의 소음", "나사를 조였습니다.", "0일").Lacks("삐걱", "홍길동")
	if strings.Contains(public.Body, "<figure") {
		t.Error("a picture is shown that nobody has looked at")
	}

	taken, err := s.TakenPictures(t.Context(), manager.Actor, list[0].ID)
	if err != nil || len(taken) != 2 {
		t.Fatalf("%d pictures, %v", len(taken), err)
	}
	lead.Post(at, url.Values{"do": {"show"}, "file": {taken[0].File}, "i": {"0"}, "alt.0": {"흔들리는 의자"}}).Is(http.StatusForbidden)
	manager.Post(at, url.Values{"do": {"show"}, "file": {taken[0].File}, "i": {"0"}, "alt.0": {""}}).Is(http.StatusUnprocessableEntity)
	manager.Post(at, url.Values{"do": {"show"}, "file": {taken[0].File}, "i": {"0"}, "alt.0": {"홍길동 님의 의자"}}).Is(http.StatusUnprocessableEntity).Has("시민의 이름이나 연락처가 들어 있습니다.")
	manager.Post(at, url.Values{"do": {"show"}, "file": {taken[0].File}, "i": {"0"}, "alt.0": {"흔들리는 의자"}}).Is(http.StatusOK).Has("공개한 사진입니다.")
	shown, err := s.PublicImprovements(t.Context(), "wonju")
	if err != nil || len(shown) != 1 || len(shown[0].Pictures) != 1 || shown[0].Case != "" || shown[0].Pictures[0].From != "" {
		t.Fatalf("published %+v, %v", shown, err)
	}
	src := "/improvements/pictures/" + shown[0].Pictures[0].Digest
	visitor.Get("/improvements").Has("고치기 전")
	got := visitor.Get(src).Is(http.StatusOK)
	if size, _, err := image.DecodeConfig(strings.NewReader(got.Body)); err != nil || size.Width != 1280 || size.Height != 960 {
		t.Errorf("the picture is %d×%d, %v; want 1280×960", size.Width, size.Height, err)
	}
	if strings.Contains(got.Body, "GPS") || strings.Contains(got.Body, "Exif") {
		t.Error("the picture says where it was taken")
	}
	visitor.Get("/data/improvements.json").Is(http.StatusOK).Has(`"state": "done"`, src).Lacks(receipt.Case, id, manager.Actor.Account, "삐걱")
	visitor.Get("/data/improvements.csv").Is(http.StatusOK).Has("열람실 의자의 소음")
	manager.Post(at, url.Values{"do": {"hide"}, "file": {taken[0].File}, "i": {"0"}}).Is(http.StatusOK)
	visitor.Get(src).Is(http.StatusNotFound)
}
