package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
	"jikim/internal/core/publication"
)

// The kinds of the documents that keep publications, by identifier and never replaced, and drafts of them, by period.
const (
	publicationKind      = "publication"
	publicationDraftKind = "publication_draft"
)

// draftSilent is after how long without a note a counting counts as broken off.
const draftSilent = 2 * time.Minute

// preparePublication is PreparePublication.
func (s *Service) preparePublication(ctx context.Context, a Actor, n NewPublication) error {
	if !a.System && !a.Role.AtLeast(Manager) {
		return denied()
	}
	d, err := s.beginDraft(ctx, a, n)
	if err != nil {
		return err
	}
	s.refresh.run(func(ctx context.Context) {
		if err := s.countDraft(ctx, a.Institution, d); err != nil {
			d.Failed = true
			s.log.Error("a publication could not be counted", "institution", a.Institution, "period", d.Period, "error", err)
		}
		if err := s.noteDraft(context.WithoutCancel(ctx), a.Institution, d); err != nil {
			s.log.Error("the draft of a publication could not be kept", "institution", a.Institution, "error", err)
		}
	})
	return nil
}

// beginDraft checks what is asked for and notes that it is being counted.
func (s *Service) beginDraft(ctx context.Context, a Actor, n NewPublication) (*PublicationDraft, error) {
	ch := s.charters.At(a.Institution, s.Now())
	if ch == nil {
		return nil, unknown()
	}
	now := s.Now()
	n.Period = publication.Canonical(n.Period)
	_, until, err := publication.ParsePeriod(n.Period, ch.Petition.Location())
	f := &form{}
	switch {
	case err != nil:
		f.fault("period", "fault.publication_period")
	case until.After(now):
		f.fault("period", "fault.publication_over")
	}
	have, err := s.publicationsOf(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	reason := f.line("reason", n.Reason, newestOf(have, n.Period) != nil)
	if personal(reason) {
		f.fault("reason", "fault.personal")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if last, _, err := s.loadDraft(ctx, a.Institution, n.Period); err != nil {
		return nil, err
	} else if last != nil && !last.Done && !last.Failed {
		return nil, &Fault{Kind: Busy, Key: "fault.publication_counting"}
	}
	d := &PublicationDraft{Period: n.Period, Reason: reason, By: a.Account, Started: now, Two: ch.Publishing.Two}
	return d, s.noteDraft(ctx, a.Institution, d)
}

func (s *Service) noteDraft(ctx context.Context, institution string, d *PublicationDraft) error {
	d.Told = s.Now()
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("keeping the draft of a publication: %w", err)
	}
	return s.store.PutDocument(ctx, &Document{Institution: institution, Kind: publicationDraftKind, Name: d.Period, At: d.Told, Body: body})
}

// loadDraft returns the draft of a period and the document that keeps it; nil when there is none, or it was used up.
func (s *Service) loadDraft(ctx context.Context, institution, period string) (*PublicationDraft, *Document, error) {
	doc, err := s.store.Document(ctx, institution, publicationDraftKind, period)
	if errors.Is(err, ErrNotFound) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the draft of a publication: %w", err)
	}
	d, err := s.readDraft(doc)
	return d, doc, err
}

func (s *Service) readDraft(doc *Document) (*PublicationDraft, error) {
	d := &PublicationDraft{}
	if err := json.Unmarshal(doc.Body, d); err != nil {
		return nil, fmt.Errorf("reading the draft of a publication: %w", err)
	}
	if d.Period == "" {
		return nil, nil // used up
	}
	if !d.Done && s.Now().Sub(d.Told) > draftSilent {
		d.Failed = true // the node that counted has ended
	}
	return d, nil
}

