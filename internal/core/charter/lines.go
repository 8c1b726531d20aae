package charter

import "strings"

// LineChange is a place at which two texts differ.
type LineChange struct {
	Line     int      // of the first line in the newer text, from 1
	Old, New []string // without line ends
}

// mostCompared limits how much work finding the shortest difference may be: the product of the lines that differ.
const mostCompared = 4_000_000

// DiffLines returns where two texts differ, in the order of the lines.
func DiffLines(old, now string) []LineChange {
	a, b := splitLines(old), splitLines(now)
	first := 0
	for first < min(len(a), len(b)) && a[first] == b[first] {
		first++
	}
	last := 0
	for last < min(len(a), len(b))-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	a, b = a[first:len(a)-last], b[first:len(b)-last]
	if len(a) == 0 && len(b) == 0 {
		return nil
	}
	if len(a)*len(b) > mostCompared {
		return []LineChange{{Line: first + 1, Old: a, New: b}}
	}
	return changesOf(a, b, first+1)
}

// changesOf compares by the longest common subsequence; line is the number of the first of b.
func changesOf(a, b []string, line int) []LineChange {
	common := make([][]int32, len(a)+1) // of what begins at i and j
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []LineChange
	var at *LineChange
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		if i < len(a) && j < len(b) && a[i] == b[j] {
			i, j, at = i+1, j+1, nil
			continue
		}
		if at == nil {
			out = append(out, LineChange{Line: line + j})
			at = &out[len(out)-1]
		}
		if j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1] {
			at.Old = append(at.Old, a[i])
			i++
		} else {
			at.New = append(at.New, b[j])
			j++
		}
	}
	return out
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
