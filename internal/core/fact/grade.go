package fact

// Via is how we learned of a fact.
type Via string

// The ways of learning; each has a grade (design: evidence).
const (
	ViaSIP        Via = "sip"
	ViaPBX        Via = "pbx"
	ViaKiosk      Via = "kiosk"
	ViaDevice     Via = "device"
	ViaMail       Via = "mail"
	ViaWeb        Via = "web"
	ViaSystem     Via = "system"
	ViaDesk       Via = "desk"
	ViaReport     Via = "report"
	ViaInspection Via = "inspection"
	ViaImport     Via = "import"
)

// Grade is the strength of evidence. A larger grade is stronger; the zero Grade is unknown.
type Grade uint8

// The grades, weakest first.
const (
	NoGrade  Grade = iota
	Reported       // the customer said so
	Attested       // an officer pressed it
	Audited        // an inspector or mystery caller saw it
	Measured       // a machine saw it
)

var gradeNames = [...]string{"", "reported", "attested", "audited", "measured"}

// String returns the grade's name as in the contract of the command line; "" when unknown.
func (g Grade) String() string {
	if int(g) >= len(gradeNames) {
		return ""
	}
	return gradeNames[g]
}

// FindGrade returns the grade with that name; false when there is none.
func FindGrade(name string) (Grade, bool) {
	for g := Reported; g <= Measured; g++ {
		if gradeNames[g] == name {
			return g, true
		}
	}
	return NoGrade, false
}

// Grade returns the grade of what was learned that way. An import is as good as an officer's word: whoever imports
// better evidence says so with an explicit grade.
func (v Via) Grade() Grade {
	switch v {
	case ViaSIP, ViaPBX, ViaKiosk, ViaDevice, ViaMail, ViaWeb, ViaSystem:
		return Measured
	case ViaDesk, ViaImport:
		return Attested
	case ViaReport:
		return Reported
	case ViaInspection:
		return Audited
	}
	return NoGrade
}

// Vias returns every way of learning; for suggestions.
func Vias() []string {
	return []string{"sip", "pbx", "kiosk", "device", "mail", "web", "system", "desk", "report", "inspection", "import"}
}

// Weakest returns the weaker of two grades; an unknown grade counts as no evidence of its own and is passed over.
func Weakest(a, b Grade) Grade {
	if a == NoGrade || b != NoGrade && b < a {
		return b
	}
	return a
}
