package ui_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/a-h/templ"

	"jikim/internal/locale"
	"jikim/internal/web/ui"
)

var (
	seoul = time.FixedZone("KST", 9*3600)
	noon  = time.Date(2026, 11, 23, 12, 0, 0, 0, seoul)
)

// all draws components one after another.
func all(components ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, c := range components {
			if err := c.Render(templ.ClearChildren(ctx), w); err != nil {
				return err
			}
		}
		return nil
	})
}

// around draws a component with children.
func around(outer templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, all(children...)), w)
	})
}

func heading(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<h2>"+templ.EscapeString(text)+"</h2>")
		return err
	})
}

// frame is a page as a citizen of the first office meets it.
func frame(prefs ui.Prefs, path string, now time.Time) ui.Page {
	return ui.Page{
		C: prefs.Catalogue().In(seoul), Prefs: prefs, Now: now, Surface: "portal", Path: path,
		Title: "민원 진행 상황", Lead: "접수번호 2026-000123 민원이 어떻게 처리되고 있는지 보여 드립니다.",
		Office: ui.Office{
			Name: "원주교육문화관", Parent: "강원특별자치도교육청", Address: "(26440) 강원특별자치도 원주시 서원대로 279", Telephone: "033-737-1000",
			Fax: "033-737-1099", Hours: "평일 09:00~18:00", Links: []ui.Link{{Text: "개인정보 처리방침", Href: "/privacy", Current: true}, {Text: "행정서비스헌장", Href: "/charter"}, {Text: "공개 자료", Href: "/data"}},
		},
		Nav: []ui.Link{
			{Text: "민원 신청", Href: "/file"}, {Text: "진행 상황 조회", Href: "/follow", Current: true}, {Text: "행정서비스헌장", Href: "/charter"}, {Text: "이행 현황", Href: "/figures"},
			{Text: "결과·개선", Links: []ui.Link{{Text: "만족도 조사", Href: "/survey"}, {Text: "개선 사례", Href: "/improvements"}}},
		},
		Breadcrumb: []ui.Link{{Text: "진행 상황 조회", Href: "/follow"}, {Text: "2026-000123"}},
		Login:      "/login",
	}
}

func gallery(p ui.Page) templ.Component {
	return around(ui.Layout(p), statuses(p), lists(p), forms(p), figures(p))
}

func statuses(p ui.Page) templ.Component {
	c := p.C
	var badges, grades []templ.Component
	for _, s := range []string{"kept", "broken", "pending", "unproven", "void"} {
		badges = append(badges, ui.Badge{C: c, Status: s})
	}
	for _, g := range []string{"measured", "audited", "attested", "reported"} {
		grades = append(grades, ui.GradeBadge{C: c, Grade: g})
	}
	return all(
		ui.Stepper{C: c, Steps: []string{"접수", "담당자 지정", "처리 중", "답변", "결과 전달"}, Current: 2},
		ui.Alert{C: c, Kind: "info", Text: "담당자가 보완을 요청하여 기한 계산이 잠시 멈췄습니다."},
		ui.Alert{C: c, Kind: "success", Title: "민원이 접수되었습니다.", Text: "접수번호 2026-000123을 적어 두세요."},
		ui.Alert{C: c, Kind: "warning", Text: "답변 기한이 하루 남았습니다."},
		ui.Alert{C: c, Kind: "danger", Title: "답변이 늦어졌습니다.", Text: "늦어진 까닭과 새 기한을 알려 드리겠습니다."},
		heading("이행표준"),
		around(ui.RowOf(), badges...), around(ui.RowOf(), grades...), around(ui.RowOf(), ui.Tag{Text: "전화"}, ui.Tag{Text: "종합자료실", Primary: true}),
		around(ui.Grid(),
			around(ui.Card{Title: "답변", Text: "접수한 날부터 7일 안에 답변해 드립니다."},
				ui.Countdown{C: c, Label: "답변", Due: p.Now.Add(6*24*time.Hour + 23*time.Hour + 30*time.Minute), Now: p.Now, Big: true}, ui.When("2026. 11. 30.(월) 24:00까지", noon)),
			around(ui.Card{Title: "전화 회신", Text: "한 시간 안에 다시 전화드립니다."},
				ui.Countdown{C: c, Label: "전화 회신", Due: p.Now.Add(12*time.Minute + 5*time.Second), Now: p.Now, Near: 15 * time.Minute}),
			around(ui.Card{Title: "지연 안내", Text: "기한을 넘기면 까닭을 알려 드립니다.", Href: "/x"},
				ui.Countdown{C: c, Label: "지연 안내", Due: p.Now.Add(-80 * time.Minute), Now: p.Now})),
		around(ui.Details{Summary: "기한은 어떻게 계산했나요?", Plain: true, Open: true},
			ui.Explanation{Sentences: []string{"2026. 11. 23. 14:05에 접수했습니다.", "7일은 민원처리법 제19조에 따라 첫날을 넣어 세고, 쉬는 날은 넣지 않습니다.", "2026. 12. 1. 24:00까지 답변해야 합니다."}}),
	)
}

