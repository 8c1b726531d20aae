package message_test

import (
	"slices"
	"strings"
	"testing"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// rich reads an HTML mail.
func rich(src string) *channel.Letter {
	return read("From: a@example.kr", "Content-Type: text/html; charset=utf-8", "", src)
}

// TestHTML reads HTML mail as text: as a browser would lay it out, and nothing that is hidden in it.
func TestHTML(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, src, want string }{
		{"paragraphs and breaks", "<html><body><p>안녕하세요.</p><p>책을<br>찾습니다.</p></body></html>", "안녕하세요.\n\n책을\n찾습니다."},
		{"blanks", "<p>a\n   b&nbsp;<b>c</b> d<i>e</i></p>", "a b c de"},
		{"entities, once", "<p>1 &lt; 2 &amp;amp; 3</p>", "1 < 2 &amp; 3"},
		{"a link", `<a href="https://evil.example/x">www.bank.kr</a>`, "www.bank.kr <https://evil.example/x>"},
		{"a link that says where it leads", `<a href="https://a.kr/">https://a.kr/</a> <a href="mailto:a@a.kr">a@a.kr</a>`, "https://a.kr/ a@a.kr"},
		{"a link that runs something", `<a href="javascript:alert(1)">press</a>`, "press"},
		{"script, style and title", "<head><title>T</title><style>p{}</style></head><script>alert('x')</script><p>text</p>", "text"},
		{"a head that is never closed", "<head><style>x</style><body>text", "text"},
		{"pictures", `<p>a<img src="https://tracker.example/p.gif">b <img src="cid:1" alt="도면"></p>`, "ab [도면]"},
		{"a list", "<ul><li>하나<li>둘</ul>", "- 하나\n- 둘"},
		{"a table", "<table><tr><td>이름</td><td>홍길동</td></tr><tr><td>책</td></tr></table>", "이름\t홍길동\n책"},
		{"preformatted", "<pre>a\n  b</pre>", "a\n  b"},
		{"never closed", "<div>a<div>b<p>c", "a\nb\n\nc"},
		{"marks that turn around", "<p>a\u202eb</p>", "ab"},
		{"no text", "<p>&nbsp;</p>", ""},
	}
	for _, tt := range tests {
		if l := rich(tt.src); l.Text != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, l.Text, tt.want)
		}
	}
	if l := rich("<p>x"); !slices.Contains(l.Notes, message.NoteHTML) {
		t.Errorf("notes: %v", l.Notes)
	}
}

// TestQuotationInHTML proves that what is quoted in HTML is told apart as in plain mail.
func TestQuotationInHTML(t *testing.T) {
	t.Parallel()
	l := rich("<div>감사합니다.</div><div>2026년 11월 23일 (월) 오전 10:00, 원주교육문화관 &lt;o@example.kr&gt;님이 작성:<br></div><blockquote><div>답변입니다.</div><div>끝</div></blockquote>")
	if l.Text != "감사합니다." || !strings.Contains(l.Quoted, "> 답변입니다.\n> 끝") || !strings.HasPrefix(l.Quoted, "2026년") {
		t.Errorf("%q\n%q", l.Text, l.Quoted)
	}
}

// TestEndlessHTML proves that size and nesting of HTML cost no more than their limits.
func TestEndlessHTML(t *testing.T) {
	t.Parallel()
	for name, src := range map[string]string{
		"tags": strings.Repeat("<b>", 2_000_000), "links": strings.Repeat(`<a href="http://x">`, 100_000) + "x",
		"quotes": strings.Repeat("<blockquote>x", 100_000), "an attribute": `<a href="` + strings.Repeat("x", 5_000_000) + `">y</a>`,
		"closing": strings.Repeat("</blockquote></a></pre></style>", 100_000), "a comment": "<!--" + strings.Repeat("x", 5_000_000),
	} {
		if l := rich(src); len(l.Text)+len(l.Quoted) > 1<<20 {
			t.Errorf("%s: %d bytes", name, len(l.Text))
		}
	}
}

// TestHistoryIsDivided proves that what stands below of earlier letters is told apart, and that a sentence in between is never hidden.
func TestHistoryIsDivided(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, own string }{
		{"quoted", "답장입니다.\n\n> 처음 글\n> 둘째\n", "답장입니다."},
		{"who wrote", "답장\n\nOn Mon, 23 Nov 2026 at 10:00, Office wrote:\n> x\n>\n> y", "답장"},
		{"who wrote, in Korean", "답장\n\n2026년 11월 23일 (월) 오후 1:00, 홍길동 <a@b.kr>님이 작성:\n\n> x", "답장"},
		{"a line of one program", "답장\n\n-----Original Message-----\nFrom: x\n본문", "답장"},
		{"a line in Korean", "답장\n\n--------- 원본 메일 ---------\n보낸사람 : x", "답장"},
		{"fields above it", "답장\n\n보낸 사람: 교육문화관\n보낸 날짜: 2026년\n받는 사람: 홍길동\n제목: 안내\n\n본문", "답장"},
		{"written in between", "> 질문 1\n예\n> 질문 2\n아니오", "> 질문 1\n예\n> 질문 2\n아니오"},
		{"written below", "> 질문\n\n답", "> 질문\n\n답"},
		{"nothing of his own", "> 질문", "> 질문"},
		{"sent on", "아래를 봐 주세요.\n\n---------- Forwarded message ---------\n본문", "아래를 봐 주세요.\n\n---------- Forwarded message ---------\n본문"},
		{"a word with a colon", "From: 서울\n가는 길", "From: 서울\n가는 길"},
	}
	for _, tt := range tests {
		l := read("From: a@example.kr", "Content-Type: text/plain; charset=utf-8", "", tt.text)
		if l.Text != tt.own {
			t.Errorf("%s: %q, want %q", tt.name, l.Text, tt.own)
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if squeeze(l.Text+" "+l.Quoted) != squeeze(tt.text) {
			t.Errorf("%s: something is lost: %q %q", tt.name, l.Text, l.Quoted)
		}
	}
}
