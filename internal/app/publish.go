package app

import (
	"context"
	"time"

	"jikim/internal/core/publication"
)

// NewPublication is what a manager asks for when figures are to be published.
type NewPublication struct {
	Period string // "2026-10", "2026", "2026-01..2026-06" or "2026-Q1" (see publication.Canonical); over when it is prepared
	Reason string // of a correction: why; public
}

// PublicationDraft is a publication that was counted and waits for approval. Nobody but managers sees it.
type PublicationDraft struct {
	Period   string    `json:"period"`
	Reason   string    `json:"reason,omitempty"`
	By       string    `json:"by"` // account; empty: the system, when the month was over
	Started  time.Time `json:"started"`
	Told     time.Time `json:"told"` // when the counting last said how far it is
	Cases    int       `json:"cases"`
	Done     bool      `json:"done"`
	Failed   bool      `json:"failed"`
	Warnings Warnings  `json:"warnings"`
	// Approvals are who has approved it so far.
	Approvals []DraftApproval `json:"approvals,omitempty"`
	// Body are the canonical bytes of the publication without its approval, and Digest their digest: what is approved is what was seen.
	Body   []byte `json:"body,omitempty"`
	Digest string `json:"digest,omitempty"`
	// Two tells that a second person has to approve.
	Two bool `json:"two,omitempty"`
}

// DraftApproval is one approval.
type DraftApproval struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// Warnings are what a manager should look at before figures are published.
type Warnings struct {
	// Unproven are promises of which more than a fifth was not proven, and their share.
	Unproven []UnprovenShare `json:"unproven,omitempty"`
	// Editions is how many charter versions were in force in the period.
	Editions int `json:"editions"`
	// Suppressed are how many cells are not shown, and of how many promises the whole.
	Suppressed       int `json:"suppressed"`
	SuppressedWholes int `json:"suppressed_wholes"`
	// Differences are numbers that the stored verdicts have otherwise.
	Differences []publication.Difference `json:"differences,omitempty"`
}

// UnprovenShare is the part of the instances of a promise that was not proven, in parts of a hundred.
type UnprovenShare struct {
	Promise string `json:"promise"`
	Percent int    `json:"percent"`
}

// Publish is done in two steps, so that nobody publishes what nobody has looked at: PreparePublication counts in the background, and
// ApprovePublication makes what was counted public, for good.
//
// PreparePublication counts the figures of a period that is over, from the open form of the facts as outsiders have it. A draft of the
// same period is replaced. A period that has a publication gets a correction, for which a reason is needed. For managers and the system.
func (s *Service) PreparePublication(ctx context.Context, a Actor, n NewPublication) error {
	return s.preparePublication(ctx, a, n)
}

// CountPublication is PreparePublication for the command line, which waits: it returns when the draft is counted.
func (s *Service) CountPublication(ctx context.Context, a Actor, n NewPublication) (*PublicationDraft, error) {
	if !a.System {
		return nil, denied()
	}
	d, err := s.beginDraft(ctx, a, n)
	if err != nil {
		return nil, err
	}
	if err := s.countDraft(ctx, a.Institution, d); err != nil {
		return nil, err
	}
	return d, s.noteDraft(ctx, a.Institution, d)
}

// PublicationDrafts lists the drafts, those begun last first. For managers.
func (s *Service) PublicationDrafts(ctx context.Context, a Actor) ([]PublicationDraft, error) {
	return s.publicationDrafts(ctx, a)
}

// PublicationDraft returns the draft of a period with its publication, which is nil while it is being counted. For managers.
func (s *Service) PublicationDraft(ctx context.Context, a Actor, period string) (*PublicationDraft, *publication.Publication, error) {
	return s.publicationDraft(ctx, a, period)
}

// ApprovePublication approves the draft of a period as it was seen: its digest. When the charter asks for two persons, the first approval
// is noted (nil comes back) and another account's makes it public. The document is never changed; the institution's own case has a
// fact of it in the same transaction, so that the publication is in the ledger itself. For managers.
func (s *Service) ApprovePublication(ctx context.Context, a Actor, period, digest string) (*publication.Publication, error) {
	return s.approvePublication(ctx, a, period, digest)
}

// DiscardPublication forgets a draft. For managers.
func (s *Service) DiscardPublication(ctx context.Context, a Actor, period string) error {
	return s.discardPublication(ctx, a, period)
}

// Published lists all publications, the latest period first, and of a period the newest first. It is public; only to be read.
func (s *Service) Published(ctx context.Context, institution string) ([]*publication.Publication, error) {
	return s.publicationsOf(ctx, institution)
}

// PublishedAs returns a publication by its identifier, and the newest one of its period, which is the same unless it was corrected. It is
// public; only to be read.
func (s *Service) PublishedAs(ctx context.Context, institution, id string) (p, newest *publication.Publication, err error) {
	return s.publishedAs(ctx, institution, id)
}
