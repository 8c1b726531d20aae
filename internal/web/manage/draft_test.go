package manage_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/charter"
)

// must takes a result of two values and fails the test on an error.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

const draftAt = "/manage/charter/draft"

// TestDraftIsWritten edits a sentence and its promise beside each other: what is wrong is told beside its line, what is saved
// stands in the file with every other line as it was, and a second manager's text is not lost.
func TestDraftIsWritten(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get("/manage/charter").Is(http.StatusOK).Has("새 헌장 쓰기", "버전 기록")
	manager.Get(draftAt).Is(http.StatusOK).Has("아직 고친 것이 없습니다", "고객을 맞이하는 자세", "charter.yaml", "wonju-desk.calendar.yaml").Lacks("초안 버리기")
	page := manager.Get(draftAt+"?at=phone.rings").Is(http.StatusOK).Has("within: 3 rings", "이 약속은 이렇게 판정합니다.", "잘못된 곳이 없습니다.")
	form := page.MustForm(draftAt, "at", "phone.rings")
	sent := func(do string, change ...string) url.Values {
		out := url.Values{}
		for name, values := range form {
			out[name] = values
		}
		out.Set("do", do)
		out.Set("lines", strings.NewReplacer(change...).Replace(form.Get("lines")))
		return out
	}
	manager.Post(draftAt, sent("check", "within: 3 rings", "within: 5 rings")).Is(http.StatusOK).Has("지금 헌장과 다른 점", "전화벨 5회")
	manager.Post(draftAt, sent("check", "within: 3 rings", "within: 5 bells")).Is(http.StatusOK).Has("고칠 곳이 1군데", "charter.yaml:", "5 bells")
	manager.Post(draftAt, sent("save", "- id", "- [id")).Is(http.StatusUnprocessableEntity).Has("고칠 곳이", "- [id")
	manager.Post(draftAt, sent("save", "- id: phone.rings", "- id: phone.courtesy")).Is(http.StatusUnprocessableEntity).Has("given twice")
	part := manager.Send(http.MethodPost, draftAt, sent("check", "3 rings", "5 rings"), http.Header{"Hx-Request": {"true"}}).Is(http.StatusOK).Has("전화벨 5회")
	if strings.Contains(part.Body, "<main") {
		t.Error("a script gets the whole page")
	}
	manager.Get(draftAt).Has("아직 고친 것이 없습니다")
	before := must(s.Draft(t.Context(), manager.Actor))(t).Files[charter.Main]
	manager.Post(draftAt, sent("save", "within: 3 rings", "within: 5 rings")).Is(http.StatusOK)
	if got := must(s.Draft(t.Context(), manager.Actor))(t).Files[charter.Main]; got != strings.Replace(before, "within: 3 rings", "within: 5 rings", 1) {
		t.Error("saving one promise has changed other lines")
	}

	other := s.LogIn(t, "second", app.Manager)
	other.Post(draftAt, sent("save", "within: 3 rings", "within: 4 rings")).Is(http.StatusConflict).
		Has("다른 사람이 저장한 내용", "within: 5 rings", "within: 4 rings", "그사이 다른 사람이 초안을 저장했습니다.")
	s.LogIn(t, "lead", app.Lead).Get(draftAt).Is(http.StatusForbidden)
	manager.Get(draftAt + "?at=nothing").Is(http.StatusOK)
	manager.Post(draftAt, url.Values{"do": {"save"}, "at": {"nothing"}}).Is(http.StatusUnprocessableEntity).Has("문장을 다시 골라 주세요.")
}

