package sign

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// SVG draws a sheet as a picture of its true size. The text stays text; its width is written with it, so that the layout holds
// where the font is another one. There is neither script nor style in it.
func SVG(s *Sheet, lang string) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%smm" height="%smm" viewBox="0 0 %[1]s %[2]s" role="img" xml:lang="%s">`,
		length(s.Width), length(s.Height), escape(lang))
	fmt.Fprintf(&b, "\n<title>%s</title>\n", escape(s.Title))
	fmt.Fprintf(&b, `<rect width="%s" height="%s" fill="%s"/>`+"\n", length(s.Width), length(s.Height), white)
	for i := range s.marks {
		if err := s.marks[i].svg(&b); err != nil {
			return nil, fmt.Errorf("drawing %s: %w", s.Title, err)
		}
	}
	b.WriteString("</svg>\n")
	return []byte(b.String()), nil
}

func (m *mark) svg(b *strings.Builder) error {
	switch m.kind {
	case box:
		fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`+"\n", length(m.x), length(m.y), length(m.w), length(m.h), m.colour)
	case disc:
		fmt.Fprintf(b, `<circle cx="%s" cy="%s" r="%s" fill="%s"/>`+"\n", length(m.x), length(m.y), length(m.w), m.colour)
	case words:
		fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" font-family="NanumGothic, 'Nanum Gothic', 'Noto Sans CJK KR', sans-serif" font-weight="700" fill="%s" textLength="%s" lengthAdjust="spacingAndGlyphs" xml:space="preserve">%s</text>`+"\n",
			length(m.start()), length(m.y), length(m.h), m.colour, length(m.w), escape(m.text))
	case code:
		q, err := encode(m.text)
		if err != nil {
			return err
		}
		var path strings.Builder
		q.runs(m.x, m.y, m.w, func(x, y, w, h float64) {
			fmt.Fprintf(&path, "M%s %sh%sv%sh-%[3]sz", length(x), length(y), length(w), length(h))
		})
		fmt.Fprintf(b, `<path fill="%s" shape-rendering="crispEdges" d="%s"/>`+"\n", m.colour, path.String())
	}
	return nil
}

// length writes millimetres to a thousandth.
func length(mm float64) string {
	return strconv.FormatFloat(float64(int64(mm*1000+0.5))/1000, 'f', -1, 64)
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
