package desk_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
)

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

// TestReceiptIsHandedOver proves that a petition which was taken at the desk has a receipt to hand over, for those who work
// it, on record; and that of a petition from the website nobody at the desk gets the private link.
func TestReceiptIsHandedOver(t *testing.T) {
	t.Parallel()
	s := site(t)
	officer := s.LogIn(t, "kim", app.Officer)
	manager := s.LogIn(t, "manager", app.Manager)
	opened, err := s.NewContact(t.Context(), officer.Actor, app.NewContact{Channel: "post", Service: "question", Name: "이우편",
		Text: "휴관일을 알려 주세요.", Answer: "post", Address: "원주시 서원대로 279"})
	if err != nil {
		t.Fatal(err)
	}
	path := "/desk/cases/" + opened.Case
	officer.Get(path).Is(http.StatusOK).Has("접수증 열기")
	if got := officer.Get(path + "/receipt").Path; got != "/c/"+opened.Token+"/receipt" {
		t.Errorf("the receipt is at %s", got)
	}
	log, err := s.AccessLog(t.Context(), manager.Actor, opened.Case, 10)
	if err != nil || !slices.ContainsFunc(log, func(l app.Access) bool { return l.What == "receipt" && l.Account == officer.Account }) {
		t.Errorf("logged: %+v, %v", log, err)
	}
	s.LogInAt(t, "lib", app.Officer, "library_information", "general").Get(path + "/receipt").Is(http.StatusUnprocessableEntity)
	receipt, _ := s.File(petition(s))
	officer.Get("/desk/cases/" + receipt.Case).Is(http.StatusOK).Lacks("접수증 열기")
	officer.Get("/desk/cases/" + receipt.Case + "/receipt").Is(http.StatusConflict)
}
