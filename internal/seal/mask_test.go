package seal_test

import (
	"testing"

	"jikim/internal/seal"
)

func TestMasks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		mask     func(string) string
		in, want string
	}{
		{"three syllables", seal.Name, "김철수", "김*수"},
		{"two syllables", seal.Name, "김수", "김*"},
		{"four syllables", seal.Name, "남궁철수", "남**수"},
		{"one syllable", seal.Name, "김", "김"},
		{"latin", seal.Name, "Jane Doe", "J*** D**"},
		{"no name", seal.Name, "", ""},
		{"mobile", seal.Phone, "010-1234-5678", "010-****-5678"},
		{"mobile without hyphens", seal.Phone, "01012345678", "010-****-5678"},
		{"Seoul", seal.Phone, "02-123-4567", "02-***-4567"},
		{"Gangwon", seal.Phone, "033) 737-1043", "033-***-1043"},
		{"local", seal.Phone, "737-1043", "*****43"},
		{"short", seal.Phone, "9", "9"},
		{"address", seal.Email, "kim@example.kr", "k***@example.kr"},
		{"Korean address", seal.Email, "김@example.kr", "김***@example.kr"},
		{"no address", seal.Email, "kim", "***"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.mask(c.in); got != c.want {
				t.Errorf("%q is masked as %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestMaskResident(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in, want string
		found          bool
	}{
		{"with a hyphen", "저는 900101-1234567 입니다", "저는 900101-1****** 입니다", true},
		{"without one", "9001011234567", "9001011******", true},
		{"with spaces", "900101 - 2234567", "900101 - 2******", true},
		{"of full width", "９００１０１－１２３４５６７", "９００１０１－１******", true},
		{"with a dash", "900101–1234567", "900101–1******", true},
		{"with a hyphen of its own", "900101\u20101234567", "900101\u20101******", true},
		{"with a full stop", "900101.1234567", "900101.1******", true},
		{"with a wide space", "900101\u30001234567", "900101\u30001******", true},
		{"given out after 2020", "201005-3000000", "201005-3******", true},
		{"two of them", "900101-1234567,910202-2345678", "900101-1******,910202-2******", true},
		{"month 13", "901301-1234567", "901301-1234567", false},
		{"day 00", "900100-1234567", "900100-1234567", false},
		{"twelve digits", "900101-123456", "900101-123456", false},
		{"fourteen digits", "900101-12345678", "900101-12345678", false},
		{"a longer number", "1900101-1234567", "1900101-1234567", false},
		{"a book", "9788936434120", "9788936434120", false},
		{"a telephone", "010-1234-5678", "010-1234-5678", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, found := seal.MaskResident(c.in)
			if got != c.want || found != c.found {
				t.Errorf("MaskResident = %q, %v; want %q, %v", got, found, c.want, c.found)
			}
		})
	}
}
