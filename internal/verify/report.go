package verify

import (
	"cmp"
	"slices"
	"sync"
)

// Code names what was found. The catalogues have two sentences for each: what it is (verify.found.CODE) and what it means
// (verify.means.CODE).
type Code string

// What can be found.
const (
	KeyUnknown  Code = "key_unknown"  // none of the remembered keys is one of the ledger's
	KeyChanged  Code = "key_changed"  // the changes of keys do not follow from each other
	Signature   Code = "signature"    // the checkpoint is not signed by a key of the ledger
	Shrunk      Code = "shrunk"       // fewer facts are open than were before
	Forked      Code = "forked"       // the history before is another one than was remembered
	Rewritten   Code = "rewritten"    // the history before is another one than a checkpoint was signed for
	Unwitnessed Code = "unwitnessed"  // a witness has countersigned nothing of this history
	RootDiffers Code = "root"         // the facts are not those that were signed
	Changed     Code = "changed"      // a fact or its salt is not what was committed to
	Swapped     Code = "swapped"      // a fact stands where another was committed to
	Missing     Code = "missing"      // facts were left out
	Inserted    Code = "inserted"     // a line stands where none belongs
	Unreadable  Code = "unreadable"   // a line, or the form in it, cannot be read
	Backdated   Code = "backdated"    // a fact says that it was recorded before it can have been
	ChunkDigest Code = "chunk"        // a chunk is not the one that the index names
	FileDigest  Code = "file"         // a file is not the one that the index names
	CharterText Code = "charter"      // the text of a charter version is not the one that is named
	CharterGone Code = "charter_gone" // a case names a charter version that is not there
	CalendarOff Code = "calendar"     // a publication was made by another calendar than the one that is published

	PublicationText  Code = "publication"       // a publication cannot be read
	PeriodDiffers    Code = "period"            // a publication does not count the whole period that it is named after, or too early
	PublicationRoot  Code = "publication_root"  // a publication rests on another ledger
	PublicationTwice Code = "publication_twice" // two publications have one name
	PublicationGone  Code = "publication_gone"  // a publication that the ledger tells of is not there
	Uncorrected      Code = "uncorrected"       // a publication takes the place of another without naming it
	Replaced         Code = "replaced"          // a publication is not the one that the ledger tells of
	Unannounced      Code = "unannounced"       // the ledger does not tell of a publication
	FigureDiffers    Code = "figure"            // a published figure is not the one that the facts give
)

// Finding is a difference, or something that keeps from looking for one.
type Finding struct {
	Code   Code
	Values []any // names and values for the sentences
	N      int64 // of the leaf it is about; -1: of none
}

// mostFindings is how many findings of one code are kept; the rest are counted.
const mostFindings = 20

// Report is what a verification came to.
type Report struct {
	Institution string
	Size        int64 // leaves
	Cases       int
	Verdicts    int
	Imported    int64 // facts that were imported with an earlier instant of recording
	Checkpoints int
	Tables      int   // publications whose tables were counted again
	Root        *Root // to be remembered; nil when it is not to be trusted
	Findings    []Finding
	More        map[Code]int // findings that were not kept
	// Witnessed tells how far each of the trusted witnesses has countersigned the history, in the order in which they were named.
	Witnessed []Witnessed

	mu sync.Mutex
}

// Good tells whether nothing was found.
func (r *Report) Good() bool { return len(r.Findings) == 0 }

// found adds a finding. It may be called by several at the same time.
func (r *Report) found(c Code, n int64, namesAndValues ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	have := 0
	for i := range r.Findings {
		if r.Findings[i].Code == c {
			have++
		}
	}
	if have >= mostFindings {
		if r.More == nil {
			r.More = map[Code]int{}
		}
		r.More[c]++
		return
	}
	r.Findings = append(r.Findings, Finding{c, namesAndValues, n})
}

// order brings findings of one code into the order of leaves; codes stay in the order in which they were found first.
func (r *Report) order() {
	first := map[Code]int{}
	for i := range r.Findings {
		if _, seen := first[r.Findings[i].Code]; !seen {
			first[r.Findings[i].Code] = i
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(first[a.Code], first[b.Code]), cmp.Compare(a.N, b.N))
	})
}

// Root is what is remembered of an earlier verification: whose keys, and the checkpoint up to which the facts were open.
type Root struct {
	Origin     string   `json:"origin"`
	Keys       []string `json:"keys"` // public, those in use then
	Checkpoint string   `json:"checkpoint"`
}

// Value returns a value of the finding by its name; nil when there is none.
func (f *Finding) Value(name string) any {
	for i := 0; i+1 < len(f.Values); i += 2 {
		if f.Values[i] == name {
			return f.Values[i+1]
		}
	}
	return nil
}

// Codes lists everything that can be found.
func Codes() []Code {
	return []Code{KeyUnknown, KeyChanged, Signature, Shrunk, Forked, Rewritten, Unwitnessed, RootDiffers, Changed, Swapped, Missing, Inserted, Unreadable, Backdated,
		ChunkDigest, FileDigest, CharterText, CharterGone, CalendarOff, PublicationText, PeriodDiffers, PublicationRoot, PublicationTwice, PublicationGone, Uncorrected,
		Replaced, Unannounced, FigureDiffers, ReceiptOther, ReceiptUnsigned, ReceiptPath, ReceiptAltered}
}
