package charter

// Chapter is a chapter of the charter as it is read in print.
type Chapter struct {
	Title    Text
	Headings []Heading
}

// Heading is a heading with the sentences below it; its title may be empty.
type Heading struct {
	Title     Text
	Sentences []Sentence
}

// Sentence is a sentence, or part of one, with the promises in it. One sentence may hold several promises.
type Sentence struct {
	Text     Text
	Promises []*Promise
	// Implied says that the words are the heading's own: the promise follows from it without a sentence of its own, and
	// the text need not be printed twice.
	Implied bool
}

// Outline returns the charter as the public text: chapters, headings and sentences in the order of the file. Promises
// with publish: no are left out.
func (c *Charter) Outline() []Chapter {
	var out []Chapter
	for _, p := range c.Promises {
		if !p.Publish {
			continue
		}
		chapter, heading := Text{KO: p.Chapter, EN: p.ChapterEN}, Text{KO: p.Heading, EN: p.HeadingEN}
		if len(out) == 0 || out[len(out)-1].Title.KO != chapter.KO {
			out = append(out, Chapter{Title: chapter})
		}
		at := &out[len(out)-1]
		if len(at.Headings) == 0 || at.Headings[len(at.Headings)-1].Title.KO != heading.KO {
			at.Headings = append(at.Headings, Heading{Title: heading})
		}
		at.Headings[len(at.Headings)-1].add(p)
	}
	return out
}

func (h *Heading) add(p *Promise) {
	text := p.Text
	if text.KO == "" {
		text = Text{KO: p.ID, EN: p.ID} // without a sentence it goes by its identifier
	}
	if n := len(h.Sentences); n > 0 && h.Sentences[n-1].Text.KO == text.KO {
		h.Sentences[n-1].Promises = append(h.Sentences[n-1].Promises, p)
		return
	}
	h.Sentences = append(h.Sentences, Sentence{Text: text, Promises: []*Promise{p}, Implied: text.KO == h.Title.KO})
}
