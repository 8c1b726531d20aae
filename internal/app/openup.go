package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/open"
)

// errLeaf: a fact is not what its leaf commits to. Such a fact is not opened, and nothing after it, until somebody has looked.
var errLeaf = errors.New("a fact is not the one that the ledger was told of")

// openUp opens all facts under a checkpoint, with everything that they are judged by and the publications, and makes the index that names
// them. What is open already stays as it is, so that only what is new is read. A chunk at a time is in memory.
func (s *Service) openUp(ctx context.Context, institution string, c *Checkpoint, publications []open.File) error {
	before, err := s.OpenIndex(ctx, institution)
	var fault *Fault
	if err != nil && !(errors.As(err, &fault) && fault.Kind == Unknown) {
		return err
	}
	if before != nil && before.Size > c.Size {
		return fmt.Errorf("open data: %d facts are open, and the checkpoint has %d", before.Size, c.Size)
	}
	x, err := s.newIndex(ctx, institution, c, before)
	if err != nil {
		return err
	}
	x.Publications = publications
	if x.Chunks, err = s.openChunks(ctx, institution, before, c.Size); err != nil {
		return err
	}
	b, err := json.MarshalIndent(x, "", " ")
	if err != nil {
		return err
	}
	_, err = s.putOpen(ctx, institution, openIndexKind, openIndexName, b)
	return err
}

// openChunks makes the chunks that are not there yet and returns the digests of all.
func (s *Service) openChunks(ctx context.Context, institution string, before *open.Index, size int64) ([]string, error) {
	var digests []string
	if before != nil {
		digests = before.Chunks[:before.Size/open.ChunkSize]
	}
	names := s.openNames(institution)
	for n := len(digests); open.ChunkLines(n, size) > 0; n++ {
		lines := open.ChunkLines(n, size)
		from := int64(n) * open.ChunkSize
		facts, err := s.store.LeafFacts(ctx, institution, from, from+lines)
		if err != nil {
			return nil, err
		}
		if int64(len(facts)) != lines {
			return nil, fmt.Errorf("open data: the ledger has %d of %d facts from %d: %w", len(facts), lines, from, errLeaf)
		}
		var b []byte
		for i := range facts {
			l, err := openLine(&facts[i], names)
			if err != nil {
				return nil, err
			}
			b = open.AppendLine(b, l)
		}
		f, err := s.putOpen(ctx, institution, openKind, open.ChunkPath(n, lines), b)
		if err != nil {
			return nil, err
		}
		digests = append(digests, f.SHA256)
	}
	return digests, nil
}

// openLine opens the fact of a leaf, which has to be the one that the leaf commits to.
func openLine(l *LeafFact, names open.Names) (*open.Line, error) {
	form := open.Of(&l.Fact, names)
	out := &open.Line{N: l.N, Salt: l.Salt, Form: open.Encode(&form)}
	if open.Commit(l.Salt, out.Form) != l.Digest {
		return nil, fmt.Errorf("open data: leaf %d, fact %s: %w", l.N, l.Fact.ID, errLeaf)
	}
	return out, nil
}

// newIndex makes an index of everything but the facts and the publications, after the one before, which is nil for the first.
func (s *Service) newIndex(ctx context.Context, institution string, c *Checkpoint, before *open.Index) (*open.Index, error) {
	ch := s.charters.At(institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	x := &open.Index{Form: open.Version, Institution: institution, Office: open.Office{KO: ch.Office.KO, EN: ch.Office.In("en")},
		Zone: ch.Petition.Location().String(), Licence: ch.Licence, Checkpoint: string(c.Signed()), Size: c.Size}
	keys, err := s.store.LogKeys(ctx, institution)
	if err != nil {
		return nil, err
	}
	x.Origin = s.origin(institution, keys)
	x.Keys = openKeys(keys)
	if x.Journal, err = s.openJournal(ctx, institution, c, ch.Petition.Location()); err != nil {
		return nil, err
	}
	days, _, err := s.storedDays(ctx, institution)
	if err != nil {
		return nil, err
	}
	if x.Days, err = s.putOpenJSON(ctx, institution, "days", openDays(standing(days))); err != nil {
		return nil, err
	}
	for _, v := range s.charters.Versions(institution) {
		f, err := s.openCharter(ctx, v)
		if err != nil {
			return nil, err
		}
		x.Charters = append(append(x.Charters, openedBefore(before, f)...), f)
	}
	return x, nil
}

// openedBefore returns the texts by which a charter version was open before, with other calendars than now: a new list of public holidays
// comes with a new version of the program, and earlier publications were counted without it.
func openedBefore(before *open.Index, now open.CharterFile) []open.CharterFile {
	if before == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(before.Charters), func(f open.CharterFile) bool { return f.Digest != now.Digest || f.SHA256 == now.SHA256 })
}

// openCharter opens the texts of a charter version, its calendars among them.
func (s *Service) openCharter(ctx context.Context, v *charter.Charter) (open.CharterFile, error) {
	files, err := s.CharterFolder(Actor{Institution: v.Institution, System: true}, v.Digest)
	if err != nil {
		return open.CharterFile{}, fmt.Errorf("open data: the texts of charter %.12s: %w", v.Digest, err)
	}
	f, err := s.putOpenJSON(ctx, v.Institution, "charters", files)
	return open.CharterFile{Digest: v.Digest, From: v.From.String(), File: f}, err
}

// journalAtOnce is how many checkpoints are read at once.
const journalAtOnce = 1000

// openJournal opens of the checkpoints up to one the last of each day, and the last that a witness has countersigned when that is
// another: enough to find out on which day a history was changed, and few enough to be kept by everybody.
func (s *Service) openJournal(ctx context.Context, institution string, c *Checkpoint, loc *time.Location) (open.File, error) {
	out := open.Journal{}
	last, countersigned := "", ""
	for below := c.N + 1; below > 1; {
		page, err := s.store.Checkpoints(ctx, institution, below, journalAtOnce)
		if err != nil {
			return open.File{}, err
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			p := &page[i]
			day := p.At.In(loc).Format(time.DateOnly)
			if day == last && (len(p.Cosigned) == 0 || day == countersigned) {
				continue
			}
			if last = day; len(p.Cosigned) > 0 {
				countersigned = day
			}
			out = append(out, open.Signed{At: p.At.UTC().Format(time.RFC3339Nano), Note: string(p.Signed())})
		}
		below = page[len(page)-1].N
	}
	slices.Reverse(out)
	return s.putOpenJSON(ctx, institution, "journal", out)
}

// openKeys returns the changes of keys as open data tell of them.
func openKeys(keys []LogKey) []open.KeyChange {
	out := make([]open.KeyChange, len(keys))
	for i := range keys {
		k := &keys[i]
		out[i] = open.KeyChange{Public: k.Public, Ends: k.Ends, Size: k.Size, Note: string(k.Note)}
	}
	return out
}
