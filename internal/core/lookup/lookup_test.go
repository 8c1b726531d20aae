package lookup_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jikim/internal/core/lookup"
)

// house is a small directory: names in Korean and English, with words about some.
var house = []lookup.Entry{
	{Names: []string{"김바다", "Kim Bada"}, About: []string{"도서 구입", "총무과", "737-1043"}},
	{Names: []string{"개방대", "Open University"}},
	{Names: []string{"종합자료실", "General Reading Room"}},
	{Names: []string{"어린이자료실", "Children's Room"}},
	{Names: []string{"도서관", "Library"}},
	{Names: []string{"도서 대출증 발급", "Library card"}},
	{Names: []string{"총무과", "General Affairs Division"}},
	{Names: []string{"김바라"}},
	{Names: []string{"닭갈비 축제"}},
}

func names(hits []lookup.Hit) string {
	var out []string
	for _, h := range hits {
		out = append(out, house[h.Entry].Names[0])
	}
	return strings.Join(out, ", ")
}

func TestFind(t *testing.T) {
	t.Parallel()
	x := lookup.New(house)
	tests := []struct{ name, typed, want string }{
		{"nothing", " -? ", ""},
		{"whole name before its beginning", "도서관", "도서관"},
		{"first consonants", "ㄱㅂㄷ", "김바다, 개방대"},
		{"first consonants with a syllable", "김ㅂㄷ", "김바다"},
		{"first consonants that the input method joins", "ㄳ", ""},
		{"first consonants inside", "ㅈㄹㅅ", "종합자료실, 어린이자료실"},
		{"one consonant: beginnings only", "ㄷ", "도서관, 도서 대출증 발급, 닭갈비 축제, 김바다"},
		{"typing: a consonant", "도ㅅ", "도서관, 도서 대출증 발급, 김바다"},
		{"typing: the consonant still below", "돗", "도서관, 도서 대출증 발급, 김바다"},
		{"typing: the next consonant", "도서ㄱ", "도서관, 김바다"},
		{"typing: half a vowel", "도서고", "도서관"},
		{"typing: a last consonant of two", "닭ㄱ", "닭갈비 축제"},
		{"spaces do not count", "종합 자료실", "종합자료실"},
		{"nor where there are some", "도서대출증", "도서 대출증 발급"},
		{"inside", "자료", "종합자료실, 어린이자료실"},
		{"all words", "총무과 구입", "김바다"},
		{"most words", "김바다 어디", "김바다"},
		{"name before what is said about it", "총무", "총무과, 김바다"},
		{"telephone number", "1043", "김바다"},
		{"no typing errors in numbers", "1044", ""},
		{"Latin", "gener", "종합자료실, 총무과"},
		{"Latin inside, short", "ar", ""},
		{"Latin inside", "brary", "도서관, 도서 대출증 발급"},
		{"Latin, last word", "room", "종합자료실, 어린이자료실"},
		{"typing error: a changed vowel", "종합자로실", "종합자료실"},
		{"typing error: keys exchanged", "김바아ㄷ", "김바다, 김바라"},
		{"typing error: a doubled consonant", "김빠다", "김바다"},
		{"typing error: Latin", "Libary", "도서관, 도서 대출증 발급"},
		{"what is written leaves out what may be meant", "김바다", "김바다"},
		{"a short word is taken as it is", "다다", ""},
		{"no entry", "우주정거장", ""},
	}
	for _, tt := range tests {
		if got := names(x.Find(tt.typed, 0)); got != tt.want {
			t.Errorf("%s: %q finds %q, want %q", tt.name, tt.typed, got, tt.want)
		}
	}
	if got := x.Find("도서", 2); len(got) != 2 {
		t.Errorf("a limit of 2 gives %d", len(got))
	}
}

// TestCompoundsAreFoundByTheirLastPart proves that 자료실 is rather 종합자료실 than something inside of it.
func TestCompoundsAreFoundByTheirLastPart(t *testing.T) {
	t.Parallel()
	hits := lookup.New([]lookup.Entry{{Names: []string{"종합자료실장"}}, {Names: []string{"종합자료실"}}}).Find("자료실", 0)
	if len(hits) != 2 || hits[0].Entry != 1 {
		t.Errorf("%+v", hits)
	}
}

// syllables are names that properties are tried on.
var syllables = rapid.StringOfN(rapid.RuneFrom([]rune("가나다라마바사아자차각난닫랄관과의귀닭값없김도서총무료실")), 2, 6, -1)