// TestSentencesAreOrdered adds, moves, renames and removes a sentence.
func TestSentencesAreOrdered(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	do := func(do, at string) {
		t.Helper()
		manager.Post(draftAt, url.Values{"do": {do}, "at": {at}}).Is(http.StatusOK)
	}
	ids := func() string {
		var out []string
		m, err := charter.ReadManuscript(must(s.Draft(t.Context(), manager.Actor))(t).Files[charter.Main])
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Parts()[:4] {
			out = append(out, p.ID)
		}
		return strings.Join(out, " ")
	}
	before := must(s.Draft(t.Context(), manager.Actor))(t).Files[charter.Main]
	do("add", "visit.floor_guide")
	if got := ids(); got != "visit.floor_guide new.1 visit.lift_sign visit.door_board" {
		t.Errorf("after adding: %s", got)
	}
	form := manager.Get(draftAt+"?at=new.1&did=added").Is(http.StatusOK).Has("새 문장을 더했습니다.").MustForm(draftAt, "at", "new.1")
	form.Set("do", "save")
	form.Set("text", "약도를: 나누어 드립니다.")
	form.Set("lines", strings.Replace(form.Get("lines"), "new.1", "visit.map", 1))
	manager.Post(draftAt, form).Is(http.StatusOK)
	manager.Get(draftAt+"?at=visit.map").Is(http.StatusOK).Has("약도를: 나누어 드립니다.", "잘못된 곳이 없습니다.")
	do("down", "visit.map")
	if got := ids(); got != "visit.floor_guide visit.lift_sign visit.map visit.door_board" {
		t.Errorf("after moving: %s", got)
	}
	manager.Post(draftAt, url.Values{"do": {"down"}, "at": {"visit.map"}}).Is(http.StatusUnprocessableEntity)
	do("up", "visit.map")
	do("remove", "visit.map")
	if now := must(s.Draft(t.Context(), manager.Actor))(t).Files[charter.Main]; now != before {
		t.Error("adding, moving and removing leaves another file")
	}
}

