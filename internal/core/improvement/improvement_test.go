package improvement

import (
	"testing"
	"time"
)

func TestQuotes(t *testing.T) {
	t.Parallel()
	citizen := "3층 열람실 의자가 삐걱거려서 공부를 할 수가 없습니다. 제 아들도 그렇게 말합니다."
	tests := []struct {
		name, office string
		want         bool
	}{
		{"own words", "열람실 의자의 소음을 줄여 달라는 의견", false},
		{"a sentence", "의견: 열람실 의자가 삐걱거려서 공부를 할 수가 없습니다", true},
		{"a sentence with other spaces and marks", "열람실의자가, 삐걱거려서 — 공부를 할 수가 없습니다!", true},
		{"a turn of phrase", "공부를 할 수가 없습니다", false},
		{"nothing", "", false},
	}
	for _, test := range tests {
		if got := Quotes(test.office, citizen); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	if Quotes("아무 말", "") {
		t.Error("nothing was written, and yet it is quoted")
	}
}

func FuzzQuotes(f *testing.F) {
	f.Add("열람실 의자가 삐걱거려서 공부를 할 수가 없습니다", "의자")
	f.Add("\xff\xfe", "가")
	f.Fuzz(func(t *testing.T, a, b string) {
		if n := len(letters(a)); n >= quoted && !Quotes(b+" "+a, a) {
			t.Errorf("a whole text of %d letters is not found in another", n)
		}
	})
}

func TestDays(t *testing.T) {
	t.Parallel()
	seoul := time.FixedZone("KST", 9*3600)
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, seoul) }
	tests := []struct {
		name string
		e    Entry
		want int
	}{
		{"the same day", Entry{State: Done, RaisedAt: at(24, 9), DoneAt: at(24, 23)}, 0},
		{"over midnight", Entry{State: Done, RaisedAt: at(24, 23), DoneAt: at(25, 1)}, 1},
		{"still planned", Entry{State: Planned, RaisedAt: at(20, 9)}, 8},
		{"not possible, said at once", Entry{State: NotPossible, RaisedAt: at(20, 9), ChangedAt: at(21, 9)}, 1},
	}
	for _, test := range tests {
		if got := test.e.Days(at(28, 12), seoul); got != test.want {
			t.Errorf("%s: %d days, want %d", test.name, got, test.want)
		}
	}
	late := Entry{State: Planned, Until: "2026-11-27"}
	if !late.Overdue(at(28, 0), seoul) || late.Overdue(at(27, 23), seoul) {
		t.Error("a plan is overdue on the day after its last, and not before")
	}
}

func TestNamesIsTheCitizenAndNoWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"홍길동 님의 의견":            true,
		"010-1234-5678로 주신 의견": true,
		"Hong@Example.kr의 의견":  true,
		"하나만 더 두자는 의견":         false,
		"의자의 소음을 줄여 달라는 의견":    false,
	} {
		if got := Names(text, "홍길동", "01012345678", "hong@example.kr", "하나", ""); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