// TestTypingFindsAtEveryKey proves that a name is among what is found after every syllable, by each beginning of its first
// consonants, and with the last consonant of a syllable still unwritten.
func TestTypingFindsAtEveryKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := syllables.Draw(t, "name")
		others := rapid.SliceOfN(syllables, 0, 5).Draw(t, "others")
		entries := []lookup.Entry{{Names: []string{name}}}
		for _, o := range others {
			entries = append(entries, lookup.Entry{Names: []string{o}})
		}
		x := lookup.New(entries)
		has := func(typed string) {
			if !slices.ContainsFunc(x.Find(typed, 0), func(h lookup.Hit) bool { return h.Entry == 0 && !h.Typo }) {
				t.Fatalf("%q does not find %q", typed, name)
			}
		}
		units, initials := []rune(name), ""
		for i, r := range units {
			has(string(units[:i+1]))
			has(string(units[:i]) + string(r-(r-0xAC00)%28)) // without its last consonant
			initials += string([]rune("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")[(r-0xAC00)/588])
			has(initials)
		}
		if got := x.Find(name, 1); got[0].Rank != 0 || entries[got[0].Entry].Names[0] != name {
			t.Fatalf("the whole name is not the best: %+v", got)
		}
	})
}

// TestOneSlipIsForgiven proves that a name with one vowel wrong is found.
func TestOneSlipIsForgiven(t *testing.T) {
	t.Parallel()
	names := rapid.StringOfN(rapid.RuneFrom([]rune("가나다라마바사아자차각난닫랄닭값없김도서총무료실")), 3, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		name := names.Draw(t, "name")
		wrong := []rune(name)
		i := rapid.IntRange(0, len(wrong)-1).Draw(t, "where")
		r := wrong[i] - 0xAC00
		wrong[i] = 0xAC00 + r/588*588 + 18*28 + r%28 // its vowel becomes ㅡ
		x := lookup.New([]lookup.Entry{{Names: []string{name}}})
		if len(x.Find(string(wrong), 0)) != 1 {
			t.Fatalf("%q does not find %q", string(wrong), name)
		}
	})
}

// FuzzFind holds Find to what it promises whatever is typed: hits in order, each entry once, the same when asked again.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"ㄱㅂㄷ", "도서ㄱ", "Libary", "종합 자료실", "\xff\x00ㄳ", strings.Repeat("가", 500)} {
		f.Add(s)
	}
	x := lookup.New(house)
	f.Fuzz(func(t *testing.T, typed string) {
		hits := x.Find(typed, 0)
		seen := map[int]bool{}
		for i, h := range hits {
			if seen[h.Entry] || h.Entry < 0 || h.Entry >= len(house) {
				t.Fatalf("%q gives entry %d twice or out of range", typed, h.Entry)
			}
			seen[h.Entry] = true
			if i > 0 && (hits[i-1].Rank > h.Rank || hits[i-1].Rank == h.Rank && hits[i-1].Entry > h.Entry) {
				t.Fatalf("%q gives hits out of order: %+v", typed, hits)
			}
			if h.Typo != hits[0].Typo {
				t.Fatalf("%q mixes what is written with what may be meant: %+v", typed, hits)
			}
		}
		if again := x.Find(typed, 0); !slices.Equal(hits, again) {
			t.Fatalf("%q gives %+v, then %+v", typed, hits, again)
		}
		if some := x.Find(typed, 3); !slices.Equal(some, hits[:min(3, len(hits))]) {
			t.Fatalf("%q: the first three of %+v are %+v", typed, hits, some)
		}
	})
}

// TestFindSparesMemory proves that finding does not allocate by the entry: a directory is asked at every key pressed.
func TestFindSparesMemory(t *testing.T) {
	entries := make([]lookup.Entry, 0, 2000)
	for range 2000 / len(house) {
		entries = append(entries, house...)
	}
	x := lookup.New(entries)
	for _, typed := range []string{"ㄱㅂㄷ", "종합자로실", "없는것이다"} {
		if n := testing.AllocsPerRun(20, func() { x.Find(typed, 20) }); n > 40 {
			t.Errorf("%q takes %v allocations over %d entries", typed, n, len(entries))
		}
	}
}

func BenchmarkFind(b *testing.B) {
	entries := make([]lookup.Entry, 0, 2000)
	for range 2000 / len(house) {
		entries = append(entries, house...)
	}
	x := lookup.New(entries)
	for b.Loop() {
		x.Find("종합자로실", 20)
	}
}

func TestFirsts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"홍길동": "ㅎㄱㄷ", "ㅎㄳ": "ㅎㄱㅅ", "김 Lee-박 3": "ㄱㅂ", "": "", "까치": "ㄲㅊ"} {
		if got := lookup.Firsts(text); got != want {
			t.Errorf("first consonants of %q: %q, want %q", text, got, want)
		}
	}
	for word, want := range map[string]bool{"ㅎㄱㄷ": true, "ㄳ": true, "ㅎ길": false, "ㅏ": false, "a": false, "": false} {
		if lookup.Consonants(word) != want {
			t.Errorf("%q is of consonants: %v", word, !want)
		}
	}
}
