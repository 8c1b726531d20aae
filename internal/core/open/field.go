package open

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// Given stands in open data for a value that is there and is not opened. Every reader of a value takes it as it takes free text.
const Given = "given"

// treatment makes the open form of a value that shows something and is no plain no.
type treatment func(r *reduction, v fact.Value) fact.Value

// treatments say what becomes of a value, by its name. A name that is not here is left out: this is the list of what is allowed. The
// treatment of a name is the same for all kinds of facts, because a correction may change the kind.
var treatments = map[string]treatment{
	// whether it was so
	"busy": flag, "stood": flag, "phrase": flag, "first": flag, "excused": flag, "early": flag, "signed": flag, "thanks": flag,
	"organisation": flag, "not_needed": flag, "blind": flag, "callback": flag, "withheld": flag, "outside": flag, "wanted": flag,
	"mid_talk": flag, "hook_switch": flag, "reached": flag, "internal": flag, "consent": flag, "oral": flag, "founded": flag,
	"second": flag, "agreed": flag,
	// how many
	"rings": count, "working": count, "count": count, "unit": count, "checked": count, "score": count, "year": count, "voucher": count,
	"present": count, "worn": count, "days": count, "asked": count, "answers": count, "persons": count,
	// which of a few
	"cause": code, "channel": code, "delivery": code, "method": code, "how": code, "where": code, "way": code, "about": code,
	"ground": code, "fee": code, "improvable": code, "severity": code, "urgency": code, "filed_by": code, "identity": code, "reason": closing, "by": byWhom,
	// what of the office's own
	"desk": ident, "service": ident, "item": ident, "sign": ident, "scorecard": ident, "promise": ident, "form": ident,
	"kind": kind, "unseen": unseen, "charter": digest, "sha256": digest, "root": digest, "publication": period, "period": period, "corrects": period,
	// when
	"since": instant, "until": instant, "expected": instant, "callback_at": instant, "at": instant, "due": limit,
	// that it is there, and nothing of what it says
	"purpose": there, "assist": there, "repeat_of": there, "summary": there, "law": there, "appeal": there, "shortcomings": there, "to": there,
	"told_number": there, "department": there, "contact": contact, "what": there, "text": there, "digest": there, "witness": there,
	// who and where, comparable within the case
	"officer": officer, "place": place,
	// which fact
	"of": reference, "trigger": trigger,
}

// ofCoarse are the values that facts of any kind keep.
var ofCoarse = map[string]bool{"charter": true, "channel": true, "desk": true}

