package alimtalk_test

import (
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"jikim/internal/core/alimtalk"
)

// values are what the office fills gaps with.
var values = map[string]string{
	"office": "원주교육문화관", "number": "2026-000123", "received": "2026년 11월 28일 10시", "due": "12월 1일 18시", "service": "질의", "department": "문헌정보과", "officer": "김지킴",
	"phone": "033-737-1043", "link": "https://minwon.example.kr/follow",
}

// TestShippedTemplates proves that the texts that an office submits are whole: one for each message, all of their gaps known, none left.
func TestShippedTemplates(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("../../../docs/channels/alimtalk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book, err := alimtalk.Read("alimtalk.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(book)); !slices.Equal(got, slices.Sorted(slices.Values(alimtalk.Keys))) {
		t.Errorf("templates for %v", got)
	}
	for _, key := range alimtalk.Keys {
		filled, err := book.Fill(key, values)
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		if strings.Contains(filled.Text, "#{") || !strings.HasPrefix(filled.Text, "[원주교육문화관] ") || len(filled.Values) != len(book[key].Gaps()) {
			t.Errorf("%s: %q", key, filled.Text)
		}
		for _, b := range filled.Buttons {
			if b.Mobile != "https://minwon.example.kr/follow" || b.PC != b.Mobile {
				t.Errorf("%s leads to %+v", key, b)
			}
		}
	}
}

func TestTemplatesAreChecked(t *testing.T) {
	t.Parallel()
	one := func(body string) string { return "templates:\n  acknowledge:\n    code: A1\n" + body }
	for _, tt := range []struct{ name, src, says string }{
		{"nothing", "", "a mapping is expected"},
		{"no templates", "templates:\n", `the key "templates" has no value`},
		{"an unknown message", "templates:\n  acknowlege: {code: a, text: b}\n", `t.yaml:2:3: unknown key "acknowlege" (did you mean "acknowledge"?)`},
		{"an unknown key", one("    txt: a\n    text: b\n"), `did you mean "text"`},
		{"no text", one("    buttons: []\n"), `the key "text" is missing`},
		{"an empty text", one("    text: \"\"\n"), "has no text"},
		{"a code that is none", "templates:\n  delay: {code: \"a b\", text: b}\n", "is no code of a template"},
		{"an unknown gap", one("    text: \"#{접수 번호}\"\n"), `t.yaml:4:11: unknown gap #{접수 번호} (did you mean "접수번호"?)`},
		{"an open gap", one("    text: \"접수번호 #{접수번호\"\n"), "a gap is not closed"},
		{"a gap in a gap", one("    text: \"#{#{민원}}\"\n"), "a gap is not closed"},
		{"an address without protocol", one("    text: \"#{주소}\"\n"), "write https://#{주소}"},
		{"too long", one("    text: \"" + strings.Repeat("가", 1001) + "\"\n"), "has 1001 characters, more than 1000"},
		{"an advertisement", one("    text: (광고) 강좌 안내\n"), "no advertisement"},
		{"a long button", one("    text: a\n    buttons: [{name: 열다섯글자가넘는단추의이름입니다, mobile: https://a.kr}]\n"), "at most 14 characters"},
		{"six buttons", one("    text: a\n    buttons: [" + strings.Repeat("{name: b, mobile: \"https://a.kr\"}, ", 5) + "{name: b, mobile: \"https://a.kr\"}]\n"), "more than 5 buttons"},
		{"a button that leads nowhere", one("    text: a\n    buttons: [{name: b}]\n"), `the key "mobile" is missing`},
		{"a button without encryption", one("    text: a\n    buttons: [{name: b, mobile: \"http://a.kr\"}]\n"), "begins with https://"},
	} {
		if _, err := alimtalk.Read("t.yaml", []byte(tt.src)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
	book, err := alimtalk.Read("t.yaml", []byte("templates:\n  delay:\n    text: 접수번호 #{number}\n"))
	if err != nil || len(book) != 0 {
		t.Errorf("a template that is not approved yet: %v, %v", book, err)
	}
}

func TestFill(t *testing.T) {
	t.Parallel()
	trap, err := alimtalk.Read("t.yaml", []byte("templates: {delay: {code: a, text: \"##{due}\"}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if f, err := trap.Fill("delay", map[string]string{"due": "{민원}"}); !errors.Is(err, alimtalk.ErrGap) {
		t.Errorf("a gap put together: %q, %v", f.Text, err)
	}
	book, err := alimtalk.Read("t.yaml", []byte("templates:\n  delay:\n    code: D1\n    text: |\n      #{office}, #{민원} https://#{주소}\n"))
	if err != nil {
		t.Fatal(err)
	}
	with := func(key, value string) map[string]string {
		out := maps.Clone(values)
		out[key] = value
		return out
	}
	if f, err := book.Fill("delay", with("service", "첫 줄\n\x1b둘째 줄")); err != nil || f.Text != "원주교육문화관, 첫 줄\n둘째 줄 https://minwon.example.kr/follow" || f.Code != "D1" || f.Values["주소"] != "minwon.example.kr/follow" {
		t.Errorf("%+v, %v", f, err)
	}
	for _, tt := range []struct {
		name, key string
		values    map[string]string
		want      error
	}{
		{"no template", "answered", values, alimtalk.ErrNoTemplate},
		{"no value", "delay", with("service", ""), alimtalk.ErrGap},
		{"spaces", "delay", with("service", " \n "), alimtalk.ErrGap},
		{"a gap in the value", "delay", with("service", "#{민원}"), alimtalk.ErrGap},
		{"half a gap", "delay", with("service", "번호 #"), alimtalk.ErrGap},
		{"an address in the clear", "delay", with("link", "http://minwon.example.kr"), alimtalk.ErrGap},
		{"an address that is more", "delay", with("link", "https://minwon.example.kr/ 그리고"), alimtalk.ErrGap},
		{"too long", "delay", with("service", strings.Repeat("가", 1000)), alimtalk.ErrTooLong},
		{"too long with pictures", "delay", with("service", strings.Repeat("😊", 490)), alimtalk.ErrTooLong},
	} {
		_, err := book.Fill(tt.key, tt.values)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		} else if strings.Contains(err.Error(), "2026-000123") || strings.Contains(err.Error(), "minwon") {
			t.Errorf("%s: the error tells what is personal: %v", tt.name, err)
		}
	}
}

// FuzzRead proves that no file of templates brings the program down, and that what is read can be filled or says why not.
func FuzzRead(f *testing.F) {
	f.Add("templates:\n  opinion: {code: a, text: \"#{접수번호}\"}\n", "0123")
	f.Add("templates:\n  delay:\n    code: a\n    text: \"#{#{}\"\n    buttons: [{name: b, mobile: \"https://#{주소}\"}]\n", "https://a")
	f.Add("templates: [", "#{")
	f.Fuzz(func(t *testing.T, src, value string) {
		book, err := alimtalk.Read("t.yaml", []byte(src))
		if err != nil {
			return
		}
		all := map[string]string{}
		for key := range values {
			all[key] = value
		}
		for key := range book {
			filled, err := book.Fill(key, all)
			if err == nil && strings.Contains(filled.Text, "#{") {
				t.Fatalf("a gap is left in %q", filled.Text)
			}
		}
	})
}