// publicationDrafts is PublicationDrafts.
func (s *Service) publicationDrafts(ctx context.Context, a Actor) ([]PublicationDraft, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	docs, err := s.store.ListDocuments(ctx, a.Institution, publicationDraftKind)
	if err != nil {
		return nil, fmt.Errorf("listing drafts of publications: %w", err)
	}
	var out []PublicationDraft
	for i := range docs {
		d, err := s.readDraft(&docs[i])
		if err != nil {
			return nil, err
		}
		if d != nil {
			out = append(out, *d)
		}
	}
	slices.SortStableFunc(out, func(x, y PublicationDraft) int { return y.Started.Compare(x.Started) })
	return out, nil
}

// publicationDraft is PublicationDraft.
func (s *Service) publicationDraft(ctx context.Context, a Actor, period string) (*PublicationDraft, *publication.Publication, error) {
	d, _, p, err := s.draftOf(ctx, a, period)
	return d, p, err
}

// draftOf returns the draft of a period as it is kept and read; the publication is nil while it is being counted.
func (s *Service) draftOf(ctx context.Context, a Actor, period string) (*PublicationDraft, *Document, *publication.Publication, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, nil, nil, denied()
	}
	d, doc, err := s.loadDraft(ctx, a.Institution, period)
	if err != nil {
		return nil, nil, nil, err
	}
	if d == nil {
		return nil, nil, nil, unknown()
	}
	if !d.Done {
		return d, doc, nil, nil
	}
	p, err := publication.Decode(d.Body)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("reading the draft of a publication: %w", err)
	}
	return d, doc, p, nil
}

// approvePublication is ApprovePublication.
func (s *Service) approvePublication(ctx context.Context, a Actor, period, digest string) (*publication.Publication, error) {
	d, doc, p, err := s.draftOf(ctx, a, period)
	if err != nil {
		return nil, err
	}
	switch {
	case !d.Done || d.Digest != digest:
		return nil, &Fault{Kind: Conflict, Key: "fault.publication_other"}
	case len(d.Approvals) > 0 && d.Approvals[0].By == a.Account:
		return nil, unlawful("fault.publication_second")
	}
	now := s.Now()
	d.Approvals = append(d.Approvals, DraftApproval{a.Account, now})
	if d.Two && len(d.Approvals) < 2 {
		body, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		return nil, s.swapDraft(ctx, a.Institution, period, body, doc)
	}
	p.Approved = publication.Approval{At: now.UTC().Truncate(time.Microsecond), Role: string(a.Role), Second: len(d.Approvals) > 1}
	if ch := s.charters.At(a.Institution, now); ch != nil && ch.Publishing.Named {
		p.Approved.Name = a.Name
	}
	if err := s.makePublic(ctx, a.by(fact.FiguresPublished), p, time.Time{}); err != nil {
		return nil, err
	}
	return p, s.swapDraft(ctx, a.Institution, period, []byte("{}"), doc)
}

// swapDraft replaces a draft that nobody has replaced meanwhile.
func (s *Service) swapDraft(ctx context.Context, institution, period string, body []byte, was *Document) error {
	err := s.store.SwapDocument(ctx, &Document{Institution: institution, Kind: publicationDraftKind, Name: period, At: s.Now(), Body: body}, was.Body)
	if errors.Is(err, ErrConflict) {
		return &Fault{Kind: Conflict, Key: "fault.publication_other", err: err}
	}
	return err
}

