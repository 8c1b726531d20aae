package message_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/korean"

	"jikim/internal/channel"
	"jikim/internal/channel/email/message"
)

// cp949 is text as Korean mail programs write it.
func cp949(t testing.TB, s string) string {
	t.Helper()
	out, err := korean.EUCKR.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// mail makes a mail of lines.
func mail(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n")) }

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func read(lines ...string) *channel.Letter { return message.Read(mail(lines...), message.Options{}) }

// fileNames are the names of a letter's files.
func fileNames(l *channel.Letter) []string {
	var out []string
	for _, f := range l.Files {
		out = append(out, f.Name)
	}
	return out
}

// TestKoreanCharacterSets reads one sentence, with syllables that only Microsoft's extension has, under all the names in use.
func TestKoreanCharacterSets(t *testing.T) {
	t.Parallel()
	const sentence = "똠방각하 펲시콜라, 도서관 문의드립니다."
	for _, name := range []string{"euc-kr", "EUC-KR", "cp949", "CP949", "ms949", "uhc", "x-windows-949", "windows-949", "ks_c_5601-1987",
		"KS_C_5601-1989", "ksc5601", `"ks_c_5601-1987"`, "korean", "x-uhc", "cseuckr"} {
		l := read("From: a@example.kr", "Subject: =?"+strings.Trim(name, `"`)+"?B?"+b64(cp949(t, sentence))+"?=",
			"Content-Type: text/plain; charset="+name, "Content-Transfer-Encoding: base64", "", b64(cp949(t, sentence)))
		if l.Text != sentence || l.Subject != sentence || len(l.Notes) > 0 {
			t.Errorf("%s: %q, %q, %v", name, l.Subject, l.Text, l.Notes)
		}
	}
}

func TestShiftedKorean(t *testing.T) {
	t.Parallel()
	// "안녕" in EUC-KR is BE C8 B3 E7; without the eighth bits 3E 48 33 67.
	l := read("From: a@example.kr", "Subject: =?ISO-2022-KR?B?"+b64("\x1b$)C\x0e>H3g\x0f hi")+"?=",
		"Content-Type: text/plain; charset=iso-2022-kr", "", "\x1b$)C\x0e>H3g\x0f, Kim", "\x0e>H3g", "plain")
	if l.Text != "안녕, Kim\n안녕\nplain" || l.Subject != "안녕 hi" {
		t.Errorf("%q, %q", l.Subject, l.Text)
	}
}

// TestWrongCharacterSets proves that text is read by what it is, with a note, where its name is missing, unknown or wrong.
func TestWrongCharacterSets(t *testing.T) {
	t.Parallel()
	korean := cp949(t, "자료 신청")
	tests := []struct{ name, charset, body, text string }{
		{"no name, CP949", "", korean, "자료 신청"},
		{"said to be UTF-8", "; charset=utf-8", korean, "자료 신청"},
		{"said to be ASCII, is UTF-8", "; charset=us-ascii", "자료 신청", "자료 신청"},
		{"said to be ASCII, is CP949", "; charset=us-ascii", korean, "자료 신청"},
		{"said to be EUC-KR, is UTF-8", "; charset=euc-kr", "책 신청", "책 신청"},
		{"a name that nobody knows", "; charset=hangul-7", korean, "자료 신청"},
		{"one that must not be used", "; charset=iso-2022-cn", korean, "자료 신청"},
	}
	for _, tt := range tests {
		l := read("From: a@example.kr", "Content-Type: text/plain"+tt.charset, "Content-Transfer-Encoding: 8bit", "", tt.body)
		if l.Text != tt.text || !slices.Contains(l.Notes, message.NoteCharset) {
			t.Errorf("%s: %q, %v", tt.name, l.Text, l.Notes)
		}
	}
	if l := read("From: a@example.kr", "Content-Type: text/plain; charset=us-ascii", "", "plain"); len(l.Notes) > 0 {
		t.Errorf("plain text has notes: %v", l.Notes)
	}
}

// TestHeaders reads what mail programs put into headers, by the standards and against them.
func TestHeaders(t *testing.T) {
	t.Parallel()
	long := "대출 기간을 늘릴 수 있는지 여쭙니다"
	half := len("대출 기간을 ") + 1 // in the middle of a syllable
	tests := []struct{ name, line, want string }{
		{"raw UTF-8", "Subject: 책 문의", "책 문의"},
		{"raw CP949", "Subject: " + cp949(t, "책 문의"), "책 문의"},
		{"CP949 that is UTF-8 as well", "Subject: " + cp949(t, "홍 (참 흉)"), "홍 (참 흉)"},
		{"UTF-8 that is CP949 as well", "Subject: Café ©", "Café ©"},
		{"a syllable cut in two", "Subject: =?UTF-8?B?" + b64(long[:half]) + "?=\r\n =?UTF-8?B?" + b64(long[half:]) + "?=", long},
		{"a word in quotes", `Subject: "=?euc-kr?B?` + b64(cp949(t, "문의")) + `?=" please`, `"문의" please`},
		{"quoted-printable with blanks", "Subject: =?euc-kr?Q?" + "=C3=A5_=B9=AE=C0=C7" + "?=", "책 문의"},
		{"a raw blank in a word", "Subject: =?utf-8?Q?a b=20c?=", "a b c"},
		{"words and text between", "Subject: Re: =?utf-8?B?" + b64("문의") + "?= (2)", "Re: 문의 (2)"},
		{"two sets side by side", "Subject: =?utf-8?B?" + b64("책") + "?= =?euc-kr?B?" + b64(cp949(t, "문의")) + "?=", "책문의"},
		{"a language", "Subject: =?utf-8*ko?B?" + b64("책") + "?=", "책"},
		{"without padding", "Subject: =?utf-8?B?" + strings.TrimRight(b64("책 문"), "=") + "?=", "책 문"},
		{"joined with padding within", "Subject: =?utf-8?B?" + b64("ab") + b64("cd") + "?=", "abcd"},
		{"never closed", "Subject: =?utf-8?B?" + b64("책"), "=?utf-8?B?" + b64("책")},
		{"an encoding that is none", "Subject: =?utf-8?X?abc?=", "=?utf-8?X?abc?="},
		{"control characters and turning marks", "Subject: a\x00b\u202ec\td", "abc d"},
		{"single letters of a syllable", "Subject: \u110e\u1162\u11a8", "책"},
		{"folded", "Subject: one\r\n\ttwo\r\n  three", "one two three"},
		{"blank before the colon", "Subject : one", "one"},
	}
	for _, tt := range tests {
		l := read("From: a@example.kr", tt.line, "", "x")
		if l.Subject != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, l.Subject, tt.want)
		}
	}
}

