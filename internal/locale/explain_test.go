package locale

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/calendars"
	"jikim/internal/core/calendar"
)

// TestEveryStepHasASentence proves that no step of a deadline is left without words in either language.
func TestEveryStepHasASentence(t *testing.T) {
	t.Parallel()
	for _, lang := range Langs {
		for _, key := range calendar.StepKeys() {
			if !For(lang).Has("explain." + key) {
				t.Errorf("%s: no sentence for %s", lang, key)
			}
		}
	}
}

func office(t *testing.T) *calendar.Calendar {
	t.Helper()
	src, err := fs.ReadFile(calendars.FS, calendars.Office+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Parse(calendars.Office+".yaml", src, calendar.Source{
		Zone: time.LoadLocation,
		File: func(name string) ([]byte, error) { return fs.ReadFile(calendars.FS, name) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestDeadlineInWords reads whole explanations as a citizen would.
func TestDeadlineInWords(t *testing.T) {
	t.Parallel()
	c := office(t)
	seoul := c.Location()
	friday := time.Date(2026, 9, 18, 17, 0, 0, 0, seoul)
	tests := []struct {
		name, limit string
		o           calendar.Options
		lang        Lang
		want        []string
	}{
		{"days of the law over 추석", "7 days by law", calendar.Options{}, Korean, []string{
			"2026. 9. 18. 17:00에 접수했습니다.",
			"7일은 6일 이상이므로 일로 세고, 첫날인 2026. 9. 18.(금)을 넣어 셉니다(민원처리법 제19조제2항).",
			"2026. 9. 24.(목)은 추석 전날이므로 세지 않습니다.",
			"2026. 9. 25.(금)은 추석이므로 세지 않습니다.",
			"토요일과 일요일 4일은 세지 않습니다.",
			"마지막 날은 2026. 9. 30.(수)이며, 그날 24:00까지입니다.",
		}},
		{"rings", "3 rings", calendar.Options{}, Korean, []string{
			"전화벨 3회 이내: 벨은 3초마다 울리므로 2026. 9. 18. 17:00:00에 울리기 시작한 전화는 2026. 9. 18. 17:00:09 전에 받아야 합니다.",
		}},
		{"working hours in English", "2 working hours", calendar.Options{}, English, []string{
			"2 h of working time are counted.",
			"Counted from 18 Sep 2026, 17:00, the working time is used up at 21 Sep 2026, 10:00.",
		}},
		{"supplement", "3 days by law", calendar.Options{Pauses: []calendar.Pause{{From: friday.Add(time.Hour / 2), To: friday.Add(66 * time.Hour), Kind: calendar.Supplement}}}, Korean, []string{
			"2026. 9. 18. 17:00에 접수했습니다.",
			"3일은 5일 이하이므로 시간으로 셉니다. 하루를 8근무시간으로 하여 모두 24시간입니다(민원처리법 제19조제1항).",
			"보완을 기다린 2026. 9. 18. 17:30부터 2026. 9. 21. 11:00까지는 세지 않습니다: 근무시간 2시간 30분(행정절차법 시행령 제11조).",
			"2026. 9. 24.(목)은 추석 전날이므로 세지 않습니다.",
			"2026. 9. 25.(금)은 추석이므로 세지 않습니다.",
			"토요일과 일요일 4일은 세지 않습니다.",
			"2026. 9. 18. 17:00부터 세어 기한은 2026. 9. 28.(월) 10:30까지입니다.",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			limit, err := calendar.ParseLimit(tt.limit)
			if err != nil {
				t.Fatal(err)
			}
			tt.o.Explain = true
			d, err := c.Due(friday, limit, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			got := For(tt.lang).In(seoul).Steps(d.Steps)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("explanation (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoHoleInAnyExplanation writes every kind of limit, paused and extended, and looks for values that are missing.
func TestNoHoleInAnyExplanation(t *testing.T) {
	t.Parallel()
	c := office(t)
	from := time.Date(2026, 12, 31, 19, 0, 0, 0, c.Location())
	pauses := []calendar.Pause{{From: from.Add(20 * time.Hour), To: from.Add(200 * time.Hour), Kind: calendar.Outage}}
	for _, written := range []string{
		"5 seconds", "3 minutes", "2 rings", "1 working hour", "7 working days", "immediately by law", "3 days by law", "14 days by law",
		"2 weeks by law", "1 month by law", "2 months", "1 year",
	} {
		limit, err := calendar.ParseLimit(written)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []calendar.Options{{}, {Pauses: pauses}, {Extend: 1}, {Pauses: []calendar.Pause{{From: from.Add(time.Hour), Kind: calendar.Supplement}}}} {
			o.Explain = true
			d, err := c.Due(from, limit, o)
			if err != nil {
				continue // not every limit can be extended
			}
			for _, lang := range Langs {
				for _, sentence := range For(lang).In(c.Location()).Steps(d.Steps) {
					if strings.ContainsAny(sentence, "⟦⟧") {
						t.Errorf("%s, %s: %s", written, lang, sentence)
					}
				}
			}
		}
	}
}
