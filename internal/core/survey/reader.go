package survey

import "jikim/internal/core/yaml"

// reader carries what is being read and what was found wrong.
type reader struct {
	yaml.Reader
	q     *Questionnaire
	desks Desks
	ids   map[string]*yaml.Node // where each identifier was given
	links []func()              // checks that need everything to be read
}

// fields reads a mapping and holds its identifier, where it has one, to being given once in the whole questionnaire.
func (r *reader) fields(n *yaml.Node, keys ...string) *yaml.Fields {
	f := r.Fields(n, keys...)
	if f == nil {
		return nil
	}
	if id := f.Get("id"); id != nil && id.Kind == yaml.Scalar {
		if before := r.ids[id.Value]; before != nil {
			r.Add(id.Errorf("the identifier %q is given twice", id.Value).WithHint("the first is at " + before.Pos()))
		}
		r.ids[id.Value] = id
	}
	return f
}

// list reads a list that is not longer than a questionnaire can be.
func (r *reader) list(n *yaml.Node) []*yaml.Node { return r.Members(n, maxItems) }

func (r *reader) scale(n *yaml.Node) Scale {
	v, err := n.Int()
	if s := Scale(v); r.Add(err) || s == Five || s == Seven || s == Eleven {
		return s
	}
	r.Add(n.Errorf("%d is no scale", v).WithHint("possible: 5 (1 to 5), 7 (1 to 7), 11 (0 to 10)"))
	return Five
}