// TestCharterIsPutIntoForce goes from the draft of a file to the first day of the version.
func TestCharterIsPutIntoForce(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	manager.Get(draftAt + "/enact").Is(http.StatusOK).Has("아직 고친 것이 없습니다")
	at := draftAt + "/files/services.yaml"
	form := manager.Get(at).Is(http.StatusOK).MustForm(at)
	text := form.Get("text")
	form.Set("do", "save")
	form.Set("text", strings.Replace(text, "period: 7 days by law", "period: seven days", 1))
	manager.Post(at, form).Is(http.StatusOK)
	manager.Get(at+"?did=saved").Is(http.StatusOK).Has("초안에 저장했습니다.", "services.yaml:", "seven days")
	manager.Get(draftAt+"/enact").Is(http.StatusOK).Has("시행할 수 없습니다.", "services.yaml:").Lacks("결정 근거")
	form.Set("text", strings.Replace(text, "  kind: question\n  period: 7 days by law", "  kind: question\n  period: 3 days by law", 1))
	manager.Post(at, form).Is(http.StatusConflict).Has("다른 사람이 저장한 내용", "seven days")
	form.Set("was", manager.Get(at).MustForm(at).Get("was"))
	manager.Post(at, form).Is(http.StatusOK)
	manager.Get(draftAt + "/files/other.yaml").Is(http.StatusNotFound)

	enact := draftAt + "/enact"
	manager.Get(enact).Is(http.StatusOK).Has("7 days by law", "3 days by law", "services.yaml – 달라진 곳 1군데", "시행일을 먼저 정해 주세요.").Lacks("결정 근거")
	manager.Post(enact, url.Values{"do": {"date"}, "from": {"gestern"}}).Is(http.StatusUnprocessableEntity)
	manager.Post(enact, url.Values{"do": {"date"}, "from": {"2027-01-01"}}).Is(http.StatusOK)
	manager.Post(enact, url.Values{"do": {"try"}}).Is(http.StatusOK)
	page := manager.Get(enact).Is(http.StatusOK).Has("결정 근거", "판정", "2027. 1. 1.부터 이 헌장을 시행합니다.")
	page.Has("지난 열두 달의")
	hours := draftAt + "/files/wonju-desk.calendar.yaml"
	open := manager.Get(hours).MustForm(hours)
	open.Set("do", "save")
	open.Set("text", strings.Replace(open.Get("text"), `sat: ["09:00-18:00"]`, `sat: ["09:00-13:00"]`, 1))
	manager.Post(hours, open).Is(http.StatusOK)
	page = manager.Get(enact).Is(http.StatusOK).Lacks("지난 열두 달의") // it was tried with other hours
	sure := page.MustForm(enact, "version", must(s.Draft(t.Context(), manager.Actor))(t).Version)
	sure.Set("do", "enact")
	manager.Post(enact, sure).Is(http.StatusUnprocessableEntity).Has("달라지는 점을 확인했다고 표시해 주세요.")
	sure.Set("seen", "yes")
	manager.Post(enact, sure).Is(http.StatusUnprocessableEntity)
	sure.Set("reason", "총무과-1, 2026. 11. 23. 결재")
	manager.Post(enact, sure).Is(http.StatusOK)
	manager.Post(enact, sure).Is(http.StatusUnprocessableEntity).Has("아직 고친 것이 없습니다")

	past := "/manage/charter/versions"
	history := manager.Get(past+"?did=enacted").Is(http.StatusOK).Has("시행 예정", "시행 중", "총무과-1", "담당 manager", "폴더에서 읽음", "앞 버전과 다른 점 3가지")
	withdraw := history.MustForm(past)
	digest := must(s.Enactments(t.Context(), manager.Actor))(t)[0].Digest
	files := manager.Get(past + "/" + digest + "/zip").Is(http.StatusOK)
	z, err := zip.NewReader(bytes.NewReader([]byte(files.Body)), int64(len(files.Body)))
	if err != nil {
		t.Fatal(err)
	}
	names := ""
	for _, f := range z.File {
		r := must(f.Open())(t)
		body := must(io.ReadAll(r))(t)
		if strings.HasSuffix(f.Name, "/services.yaml") && !strings.Contains(string(body), "period: 3 days by law") {
			t.Error("the archive holds another file")
		}
		names += f.Name + " "
	}
	for _, name := range []string{"/charter.yaml ", "/wonju-desk.calendar.yaml ", "/kr-declared.csv "} {
		if !strings.Contains(names, name) {
			t.Errorf("the archive lacks %s: %s", name, names)
		}
	}
	manager.Get(past + "/x/zip").Is(http.StatusNotFound)
	s.LogIn(t, "lead", app.Lead).Post(past, withdraw).Is(http.StatusForbidden)
	manager.Post(past, withdraw).Is(http.StatusOK)
	manager.Get(past).Is(http.StatusOK).Has("거둠").Lacks("시행 예정")
	manager.Get(draftAt+"?did=withdrawn").Is(http.StatusOK).Has("시행을 거두었습니다", "저장한 초안입니다.")

	sure = manager.Get(enact).MustForm(enact, "version", must(s.Draft(t.Context(), manager.Actor))(t).Version)
	sure.Set("seen", "yes")
	sure.Set("reason", "총무과-2")
	manager.Post(enact, sure).Is(http.StatusOK)
	s.Clock.Set(s.Now().AddDate(0, 2, 0))
	manager = s.LogIn(t, "later", app.Manager)
	manager.Get("/manage/charter").Is(http.StatusOK).Has("2027. 1. 1.")
	if now := s.Charters().At("wonju", s.Now()).Service("question").Period; now.Count != 3 {
		t.Errorf("after the first day the period is %v", now)
	}
}

// TestDraftIsDiscarded throws the draft away, and not that of somebody who saved meanwhile.
func TestDraftIsDiscarded(t *testing.T) {
	t.Parallel()
	s := site(t)
	manager := s.LogIn(t, "manager", app.Manager)
	save := func(text string) {
		t.Helper()
		d := must(s.Draft(t.Context(), manager.Actor))(t)
		must(s.SaveDraft(t.Context(), manager.Actor, d.Version, map[string]string{"signs.yaml": d.Files["signs.yaml"] + text}))(t)
	}
	save("# one\n")
	form := manager.Get(draftAt).MustForm(draftAt)
	save("# two\n")
	form.Set("do", "discard")
	manager.Post(draftAt, form).Is(http.StatusConflict)
	form = manager.Get(draftAt).MustForm(draftAt)
	form.Set("do", "discard")
	manager.Post(draftAt, form).Is(http.StatusOK)
	manager.Get(draftAt+"?did=discarded").Is(http.StatusOK).Has("초안을 버렸습니다.", "아직 고친 것이 없습니다")
}
