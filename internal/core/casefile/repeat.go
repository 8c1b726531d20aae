package casefile

import "time"

// What the law wants before a petition may be closed because it repeats others (민원 처리에 관한 법률 제23조 제1항): it has come
// three times, and the result was told twice before it came.
const (
	RepeatTimes = 3
	RepeatTold  = 2
)

// Same is an earlier petition of the same petitioner whose content was found to be the same.
type Same struct {
	Number     string
	ReceivedAt time.Time
	ToldAt     time.Time // when its result was first told; zero: it was not
}

// Repetition is what decides whether a petition may be closed as a repetition.
type Repetition struct {
	Kind       string // of petition: see charter.Service.Kind
	ReceivedAt time.Time
	Earlier    []Same
	Mass       bool      // it concerns many (다수인관련민원)
	Heard      time.Time // the day on which the committee (민원조정위원회) dealt with it; zero: it did not
	Audited    bool      // the audit department has looked into it
}

// Lack is a condition of the closing that is not met. Its sentence in the catalogues is "repeat.lack.<lack>".
type Lack string

// The conditions.
const (
	LackStatutory  Lack = "statutory"  // statutory petitions are never closed so (제23조 제1항)
	LackDisclosure Lack = "disclosure" // requests for disclosure have a law of their own (정보공개법 제11조의2)
	LackTimes      Lack = "times"      // it has come fewer than three times
	LackTold       Lack = "told"       // the result was told fewer than twice before it came
	LackHearing    Lack = "hearing"    // it concerns many, and the committee has not dealt with it (시행령 제26조)
	LackAudit      Lack = "audit"      // a repeated grievance is looked into by the audit department first (시행령 제17조 제2항)
)

// Lacks returns the conditions that are not met, in the order of the law; none when the petition may be closed.
func (r *Repetition) Lacks() []Lack {
	switch r.Kind {
	case "statutory":
		return []Lack{LackStatutory}
	case "disclosure":
		return []Lack{LackDisclosure}
	}
	var out []Lack
	times, told := r.Counted()
	if times < RepeatTimes {
		out = append(out, LackTimes)
	}
	if told < RepeatTold {
		out = append(out, LackTold)
	}
	if r.Mass && r.Heard.IsZero() {
		out = append(out, LackHearing)
	}
	if r.Kind == "grievance" && !r.Audited {
		out = append(out, LackAudit)
	}
	return out
}

// Counted returns how often the petition has come, this time included, and how often its result had been told when it came.
// A petition that is named twice counts once, and one that came later than this counts not at all.
func (r *Repetition) Counted() (times, told int) {
	seen := map[string]bool{}
	for i := range r.Earlier {
		e := &r.Earlier[i]
		if seen[e.Number] || !e.ReceivedAt.Before(r.ReceivedAt) {
			continue
		}
		seen[e.Number] = true
		if !e.ToldAt.IsZero() && e.ToldAt.Before(r.ReceivedAt) {
			told++
		}
	}
	return len(seen) + 1, told
}