// TestHeaderLineWithoutColon proves that one broken line costs neither what follows in the header nor the text.
func TestHeaderLineWithoutColon(t *testing.T) {
	t.Parallel()
	l := read("From: a@example.kr", "this line has no colon", "Subject: Question", "Content-Type: multipart/mixed; boundary=b", "",
		"--b", "a part with a line without", "Content-Type: text/plain", "", "Hello", "--b--")
	if l.Subject != "Question" || l.Text != "Hello" || !slices.Contains(l.Notes, message.NoteBroken) {
		t.Errorf("%q, %q, %v", l.Subject, l.Text, l.Notes)
	}
	if l := read("From hong Mon Nov 23 10:00:00 2026", "From: a@example.kr", "", "x"); len(l.Notes) > 0 || l.From.Address != "a@example.kr" {
		t.Errorf("the line of a mailbox file: %+v", l)
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line string
		want channel.Party
	}{
		{"hong@Example.KR", channel.Party{Address: "hong@example.kr"}},
		{`"홍길동" <hong@example.kr>`, channel.Party{Name: "홍길동", Address: "hong@example.kr"}},
		{cp949(t, "홍길동") + " <hong@example.kr>", channel.Party{Name: "홍길동", Address: "hong@example.kr"}},
		{`"=?euc-kr?B?` + b64(cp949(t, "홍길동")) + `?=" <hong@example.kr>`, channel.Party{Name: "홍길동", Address: "hong@example.kr"}},
		{"hong@example.kr (=?utf-8?B?" + b64("홍길동") + "?=)", channel.Party{Name: "홍길동", Address: "hong@example.kr"}},
		{"Kim, Dr. Hong. <hong@example.kr>", channel.Party{Name: "Dr. Hong.", Address: "hong@example.kr"}},
		{`"Kim, Hong" <hong@example.kr>`, channel.Party{Name: "Kim, Hong", Address: "hong@example.kr"}},
		{"홍 <홍길동@예시.한국>", channel.Party{Name: "홍", Address: "홍길동@예시.한국"}},
		{`"o'hara@evil.example" <real@example.kr>`, channel.Party{Name: "o'hara@evil.example", Address: "real@example.kr"}},
	}
	for _, tt := range tests {
		if l := read("From: "+tt.line, "", "x"); l.From != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.line, l.From, tt.want)
		}
	}
	l := read("From: a@example.kr", "Reply-To: b@example.kr", "To: x@example.kr, Y <y@example.kr>", "To: z@example.kr", "Cc: team: c@example.kr, d@example.kr;", "", "x")
	want := []channel.Party{{Address: "x@example.kr"}, {Name: "Y", Address: "y@example.kr"}, {Address: "z@example.kr"}, {Address: "c@example.kr"}, {Address: "d@example.kr"}}
	if diff := cmp.Diff(want, l.To); diff != "" || l.ReplyTo != "b@example.kr" {
		t.Errorf("%s, reply to %q", diff, l.ReplyTo)
	}
	for _, from := range []string{"nobody at all", "a@example.kr, b@example.kr", "<@>", ""} {
		if l := read("From: "+from, "", "x"); !slices.Contains(l.Doubts, message.DoubtSender) {
			t.Errorf("%q raises no doubt: %+v", from, l.From)
		}
	}
}

