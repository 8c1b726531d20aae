package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"jikim/internal/core/publication"
)

// issuedFor is how long the publications are kept without asking the store: another node may have made one.
const issuedFor = 10 * time.Second

// issuedCache keeps the publications by institution. They are asked for by every public page and there are few of them.
type issuedCache struct {
	mu sync.Mutex
	by map[string]issuedRead
}

type issuedRead struct {
	until time.Time
	count int
	list  []*publication.Publication
}

func (k *issuedCache) forget(institution string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.by, institution)
}

// publicationsOf is Published.
func (s *Service) publicationsOf(ctx context.Context, institution string) ([]*publication.Publication, error) {
	k, now := &s.issued, s.Now()
	k.mu.Lock()
	have, ok := k.by[institution]
	k.mu.Unlock()
	if ok && now.Before(have.until) && !now.Before(have.until.Add(-issuedFor)) {
		return have.list, nil
	}
	docs, err := s.store.ListDocuments(ctx, institution, publicationKind)
	if err != nil {
		return nil, fmt.Errorf("listing publications: %w", err)
	}
	list := have.list
	if len(docs) != have.count || !ok { // they are never changed
		list = make([]*publication.Publication, 0, len(docs))
		for i := range docs {
			p, err := publication.Decode(docs[i].Body)
			if err != nil {
				return nil, fmt.Errorf("reading the publication %s: %w", docs[i].Name, err)
			}
			list = append(list, p)
		}
		slices.SortFunc(list, func(a, b *publication.Publication) int {
			return cmp.Or(b.Until.Compare(a.Until), b.From.Compare(a.From), strings.Compare(a.Period, b.Period), cmp.Compare(publication.Nth(b.ID), publication.Nth(a.ID)))
		})
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.by == nil {
		k.by = map[string]issuedRead{}
	}
	k.by[institution] = issuedRead{now.Add(issuedFor), len(docs), list}
	return list, nil
}

// newestOf returns the newest publication of a period; nil when there is none.
func newestOf(list []*publication.Publication, period string) *publication.Publication {
	i := slices.IndexFunc(list, func(p *publication.Publication) bool { return p.Period == period })
	if i < 0 {
		return nil
	}
	return list[i]
}

// publishedAs is PublishedAs.
func (s *Service) publishedAs(ctx context.Context, institution, id string) (p, newest *publication.Publication, err error) {
	list, err := s.publicationsOf(ctx, institution)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(list, func(p *publication.Publication) bool { return p.ID == id })
	if i < 0 {
		return nil, nil, unknown()
	}
	return list[i], newestOf(list, list[i].Period), nil
}
