package survey

import (
	"maps"
	"slices"
)

// groups computes the figures of the parts that the responses divide into, by name; those that are not told last. Groups that are
// too small are hidden, and with them others, so that none can be had by taking the others from the whole: first by the
// responses, then for each dimension by who rated it.
func groups(in *Input, f frame, of func(*Response) string) []Group {
	q := in.Questionnaire
	members := map[string][]Response{}
	for i := range in.Responses {
		name := of(&in.Responses[i])
		members[name] = append(members[name], in.Responses[i])
	}
	if len(members) == 1 {
		return nil // the whole says the same
	}
	names := slices.Sorted(maps.Keys(members))
	if names[0] == "" {
		names = append(names[1:], "")
	}
	out, counts := make([]Group, len(names)), make([]int, len(names))
	for i, name := range names {
		out[i] = Group{ID: name, N: len(members[name])}
		counts[i] = out[i].N
		for d := range q.Dimensions {
			figure := f.estimate(valuesOf(members[name], ofDimension(&q.Dimensions[d])))
			figure.Top, figure.TopLow, figure.TopHigh = 0, 0, 0
			figure.Hidden = figure.N == 0 && in.lacks(&q.Dimensions[d])
			out[i].Figures = append(out[i].Figures, figure)
		}
	}
	hide, all := hidden(counts, nil, q.Shown)
	for i := range out {
		if all || hide[i] {
			hide[i] = true
			out[i].N, out[i].Hidden = 0, true
		}
	}
	for d := range q.Dimensions {
		for i := range out {
			counts[i] = out[i].Figures[d].N
		}
		small, all := hidden(counts, hide, q.Shown)
		for i := range out {
			if all || small[i] {
				out[i].Figures[d].hide()
			}
		}
	}
	return out
}
