package desk

import (
	"strings"

	"jikim/internal/app"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// seenNotes are the data of facts of calls that are told with a sentence of their own, by value: "call.seen.<name>.<value>".
var seenNotes = []string{"withheld", "apart", "estimated", "order", "hook", "blind", "cause", "by"}

// bySource says how a machine came to know what a fact of a call tells, and what it could not see.
func bySource(v *staff.View, l *app.Line) []ui.Item {
	source := l.Data.Text("source")
	if source == "" || l.Data.Text("clock") == "" { // a letter names its source, too
		return nil
	}
	var notes []string
	for _, name := range seenNotes {
		if key := "call.seen." + name + "." + l.Data.Text(name); l.Data.Text(name) != "" && v.C.Has(key) {
			notes = append(notes, v.C.T(key))
		}
	}
	for _, what := range strings.Fields(l.Data.Text("unseen")) {
		if key := "call.unseen." + what; v.C.Has(key) {
			notes = append(notes, v.C.T(key))
		}
	}
	out := []ui.Item{{Term: v.C.T("call.source"), Text: v.C.T("call.source.clock", "source", source, "clock", v.C.T("call.clock."+l.Data.Text("clock")))}}
	if len(notes) > 0 {
		out = append(out, ui.Item{Term: v.C.T("call.note"), Text: strings.Join(notes, " ")})
	}
	return out
}
