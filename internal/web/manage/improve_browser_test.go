package manage_test

import (
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/manage"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/browser"
)

// voiced is an office with the pages of citizens and staff.
func voiced(t *testing.T) *stafftest.Site {
	t.Helper()
	s := stafftest.New(t, "2026-11-24 10:00", func(s *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{portal.New(s), public.New(s), desk.New(s, service), manage.New(s, service)}
	})
	s.Staff("boss", app.Admin, "", "")
	s.Staff("manager", app.Manager, "general_affairs", "petition")
	return s
}

// raisedCase is the case that came last of a kind.
func raisedCase(t *testing.T, s *stafftest.Site, k fact.Kind) (caseID, id string) {
	t.Helper()
	s.Advance(time.Minute)
	list, err := s.Store.Raised(t.Context(), "wonju", k, time.Time{}, s.Now(), nil, 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d of %s, %v", len(list), k, err)
	}
	return list[0].Case, list[0].Fact
}

// TestVoicesInBrowser takes a complaint from the form on the website to its closing, and an opinion from its form to the register that
// everybody sees, with pictures.
func TestVoicesInBrowser(t *testing.T) {
	b := browser.Start(t)
	t.Run("complaint", func(t *testing.T) {
		s := voiced(t)
		p := b.Page(t, browser.Desk)
		p.Open(s.URL + "/complaints/new")
		p.Click(`input[name="about"][value="careless"]`)
		p.Type("#f-text", "물어본 것과 다른 답을 들었습니다.")
		p.Click(`input[name="answer"][value="web"]`)
		p.Follow(`main form button[type="submit"]`)
		caseID, id := raisedCase(t, s, fact.ComplaintReceived)
		path := "/manage/complaints/" + caseID + "/" + id
		enter(p, s, "manager", path)
		p.Open(s.URL + path + "?reason_read=handling")
		p.Axe()
		p.Shot("complaint-stages-desk")
		record := func() {
			p.Follow(`#act button[type="submit"]`)
			p.Wait(".alert.success")
		}
		p.Click(`input[name="severity"][value="moderate"]`)
		p.Click(`input[name="urgency"][value="normal"]`)
		p.Until(`(document.querySelector("#f-investigator").selectedIndex = 1) === 1`)
		record()
		p.Click(`input[name="founded"][value="yes"]`)
		p.Type("#f-finding", "녹음으로 확인함")
		record()
		for _, act := range []string{"apology.made", "complaint.told", "complaint.closed"} {
			p.Open(s.URL + path + "?act=" + act)
			switch act {
			case "apology.made":
				p.Until(`(document.querySelector("#f-officer").selectedIndex = 1) === 1`)
				p.Click(`input[name="how"][value="phone"]`)
			case "complaint.told":
				p.Type("#f-text", "다시 안내해 드렸습니다.")
			case "complaint.closed":
				p.Click(`input[name="agreed"][value="yes"]`)
			}
			record()
		}
		p.Axe()
		p.Fits()
		p.Shot("complaint-closed-desk")
		p.Open(s.URL + "/manage/complaints/register")
		p.Axe()
		p.Shot("complaint-register-desk")
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	})
	t.Run("opinion", func(t *testing.T) {
		s := voiced(t)
		folder := t.TempDir()
		for name, c := range map[string]color.Color{"before": color.RGBA{180, 60, 40, 255}, "after": color.RGBA{40, 140, 80, 255}} {
			if err := os.WriteFile(filepath.Join(folder, name+".jpg"), jpegOf(t, c), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p := b.Page(t, browser.Phone)
		p.Open(s.URL + "/opinions/new")
		p.Type("#f-text", "문이 너무 무거워서 혼자서는 열기 어렵습니다.")
		p.Click(`input[name="answer"][value="web"]`)
		p.Follow(`main form button[type="submit"]`)
		caseID, id := raisedCase(t, s, fact.OpinionReceived)
		path := "/manage/opinions/" + caseID + "/" + id
		enter(p, s, "manager", path)
		p.Open(s.URL + path + "?reason_read=handling")
		p.Axe()
		p.Fits()
		p.Shot("opinion-review-phone")
		record := func() {
			p.Follow(`#act button[type="submit"]`)
			p.Wait(".alert.success")
		}
		p.Click(`input[name="improvable"][value="now"]`)
		record()
		p.Open(s.URL + path + "?act=improvement.made")
		p.Type("#f-what", "문닫이 장치를 느슨하게 함")
		p.Upload("#f-before", filepath.Join(folder, "before.jpg"))
		p.Upload("#f-after", filepath.Join(folder, "after.jpg"))
		record()
		p.Open(s.URL + "/manage/improvements/new?source=opinion&case=" + caseID + "&fact=" + id)
		p.Type("#f-suggested", "출입문을 열기 쉽게 해 달라는 의견")
		p.Click(`input[name="state"][value="done"]`)
		p.Type("#f-made", "문닫이 장치를 조절하여 한 손으로 열립니다.")
		p.Click("#f-publish")
		p.Follow(`form:has(#f-suggested) button[type="submit"]`)
		p.Wait(".alert.success")
		for _, n := range []string{"0", "1"} {
			p.Until(`(document.getElementById("f-alt.` + n + `").value = "출입문") !== ""`)
			p.Follow(`form:has(input[name="i"][value="` + n + `"]) button[value="show"]`)
			p.Wait(".alert.success")
		}
		p.Axe()
		p.Fits()
		p.Shot("improvement-phone")
		p.Open(s.URL + "/improvements")
		p.Until(`[...document.querySelectorAll("figure img")].length === 2 && [...document.querySelectorAll("figure img")].every(i => { i.loading = "eager"; return i.naturalWidth === 1280 })`)
		p.Axe()
		p.Fits()
		p.Shot("improvements-phone")
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	})
}
