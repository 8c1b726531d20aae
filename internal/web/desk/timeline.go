package desk

import (
	"net/url"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// event is a fact of the timeline as it is read.
type event struct {
	app.Line
	What    string
	When    string // no finer than it is known
	Who     string
	Details []ui.Item // its data and, when the case is open, its texts
	Late    string    // told later than it happened; empty when it was told at once
	Fix     string    // address of the form that corrects it; empty when the reader may not
	Fixed   string    // why it was corrected or taken back
}

// lateAfter is from when on a fact counts as told later: what a person presses takes a moment.
const lateAfter = 2 * time.Minute

// events returns the timeline, newest first: at the desk the last thing matters most.
func events(v *staff.View, p *casePage, names map[string]string) []event {
	lines := p.Case.Facts
	out := make([]event, 0, len(lines))
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		e := event{Line: l, What: staff.Kind(v.C, l.Kind), When: moment(v.C, l.At, l.Precision), Who: who(v, &l), Details: details(v, p.Case.Charter, names, &l)}
		if late := l.RecordedAt.Sub(l.At.Add(l.Precision)); late > lateAfter {
			e.Late = v.C.T("desk.event.late", "at", l.RecordedAt)
		}
		if mayFix(v.Actor, &l) {
			e.Fix = caseHref(p.Case.State.Case) + "?fix=" + l.ID
		}
		switch {
		case l.Retracted:
			e.Fixed = v.C.T("desk.event.retracted")
		case l.Corrected != "":
			e.Fixed = v.C.T("desk.event.corrected")
		}
		out = append(out, e)
	}
	return out
}

// who says who told a fact, and how it is known.
func who(v *staff.View, l *app.Line) string {
	kind, _, _ := strings.Cut(l.By, ":")
	name := l.Officer
	if name == "" || kind == "citizen" || kind == "system" || kind == "device" {
		name = named(v.C, "desk.by.", kind)
	}
	via := named(v.C, "desk.via.", string(l.Via))
	if via == "" {
		return name
	}
	return v.C.T("desk.event.who", "name", name, "via", via)
}

// details lists what a fact says besides its kind. What only programs need is left out.
func details(v *staff.View, ch *charter.Charter, names map[string]string, l *app.Line) []ui.Item {
	if l.Kind == fact.DocumentIssued {
		return []ui.Item{{Term: v.C.T("desk.letter"), Text: letterOf(v, l)}}
	}
	var out []ui.Item
	for _, d := range casefile.Fields(l.Kind) {
		if d.Type == casefile.TypeProse {
			if text := l.Prose[d.Name]; text != "" {
				out = append(out, ui.Item{Term: staff.FieldLabel(v.C, l.Kind, d.Name), Text: text})
			}
			continue
		}
		value, given := l.Data.Get(d.Name)
		if text := value.String(); given && text != "" {
			item := ui.Item{Term: staff.FieldLabel(v.C, l.Kind, d.Name), Text: written(v, ch, names, d, value)}
			if d.Name == "into" || d.Name == "same_as" { // where the case goes on, or came from
				item.Href = "/desk/search?" + url.Values{"q": {text}}.Encode()
			}
			out = append(out, item)
		}
	}
	out = append(out, bySource(v, l)...)
	if l.Kind == fact.CaseClosed {
		out = append(out, closedBy(v, l)...)
	}
	if l.Kind == fact.PromiseBroken {
		out = append(out, ui.Item{Term: v.C.T("desk.event.promise"), Text: v.PromiseName(ch, l.Data.Text("promise"))})
	}
	if l.Precision > 0 {
		out = append(out, ui.Item{Term: v.C.T("desk.event.precision"), Text: v.C.Duration(l.Precision)})
	}
	return out
}

// written writes a value of a fact: instants in the office's zone, identifiers by the names they stand for.
func written(v *staff.View, ch *charter.Charter, names map[string]string, d casefile.Field, value fact.Value) string {
	text := value.String()
	if k, ok := fact.FindKind(text); ok && d.Name == "kind" { // the act that was left out
		return staff.Kind(v.C, k)
	}
	switch d.Type {
	case casefile.TypeTime:
		if t, ok := value.Time(); ok {
			return v.C.Deadline(t, v.C.Location())
		}
	case casefile.TypeYes:
		return v.C.Value(value.Yes())
	case casefile.TypeChoice:
		return staff.Choice(v.C, d.Name, text)
	}
	if name := names[text]; name != "" {
		return name
	}
	if desk := ch.Directory.FindDesk(text); desk != nil && (d.Name == "desk" || d.Name == "to") {
		return desk.Name.In(v.Lang())
	}
	return text
}

// letterOf says which letter went out and who stands in it; its text is read beside the timeline.
func letterOf(v *staff.View, l *app.Line) string {
	form := named(v.C, "desk.letter.", l.Data.Text("form"))
	if form == "" {
		form = l.Data.Text("form")
	}
	return v.C.T("desk.letter.from", "form", form, "department", l.Data.Text("department"), "officer", l.Data.Text("officer"),
		"contact", l.Data.Text("contact"))
}
