package sign

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestBars: each bar has the whole width, its parts in proportion and different without colour, and none leaves the sheet.
func TestBars(t *testing.T) {
	t.Parallel()
	r := report(0)
	b := &Bars{Parts: []string{"지킴", "어김", "확인 안 됨", "진행 중"}}
	for i := range 90 {
		b.Rows = append(b.Rows, BarRow{Label: fmt.Sprintf("약속 %d: ", i) + strings.Repeat("전화벨 소리가 3회를 넘지 않도록 ", 1+i%4), Values: []float64{3, 0, float64(i % 2), 1}, Text: "75%"})
	}
	b.Rows = append(b.Rows, BarRow{Label: "없음", Values: []float64{0, 0, 0, 0}, Text: "–"})
	r.Sections[0].Bars = b
	sheets := r.Paper()
	if len(sheets) < 3 {
		t.Fatalf("ninety bars on %d sheets", len(sheets))
	}
	legends, texts, dark := 0, 0, 0
	full := A4Width - 2*reportEdge - barLabel - barText
	for i := range sheets {
		for _, m := range sheets[i].marks {
			if m.x < 0 || m.kind == box && m.x+m.w > A4Width-reportEdge+0.01 || m.y > A4Height-8 {
				t.Errorf("sheet %d: something stands at %.1f, %.1f", i, m.x, m.y)
			}
			switch {
			case m.text == "지킴":
				legends++
			case m.text == "75%":
				texts++
			case m.kind == box && m.colour == blue && m.h == barHeight && m.w > 10:
				dark++
				if want := full * 3 / 4; math.Abs(m.w-want) > 0.01 && math.Abs(m.w-full*3/5) > 0.01 {
					t.Errorf("three of four are %.1f of %.1f", m.w, full)
				}
			}
		}
	}
	if legends != len(sheets) || texts != 90 || dark != 90 {
		t.Errorf("%d legends on %d sheets, %d bars, %d texts", legends, len(sheets), dark, texts)
	}
	seen := map[string]bool{}
	for i, f := range fills {
		s := Sheet{Width: 50, Height: 10}
		f(&s, 0, 0, 20, 4)
		ink := 0.0
		for _, m := range s.marks {
			ink += m.w * m.h * float64(765-int(m.colour.r)-int(m.colour.g)-int(m.colour.b))
		}
		grey := fmt.Sprintf("%.0f", ink/20/4/765*10)
		if seen[grey] {
			t.Errorf("fill %d is as dark as another", i)
		}
		seen[grey] = true
	}
}
