package app

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// drawing is a picture of an improvement in the demonstration, which nobody can take for a photo of a place.
type drawing struct {
	scene scene
	after bool
	alt   string
}

// scene draws a place before or after it was improved.
type scene func(c canvas, after bool)

// The size of the drawings in pixels.
const (
	demoWide = 480
	demoHigh = 320
)

// ink is a colour of the drawings.
type ink uint8

const (
	inkPaper ink = iota
	inkWall
	inkFloor
	inkLine
	inkWood
	inkWhite
	inkWater
	inkGreen
	inkRed
)

var demoInks = color.Palette{
	color.RGBA{0xfa, 0xfa, 0xf7, 0xff}, color.RGBA{0xe6, 0xec, 0xf0, 0xff}, color.RGBA{0xc9, 0xcd, 0xd1, 0xff}, color.RGBA{0x3c, 0x46, 0x50, 0xff},
	color.RGBA{0xb8, 0x8a, 0x5c, 0xff}, color.RGBA{0xff, 0xff, 0xff, 0xff}, color.RGBA{0x9c, 0xc4, 0xde, 0xff}, color.RGBA{0x2f, 0x8f, 0x5b, 0xff},
	color.RGBA{0xc2, 0x4a, 0x3a, 0xff},
}

// png draws it.
func (p *drawing) png() []byte {
	c := canvas{image.NewPaletted(image.Rect(0, 0, demoWide, demoHigh), demoInks)}
	p.scene(c, p.after)
	var b bytes.Buffer
	if err := png.Encode(&b, c); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// canvas is what is drawn on.
type canvas struct{ *image.Paletted }

func (c canvas) box(x, y, w, h int, i ink) {
	for py := y; py < y+h; py++ {
		for px := x; px < x+w; px++ {
			c.SetColorIndex(px, py, uint8(i))
		}
	}
}

// disc fills the points of a circle that are at least hole from its centre.
func (c canvas) disc(x, y, r, hole int, i ink) {
	for py := y - r; py <= y+r; py++ {
		for px := x - r; px <= x+r; px++ {
			if d := (px-x)*(px-x) + (py-y)*(py-y); d <= r*r && d >= hole*hole && (image.Point{X: px, Y: py}).In(c.Rect) {
				c.SetColorIndex(px, py, uint8(i))
			}
		}
	}
}

// stroke draws a line of four pixels.
func (c canvas) stroke(x, y, toX, toY int, i ink) {
	steps := max(abs(toX-x), abs(toY-y), 1)
	for s := range steps + 1 {
		c.box(x+(toX-x)*s/steps-2, y+(toY-y)*s/steps-2, 4, 4, i)
	}
}

func abs(n int) int { return max(n, -n) }

// basin is a wash basin; the soap is what was lacking.
func basin(c canvas, after bool) {
	c.box(0, 0, demoWide, demoHigh, inkWall)
	c.box(150, 20, 180, 120, inkLine)
	c.box(156, 26, 168, 108, inkWater)
	c.box(100, 190, 280, 24, inkLine)
	c.box(104, 194, 272, 60, inkWhite)
	c.box(220, 254, 40, 66, inkFloor)
	c.box(232, 150, 16, 44, inkLine)
	c.box(232, 150, 50, 12, inkLine)
	if after {
		c.box(324, 146, 34, 46, inkGreen)
		c.box(336, 130, 10, 18, inkLine)
		c.box(318, 126, 28, 7, inkLine)
		return
	}
	c.box(320, 186, 40, 5, inkLine) // the empty dish
}

// stand is a stand for bicycles before the door.
func stand(c canvas, after bool) {
	c.box(0, 0, demoWide, 210, inkWall)
	c.box(0, 210, demoWide, 110, inkFloor)
	hoops := []int{70, 160}
	places := []int{70, 160, 290, 385} // two of them lean on the wall
	if after {
		hoops, places = []int{70, 160, 250, 340, 430}, []int{70, 160, 250, 340}
	}
	for _, x := range hoops {
		c.box(x-26, 190, 5, 70, inkLine)
		c.box(x+21, 190, 5, 70, inkLine)
		c.box(x-26, 186, 52, 6, inkLine)
	}
	for n, x := range places {
		y := 250
		if !after && n > 1 {
			y = 200 + 16*(n-2)
		}
		frame := []ink{inkRed, inkGreen, inkWater, inkWood}[n]
		c.disc(x-24, y, 20, 16, inkLine)
		c.disc(x+24, y, 20, 16, inkLine)
		c.stroke(x-24, y, x-4, y-30, frame)
		c.stroke(x-4, y-30, x+18, y-30, frame)
		c.stroke(x+18, y-30, x+24, y, frame)
		c.stroke(x-24, y, x+4, y, frame)
		c.stroke(x+4, y, x+18, y-30, frame)
	}
}

// door is the door of a room; the plate beside it is what was lacking.
func door(c canvas, after bool) {
	c.box(0, 0, demoWide, 270, inkWall)
	c.box(0, 270, demoWide, 50, inkFloor)
	c.box(170, 40, 140, 230, inkLine)
	c.box(176, 46, 128, 224, inkWood)
	c.disc(290, 165, 7, 0, inkPaper)
	if !after {
		return
	}
	c.box(340, 90, 100, 80, inkLine)
	c.box(344, 94, 92, 72, inkWhite)
	c.box(356, 108, 32, 44, inkGreen) // an open book
	c.box(392, 108, 32, 44, inkGreen)
	for i := range 4 {
		c.box(361, 115+9*i, 22, 3, inkWhite)
		c.box(397, 115+9*i, 22, 3, inkWhite)
	}
}
