package ledger

import (
	"errors"
	"fmt"
	"slices"
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

// GoesOn tells whether a log once had just those keys in use that somebody knows of it. Together with CheckKeys it makes the rest of the
// changes trustworthy: without one of the known keys nobody can begin a key after them, or end a key that was there before them. That
// a known key is somewhere among the changes is not enough, since a stranger's key can begin it.
func GoesOn(changes []KeyChange, known []string) bool {
	for i := range changes {
		if slices.Equal(Active(changes[:i+1]), known) {
			return true
		}
	}
	return false
}

// OpenBy is Open by the keys that a log had in use when it had as many records as the checkpoint says: a key that has ended signs
// nothing that was recorded since.
func OpenBy(signed []byte, changes []KeyChange) (Checkpoint, *note.Note, error) {
	text, _, _ := strings.Cut(string(signed), "\n\n")
	said, err := ParseCheckpoint(text + "\n") // unchecked: it tells by which keys to check it
	if err != nil {
		return Checkpoint{}, nil, err
	}
	var keys []Verifier
	for _, public := range signers(changes, said.Size) {
		k, err := ParseKey(public)
		if err != nil {
			return Checkpoint{}, nil, err
		}
		keys = append(keys, k)
	}
	return Open(signed, keys...)
}

// signers returns the keys that had begun by a size and had not ended before it.
func signers(changes []KeyChange, size int64) []string {
	var keys []string
	for _, c := range changes {
		at := slices.Index(keys, c.Public)
		switch {
		case !c.Ends && c.Size <= size && at < 0:
			keys = append(keys, c.Public)
		case c.Ends && c.Size < size && at >= 0:
			keys = slices.Delete(keys, at, at+1)
		}
	}
	return keys
}

// CheckKeys follows the changes of a log's keys from the first on: each key once, signed by one that was in use before it, the first
// by itself, none ended before another is in use, and none before the one that it comes after.
func CheckKeys(changes []KeyChange) error {
	for i, c := range changes {
		before := Active(changes[:i])
		trusted := before
		if i == 0 {
			trusted = []string{c.Public}
		}
		err := c.check(before, trusted)
		switch {
		case err != nil:
		case i > 0 && c.Size < changes[i-1].Size || c.Size < 0:
			err = errors.New("it comes after one of more records")
		case !c.Ends && slices.ContainsFunc(changes[:i], func(b KeyChange) bool { return b.Public == c.Public }):
			err = errors.New("it begins a key that has ended")
		}
		if err != nil {
			return fmt.Errorf("change %d of the keys: %w", i+1, err)
		}
	}
	return nil
}

func (c KeyChange) check(before, trusted []string) error {
	known := slices.Contains(before, c.Public)
	own, err := ParseKey(c.Public)
	switch {
	case err != nil:
		return err
	case IsWitness(own):
		return errors.New("it is of the key of a witness")
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
