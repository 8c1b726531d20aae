package ledger

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// KeyChange says that a key of a log begins or ends: from how many records on checkpoints are, or are no longer, signed with it.
// Its note is signed by the key itself and by each other key that is in use; the note of an ending by those that stay. So whoever trusts one key
// of a log can follow its hand-overs from there.
type KeyChange struct {
	Public string
	Ends   bool
	Size   int64
	Note   []byte
}

// keyHeader begins the text of the note, and keeps it from being taken for a checkpoint.
const keyHeader = "jikim ledger key v1"

// Text is what the note of the change says.
func (c KeyChange) Text() string {
	what := "begins"
	if c.Ends {
		what = "ends"
	}
	return fmt.Sprintf("%s\n%s at %d\n%s\n", keyHeader, what, c.Size, c.Public)
}

// Active returns the keys that checkpoints are signed with after the changes, in the order in which they began.
func Active(changes []KeyChange) []string {
	var active []string
	for _, c := range changes {
		if !c.Ends {
			active = append(active, c.Public)
			continue
		}
		for i, a := range active {
			if a == c.Public {
				active = append(active[:i:i], active[i+1:]...)
				break
			}
		}
	}
	return active
}

// CheckKeys follows the changes of a log's keys from the first on: each key once, signed by one that was in use before it, the first
// by itself, and none ended before another is in use.
func CheckKeys(changes []KeyChange) error {
	for i, c := range changes {
		before := Active(changes[:i])
		trusted := before
		if i == 0 {
			trusted = []string{c.Public}
		}
		if err := c.check(before, trusted); err != nil {
			return fmt.Errorf("change %d of the keys: %w", i+1, err)
		}
	}
	return nil
}

func (c KeyChange) check(before, trusted []string) error {
	known := strings.Contains("\n"+strings.Join(before, "\n")+"\n", "\n"+c.Public+"\n")
	switch {
	case c.Ends && (!known || len(before) < 2):
		return errors.New("it ends a key that is not in use, or the only one")
	case !c.Ends && known:
		return errors.New("it begins a key that is in use")
	}
	var keys []Verifier
	for _, t := range trusted {
		if c.Ends && t == c.Public {
			continue
		}
		v, err := ParseKey(t)
		if err != nil {
			return err
		}
		keys = append(keys, v)
	}
	n, err := note.Open(c.Note, note.VerifierList(keys...))
	if err != nil {
		return fmt.Errorf("no key that was in use has signed it: %w", err)
	}
	if n.Text != c.Text() {
		return errors.New("what is signed says something else")
	}
	return nil
}
