package entry

// At returns the entry and the key whose lines hold a line of the file, counted from 1; empty where there is none, or the file cannot
// be read.
func At(file, src string, line int) (id, key string) {
	t, err := open(file, src)
	if err != nil {
		return "", ""
	}
	for _, m := range t.members {
		if line-1 < m.first || line-1 > m.last {
			continue
		}
		for _, s := range t.spans(m) {
			if line-1 >= s.first && line-1 <= s.last {
				return m.id, s.key
			}
		}
		return m.id, ""
	}
	return "", ""
}
