package charter

import (
	"jikim/internal/core/civil"
	"jikim/internal/core/yaml"
)

// reader carries what is being read and what was found wrong.
type reader struct {
	yaml.Reader
	files Files
	c     *Charter
	// links are checks that need everything to be read: that names point at something.
	links []func()
}

func (r *reader) date(n *yaml.Node) civil.Date {
	d, err := civil.ParseDate(r.Line(n))
	if err != nil && n.Kind == yaml.Scalar {
		r.Add(n.Errorf("%q is not a day", n.Value).WithHint("write year-month-day, such as 2026-01-31"))
	}
	return d
}

// members reads a list that is not unreasonably long.
func (r *reader) members(n *yaml.Node) []*yaml.Node { return r.Members(n, maxEntries) }
