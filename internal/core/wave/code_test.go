package wave_test

import (
	"bytes"
	"encoding/base32"
	"strings"
	"testing"

	"jikim/internal/core/wave"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	code := wave.Code(bytes.Repeat([]byte{0x08, 0x42, 0x10}, 4)) // of ones and zeros, which are mistaken most
	if len(code) != 16 || strings.ContainsAny(code, "ILOU") || wave.Grouped(code) != code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:] {
		t.Fatalf("the code is %q, on paper %q", code, wave.Grouped(code))
	}
	for _, typed := range []string{code, wave.Grouped(code), strings.ToLower(wave.Grouped(code)), " " + strings.ReplaceAll(wave.Grouped(code), "-", " ") + "\n",
		strings.ReplaceAll(code, "1", "l"), strings.ReplaceAll(code, "1", "I"), strings.ReplaceAll(code, "0", "O"), strings.ReplaceAll(code, "0", "o")} {
		if got := wave.ReadCode(typed); got != code {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	if got := wave.ReadCode(strings.Repeat("A", 65)); got != "" {
		t.Errorf("a long text is read as %q", got)
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("ABCD-efgh-0o1l-IKMN")
	f.Add("홍길동")
	f.Fuzz(func(t *testing.T, typed string) {
		once := wave.ReadCode(typed)
		if wave.ReadCode(once) != once || strings.ContainsAny(once, "/?#ILO ") {
			t.Errorf("%q is read as %q, and that as %q", typed, once, wave.ReadCode(once))
		}
	})
}

// TestCodesAreBase32: a code is what base 32 of Crockford's letters makes of its bytes, so that no two links have one.
func TestCodesAreBase32(t *testing.T) {
	t.Parallel()
	crockford := base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
	for n := range 256 {
		random := make([]byte, 10)
		for i := range random {
			random[i] = byte(n*(i+7) + i*31)
		}
		if got, want := wave.Code(random), crockford.EncodeToString(random); got != want {
			t.Errorf("%x is %s, not %s", random, got, want)
		}
	}
}
