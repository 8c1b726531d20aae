package sign

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func report(rows int) *Report {
	r := &Report{Title: "2026년 고객만족도 조사 결과", Office: "원주교육문화관", Lead: []string{"11월에 여쭈었습니다."}, Foot: "총무과",
		Page:     func(n, of int) string { return fmt.Sprintf("%d / %d", n, of) },
		Sections: []Section{{Heading: "항목", Head: []string{"항목", "점수", "개선 과제"}, Text: []string{"100점 만점입니다."}}}}
	for i := range rows {
		r.Sections[0].Rows = append(r.Sections[0].Rows, []string{fmt.Sprintf("항목 %d", i), "81.4", strings.Repeat("회선을 늘리고 응대 교육을 합니다. ", 4)})
	}
	return r
}

func TestReport(t *testing.T) {
	t.Parallel()
	if one := report(3).Paper(); len(one) != 1 {
		t.Errorf("three rows take %d sheets", len(one))
	}
	sheets := report(60).Paper()
	if len(sheets) < 2 {
		t.Fatalf("sixty rows take %d sheets", len(sheets))
	}
	rows, heads, with := 0, 0, 0
	for i := range sheets {
		before := rows
		for _, m := range sheets[i].marks {
			if m.kind != words {
				continue
			}
			if m.y > A4Height-8 || m.x < 0 || m.anchor == left && m.x+m.w > A4Width-reportEdge+0.1 {
				t.Errorf("sheet %d: %q stands at %.1f, %.1f and is %.1f wide", i, m.text, m.x, m.y, m.w)
			}
			if strings.HasPrefix(m.text, "항목 ") {
				rows++
			}
			if m.text == "점수" {
				heads++
			}
		}
		if rows > before {
			with++
		}
	}
	if rows != 60 || heads != with {
		t.Errorf("%d rows and %d heads on %d sheets", rows, heads, with)
	}
	pdf, err := PDF("보고서", "ko", sheets)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("no PDF: %v", err)
	}
}
