package year

import (
	"fmt"

	"jikim/internal/app"
	"jikim/test/browser"
)

// public is what anybody sees before the manager has come: the year of the office, and what it broke.
func (v *visitor) public() {
	v.Open(v.o.URL + "/?lang=ko")
	v.see("/", "약속을 지켰나요?")
	v.see("/charter", "민원이 처리 기한 내에 처리되지 못한 경우")
	v.see("/performance?period=2027", "아직 공표하지 않은")
	v.see("/publications", "2026년 12월", "2026년 11월", "2026-11.2")

	// The petition of December that was forgotten: its deadline, and what the charter promises for that case.
	december := v.o.published(v.t, "2026-12")
	deadline, notice := december.Line("case.deadline").Whole, december.Line("remedy.delay_notice").Whole
	if deadline.Broken < 1 || notice.Kept < 1 {
		v.t.Errorf("of December: deadlines %+v, notices %+v", deadline, notice)
	}
	v.see("/publications/2026-12", "민원이 처리 기한 내에 처리되지 못한 경우", "사실 확인 후 1시간 이내에 지연 처리 사유와 처리 예정일을 고객에게 알려 드리고")
	v.see("/publications/2026-12/case.deadline", fmt.Sprintf("판정이 끝난 %d건 가운데 %d건을 지켰고 %d건을 어겼습니다.", deadline.Judged(), deadline.Kept, deadline.Judged()-deadline.Kept))

	// November was published and corrected; both stay.
	v.see("/publications/2026-11", "늦게 적은 방문 기록과 고친 기록을 반영했습니다.", "2026-11.2")
	v.see("/publications/2026-11.2", "2026-11")

	// The survey of the year, and the year of its duties: taken by 31 December, published within a month; the plan is due.
	v.see("/satisfaction", "매년 12월 말까지 1회 이상 실시하고", "조사 후 1개월 이내에", "3개월 이내에 인터넷, 게시판 등을 통하여 공표하겠습니다.", "2026. 10. 26. 마침, 기한 2026. 12. 31.(목) 24:00", "2026. 11. 11. 마침, 기한 2026. 11. 26.(목) 24:00", "2027. 2. 11.(목) 24:00까지", "2025. 11. 12. 마침")
	v.see("/satisfaction/2026-1")
	v.see("/satisfaction/2025-1/plan", "말씀해 주신 점을 이렇게 고치겠습니다.")

	v.see("/improvements", "자전거를 세울 자리가 모자란다는 의견", "창고에 있던 거치대 세 개를 정문 앞으로 옮겨", "처리 기한을 넘긴 민원이 있었습니다.", "전화를 늦게 받는 일이 다른 창구보다 잦았습니다.")
	if broken := browser.Eval[int](v.Page, `Promise.all([...document.querySelectorAll("figure img")].map(i => (i.loading = "eager", i.decode().then(() => 0, () => 1)))).then(a => a.length ? a.reduce((x, y) => x + y, 0) : -1)`); broken != 0 {
		v.t.Errorf("%d pictures are not shown", broken)
	}
}

// login signs in at the door.
func (v *visitor) login(role app.Role) {
	a := v.o.accounts[role]
	v.Open(v.o.URL + "/login")
	v.Type("[name=login]", a.Login)
	v.Type("[name=password]", a.Password)
	v.Follow("main form button")
}

// manager ends the year: publishes the plan after the survey and the figures of the year, and looks at what the year can teach.
func (v *visitor) manager() {
	v.login(app.Manager)
	v.see("/manage/surveys", "2026", "2025")
	v.see("/manage/surveys/2026-1", "312")
	v.see("/manage/surveys/2026-1/result")
	v.Type("[name=lead]", "주차와 소음부터 고치겠습니다.")
	v.Follow(`form[action$="/plan"] button`)
	v.see("/satisfaction/2026-1/plan", "주차와 소음부터 고치겠습니다.")
	v.see("/satisfaction", "2027. 1. 4. 마침, 기한 2027. 2. 11.(목) 24:00")

	v.see("/manage/publications")
	browser.Eval[string](v.Page, `document.querySelector("[name=period]").value = ""`) // it proposes a month
	v.Type("[name=period]", "2026")
	v.Follow(`main form[action="/manage/publications"] button`)
	const approve = "[name=do][value=approve]"
	for range 60 { // it is being counted in the background
		if browser.Eval[bool](v.Page, `document.querySelector("`+approve+`") !== null`) {
			break
		}
		v.Open(v.o.URL + "/manage/publications/2026")
	}
	v.here("저장된 판정과 같습니다.")
	v.Follow(approve)
	v.see("/publications/2026", "민원이 처리 기한 내에 처리되지 못한 경우")

	v.see("/manage/broken")
	v.see("/manage/remedies")
	v.see("/manage/complaints")
	v.see("/manage/complaints/register")
	v.Follow(`main table a[href^="/manage/complaints/"]`)
	v.here("분류", "사실 확인", "종결")
	v.see("/manage/opinions")
	v.see("/manage/patterns", "종합자료실 창구", "전화벨 소리가 3회를 넘지 않도록")
	v.see("/manage/improvements", "전화를 늦게 받는 일이")
	v.see("/manage/charter/what-if")
	v.see("/manage/charter/what-if?promise=remote.procedure&limit=1+hour&year=2026", "2026년 5월")
}
