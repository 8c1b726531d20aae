package charter

import (
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/yaml"
)

// limit reads a length of time of the charter language.
func (r *reader) limit(n *yaml.Node) calendar.Limit {
	s := r.Line(n)
	if n.Kind != yaml.Scalar {
		return calendar.Limit{}
	}
	l, err := calendar.ParseLimit(s)
	if err != nil {
		r.Add(n.Errorf("%v", err))
	}
	return l
}

func (r *reader) limits(n *yaml.Node) []calendar.Limit {
	if n.Kind != yaml.Sequence {
		return []calendar.Limit{r.limit(n)}
	}
	list, _ := n.List()
	out := make([]calendar.Limit, 0, len(list))
	for _, it := range list {
		out = append(out, r.limit(it))
	}
	return out
}

// duration reads a length on the wall clock, such as 10 minutes.
func (r *reader) duration(n *yaml.Node) time.Duration {
	l := r.limit(n)
	if l.IsZero() {
		return 0
	}
	if l.Wall() == 0 {
		r.Add(n.Errorf("%q does not run on the wall clock", n.Value).WithHint("write seconds, minutes or hours"))
		return 0
	}
	return l.Wall()
}
