package survey

// hidden decides which groups of a whole are not shown: those of fewer than least; and since a single one could be had by taking the
// others from the whole, further ones, the smallest first, until those that are hidden hold at least least together. Groups that
// are hidden already stay so. All is true when that cannot be: then the whole is of fewer than least itself.
func hidden(counts []int, already []bool, least int) (hide []bool, all bool) {
	hide = make([]bool, len(counts))
	together := 0
	take := func(i int) { hide[i], together = true, together+counts[i] }
	for i, k := range counts {
		if k > 0 && (k < least || already != nil && already[i]) {
			take(i)
		}
	}
	for together > 0 && together < least {
		next := -1
		for i, k := range counts {
			if k > 0 && !hide[i] && (next < 0 || k < counts[next]) {
				next = i
			}
		}
		if next < 0 {
			return hide, true
		}
		take(next)
	}
	return hide, false
}
