package sign

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var home = Address{[]string{"강원특별자치도 원주시 단구로 123, 101동 1203호(단구동, 지킴아파트)"}, "홍길동 귀하", "26456"}

// within fails when a mark of a sheet lies outside of a box.
func within(t *testing.T, s *Sheet, x, y, w, h float64) {
	t.Helper()
	for _, m := range s.marks {
		if m.kind == words && (m.start() < x-0.05 || m.start()+m.w > x+w+0.05 || m.y-m.h < y-0.8 || m.y+m.h/4 > y+h+0.05) {
			t.Errorf("%q lies outside: %.1f…%.1f × %.1f…%.1f", m.text, m.start(), m.start()+m.w, m.y-m.h, m.y)
		}
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	long := Address{[]string{strings.Repeat("아주 긴 주소 ", 60)}, strings.Repeat("이름", 40), "26456"}
	for _, p := range LabelPapers {
		each := p.Columns * p.Rows
		for place := range each {
			for _, a := range []Address{home, long} {
				sheets, err := Labels(p, place, []Address{a})
				if err != nil || len(sheets) != 1 {
					t.Fatalf("%s: %d sheets, %v", p.Name, len(sheets), err)
				}
				x, y := p.Left+float64(place%p.Columns)*p.StepX, p.Top+float64(place/p.Columns)*p.StepY
				within(t, &sheets[0], x, y, p.Width, p.Height)
				last := sheets[0].marks[len(sheets[0].marks)-1]
				if last.text != "26456" {
					t.Errorf("%s: the postcode is missing: %q", p.Name, last.text)
				}
			}
		}
		many := make([]Address, 2*each)
		for i := range many {
			many[i] = home
		}
		if sheets, err := Labels(p, 1, many); err != nil || len(sheets) != 3 {
			t.Errorf("%s: %d sheets for two sheets and one label, %v", p.Name, len(sheets), err)
		}
	}
	if sheets, err := Labels(LabelPapers[0], 0, nil); err != nil || len(sheets) != 0 {
		t.Errorf("nobody: %v, %v", sheets, err)
	}
}

func TestLabelsRefuse(t *testing.T) {
	t.Parallel()
	good := LabelPapers[1]
	for name, change := range map[string]func(*LabelPaper){
		"none":       func(p *LabelPaper) { p.Rows = 0 },
		"too small":  func(p *LabelPaper) { p.Height = 5 },
		"overlap":    func(p *LabelPaper) { p.StepY = 30 },
		"too wide":   func(p *LabelPaper) { p.Left = 20 },
		"too long":   func(p *LabelPaper) { p.Rows = 9 },
		"off margin": func(p *LabelPaper) { p.Left = -1 },
	} {
		p := good
		change(&p)
		if sheets, err := Labels(p, 0, []Address{home}); err == nil {
			t.Errorf("%s: made %d sheets", name, len(sheets))
		}
	}
	for _, used := range []int{-1, 14, 100} {
		if _, err := Labels(good, used, []Address{home}); err == nil {
			t.Errorf("%d used: no error", used)
		}
	}
}

// TestPaper proves that the window shows the address and nothing else, and that nothing of a long text is lost.
func TestPaper(t *testing.T) {
	t.Parallel()
	l := Letter{Office: Name{KO: "해온시청"}, Sender: "24000 해온시 시청로 1 해온시청", To: home, Date: "2026. 11. 28.", Subject: "자료실 열람 시간에 대한 답변",
		Foot: "민원과 홍길순 033-000-0000"}
	for i := range 60 {
		l.Text = append(l.Text, fmt.Sprintf("제%d항. ", i+1)+strings.Repeat("평일 저녁에는 열람 시간을 연장합니다. ", 3), "")
	}
	sheets := l.Paper(UsualWindow)
	if len(sheets) < 3 {
		t.Fatalf("%d sheets", len(sheets))
	}
	shown := 0
	w := UsualWindow
	for _, m := range sheets[0].marks {
		if m.kind == words && m.y > w.Y && m.y-m.h < w.Y+w.Height {
			shown++
			part := Sheet{marks: []mark{m}}
			within(t, &part, w.X, w.Y, w.Width, w.Height)
		}
	}
	if shown < 4 {
		t.Errorf("the window shows %d lines", shown)
	}
	for i := range sheets {
		within(t, &sheets[i], 0, 0, A4Width, A4Height)
	}
	body, err := PDF("편지", "ko", sheets)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian package poppler-utils): %v", err)
	}
	for i := range 60 {
		if !strings.Contains(string(out), fmt.Sprintf("제%d항.", i+1)) {
			t.Errorf("paragraph %d is lost", i+1)
		}
	}
	all := strings.Join(strings.Fields(string(out)), "")
	if !strings.Contains(all, "홍길동귀하") || !strings.Contains(all, fmt.Sprintf("%d/%d", len(sheets), len(sheets))) {
		t.Error("name or number of the last page is missing")
	}
}

// TestLetterWithACode: the code stands whole on a sheet under the text, however long that is, with its words beside it.
func TestLetterWithACode(t *testing.T) {
	t.Parallel()
	for paragraphs := range 60 {
		l := &Letter{Office: Name{KO: "원주교육문화관"}, To: Address{Name: "홍길동 귀하", Lines: []string{"원주시 편지길 7"}}, Subject: "설문",
			Code: "https://minwon.example.kr/s/ABCDEFGHJKMNPQRS", CodeText: []string{"이 번호를 적어 주십시오.", "ABCD-EFGH-JKMN-PQRS"}}
		for i := range paragraphs {
			l.Text = append(l.Text, fmt.Sprintf("제%d항.", i+1))
		}
		codes, beside := 0, 0
		for _, s := range l.Paper(UsualWindow) {
			within(t, &s, 0, 0, A4Width, A4Height-20+12) // the foot stands at the bottom
			for _, m := range s.marks {
				if m.kind == code {
					codes++
					if m.y+m.h > A4Height-22 {
						t.Errorf("after %d paragraphs the code reaches %.0f mm", paragraphs, m.y+m.h)
					}
				}
				if m.kind == words && m.text == "ABCD-EFGH-JKMN-PQRS" {
					beside++
				}
			}
		}
		if codes != 1 || beside != 1 {
			t.Fatalf("after %d paragraphs there are %d codes and %d words", paragraphs, codes, beside)
		}
	}
}
