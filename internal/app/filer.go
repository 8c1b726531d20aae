package app

import "jikim/internal/core/fact"

// The ways in which somebody files for somebody else. Who files for himself has none.
const (
	Agent  = "agent"  // 대리인: acts for the citizen, by a power of attorney
	Helper = "helper" // 도우미: fills in the form for somebody who cannot, and decides nothing
)

// MaxPowers bounds the files of a power of attorney.
const MaxPowers = 2

// Filer is who files for somebody else. Name, telephone and relation are sealed, as those of the citizen are; the fact says
// only that there is one, and of which kind.
type Filer struct {
	As       string // Agent or Helper; empty: nobody, and the rest is not looked at
	Name     string // required
	Phone    string // required of an agent: the office asks him back
	Relation string // to the citizen
	// Power is the power of attorney (위임장) of an agent. It may be handed in later: before the result is handed over the
	// office checks it anyway (민원 처리에 관한 법률 제27조 제4항).
	Power []Attachment
}

// filer checks who files for somebody else and keeps it in the text.
func (f *form) filer(x *text, who *Filer) {
	who.As = f.choice("filer", who.As, false, Agent, Helper)
	if who.As == "" {
		*who = Filer{}
		return
	}
	f.keep(x, "filer_name", f.line("filer_name", who.Name, true))
	f.keep(x, "filer_phone", f.phone("filer_phone", who.Phone, who.As == Agent))
	f.keep(x, "filer_relation", f.line("filer_relation", who.Relation, false))
	switch {
	case who.As == Helper:
		who.Power = nil // a helper needs none
	case len(who.Power) > MaxPowers:
		f.fault("power", "fault.too_many_files", "most", MaxPowers)
	default:
		who.Power = f.files("power", who.Power)
	}
}

// filed returns what the fact of a petition says of who filed it.
func (who *Filer) filed() fact.Data {
	if who.As == "" {
		return nil
	}
	d := fact.With("filed_by", who.As)
	if len(who.Power) > 0 {
		d = append(d, fact.Field{Name: "power", Value: fact.Truth(true)})
	}
	return d
}

// Filed tells who filed a petition for its citizen.
type Filed struct {
	As                    string // Agent or Helper; empty: the citizen himself
	Name, Phone, Relation string // masked, or empty, where the citizen's own are
	Power                 bool   // a power of attorney came with the petition
}

// filedOf returns who filed a case.
func filedOf(c *current, texts map[string]text) Filed {
	for i := range c.known {
		if f := &c.known[i]; f.Kind == fact.CaseReceived && f.Data.Text("filed_by") != "" {
			return Filed{As: f.Data.Text("filed_by"), Name: field(texts, f.ID, "filer_name"), Phone: field(texts, f.ID, "filer_phone"),
				Relation: field(texts, f.ID, "filer_relation"), Power: f.Data.True("power")}
		}
	}
	return Filed{}
}
