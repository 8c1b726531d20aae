package result_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"jikim/internal/app"
	"jikim/internal/core/survey"
	"jikim/test/harness"
)

// publishWrong publishes a result in which an older program has computed satisfaction as a whole wrongly.
func (o *office) publishWrong(t testing.TB) {
	t.Helper()
	v, err := o.ReviewSurvey(t.Context(), o.boss.Actor, o.wave)
	if err != nil {
		t.Fatal(err)
	}
	v.Analysis.Row("overall").Mean = 12.5
	v.Fieldwork.Strata = []survey.Turnout{{Stratum: survey.Stratum{Channel: "visit", Desk: "general"}, People: 90, Asked: 30, Responded: 15},
		{Stratum: survey.Stratum{Channel: "phone"}, People: 40, Asked: 12, Hidden: true}, {People: 10, Asked: 10, Hidden: true}}
	v.PublishedAt, v.Where = o.Now(), "homepage"
	body, err := json.Marshal(v.SurveyResult)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Store.PutDocument(t.Context(), &app.Document{Institution: harness.Institution, Kind: "survey", Name: o.wave, At: o.Now(), Body: body}); err != nil {
		t.Fatal(err)
	}
	if err := o.PublishSurvey(t.Context(), o.boss.Actor, o.wave, "homepage"); err != nil {
		t.Fatal(err)
	}
}

// TestCorrectionStandsBesideWhatItCorrects leads the manager to a correction, and a visitor from either result to the other.
func TestCorrectionStandsBesideWhatItCorrects(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.tasks(t)
	o.publishWrong(t)
	page := o.boss.Get(o.review()).Is(http.StatusOK).Has("결과 바로잡기", "12.5점")
	form := page.MustForm(o.review() + "/correct")
	o.boss.Post(o.review()+"/correct", form).Is(http.StatusUnprocessableEntity).Has("바로잡는 까닭")
	form.Set("reason", "전반적 만족도를 잘못 셈했습니다.")
	o.boss.Post(o.review()+"/correct", form).Is(http.StatusOK).Has("바로잡은 결과를 공개했습니다.").Lacks("결과 바로잡기")

	first, second := "/satisfaction/"+o.wave, "/satisfaction/"+o.wave+".2"
	leads := func(path, to string, says ...string) {
		t.Helper()
		if page := o.visitor.Get(path).Is(http.StatusOK).Has(says...); !strings.Contains(page.Body, `href="`+to+`"`) {
			t.Errorf("%s does not lead to %s", path, to)
		}
	}
	leads(first, second, "12.5", "이 결과를 바로잡았습니다")
	leads(second, first, "2026-1 결과를", "전반적 만족도를 잘못 셈했습니다.", "이 조사의 결과들")
	leads(second, second+"/report.pdf", "경로와 창구마다의 응답률", "50%", "5명 미만")
	leads("/satisfaction", second)
	o.visitor.Get(second + "/results.csv").Is(http.StatusOK).Has("2026-1,2026-1.2,2026,")
	o.visitor.Get(second + "/plan").Is(http.StatusOK)
	o.visitor.Get(second + ".2").Is(http.StatusNotFound)
	o.visitor.Lang = "en"
	o.visitor.Get(second + "?lang=en").Is(http.StatusOK).Has("This corrects the result 2026-1").Lacks("⟦")
}

// TestHowItWentIsShown: the response, the drop-out and the quotas stand on the page.
func TestHowItWentIsShown(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.publish(t)
	o.visitor.Get("/satisfaction/"+o.wave).Is(http.StatusOK).Has("조사가 어떻게 진행되었습니까", "초대한 1명 가운데 0명이", "초대 없이 답한 분", "할당: 종합자료실 창구", "채우지 못했습니다")
}
