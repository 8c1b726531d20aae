package textmessage_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/korean"

	"jikim/internal/core/textmessage"
)

func TestFit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, body string
		want              textmessage.Text
		err               error
	}{
		{name: "short", title: "제목", body: "민원이 접수되었습니다.", want: textmessage.Text{Kind: textmessage.Short, Body: "민원이 접수되었습니다."}},
		{name: "90 bytes of Korean", body: strings.Repeat("가", 45), want: textmessage.Text{Kind: textmessage.Short, Body: strings.Repeat("가", 45)}},
		{name: "91 bytes", title: "제목", body: strings.Repeat("가", 45) + "a", want: textmessage.Text{Kind: textmessage.Long, Title: "제목", Body: strings.Repeat("가", 45) + "a"}},
		{name: "2,000 bytes", body: strings.Repeat("가", 1000), want: textmessage.Text{Kind: textmessage.Long, Body: strings.Repeat("가", 1000)}},
		{name: "2,001 bytes", body: strings.Repeat("가", 1000) + "a", err: textmessage.ErrTooLong},
		{name: "a long title is cut between letters", title: strings.Repeat("제", 19) + "ab목", body: strings.Repeat("x", 91), want: textmessage.Text{Kind: textmessage.Long, Title: strings.Repeat("제", 19) + "ab", Body: strings.Repeat("x", 91)}},
		{name: "a title that cannot be written is left out", title: "ไทย", body: strings.Repeat("x", 91), want: textmessage.Text{Kind: textmessage.Long, Body: strings.Repeat("x", 91)}},
		{name: "nothing", body: " \n\u200b ", err: textmessage.ErrEmpty},
		{name: "an advertisement", body: "(광고) 여름 강좌 안내", err: textmessage.ErrAdvertisement},
		{name: "an advertisement around the law", body: " [광.고] 여름 강좌", err: textmessage.ErrAdvertisement},
		{name: "a word about advertisements", body: "광고물 설치 허가 민원이 접수되었습니다.", want: textmessage.Text{Kind: textmessage.Short, Body: "광고물 설치 허가 민원이 접수되었습니다."}},
		{name: "a department in brackets", body: "(광고물팀) 접수", want: textmessage.Text{Kind: textmessage.Short, Body: "(광고물팀) 접수"}},
	} {
		got, err := textmessage.Fit(tt.title, tt.body)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %+v, %v; want %+v, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
}

func TestMend(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"taken apart by another system", "\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"},
		{"syllables beyond the 2,350", "똠방각하 펲시", "똠방각하 펲시"},
		{"signs that are read the same", "9시–18시 • 문의 ☎ “여기” ₩500 €5", "9시-18시 · 문의 ☎ “여기” ￦500 €5"},
		{"accents", "José Müller Nguyễn Văn Đức", "Jose Muller Nguyen Van Duc"},
		{"Chinese characters that it has", "原州敎育文化館", "原州敎育文化館"},
		{"a picture", "감사합니다 😊 끝", "감사합니다 □ 끝"},
		{"a picture of several", "가족 👨‍👩‍👧‍👦 손 👍🏽 하트 ❤️.", "가족 □ 손 □ 하트 □."},
		{"control characters", "a\x00\x1b[31mb\r\nc", "a[31mb\nc"},
		{"broken letters", "가\xff나", "가나"},
		{"marks without a look", "가\u202e나\u200b다\ufeff라\u00ad마", "가나다라마"},
		{"accents on accents", "ọ\u0301la", "ola"},
	} {
		if got, err := textmessage.Mend(tt.text); err != nil || got != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
	for _, text := range []string{"สมชาย", "ქართული", "محمد", "𠮷野"} {
		if got, err := textmessage.Mend(text); !errors.Is(err, textmessage.ErrLetters) {
			t.Errorf("%s was written as %q, %v", text, got, err)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"010-1234-5678": "01012345678", "+82 10-1234-5678": "01012345678", "82-010-1234-5678": "01012345678", "011-123-4567": "0111234567",
		"033-737-1043": "", "010-1234-567": "", "010-1234-56789": "", "+1 202 555 0100": "", "1588-1234": "", "": "", "010a12345678": "", "01012345678,01012345679": "",
	} {
		if got, ok := textmessage.Mobile(number); ok != (want != "") || ok && got != want {
			t.Errorf("Mobile(%q) = %q, %v", number, got, ok)
		}
	}
	for number, ok := range map[string]bool{
		"033-737-1043": true, "02-123-4567": true, "02-1234-5678": true, "1588-1234": true, "070-1234-5678": true, "010-1234-5678": true, "0505-123-4567": true,
		"080-123-4567": true, "016-123-4567": true, "044-300-1234": true,
		"034-123-4567": false, "12-345": false, "1999-1234": false, "02-12-34": false, "+82-33-737-1043": false, "": false, "WONJU": false, "112": false, "00700-1234-5678": false,
	} {
		if d, got := textmessage.Sender(number); got != ok {
			t.Errorf("Sender(%q) = %q, %v", number, d, got)
		}
	}
}

// FuzzFit proves that what is fitted can be written in the Korean code page in as many bytes as were counted.
func FuzzFit(f *testing.F) {
	for _, s := range []string{"민원이 접수되었습니다.", "👨‍👩‍👧‍👦", "(광고)", "\u1112\u1161\u11ab", "é\xff\x00", strings.Repeat("가", 1001)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, body string) {
		text, err := textmessage.Fit(title, body)
		if err != nil {
			return
		}
		for _, s := range []string{text.Title, text.Body} {
			if !utf8.ValidString(s) {
				t.Fatalf("%q is no text", s)
			}
			encoded, err := korean.EUCKR.NewEncoder().String(s)
			if err != nil || len(encoded) != textmessage.Bytes(s) {
				t.Fatalf("%q: %d bytes, counted %d (%v)", s, len(encoded), textmessage.Bytes(s), err)
			}
		}
		most := textmessage.LongBytes
		if text.Kind == textmessage.Short {
			most = textmessage.ShortBytes
		}
		if textmessage.Bytes(text.Body) > most || textmessage.Bytes(text.Title) > textmessage.TitleBytes {
			t.Fatalf("%+v is too long", text)
		}
	})
}