func lists(p ui.Page) templ.Component {
	c := p.C
	return all(
		heading("처리 과정"),
		ui.Tabs{Label: "보기", Links: []ui.Link{{Text: "처리 과정", Href: "/a", Current: true, Count: "5"}, {Text: "답변", Href: "/b"}, {Text: "의견", Href: "/c"}}},
		around(ui.Two(),
			ui.Timeline{C: c, Events: []ui.Event{
				{At: noon.Add(-3 * time.Hour), What: "민원이 접수되었습니다.", Who: "누리집으로 접수", Status: "kept"},
				{At: noon.Add(-2 * time.Hour), What: "담당자가 정해졌습니다.", Who: "사서팀 김*수", Status: "kept"},
				{At: noon.Add(-time.Hour), What: "처리 절차를 안내했습니다.", Who: "기한을 20분 넘김", Status: "broken"},
				{At: noon.Add(-30 * time.Minute), What: "전화를 드렸습니다.", Who: "기록을 바로잡음", Struck: true},
				{At: noon.Add(24 * time.Hour), What: "답변 예정", Status: "future"},
			}},
			around(ui.Card{Title: "담당자", Level: 3}, ui.DescriptionList{{Term: "부서", Text: "사서팀"}, {Term: "담당자", Text: "김*수"}, {Term: "전화", Text: "033-737-1011", Href: "tel:033-737-1011"}})),
		ui.Table{C: c, Caption: "처리 중인 민원", Cards: true, Columns: []ui.Column{{Head: "접수번호", Row: true}, {Head: "제목"}, {Head: "상태"}, {Head: "남은 시간"}, {Head: "건수", Num: true}},
			Rows: []ui.Row{
				{Class: "broken", Cells: []ui.Cell{{Text: "2026-000123", Href: "/1"}, {Text: "도서 예약이 취소되었습니다"}, {Body: ui.Badge{C: c, Status: "broken"}}, {Body: ui.Countdown{C: c, Due: p.Now.Add(-time.Hour), Now: p.Now}}, {Text: "12"}}},
				{Class: "near", Cells: []ui.Cell{{Text: "2026-000124", Href: "/2"}, {Text: "문화강좌 신청 방법 문의"}, {Body: ui.Badge{C: c, Status: "pending"}}, {Body: ui.Countdown{C: c, Due: p.Now.Add(20 * time.Minute), Now: p.Now}}, {Text: "3"}}},
			}},
		ui.Pagination{C: c, Page: 5, Pages: 12, Href: func(int) string { return "/list" }},
		around(ui.Accordion(), around(ui.Details{Summary: "접수증은 어떻게 받나요?"}, ui.Text("접수 화면에서 받습니다.")), around(ui.Details{Summary: "비밀번호를 잊었어요", Open: true}, ui.Text("비공개 주소를 다시 보내 드립니다."))),
		ui.EmptyState{Title: "아직 등록된 의견이 없습니다.", Text: "첫 의견을 남겨 주세요.", Action: &ui.Button{Text: "의견 남기기", Href: "/opinion", Kind: ui.Secondary}},
	)
}

func forms(p ui.Page) templ.Component {
	c := p.C
	return all(heading("민원 신청"),
		around(ui.Form{C: c, Action: "/file", Files: true, Draft: "petition"},
			ui.Field{C: c, Kind: ui.Select, Name: "service", Label: "무엇을 도와드릴까요?", Required: true, Options: []ui.Option{{Label: "선택해 주세요"}, {Value: "loan", Label: "대출·예약"}}},
			ui.Field{C: c, Kind: ui.Radio, Name: "answer", Label: "답변 받을 방법", Required: true, Cards: true, Value: "email", Options: []ui.Option{{Value: "email", Label: "전자우편", Hint: "가장 빠릅니다."}, {Value: "phone", Label: "전화"}, {Value: "post", Label: "우편"}}},
			ui.Field{C: c, Name: "name", Label: "이름", Required: true, Autocomplete: "name", Short: true, Key: "n"},
			ui.Field{C: c, Kind: ui.TelField, Name: "tel", Label: "휴대전화", Hint: "숫자만 적어도 됩니다. 예: 01012345678", Error: "전화번호를 010으로 시작하는 숫자 11자리로 적어 주세요.", Value: "0101234", Autocomplete: "tel", Short: true},
			ui.Field{C: c, Kind: ui.TextArea, Name: "text", Label: "내용", Required: true, Max: 2000, Rows: 5},
			ui.Field{C: c, Kind: ui.FileField, Name: "file", Label: "붙임 파일", Optional: true, Hint: "10MB까지 붙일 수 있습니다."},
			ui.Field{C: c, Kind: ui.DateTimeField, Name: "callback", Label: "전화 받을 시각", Optional: true, Value: "2026-11-24T10:30"},
			ui.Field{C: c, Kind: ui.Checkboxes, Name: "agree", Label: "동의", Options: []ui.Option{{Value: "yes", Label: "개인정보 수집·이용에 동의합니다."}}},
			around(ui.Actions(), ui.Button{Text: "신청하기", Size: ui.BigSize, Key: "s"}, ui.Button{Text: "임시 저장", Kind: ui.Secondary, Size: ui.BigSize}, ui.Button{Text: "취소", Href: "/", Kind: ui.Tertiary, Size: ui.BigSize},
				ui.Button{Text: "도움말", Type: "button", Kind: ui.Quiet, Attrs: ui.Opens("help"), Icon: "help"}, ui.Button{Text: "취하하기", Kind: ui.Danger}, ui.Button{Text: "보낼 수 없음", Disabled: true})),
		around(ui.Modal{ID: "help", Title: "도움말", Close: c.T("ui.close")}, ui.Text("신청한 뒤 접수번호를 알려 드립니다.")),
		ui.Script{Label: "전화 첫인사", Text: "감사합니다. 원주교육문화관 사서팀 김지킴입니다."},
	)
}

