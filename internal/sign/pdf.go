package sign

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// PDF makes one document of the sheets, a page for each, in true size. The font is embedded, cut down to the characters in use,
// with the table by which the text can be searched and read aloud. lang is the language of the text, such as "ko".
func PDF(title, lang string, sheets []Sheet) ([]byte, error) {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	doc.SetTitle(title, true)
	doc.SetLang(lang)
	doc.SetProducer("jikim", true)
	doc.SetCatalogSort(true)
	doc.SetCreationDate(time.Unix(0, 0).UTC()) // the same sheets are the same file
	doc.SetModificationDate(time.Unix(0, 0).UTC())
	doc.AddUTF8FontFromBytes(fontName, "", font())
	for i := range sheets {
		s := &sheets[i]
		doc.AddPageFormat("P", fpdf.SizeType{Wd: s.Width, Ht: s.Height})
		for _, m := range s.marks {
			if err := m.pdf(doc); err != nil {
				return nil, fmt.Errorf("drawing %s: %w", s.Title, err)
			}
		}
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		return nil, fmt.Errorf("writing a document of %d sheets: %w", len(sheets), err)
	}
	return b.Bytes(), nil
}

func (m *mark) pdf(doc *fpdf.Fpdf) error {
	c := m.colour
	switch m.kind {
	case box:
		doc.SetFillColor(int(c.r), int(c.g), int(c.b))
		doc.Rect(m.x, m.y, m.w, m.h, "F")
	case disc:
		doc.SetFillColor(int(c.r), int(c.g), int(c.b))
		doc.Circle(m.x, m.y, m.w, "F")
	case words:
		doc.SetTextColor(int(c.r), int(c.g), int(c.b))
		doc.SetFont(fontName, "", 12)
		doc.SetFontUnitSize(m.h)
		doc.Text(m.start(), m.y, m.text)
	case code:
		q, err := encode(m.text)
		if err != nil {
			return err
		}
		doc.SetFillColor(int(c.r), int(c.g), int(c.b))
		q.runs(m.x, m.y, m.w, func(x, y, w, h float64) { doc.Rect(x, y, w, h, "F") })
	}
	return doc.Error()
}

// start is where a text begins.
func (m *mark) start() float64 {
	switch m.anchor {
	case middle:
		return m.x - m.w/2
	case right:
		return m.x - m.w
	}
	return m.x
}
