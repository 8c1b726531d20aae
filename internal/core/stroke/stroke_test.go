package stroke_test

import (
	"errors"
	"strings"
	"testing"

	"jikim/internal/core/stroke"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, path string
		err              error
	}{
		{"two lines", "0,0 100,0 ; 1000,400 900,400", "M0 0L100 0M1000 400L900 400", nil},
		{"a dot beside a line", "0,0 100,0;5,5", "M0 0L100 0M5 5h1", nil},
		{"empty lines", ";;0,0 0,100;", "M0 0L0 100", nil},
		{"nothing", "", "", stroke.ErrBlank},
		{"a touch", "10,10 12,11", "", stroke.ErrBlank},
		{"dots alone", "1,1;200,200;300,300", "", stroke.ErrBlank},
		{"beyond the surface", "0,0 1001,0", "", stroke.ErrSyntax},
		{"below the surface", "0,0 100,-1", "", stroke.ErrSyntax},
		{"one number", "0,0 100", "", stroke.ErrSyntax},
		{"no number", `0,0 100,"/><script>`, "", stroke.ErrSyntax},
		{"a part of a number", "0,0 99.5,0", "", stroke.ErrSyntax},
		{"too many points", strings.Repeat("1,1 ", stroke.MaxPoints+1), "", stroke.ErrLarge},
		{"too long", strings.Repeat(" ", stroke.MaxBytes+1), "", stroke.ErrLarge},
	}
	for _, tt := range tests {
		d, err := stroke.Parse(tt.text)
		if !errors.Is(err, tt.err) || d.Path() != tt.path {
			t.Errorf("%s: %q, %v", tt.name, d.Path(), err)
		}
		if err == nil && stroke.PathOf(d.SVG()) != tt.path {
			t.Errorf("%s: the picture gives %q", tt.name, stroke.PathOf(d.SVG()))
		}
	}
	for _, svg := range []string{"", "<svg/>", string(stroke.Drawing{{{1, 2}}}.SVG()) + " ", strings.Replace(string(stroke.Drawing{{{1, 2}}}.SVG()), "M1", "Z1", 1)} {
		if p := stroke.PathOf([]byte(svg)); p != "" {
			t.Errorf("%q is taken for a drawing: %q", svg, p)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("0,0 100,0;5,5")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := stroke.Parse(text)
		if err == nil && stroke.PathOf(d.SVG()) != d.Path() {
			t.Errorf("%q is not read back", text)
		}
	})
}
