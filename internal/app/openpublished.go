package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
)

// OpenData opens what was published since it was last called: the publications that the ledger tells of, and all facts up to the last that
// tells of one. It does nothing when nothing was published. It is called after each publication, and by the upkeep.
func (s *Service) OpenData(ctx context.Context, institution string) error {
	told, err := s.toldPublications(ctx, institution)
	if err != nil || len(told) == 0 {
		return err
	}
	docs, err := s.store.ListDocuments(ctx, institution, publicationKind)
	if err != nil {
		return err
	}
	var files []open.File
	for i := range docs {
		p, err := publication.Decode(docs[i].Body)
		if err != nil {
			return fmt.Errorf("open data: publication %s: %w", docs[i].Name, err)
		}
		if told[p.ID] != p.Digest() {
			continue // its fact is still to come
		}
		f, err := s.putOpen(ctx, institution, openKind, "publications/"+p.ID+".json", docs[i].Body)
		if err != nil {
			return err
		}
		f.ID = p.ID
		files = append(files, f)
	}
	before, err := s.OpenIndex(ctx, institution)
	if f := FaultOf(err); err != nil && (f == nil || f.Kind != Unknown) {
		return err
	}
	if len(files) == 0 || before != nil && slices.Equal(before.Publications, files) {
		return nil
	}
	c, err := s.Checkpoint(ctx, institution)
	if err != nil {
		return err
	}
	return s.openUp(ctx, institution, c, files)
}

// toldPublications returns the digests of the publications that facts tell of.
func (s *Service) toldPublications(ctx context.Context, institution string) (map[string]string, error) {
	stored, err := s.store.Load(ctx, institution, fact.Institution)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	told := map[string]string{}
	for i := range stored.Facts {
		if f := &stored.Facts[i]; f.Kind == fact.FiguresPublished {
			told[f.Data.Text("publication")] = f.Data.Text("sha256")
		}
	}
	return told, nil
}
