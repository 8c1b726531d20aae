package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"jikim/charters"
	"jikim/internal/app"
	"jikim/internal/core/judge"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

// walk does what the page of a complaint or an opinion asks for next, as often as it asks, and returns the kinds in their order. It
// knows how a question is answered and nothing of any charter.
func walk(t *testing.T, s *stafftest.Site, who *stafftest.Person, path string) string {
	t.Helper()
	var did []string
	for len(did) < 12 {
		page := who.Get(path + "?reason_read=handling").Is(http.StatusOK)
		form := page.Form(path)
		if form == nil || form.Get("kind") == "" || form.Get("kind") == "complaint.reopened" {
			break
		}
		kind := form.Get("kind")
		did = append(did, kind)
		answers := map[string]string{"severity": "moderate", "urgency": "normal", "investigator": who.Account, "founded": "yes", "finding": "기록을 보고 확인함",
			"officer": who.Account, "how": "phone", "channel": "web", "text": "살펴본 결과를 알려 드립니다.", "agreed": "yes", "improvable": "now", "what": "손잡이를 고침",
			"voucher": "10000"}
		for name, value := range answers {
			if strings.Contains(page.Body, ` name="`+name+`"`) {
				form.Set(name, value)
			}
		}
		if kind == "apology.made" && strings.Contains(page.Body, `value="head"`) {
			form.Set("officer", "head")
		}
		s.Advance(2 * time.Minute)
		send := who.Post
		if strings.HasPrefix(path, "/manage/opinions/") { // whose forms can bring pictures
			send = func(path string, form url.Values) *stafftest.Page { return upload(t, who, path, form, nil) }
		}
		send(path, form).Is(http.StatusOK).Has("기록했습니다.")
		if t.Failed() {
			break
		}
	}
	return strings.Join(did, " ")
}

// TestEveryOfficeRunsTheWholeCourse takes complaints and an opinion in each office that ships from receipt to their end, by nothing but
// what the pages offer: every promise that the charter of the office makes about them is kept, whatever it promises.
func TestEveryOfficeRunsTheWholeCourse(t *testing.T) {
	t.Parallel()
	for _, folder := range charters.Names() {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			s := stafftest.Over(t, harness.Of(t, folder, "2026-11-24 10:00"), func(s *web.Server, service *app.Service) []web.Surface {
				return []web.Surface{desk.New(s, service), manage.New(s, service)}
			})
			dir := &harness.Charter(t, folder).Directory
			manager := s.LogInAt(t, "manager", app.Manager, dir.Departments[0].ID, dir.Desks[0].ID)
			for _, about := range app.ComplaintAbout() {
				complained, err := s.Complain(t.Context(), app.Citizen(s.Institution, ""), app.Complaint{Key: s.NewKey(), About: about, Name: "홍길동", Text: "있었던 일", Answer: "web"})
				if err != nil {
					t.Fatal(err)
				}
				path := "/manage/complaints/" + complained.Case + "/" + s.Stored(complained.Case).Facts[0].ID
				if did := walk(t, s, manager, path); !strings.HasPrefix(did, "complaint.assessed complaint.checked") || !strings.HasSuffix(did, "complaint.closed") {
					t.Errorf("%s: %s", about, did)
				}
				again := manager.Get(path+"?reason_read=handling&act=complaint.reopened").MustForm(path, "kind", "complaint.reopened")
				again.Set("reason", "다시 살펴 달라고 하심")
				s.Advance(time.Minute)
				manager.Post(path, again).Is(http.StatusOK)
				if did := walk(t, s, manager, path); !strings.HasPrefix(did, "complaint.assessed complaint.checked") || !strings.HasSuffix(did, "complaint.told complaint.closed") {
					t.Errorf("%s, looked into again: %s", about, did)
				}
				allKept(t, s, complained.Case, about)
			}
			opinion, err := s.GiveOpinion(t.Context(), app.Citizen(s.Institution, ""), app.Opinion{Key: s.NewKey(), Text: "문손잡이가 헐겁습니다.", Answer: "web"})
			if err != nil {
				t.Fatal(err)
			}
			path := "/manage/opinions/" + opinion.Case + "/" + s.Stored(opinion.Case).Facts[0].ID
			if did := walk(t, s, manager, path); did != "opinion.reviewed opinion.told improvement.made improvement.told" {
				t.Errorf("the opinion: %s", did)
			}
			allKept(t, s, opinion.Case, "opinion")
		})
	}
}

// allKept fails for each promise of a case that has not been kept, and when there is none.
func allKept(t *testing.T, s *stafftest.Site, caseID, what string) {
	t.Helper()
	verdicts := judge.New(s.Charters().At(s.Institution, s.Now())).CaseOf(caseID, s.Stored(caseID).Facts, s.Now(), judge.Options{}).Verdicts
	if len(verdicts) == 0 {
		t.Errorf("%s: nothing is promised", what)
	}
	for i := range verdicts {
		if v := &verdicts[i]; v.Status != judge.Kept {
			t.Errorf("%s: %s begun by %s is %s", what, v.Promise, v.Trigger, v.Status)
		}
	}
}
