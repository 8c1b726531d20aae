// Package explain holds the steps of an explanation: how a due instant or a verdict came about.
//
// The core never writes prose. A step is a catalogue key and its values; package locale turns steps into Korean or
// English sentences. The same step can therefore stand in a letter, on a screen and in the output of the command line.
package explain

// Step is one step of an explanation.
type Step struct {
	// Key names the sentence in the catalogues, for example "law.days.first_day".
	Key string `json:"key"`
	// Args are the values of the sentence, in the order in which they were given.
	Args []Arg `json:"args,omitempty"`
}

// Arg is one named value of a step. Value is a string, bool, int, int64, float64, time.Time (UTC), time.Duration,
// civil.Date or a fmt.Stringer of the core; the locale decides how it is written.
type Arg struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// New returns a step with the given names and values: New("key", "name", value, "name2", value2). A name that is not a
// string, or a missing value, is a mistake of the program and panics.
func New(key string, namesAndValues ...any) Step {
	if len(namesAndValues)%2 != 0 {
		panic("explain.New: a name without a value for " + key)
	}
	s := Step{Key: key}
	if len(namesAndValues) > 0 {
		s.Args = make([]Arg, 0, len(namesAndValues)/2)
	}
	for i := 0; i < len(namesAndValues); i += 2 {
		s.Args = append(s.Args, Arg{Name: namesAndValues[i].(string), Value: namesAndValues[i+1]})
	}
	return s
}

// Arg returns the value with that name, or nil.
func (s Step) Arg(name string) any {
	for _, a := range s.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return nil
}
