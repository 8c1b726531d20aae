package scan

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPropose(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, sender, subject string }{
		{"words with colons", "수신: 해온시청\n발신: 홍길동 (033-762-4518)\n제목: 열람 시간 연장", "홍길동", "열람 시간 연장"},
		{"words drawn apart", "보 낸  사 람 ： 김 철수\n제   목 : 도로 보수", "김 철수", "도로 보수"},
		{"without colons", "수신 해온시장\n제목 자료 요청\n성명 이영희", "이영희", "자료 요청"},
		{"numbered", "1. 신청인: 박민수\n2. 제목: 주차 단속", "박민수", "주차 단속"},
		{"two fields on a line", "발신: 지킴상사 수신: 해온시청\n제목: 견적 전화: 02-123-4567", "지킴상사", "견적"},
		{"English", "From: Jane Doe\nTo: City Hall\nSubject: Parking permit", "Jane Doe", "Parking permit"},
		{"the machine's line", "2026-11-28 10:05 FROM: HANSOL TRADE TO: 0331234567 P. 1/2\n안녕하세요", "HANSOL TRADE", ""},
		{"signed", "안녕하세요.\n잘 부탁드립니다.\n2026년 11월 24일 홍길동 드림", "홍길동", ""},
		{"words of sentences", "제목이 없는 편지입니다.\n발신지는 모릅니다.\nFrom now on we wait.\nRegards", "", ""},
		{"nothing after the word", "제목:\n발신:   \n수신: 시청", "", ""},
		{"numbers only", "발신: 033-762-4518\n제목: 2026", "", ""},
		{"far down", strings.Repeat("글\n", 80) + "제목: 늦은 제목", "", ""},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		p := (&Scan{Text: tt.text, Fine: true}).Propose()
		if p.Sender != tt.sender || p.Subject != tt.subject || p.Text != tt.text {
			t.Errorf("%s: %q, %q", tt.name, p.Sender, p.Subject)
		}
		if p := (&Scan{Text: tt.text}).Propose(); p.Sender != "" || p.Subject != "" || p.Fine {
			t.Errorf("%s, too coarse: %q, %q", tt.name, p.Sender, p.Subject)
		}
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"scan.pdf": "scan.pdf", "../../etc/passwd": "passwd", `C:\스캔\민원.tif`: "민원.tif", "": "scan", "..": "scan", "/": "scan",
		"x\u202efdp.exe": "xfdp.exe", "a\nb.pdf": "ab.pdf", strings.Repeat("가", 300) + ".pdf": strings.Repeat("가", 116) + ".pdf",
	} {
		if got := Name(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func FuzzPropose(f *testing.F) {
	f.Add("발신: 홍길동\n제목: x\u202e\x00 수신:")
	f.Add("2026 FROM: A B P. 1\n홍길동 드림")
	f.Fuzz(func(t *testing.T, text string) {
		s := Scan{Text: clean(text), Fine: true}
		p := s.Propose()
		for _, got := range []string{p.Sender, p.Subject} {
			if !utf8.ValidString(got) || strings.ContainsAny(got, "\n\x00\u202e") || utf8.RuneCountInString(got) > 100 {
				t.Fatalf("%q", got)
			}
		}
		if n := Name(text); n == "" || strings.ContainsAny(n, "/\x00\n") {
			t.Fatalf("%q", n)
		}
	})
}
