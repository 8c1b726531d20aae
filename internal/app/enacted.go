package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"jikim/internal/core/charter"
)

// The kinds of the documents that keep versions that were put into force: the list, by number, and the texts, by digest. The
// store never replaces one. A version that was taken back has a second document in the list, with withdrawnMark after its name.
const (
	enactmentKind = "enactment"
	folderKind    = "folder"
)

// storedVersions reads the list of the versions that were put into force, in that order; set names what was found.
func (s *Service) storedVersions(ctx context.Context, institution string) (list []Enactment, set string, err error) {
	docs, err := s.store.ListDocuments(ctx, institution, enactmentKind)
	if err != nil || len(docs) == 0 {
		return nil, "", err
	}
	h := sha256.New()
	for i := range docs { // by name: what was taken back follows at once
		fmt.Fprintln(h, docs[i].Name)
		e := Enactment{ID: docs[i].Name}
		if id, isMark := strings.CutSuffix(docs[i].Name, withdrawnMark); isMark {
			at := slices.IndexFunc(list, func(e Enactment) bool { return e.ID == id })
			if at < 0 {
				return nil, "", fmt.Errorf("charter version %s was taken back, and is not there", id)
			}
			var mark struct{ By string }
			if err := json.Unmarshal(docs[i].Body, &mark); err != nil {
				return nil, "", fmt.Errorf("reading that charter version %s was taken back: %w", id, err)
			}
			list[at].Withdrawn, list[at].WithdrawnBy = docs[i].At, mark.By
			continue
		}
		if err := json.Unmarshal(docs[i].Body, &e); err != nil {
			return nil, "", fmt.Errorf("reading charter version %s: %w", e.ID, err)
		}
		list = append(list, e)
	}
	return list, hex.EncodeToString(h.Sum(nil)), nil
}

// inForce leaves out the versions that were taken back.
func inForce(list []Enactment) []Enactment {
	return slices.DeleteFunc(slices.Clone(list), func(e Enactment) bool { return !e.Withdrawn.IsZero() })
}

// readEnacted reads versions from their texts, each once. The lock of learning is held.
func (s *Service) readEnacted(ctx context.Context, institution string, list []Enactment) ([]*charter.Charter, error) {
	var out []*charter.Charter
	for i := range list {
		e := &list[i]
		key := institution + "/" + e.Folder
		ch := s.learning.read[key]
		if ch == nil {
			texts, err := s.folder(ctx, institution, e.Folder)
			if err != nil {
				return nil, err
			}
			if ch, err = charterOf(texts, nil); err != nil {
				return nil, fmt.Errorf("the charter version of %s that was put into force for %s cannot be read: %w", institution, e.From, err)
			}
			sources, err := Sources(ch, texts)
			if err != nil {
				return nil, err
			}
			s.sources.add(sources)
			s.learning.read[key] = ch
		}
		out = append(out, ch)
	}
	return out, nil
}

// folder reads the texts of a version that was put into force.
func (s *Service) folder(ctx context.Context, institution, name string) (map[string]string, error) {
	doc, err := s.store.Document(ctx, institution, folderKind, name)
	if err != nil {
		return nil, fmt.Errorf("reading the texts of a charter version: %w", err)
	}
	texts := map[string]string{}
	if err := json.Unmarshal(doc.Body, &texts); err != nil {
		return nil, fmt.Errorf("reading the texts of a charter version: %w", err)
	}
	return texts, nil
}

// WithdrawCharter takes back a version that was put into force and has not begun; not in the last minutes before its first day,
// when other nodes might not hear of it in time. Its texts become the draft again when nothing else is drafted. For managers.
func (s *Service) WithdrawCharter(ctx context.Context, a Actor, id string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	list, _, err := s.storedVersions(ctx, a.Institution)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(e Enactment) bool { return e.ID == id })
	switch {
	case i < 0:
		return unknown()
	case !list[i].Withdrawn.IsZero():
		return nil
	case !list[i].From.After(s.today(a.Institution)):
		return unlawful("fault.enact_begun")
	}
	body, err := json.Marshal(map[string]string{"by": a.Account})
	if err != nil {
		return err
	}
	err = s.store.PutDocument(ctx, &Document{Institution: a.Institution, Kind: enactmentKind, Name: id + withdrawnMark, At: s.Now(), Body: body})
	if err != nil && !errors.Is(err, ErrConflict) {
		return fmt.Errorf("taking back a charter version: %w", err)
	}
	if err := s.Learn(ctx, a.Institution); err != nil {
		return err
	}
	return s.draftAgain(ctx, a, &list[i])
}

// draftAgain makes the texts of a version that was taken back the draft, when nothing is drafted.
func (s *Service) draftAgain(ctx context.Context, a Actor, e *Enactment) error {
	d, was, err := s.openDraft(ctx, a)
	if err != nil || !d.At.IsZero() {
		return err
	}
	texts, err := s.folder(ctx, a.Institution, e.Folder)
	if err != nil || maps.Equal(texts, d.Files) {
		return err
	}
	_, err = s.putDraft(ctx, a, was, &Draft{Base: d.Base, Files: texts, By: a.Account, At: s.Now()})
	if errors.Is(err, ErrConflict) { // somebody began one at the same time
		return nil
	}
	return err
}

// Enactments lists the versions that were put into force while the office ran, the latest first. For managers.
func (s *Service) Enactments(ctx context.Context, a Actor) ([]Enactment, error) {
	if !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	list, _, err := s.storedVersions(ctx, a.Institution)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].MayWithdraw = list[i].Withdrawn.IsZero() && list[i].From.After(s.today(a.Institution))
	}
	slices.Reverse(list)
	return list, nil
}

// CharterFolder returns the texts of a version that is served, as files of one folder that says the same anywhere; a fault of
// kind Unknown when there is no such version, or what it was read from is not known. For managers and the system.
func (s *Service) CharterFolder(a Actor, digest string) (map[string]string, error) {
	if !a.System && !a.Role.AtLeast(Manager) {
		return nil, denied()
	}
	ch := s.charters.ByDigest(digest)
	if ch == nil || ch.Institution != a.Institution {
		return nil, unknown()
	}
	files, err := s.charterFiles(ch)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, unknown()
	}
	out := map[string]string{}
	for name, src := range files {
		out[name] = string(src)
	}
	return out, nil
}