func figures(p ui.Page) templ.Component {
	c := p.C
	return all(heading("이행 현황"),
		around(ui.Grid(), ui.Card{Title: "지킨 비율", Figure: c.Percent(0.973), Text: "이번 달 312건 가운데"}, ui.Card{Title: "어김", Figure: "7", Text: "건"},
			around(ui.Card{Title: "추이"}, ui.Sparkline{Title: "여섯 달 동안 95%에서 97%로 올랐습니다.", Values: []float64{95, 94, 96, 95.5, 97, 97.3}})),
		ui.StackedBar{C: c, Title: "이행표준별 결과", Desc: "이행표준마다 지킨 건수와 어긴 건수를 보여 줍니다.", Parts: []string{"kept", "broken", "pending", "unproven", "void"}, Rows: []ui.StackedRow{
			{Label: "전화벨 3회 안에 받기", Counts: []int{182, 4, 0, 12, 1}, Text: "91.9%"}, {Label: "7일 안에 답변하기", Counts: []int{41, 2, 9, 0, 3}, Text: "95.3%"}, {Label: "1시간 안에 회신하기", Counts: []int{0, 0, 0, 0, 0}, Text: "−"}}},
		ui.BarChart{C: c, Title: "통로별 접수", Rows: []ui.Bar{{Label: "누리집", Value: 120, Text: "120건"}, {Label: "전화", Value: 80, Text: "80건"}, {Label: "방문", Value: 33, Text: "33건"}}},
		ui.Quadrants{C: c, Title: "중요도와 만족도", Desc: "두 항목이 중점 개선에 있습니다.", X: "만족도 →", Y: "↑ 중요도", Fields: [4]string{"유지", "중점 개선", "점진 개선", "지속"},
			CutX: 70, CutY: 0.5, Points: []ui.QuadrantPoint{{Name: "친절", X: 82, Y: 0.7}, {Name: "전화", X: 55, Y: 0.8, Marked: true}, {Name: "주차", X: 58, Y: 0.2}},
			Table: ui.Table{C: c, Caption: "중요도와 만족도", HideCaption: true, Columns: []ui.Column{{Head: "번호"}, {Head: "항목", Row: true}}, Rows: []ui.Row{{Cells: ui.Cells("1", "친절")}}}},
		ui.Histogram{C: c, Title: "답변에 걸린 날", Desc: "대부분 사흘 안에 답변했습니다.", Limit: 7, LimitLabel: "기한 7일", Bins: []ui.Bin{{"1일", 12}, {"2일", 18}, {"3일", 25}, {"4일", 9}, {"5일", 4}, {"6일", 3}, {"7일", 2}, {"8일", 1}, {"9일+", 1}}},
	)
}

// site serves the gallery as the program serves its pages: with preferences, assets and policy. The page is drawn at the
// true time, so that what the server writes and what the ticking script writes can be compared.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(ui.AssetPath, ui.Assets())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p := frame(ui.Choose(w, r), r.URL.RequestURI(), time.Now())
		if r.URL.Query().Has("rejected") {
			p.Errors = []ui.FieldError{{Field: "tel", Message: "전화번호를 010으로 시작하는 숫자 11자리로 적어 주세요."}, {Field: "answer", Message: "답변 받을 방법을 골라 주세요."}}
		}
		if r.URL.Query().Has("officer") {
			p.User, p.Surface, p.Live = &ui.User{Name: "김지킴", Role: p.C.T("ui.home"), Logout: "/logout"}, "desk", true
		}
		if err := ui.Render(w, r, http.StatusOK, gallery(p)); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

var korean = ui.Prefs{Lang: locale.Korean, Theme: ui.Auto, Size: ui.Normal}
