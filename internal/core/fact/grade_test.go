package fact_test

import (
	"testing"

	"jikim/internal/core/fact"
)

func TestGrade(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		fact fact.Fact
		want fact.Grade
	}{
		{"explicit", fact.Fact{Via: fact.ViaSIP, Override: fact.Reported}, fact.Reported},
		{"telephone", fact.Fact{Via: fact.ViaSIP, By: "officer:kim"}, fact.Measured},
		{"desk", fact.Fact{Via: fact.ViaDesk, By: "citizen"}, fact.Attested},
		{"import", fact.Fact{Via: fact.ViaImport, By: "system"}, fact.Attested},
		{"report", fact.Fact{Via: fact.ViaReport}, fact.Reported},
		{"inspection", fact.Fact{Via: fact.ViaInspection}, fact.Audited},
		{"system", fact.Fact{By: "system"}, fact.Measured},
		{"device", fact.Fact{By: "device:door"}, fact.Measured},
		{"inspector", fact.Fact{By: "inspector:oh"}, fact.Audited},
		{"citizen", fact.Fact{By: "citizen"}, fact.Reported},
		{"nobody said", fact.Fact{}, fact.Attested},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := tt.fact.Grade(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	for _, name := range fact.Vias() {
		if fact.Via(name).Grade() == fact.NoGrade {
			t.Errorf("%s has no grade", name)
		}
	}
}

func TestWeakest(t *testing.T) {
	t.Parallel()
	if g := fact.Weakest(fact.Measured, fact.Reported); g != fact.Reported {
		t.Error(g)
	}
	if fact.Weakest(fact.NoGrade, fact.Audited) != fact.Audited || fact.Weakest(fact.Audited, fact.NoGrade) != fact.Audited {
		t.Error("an unknown grade is passed over")
	}
	for g := fact.Reported; g <= fact.Measured; g++ {
		if found, ok := fact.FindGrade(g.String()); !ok || found != g {
			t.Errorf("%s is found as %s", g, found)
		}
	}
}

func TestKindsHaveNames(t *testing.T) {
	t.Parallel()
	names := fact.KindNames()
	if len(names) != fact.KindCount-1 {
		t.Errorf("%d names of %d kinds", len(names), fact.KindCount-1)
	}
	for _, name := range names {
		k, ok := fact.FindKind(name)
		if !ok || k.String() != name || k.Family() == "" || k.Family() == name {
			t.Errorf("%s is found as %q of %q", name, k, k.Family())
		}
	}
	if _, ok := fact.FindKind(""); ok {
		t.Error("the empty name is no kind")
	}
}
