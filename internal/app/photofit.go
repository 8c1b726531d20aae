package app

import (
	"image"
	"image/color"
)

// fit returns a picture that is at most so many pixels wide and high, with its sides in proportion; a smaller one comes back as it
// is. Each pixel is the mean of those that it stands for.
func fit(in image.Image, most int) image.Image {
	b := in.Bounds()
	w, h := b.Dx(), b.Dy()
	if w <= most && h <= most || w == 0 || h == 0 {
		return in
	}
	width, height := most, max(1, h*most/w)
	if h > w {
		width, height = max(1, w*most/h), most
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		top, bottom := b.Min.Y+y*h/height, b.Min.Y+max(y*h/height+1, (y+1)*h/height)
		for x := range width {
			left, right := b.Min.X+x*w/width, b.Min.X+max(x*w/width+1, (x+1)*w/width)
			out.Set(x, y, mean(in, image.Rect(left, top, right, bottom)))
		}
	}
	return out
}

// mean is the colour of an area.
func mean(in image.Image, area image.Rectangle) color.Color {
	var r, g, b, a, n uint64
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			cr, cg, cb, ca := in.At(x, y).RGBA()
			r, g, b, a, n = r+uint64(cr), g+uint64(cg), b+uint64(cb), a+uint64(ca), n+1
		}
	}
	return color.RGBA64{R: uint16(r / n), G: uint16(g / n), B: uint16(b / n), A: uint16(a / n)}
}
