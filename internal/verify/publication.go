package verify

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"jikim/internal/core/fact"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
)

// table is a publication whose table is computed again.
type table struct {
	*publication.Publication
	digest string
	law    *publication.Law // nil: it cannot be judged again
	office bool             // the case of the office as a whole had facts by then
	mu     sync.Mutex
	sum    *publication.Counter
}

// join adds what one worker has counted.
func (t *table) join(c *publication.Counter) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sum.Join(c)
}

// readPublications reads what was published, checks each against the ledger, and makes ready what has to be counted again.
func (v *verification) readPublications(ctx context.Context) error {
	for _, f := range v.index.Publications {
		b, err := v.file(ctx, f)
		if err != nil {
			return err
		}
		if b == nil {
			continue
		}
		p, err := publication.Decode(b)
		if err != nil || p.ID != f.ID || p.Institution != v.Institution {
			v.found(PublicationText, -1, "id", f.ID)
			continue
		}
		v.published = append(v.published, &table{Publication: p, digest: p.Digest()})
	}
	for _, t := range v.published {
		v.checkPublication(t)
		if v.Publication == "" || v.Publication == t.ID {
			if err := v.prepare(t); err != nil {
				return err
			}
		}
	}
	if v.Publication != "" && !slices.ContainsFunc(v.published, func(t *table) bool { return t.ID == v.Publication }) {
		return errors.New(v.Publication + ": there is no such publication")
	}
	v.orderJournal()
	slices.SortStableFunc(v.counted, func(a, b *table) int {
		if a.Ledger.Size != b.Ledger.Size {
			return int(a.Ledger.Size - b.Ledger.Size)
		}
		return a.AsOf.Compare(b.AsOf)
	})
	return nil
}

// checkPublication checks what a publication says of the ledger and of others.
func (v *verification) checkPublication(t *table) {
	var root tlog.Hash
	b, _ := hex.DecodeString(t.Ledger.Root)
	copy(root[:], b)
	if t.Ledger.Size > v.Size || v.tree.root(t.Ledger.Size) != root {
		v.found(PublicationRoot, -1, "id", t.ID, "size", t.Ledger.Size)
	} else { // unlike the journal it cannot say another time later: its digest is in the ledger
		v.journal = append(v.journal, journalled{t.AsOf.UnixMicro(), t.Ledger.Size})
	}
	same, corrected := 0, t.Corrects == ""
	for _, o := range v.published {
		if o.ID == t.ID {
			same++
		}
		corrected = corrected || o.ID == t.Corrects
	}
	if same > 1 {
		v.found(PublicationTwice, -1, "id", t.ID)
	}
	if !corrected {
		v.found(Uncorrected, -1, "id", t.ID, "of", t.Corrects)
	}
	for _, o := range v.published {
		if o != t && o.Period == t.Period && o.Corrects == "" && t.Corrects == "" && o.ID != t.ID {
			v.found(Uncorrected, -1, "id", t.ID, "of", o.ID)
		}
	}
	for _, beside := range t.Beside {
		if !slices.ContainsFunc(v.published, func(o *table) bool { return o.ID == beside.ID && o.digest == beside.Digest }) {
			v.found(Replaced, -1, "id", beside.ID, "by", t.ID)
		}
	}
}

// prepare makes ready to count a publication again: by the charter versions, with the special days that it names.
func (v *verification) prepare(t *table) error {
	if v.charters == nil {
		return nil
	}
	law, err := v.lawOf(t)
	if err != nil || law == nil {
		return err
	}
	if !law.Whole(t.Publication) {
		v.found(PeriodDiffers, -1, "id", t.ID)
	}
	t.law = law
	t.sum = publication.NewCounter(law, t.From, t.Until, t.AsOf)
	v.counted = append(v.counted, t)
	return nil
}

// compare compares each publication with what was counted, suppressed as it has to be beside those that came before it.
func (v *verification) compare() {
	for _, t := range v.counted {
		if !t.office {
			t.sum.Office()
		}
		var earlier []stats.Shown
		for _, beside := range t.Beside {
			for _, o := range v.published {
				if o.ID == beside.ID {
					earlier = append(earlier, o.Shown())
				}
			}
		}
		for _, d := range publication.Diff(t.Lines, t.sum.Lines(earlier)) {
			v.found(FigureDiffers, -1, "id", t.ID, "promise", d.Promise, "by", d.By, "key", d.Key, "column", d.Column, "published", d.Published, "recomputed", d.Recomputed)
		}
		v.Tables++
	}
}

// announced notes what a fact says of a publication: its digest is in the ledger.
func (v *verification) announced(f *fact.Fact) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.told = append(v.told, announcement{f.Data.Text("publication"), f.Data.Text("sha256")})
}

// announcement is a fact figures.published.
type announcement struct{ id, digest string }

// checkAnnounced holds the publications to what the ledger says of them.
func (v *verification) checkAnnounced() {
	for _, t := range v.published {
		var digests []string
		for _, a := range v.told {
			if a.id == t.ID {
				digests = append(digests, a.digest)
			}
		}
		switch {
		case len(digests) == 0:
			v.found(Unannounced, -1, "id", t.ID)
		case slices.ContainsFunc(digests, func(d string) bool { return d != t.digest }): // though the ledger may tell of this one as well
			v.found(Replaced, -1, "id", t.ID, "by", "")
		}
	}
	for _, a := range v.told {
		if !slices.ContainsFunc(v.published, func(t *table) bool { return t.ID == a.id }) {
			v.found(PublicationGone, -1, "id", a.id)
		}
	}
}
