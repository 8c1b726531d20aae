package charter

import (
	"testing"

	"jikim/internal/core/fact"
	"jikim/internal/core/yaml"
)

// TestConditions reads conditions as a charter writes them and tests them on facts.
func TestConditions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, condition string
		data            fact.Data
		want            Outcome
	}{
		{"present", "x: present", fact.With("x", "a"), Holds},
		{"present, empty", "x: present", fact.With("x", ""), Missing},
		{"present, not there", "x: present", nil, Missing},
		{"present, said no", "x: present", fact.With("x", false), Failed},
		{"absent", "x: absent", nil, Holds},
		{"absent, but there", "x: absent", fact.With("x", "a"), Failed},
		{"yes", "x: yes", fact.With("x", true), Holds},
		{"yes, said no", "x: yes", fact.With("x", false), Failed},
		{"yes, unsaid", "x: yes", nil, Missing},
		{"yes, a name", "x: yes", fact.With("x", "원주교육문화관"), Holds},
		{"yes, none", "x: yes", fact.With("x", 0), Failed},
		{"yes, blank", "x: yes", fact.With("x", " "), Missing},
		{"present, in words no", "x: present", fact.With("x", "아니오"), Failed},
		{"present, none", "x: present", fact.With("x", 0), Holds},
		{"no", "x: no", fact.With("x", false), Holds},
		{"no or absent, unsaid", "x: no or absent", nil, Holds},
		{"no or absent, said yes", "x: no or absent", fact.With("x", true), Failed},
		{"value", "x: person", fact.With("x", "person"), Holds},
		{"value, another", "x: person", fact.With("x", "machine"), Failed},
		{"value or absent", "x: person or absent", nil, Holds},
		{"several", "x: a or b or absent", fact.With("x", "b"), Holds},
		{"list", "x: [a, 나, absent]", fact.With("x", "나"), Holds},
		{"value, in capitals", "x: fax", fact.With("x", "FAX"), Holds},
		{"value, with a hyphen", "x: email", fact.With("x", "E-mail"), Holds},
		{"value, with blanks", "x: web_site", fact.With("x", "Web site"), Holds},
		{"value, longer", "x: mail", fact.With("x", "mailbox"), Failed},
		{"value, shorter", "x: mail", fact.With("x", "mai"), Failed},
		{"value, one of a list", "x: person", list(`["machine","Person"]`), Holds},
		{"value, none of a list", "x: person", list(`["machine",{"a":"person"}]`), Failed},
		{"value, empty list", "x: person", list(`[]`), Missing},
		{"officer, by prefix", "officer: park", fact.With("officer", "officer:park"), Holds},
		{"officer, who tells", "officer: kim", nil, Holds},
		{"officer, who tells of another", "officer: kim", fact.With("officer", "park"), Failed},
		{"officer, present", "officer: present", nil, Holds},
		{"list, unsaid", "x: [a, 나, absent]", nil, Holds},
		{"list, another", "x: [a, 나, absent]", fact.With("x", "c"), Failed},
		{"at least", "x: at least 80", fact.With("x", 80), Holds},
		{"at least, less", "x: at least 80", fact.With("x", 79), Failed},
		{"at least, zero", "x: at least 1", fact.With("x", 0), Failed},
		{"at most", "x: at most 2.5", fact.With("x", 2), Holds},
		{"at most, a word", "x: at most 3", fact.With("x", "many"), Failed},
		{"quoted", `x: "present"`, fact.With("x", "present"), Holds},
		{"quoted, another", `x: "present"`, fact.With("x", "a"), Failed},
		{"same", "x: same as trigger.wish", fact.With("x", "post"), Holds},
		{"same, another", "x: same as trigger.wish", fact.With("x", "pickup"), Failed},
		{"same, unsaid", "x: same as trigger.wish", nil, Missing},
		{"same as nothing", "x: same as trigger.nothing", fact.With("x", "a"), Holds},
		{"same of the case", "x: same as case.delivery", fact.With("x", "email"), Holds},
		{"of the case", "case.delivery: email", nil, Holds},
		{"of the trigger", "trigger.wish: pickup", nil, Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			n, err := yaml.Parse("x", []byte("{"+tt.condition+"}"))
			if err != nil {
				t.Fatal(err)
			}
			r := reader{c: &Charter{}}
			cs := r.conditions(n)
			if err := r.Errors.Err(); err != nil {
				t.Fatal(err)
			}
			x := Context{Fact: &fact.Fact{By: "officer:kim", Data: tt.data}, Trigger: &fact.Fact{Data: fact.With("wish", "post")},
				Received: &fact.Fact{Data: fact.With("delivery", "email")}}
			if got, by := TestAll(cs, &x); got != tt.want || (by == nil) != (got == Holds) {
				t.Errorf("outcome %v by %v, want %v", got, by, tt.want)
			}
		})
	}
}

// list is data with one field, which is a list.
func list(text string) fact.Data {
	var v fact.Value
	if err := v.UnmarshalJSON([]byte(text)); err != nil {
		panic(err)
	}
	return fact.With("x", v)
}

func TestMatchAny(t *testing.T) {
	t.Parallel()
	ps := []Pattern{{Kind: fact.CallMissed}, {Kind: fact.CallAnswered, Where: []Condition{{Field: "by", Op: OpOneOf, Values: []string{"person"}}}}}
	tests := []struct {
		name string
		f    fact.Fact
		want bool
	}{
		{"kind alone", fact.Fact{Kind: fact.CallMissed}, true},
		{"kind with data", fact.Fact{Kind: fact.CallAnswered, Data: fact.With("by", "person")}, true},
		{"kind with other data", fact.Fact{Kind: fact.CallAnswered, Data: fact.With("by", "machine")}, false},
		{"kind without the data", fact.Fact{Kind: fact.CallAnswered}, false},
		{"another kind", fact.Fact{Kind: fact.CallEnded}, false},
	}
	for _, tt := range tests {
		if got := MatchAny(ps, &Context{Fact: &tt.f}); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