// data opens the values of a fact.
func (r *reduction) data() fact.Data {
	given := r.fact.Data
	if r.fact.Kind == fact.FactCorrected {
		given = flat(given)
	}
	var out fact.Data
	for i := range given {
		name := given[i].Name
		t := treatments[name]
		if t == nil || Coarse(r.fact.Kind) && !ofCoarse[name] || r.fact.Kind == fact.FactCorrected && name == "reason" {
			continue
		}
		out = append(out, fact.Field{Name: name, Value: r.value(name, t, given[i].Value)})
	}
	slices.SortFunc(out, func(a, b fact.Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// flat takes the values out of the nesting in which a correction may have them, as applying it does.
func flat(d fact.Data) fact.Data {
	out := make(fact.Data, 0, len(d))
	for i := range d {
		if d[i].Name != "data" {
			out = out.Set(d[i].Name, d[i].Value)
			continue
		}
		text, _ := d[i].Value.MarshalJSON()
		var more fact.Data
		if json.Unmarshal(text, &more) != nil {
			continue
		}
		for _, m := range more {
			if !edited[m.Name] { // within the nesting these would name mere values, which no promise reads
				out = out.Set(m.Name, m.Value)
			}
		}
	}
	return out
}

// edited are the names by which a correction speaks of the envelope, or of itself.
var edited = map[string]bool{"of": true, "at": true, "kind": true, "contact": true, "reason": true, "data": true}

// value opens one value. What shows nothing is null, yes and no stay, and a list is opened one by one.
func (r *reduction) value(name string, t treatment, v fact.Value) fact.Value {
	text, _ := v.MarshalJSON()
	switch {
	case names[name] || name == "contact" && r.fact.Kind == fact.FactCorrected:
		if v.String() == "" {
			return fact.Value{}
		}
	case len(text) > 0 && (text[0] == '[' || text[0] == '{'):
		return r.nested(name, t, v, text)
	case plainWord(v):
		return v
	case !v.Present() && !v.No():
		return fact.Value{}
	}
	return t(r, v)
}

// names are values that are identifiers, whatever they look like.
var names = map[string]bool{"of": true, "trigger": true}

// plainWord tells whether a value is yes or no, which is all that it tells.
func plainWord(v fact.Value) bool {
	if s := v.String(); s == "" || digit(s[0]) || s[0] == '-' {
		return false
	}
	return v.Yes() || v.No()
}

func (r *reduction) nested(name string, t treatment, v fact.Value, text []byte) fact.Value {
	if !v.Present() {
		return fact.Value{}
	}
	var list []fact.Value
	if text[0] == '{' || json.Unmarshal(text, &list) != nil {
		list = []fact.Value{{}}
	}
	for i := range list {
		if list[i] = fact.Text(list[i].String()); list[i].String() != "" {
			list[i] = r.value(name, t, list[i])
		} else {
			list[i] = fact.Text(Given)
		}
	}
	if len(list) == 0 {
		return fact.Value{}
	}
	b, _ := json.Marshal(list)
	var out fact.Value
	_ = out.UnmarshalJSON(b) // of what was just written
	return out
}

func flag(_ *reduction, v fact.Value) fact.Value {
	switch {
	case v.Yes():
		return fact.Truth(true)
	case v.No():
		return fact.Truth(false)
	}
	return fact.Text(Given)
}

// count keeps a number as far as it may be one of things or points. A larger one could be a telephone number.
func count(_ *reduction, v fact.Value) fact.Value {
	n, ok := v.Float()
	switch {
	case !ok || n != n:
		return fact.Text(Given)
	case n > most:
		return fact.Number(most)
	case n < -most:
		return fact.Number(-most)
	}
	if whole, ok := v.Int(); ok {
		return fact.Number(whole)
	}
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0" // written so, it is no whole number to those who ask for one
	}
	var out fact.Value
	_ = out.UnmarshalJSON([]byte(text)) // a number that was just written
	return out
}

const most = 999_999

// code keeps what is one of a few: a word of ours, or one that charters use for it.
func code(_ *reduction, v fact.Value) fact.Value {
	if s := v.String(); plainCode(s) || words[folded(s)] || plainSite(s) {
		return fact.Text(s)
	}
	return fact.Text(Given)
}

// byWhom is of an answer who took it, of an extension by how many units.
func byWhom(r *reduction, v fact.Value) fact.Value {
	if _, ok := v.Float(); ok {
		return count(r, v)
	}
	return code(r, v)
}

// closing keeps why a case was closed, which is one of a few. Any other reason is free text.
func closing(_ *reduction, v fact.Value) fact.Value {
	switch s := v.String(); folded(s) {
	case "done", "uncollected", "repeated", "notsupplied", "other":
		return fact.Text(s)
	}
	return fact.Text(Given)
}

// ident keeps an identifier of the directory or the charter; of the things of the house also another name of theirs.
func ident(r *reduction, v fact.Value) fact.Value {
	if s := v.String(); plainName(s) || words[folded(s)] || r.fact.Case == fact.Institution && plainPlace(s) {
		return fact.Text(s)
	}
	return fact.Text(Given)
}

func kind(r *reduction, v fact.Value) fact.Value {
	if _, ok := fact.FindKind(v.String()); ok {
		return fact.Text(v.String())
	}
	return code(r, v)
}

// unseen keeps the words for what a source could not see.
func unseen(_ *reduction, v fact.Value) fact.Value {
	var kept []string
	for _, w := range strings.Fields(v.String()) {
		if slices.Contains([]string{"ring", "hook", "order", "transfer", "person", "summary"}, w) {
			kept = append(kept, w)
		}
	}
	return fact.Text(strings.Join(kept, " "))
}

// period keeps a month, a year, months from one to another, and which publication of them it is.
func period(_ *reduction, v fact.Value) fact.Value {
	s := v.String()
	if len(s) < 24 && strings.Trim(s, "0123456789-.") == "" && len(s) >= 4 && strings.Count(s, "-") <= 2 && (len(s) == 4 || s[4] == '-' || s[4] == '.') {
		return fact.Text(s)
	}
	return fact.Text(Given)
}

func digest(_ *reduction, v fact.Value) fact.Value {
	s := v.String()
	if len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" {
		return fact.Text(s)
	}
	return fact.Text(Given)
}

// instant keeps an instant, a day or a time of day, as people write them too.
func instant(_ *reduction, v fact.Value) fact.Value {
	if t, ok := v.Time(); ok {
		return fact.Instant(t)
	}
	s := v.String()
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04", "15:04"} {
		if _, err := time.Parse(layout, s); err == nil {
			return fact.Text(s)
		}
	}
	return fact.Text(Given)
}

// limit keeps an instant, a day or a limit such as "7 days by law".
func limit(r *reduction, v fact.Value) fact.Value {
	s := v.String()
	if _, err := civil.ParseDate(s); err == nil {
		return fact.Text(s)
	}
	if l, err := calendar.ParseLimit(s); err == nil {
		if again, err := calendar.ParseLimit(l.String()); err == nil && again == l {
			return fact.Text(l.String())
		}
	}
	return instant(r, v)
}

func there(*reduction, fact.Value) fact.Value { return fact.Text(Given) }

func contact(r *reduction, v fact.Value) fact.Value {
	if r.fact.Kind == fact.FactCorrected {
		return fact.Text(r.contact(v.String()))
	}
	return fact.Text(Given)
}

func officer(r *reduction, v fact.Value) fact.Value { return fact.Text(r.officer(v.String())) }

// place keeps where a thing of the house stands, which the promises about it are read by; elsewhere a place may be where somebody
// lives or his number, and can only be compared.
func place(r *reduction, v fact.Value) fact.Value {
	s := v.String()
	if r.fact.Case == fact.Institution {
		if plainPlace(s) {
			return fact.Text(s)
		}
		return fact.Text(Given)
	}
	return fact.Text(r.name(spaceValue+r.fact.Case, folded(s)))
}

func reference(r *reduction, v fact.Value) fact.Value {
	return fact.Text(r.name(SpaceFact, v.String()))
}

func trigger(r *reduction, v fact.Value) fact.Value {
	return fact.Text(Trigger(r.fact.Case, v.String(), r.name))
}
