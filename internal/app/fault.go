package app

import (
	"errors"
	"fmt"
	"time"
)

// FaultKind is the sort of a fault: what a page or a status code makes of it.
type FaultKind uint8

// The sorts of faults.
const (
	Invalid  FaultKind = iota + 1 // the input is wrong: see Fields
	Denied                        // the actor may not do this
	Unknown                       // there is no such thing, or the actor may not know of it
	Unlawful                      // the case does not allow it now
	Login                         // login or password is wrong, or the session has ended
	Locked                        // too many failures: see Until
	TooLarge                      // the attachment is too large
	Conflict                      // somebody else has changed it meanwhile: look at both
	Busy                          // the case is being changed by too many at once; try again
)

// Fault is an error that a person can do something about. Key and the keys of Fields are sentences of the catalogues; they
// never carry what the person has written.
type Fault struct {
	Kind   FaultKind
	Key    string // "fault.…"
	Args   []any  // names and values of the sentence
	Fields []FieldFault
	Until  time.Time // Locked: when to try again
	err    error
}

// FieldFault is a fault of one field of a form.
type FieldFault struct {
	Field string
	Key   string
	Args  []any
}

// Error returns the key, never the input.
func (f *Fault) Error() string {
	text := f.Key
	for i, field := range f.Fields {
		if i == 0 {
			text += ": "
		} else {
			text += ", "
		}
		text += field.Field + " " + field.Key
	}
	if f.err != nil {
		return fmt.Sprintf("%s: %v", text, f.err)
	}
	return text
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.err }

// FaultOf returns the fault within an error, or nil.
func FaultOf(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

func invalid(fields ...FieldFault) error {
	return &Fault{Kind: Invalid, Key: "fault.invalid", Fields: fields}
}

func denied() error { return &Fault{Kind: Denied, Key: "fault.denied"} }

func unknown() error { return &Fault{Kind: Unknown, Key: "fault.unknown", err: ErrNotFound} }

func unlawful(key string, args ...any) error { return &Fault{Kind: Unlawful, Key: key, Args: args} }
