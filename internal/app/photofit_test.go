package app

import (
	"image"
	"image/color"
	"testing"
)

func TestPicturesFitKeepingProportionAndColour(t *testing.T) {
	t.Parallel()
	tests := []struct{ w, h, most, width, height int }{
		{4000, 3000, 1280, 1280, 960}, {300, 4000, 1000, 75, 1000}, {640, 480, 1280, 640, 480}, {5000, 1, 100, 100, 1}, {7, 7, 3, 3, 3},
	}
	for _, test := range tests {
		in := image.NewRGBA(image.Rect(0, 0, test.w, test.h))
		for y := range test.h {
			for x := range test.w {
				in.Set(x, y, color.RGBA{R: 200, G: 100, B: 50, A: 255})
			}
		}
		out := fit(in, test.most)
		if b := out.Bounds(); b.Dx() != test.width || b.Dy() != test.height {
			t.Errorf("%d×%d into %d: %d×%d, want %d×%d", test.w, test.h, test.most, b.Dx(), b.Dy(), test.width, test.height)
		}
		if got := color.RGBAModel.Convert(out.At(test.width-1, test.height-1)); got != (color.RGBA{R: 200, G: 100, B: 50, A: 255}) {
			t.Errorf("%d×%d: the last corner is %v", test.w, test.h, got)
		}
	}
}