// TestFileNames reads names of attachments in all the ways in which they come.
func TestFileNames(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line, want string }{
		{"RFC 2047 in quotes", `Content-Disposition: attachment; filename="=?euc-kr?B?` + b64(cp949(t, "신청서.pdf")) + `?="`, "신청서.pdf"},
		{"RFC 2231, UTF-8", "Content-Disposition: attachment; filename*=UTF-8''%EC%B1%85.pdf", "책.pdf"},
		{"RFC 2231, EUC-KR", "Content-Disposition: attachment; filename*=EUC-KR''%C3%A5.pdf", "책.pdf"},
		{"RFC 2231, in pieces", "Content-Disposition: attachment;\r\n filename*1*=%A5;\r\n filename*0*=EUC-KR'ko'%C3;\r\n filename*2=.pdf", "책.pdf"},
		{"pieces beside the plain name", "Content-Disposition: attachment; filename=x.pdf; filename*=UTF-8''%EC%B1%85.pdf", "책.pdf"},
		{"plain pieces", `Content-Disposition: attachment; filename*0="ab"; filename*1="cd.pdf"`, "abcd.pdf"},
		{"raw CP949", `Content-Disposition: attachment; filename="` + cp949(t, "신청서.pdf") + `"`, "신청서.pdf"},
		{"raw UTF-8", `Content-Disposition: attachment; filename="신청서.pdf"`, "신청서.pdf"},
		{"only at the type", `Content-Type: application/pdf; name="=?utf-8?B?` + b64("책.pdf") + `?="`, "책.pdf"},
		{"never closed quote", `Content-Disposition: attachment; filename="a b.pdf`, "a b.pdf"},
		{"a path of Windows", `Content-Disposition: attachment; filename="C:\temp\a.pdf"`, "a.pdf"},
		{"a path upwards", `Content-Disposition: attachment; filename="../../etc/passwd"`, "passwd"},
		{"turned around", "Content-Disposition: attachment; filename=\"\u202efdp.문서.txt\"", "fdp.문서.txt"},
		{"single letters", "Content-Disposition: attachment; filename=\"\u110e\u1162\u11a8.pdf\"", "책.pdf"},
		{"no name", "Content-Disposition: attachment", "part-2.txt"},
	}
	for _, tt := range tests {
		l := read("From: a@example.kr", "Content-Type: multipart/mixed; boundary=b", "", "--b", tt.line, "", "content", "--b--")
		if got := fileNames(l); !slices.Equal(got, []string{tt.want}) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestParts proves which part becomes the text, and that everything else is a file.
func TestParts(t *testing.T) {
	t.Parallel()
	l := read("From: a@example.kr", `Content-Type: multipart/mixed; boundary="o"`, "", "preamble",
		"--o", `Content-Type: multipart/alternative; boundary="i"`, "",
		"--i", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "", "=EC=B1=85 =", "=EB=AC=B8=EC=9D=98", "",
		"--i", "Content-Type: multipart/related; boundary=r", "",
		"--r", "Content-Type: text/html", "", "<p>HTML", "--r", "Content-Type: image/png", "Content-ID: <1>", "Content-Transfer-Encoding: base64", "", b64("\x89PNG\r\n\x1a\n"), "--r--",
		"--i--",
		"--o", "Content-Type: application/octet-stream; name=a.pdf", "Content-Transfer-Encoding: base64", "", b64("%PDF-1.7 x"),
		"--o", "Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64", "", b64("%PDF-1.7 y"),
		"--o", "Content-Type: message/rfc822", "", "Subject: =?utf-8?B?"+b64("전달")+"?=", "", "inner",
		"--o--", "epilogue")
	if l.Text != "책 문의" || len(l.Notes) > 0 || len(l.Doubts) > 0 {
		t.Errorf("%q, %v, %v", l.Text, l.Notes, l.Doubts)
	}
	var got []string
	for _, f := range l.Files {
		got = append(got, f.Name+" "+f.Type)
	}
	want := []string{"part-6.png image/png", "a.pdf application/pdf", "a (2).pdf application/pdf", "전달.eml message/rfc822"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if string(l.Files[1].Body) != "%PDF-1.7 x" {
		t.Errorf("%q", l.Files[1].Body)
	}
	if !bytes.HasPrefix(l.Original.Body, []byte("From: a@example.kr")) || l.Original.Type != "message/rfc822" {
		t.Error("the original is not kept")
	}
}

// TestFlowedText proves that paragraphs which a mail program broke into lines are whole again, quotations apart.
func TestFlowedText(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, params, body, text string }{
		{"a paragraph", "", "one \r\ntwo \r\nthree\r\nfour", "one two three\nfour"},
		{"without the blanks", "; delsp=yes", "가나 \r\n다라", "가나다라"},
		{"stuffed", "", " From here\r\n > no quote\r\nend", "From here\n> no quote\nend"},
		{"a signature", "", "bye \r\n-- \r\nKim", "bye \n-- \nKim"},
		{"an empty line", "", "one\r\n\r\ntwo", "one\n\ntwo"},
		{"depths", "", "> a \r\n> b\r\n>> c \r\nyes", "> a b\n>> c \nyes"},
	}
	for _, tt := range tests {
		l := read("From: a@example.kr", "Content-Type: text/plain; charset=utf-8; format=flowed"+tt.params, "", tt.body)
		if l.Text != tt.text {
			t.Errorf("%s: %q, want %q", tt.name, l.Text, tt.text)
		}
	}
}

// TestStubs proves that a plain text which only points to the HTML beside it is not taken for the letter.
func TestStubs(t *testing.T) {
	t.Parallel()
	both := func(plain, html string) *channel.Letter {
		return read("From: a@example.kr", "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain; charset=utf-8", "", plain,
			"--b", "Content-Type: text/html; charset=utf-8", "", html, "--b--")
	}
	if l := both("HTML 메일입니다.", "<p>"+strings.Repeat("본문 ", 200)); !strings.HasPrefix(l.Text, "본문 본문") || !slices.Contains(l.Notes, message.NoteHTML) {
		t.Errorf("%q", l.Text)
	}
	if l := both("짧은 글", "<p>짧은 글 <b>그대로</b>"); l.Text != "짧은 글" {
		t.Errorf("%q", l.Text)
	}
	if l := both(" ", "<p>글"); l.Text != "글" {
		t.Errorf("%q", l.Text)
	}
}

// TestBrokenParts proves that a mail that was cut off, or whose boundary is missing, still gives what there is.
func TestBrokenParts(t *testing.T) {
	t.Parallel()
	cutOff := read("From: a@example.kr", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "first", "--b", "Content-Type: application/pdf; name=a.pdf", "Content-Transfer-Encoding: base64", "", b64("%PDF-1.7 long")[:12])
	if cutOff.Text != "first" || len(cutOff.Files) != 1 || !slices.Contains(cutOff.Notes, message.NoteBroken) {
		t.Errorf("%q, %d files, %v", cutOff.Text, len(cutOff.Files), cutOff.Notes)
	}
	for _, line := range []string{"Content-Type: multipart/mixed", "Content-Type: multipart/mixed; boundary=other"} {
		if l := read("From: a@example.kr", line, "", "--b", "", "first", "--b--"); !strings.Contains(l.Text, "first") || !slices.Contains(l.Notes, message.NoteBroken) {
			t.Errorf("%s: %q, %v", line, l.Text, l.Notes)
		}
	}
	// A line that begins like the boundary is text; one in the middle of a line, too.
	if l := read("From: a@example.kr", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "--bc", "x --b", "--b  ", "", "second", "--b--"); l.Text != "--bc\nx --b\n\nsecond" {
		t.Errorf("%q", l.Text)
	}
	for _, raw := range []string{"", "\r\n", "\n\n\n", "no header at all", "\x00\x01\x02", "Content-Type: multipart/mixed; boundary=\r\n\r\n"} {
		l := message.Read([]byte(raw), message.Options{})
		if l.Key == "" || len(l.Doubts) == 0 {
			t.Errorf("%q: %+v", raw, l)
		}
	}
}

// TestLimitsOfParts proves that neither depth nor number of parts costs more than their limit, and that it is said.
func TestLimitsOfParts(t *testing.T) {
	t.Parallel()
	var deep, many strings.Builder
	deep.WriteString("From: a@example.kr\r\n")
	for i := range 5000 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	many.WriteString("From: a@example.kr\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n")
	for range 5000 {
		many.WriteString("--b\r\nContent-Disposition: attachment; filename=x\r\n\r\ny\r\n")
	}
	for name, raw := range map[string]string{"deep": deep.String(), "many": many.String()} {
		l := message.Read([]byte(raw), message.Options{})
		if !slices.Contains(l.Doubts, message.DoubtNested) || len(l.Files) > 200 {
			t.Errorf("%s: %v, %d files", name, l.Doubts, len(l.Files))
		}
	}
}

// TestLongText proves that what is longer than anybody reads is cut in the text and whole in a file.
func TestLongText(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("가나다라 ", 500_000)
	l := read("From: a@example.kr", "Content-Type: text/plain; charset=utf-8", "", body)
	if len(l.Text) > 1<<20 || len(l.Files) != 1 || len(l.Files[0].Body) != len(body) || !slices.Contains(l.Notes, message.NoteCut) || slices.Contains(l.Notes, message.NoteLetters) {
		t.Errorf("%d bytes of text, files %q, %v", len(l.Text), fileNames(l), l.Notes)
	}
}

// TestFilesAreLookedAtFromOutside proves that the type is what the bytes say, and that what runs or is packed is named so, unopened.
func TestFilesAreLookedAtFromOutside(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, said, body, mime, doubt, note string }{
		{"photo.jpg", "image/jpeg", "MZ\x90\x00", "application/vnd.microsoft.portable-executable", message.DoubtExecutable, ""},
		{"letter.pdf.exe", "application/pdf", "%PDF-1.7", "application/pdf", message.DoubtExecutable, ""},
		{"신청.hwp", "application/octet-stream", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-hwp", "", ""},
		{"신청.hwpx", "application/zip", "PK\x03\x04..............................mimetypeapplication/hwp+zip", "application/hwp+zip", "", ""},
		{"b.docx", "", "PK\x03\x04....word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", ""},
		{"bomb.zip", "application/zip", "PK\x03\x04", "application/zip", "", message.NotePacked},
		{"사진.egg", "", "EGGA", "application/x-egg", "", message.NotePacked},
		{"fax.tif", "image/tiff", "II*\x00\x08\x00\x00\x00", "image/tiff", "", ""},
		{"secure.html", "text/html", "<html><script>", "text/html", message.DoubtExecutable, ""},
		{"list.csv", "text/csv", "a,b", "text/csv", "", ""},
	}
	for _, tt := range tests {
		l := read("From: a@example.kr", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "hello",
			"--b", "Content-Type: "+tt.said, `Content-Disposition: attachment; filename="`+tt.name+`"`, "Content-Transfer-Encoding: base64", "", b64(tt.body), "--b--")
		if len(l.Files) != 1 || l.Files[0].Type != tt.mime || string(l.Files[0].Body) != tt.body ||
			slices.Contains(l.Doubts, message.DoubtExecutable) != (tt.doubt != "") || slices.Contains(l.Notes, message.NotePacked) != (tt.note != "") {
			t.Errorf("%s: %+v, %v, %v", tt.name, l.Files, l.Doubts, l.Notes)
		}
	}
}

// TestOneMailOneKey proves what makes two mails the same: what their sender wrote, and not what servers add or how they end lines.
func TestOneMailOneKey(t *testing.T) {
	t.Parallel()
	base := []string{"Message-ID: <1@example.kr>", "From: a@example.kr", "Date: Mon, 23 Nov 2026 10:00:00 +0900", "Subject: one", "", "body", ""}
	first := read(base...).Key
	same := [][]string{
		append([]string{"Return-Path: <a@example.kr>", "Delivered-To: office@example.kr", "Received: by x"}, base...),
		append([]string{"Delivered-To: other@example.kr"}, base...),
		{"Message-ID:", " <1@example.kr>", "From: a@example.kr", "Date: Mon, 23 Nov 2026 10:00:00 +0900", "Subject: one", "", "body", "", ""},
	}
	for i, lines := range same {
		if read(lines...).Key != first {
			t.Errorf("%d is another mail", i)
		}
	}
	if message.Read([]byte(strings.Join(base, "\n")), message.Options{}).Key != first {
		t.Error("the ends of lines make another mail")
	}
	for i := range base {
		if i == 4 || i == 6 {
			continue
		}
		other := slices.Clone(base)
		other[i] += "2"
		if read(other...).Key == first {
			t.Errorf("%q makes no other mail", other[i])
		}
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	l := read("From: a@example.kr", "Message-ID: <9@example.kr>", "In-Reply-To: <3@office>", "References: <1@office> <2@office>", " <3@office>",
		"Subject: RE: [원주교육문화관 2026-000123] 안내", "Date: Mon, 23 Nov 2026 10:00:00 +0900 (KST)", "", "x")
	if diff := cmp.Diff([]string{"3@office", "2@office", "1@office"}, l.Refs); diff != "" || l.ID != "9@example.kr" || l.Case != "2026-000123" {
		t.Errorf("%s, %q, %q", diff, l.ID, l.Case)
	}
	if !l.Sent.Equal(time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("sent at %v", l.Sent)
	}
	for subject, want := range map[string]string{"[2026-000123]": "2026-000123", "Re: [2026-000123] x": "2026-000123", "2026-000123": "", "[2026-123]": "", "[a2026-000123]": "", "[2026-0001234567890]": ""} {
		if l := read("From: a@example.kr", "Subject: "+subject, "", "x"); l.Case != want {
			t.Errorf("%q: %q, want %q", subject, l.Case, want)
		}
	}
}
