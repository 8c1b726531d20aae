package locale

import "jikim/internal/core/explain"

// Step writes one step of an explanation as a sentence. The core names the sentence by its key, which stands in the
// catalogue file explain.yaml with the prefix "explain.". A text that is a limit, such as "7 days by law", is written as
// Limit does.
func (c *Catalogue) Step(s explain.Step) string {
	key := "explain." + s.Key
	text, ok := c.sentences[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	return text.write(c, func(name string) (any, bool) {
		v := s.Arg(name)
		if written, ok := v.(string); ok {
			v = c.Limit(written)
		}
		return v, v != nil
	})
}

// Steps writes an explanation, a sentence for each step, in their order.
func (c *Catalogue) Steps(steps []explain.Step) []string {
	sentences := make([]string, len(steps))
	for i, s := range steps {
		sentences[i] = c.Step(s)
	}
	return sentences
}
