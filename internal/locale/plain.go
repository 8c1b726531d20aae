package locale

// plainly begins the keys of second wordings.
const plainly = "plain."

// Plain returns the same catalogue with second wordings in easy words (쉬운 말) where there are any: for those who read with
// effort, or in a language that is not their own.
func (c *Catalogue) Plain() *Catalogue {
	d := *c
	d.plain = true
	return &d
}

// find returns the sentence of a key, in easy words when they are wanted and there are some.
func (c *Catalogue) find(key string) (sentence, bool) {
	if c.plain {
		if s, ok := c.sentences[plainly+key]; ok {
			return s, true
		}
	}
	s, ok := c.sentences[key]
	return s, ok
}