// makePublic keeps a publication and records the fact of it, in one transaction. An instant in the past is of what is imported: a
// demonstration; zero is now.
func (s *Service) makePublic(ctx context.Context, by string, p *publication.Publication, at time.Time) error {
	via := fact.ViaSystem
	if !at.IsZero() {
		via = fact.ViaImport
	}
	body, digest := publication.Encode(p), p.Digest()
	if _, err := publication.Decode(body); err != nil {
		return fmt.Errorf("publishing %s: %w", p.ID, err)
	}
	id := s.factFor(p.Institution, fact.Institution, "published/"+p.ID, 0)
	_, err := s.turn(ctx, asked{institution: p.Institution, caseID: fact.Institution, create: true, add: func(c *current) (*added, error) {
		if c.has(id) {
			return nil, &Fault{Kind: Conflict, Key: "fault.publication_done"}
		}
		if !knowsAll(p, c.known) {
			return nil, &Fault{Kind: Conflict, Key: "fault.publication_beside"}
		}
		data := fact.With("publication", p.ID, "period", p.Period, "sha256", digest, "root", p.Ledger.Root, "size", p.Ledger.Size)
		if p.Corrects != "" {
			data = data.Set("corrects", fact.Text(p.Corrects))
		}
		return &added{facts: []fact.Fact{{ID: id, Kind: fact.FiguresPublished, At: at, RecordedAt: at, By: by, Via: via, Data: data}}, silent: !at.IsZero(),
			documents: []Document{{Institution: p.Institution, Kind: publicationKind, Name: p.ID, At: p.Approved.At, Body: body}}}, nil
	}})
	s.issued.forget(p.Institution) // another node may have published, too
	if err != nil {
		return err
	}
	s.refresh.run(func(ctx context.Context) {
		years := map[string]bool{}
		for _, month := range p.Months() {
			years[month[:len("2026")]] = true
		}
		for year := range years { // what running figures may show depends on what is public
			if _, err := s.freshFigures(ctx, p.Institution, year); err != nil {
				s.log.Error("figures could not be counted", "institution", p.Institution, "year", year, "error", err)
			}
		}
		if err := s.OpenData(ctx, p.Institution); err != nil {
			s.log.Error("what was published could not be opened; the upkeep tries again", "institution", p.Institution, "error", err)
		}
	})
	return nil
}

// knowsAll tells whether a publication was suppressed beside all that the office has published of overlapping periods by now. One that was
// counted before another was approved does not know what that one shows, and both together could tell what each hides.
func knowsAll(p *publication.Publication, known []fact.Fact) bool {
	var have []*publication.Publication
	for i := range known {
		if f := &known[i]; f.Kind == fact.FiguresPublished && f.Data.Text("publication") != "" {
			have = append(have, &publication.Publication{ID: f.Data.Text("publication"), Period: f.Data.Text("period")})
		}
	}
	for _, h := range overlapping(have, p.Months()) {
		if !slices.ContainsFunc(p.Beside, func(b publication.Beside) bool { return b.ID == h.ID }) {
			return false
		}
	}
	return true
}

// discardPublication is DiscardPublication.
func (s *Service) discardPublication(ctx context.Context, a Actor, period string) error {
	_, doc, _, err := s.draftOf(ctx, a, period)
	if err != nil {
		return err
	}
	return s.swapDraft(ctx, a.Institution, period, []byte("{}"), doc)
}

// prepareDue counts the month that was over last, and the year that was over last once its December is public, when the office has not
// published it yet and no draft waits. The year comes after its months, since what it may show depends on what they do.
func (s *Service) prepareDue(ctx context.Context, institution string) error {
	now := s.Now()
	ch := s.charters.At(institution, now)
	if ch == nil {
		return nil
	}
	loc := ch.Petition.Location()
	have, err := s.publicationsOf(ctx, institution)
	if err != nil {
		return err
	}
	today := civil.DateOf(now, loc)
	last := today.AddMonths(-1)
	periods := []string{fmt.Sprintf("%04d-%02d", last.Year, last.Month)}
	if year := fmt.Sprintf("%04d", today.Year-1); newestOf(have, year+"-12") != nil {
		periods = append(periods, year)
	}
	for _, period := range periods {
		_, until, err := publication.ParsePeriod(period, loc)
		if err != nil || newestOf(have, period) != nil || !s.charters.began(institution, until) {
			continue
		}
		switch d, _, err := s.loadDraft(ctx, institution, period); {
		case err != nil:
			return err
		case d != nil && !d.Failed:
			continue
		}
		if err := s.preparePublication(ctx, TheSystem(institution), NewPublication{Period: period}); err != nil {
			return err
		}
	}
	return nil
}
