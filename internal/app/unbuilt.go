package app

import (
	"context"
	"errors"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

var errUnbuilt = errors.New("being built")

type hub struct{}

func (h *hub) subscribe(ctx context.Context, institution string) <-chan Event { return nil }

func (s *Service) caseView(ctx context.Context, a Actor, caseID string, open bool, reason string) (*CaseView, error) {
	return nil, errUnbuilt
}

func (s *Service) inbox(ctx context.Context, a Actor, f InboxFilter) (*InboxPage, error) {
	return nil, errUnbuilt
}

func (s *Service) search(ctx context.Context, a Actor, words string, limit int) ([]Head, error) {
	return nil, errUnbuilt
}

func (s *Service) notices(ctx context.Context, a Actor, limit int) ([]Notice, error) {
	return nil, errUnbuilt
}

func (s *Service) staff(ctx context.Context, institution string) ([]Member, error) {
	return nil, errUnbuilt
}

func (s *Service) figures(ctx context.Context, institution, period string) (*Figures, error) {
	return nil, errUnbuilt
}

func (s *Service) freshFigures(ctx context.Context, institution, period string) (*Figures, error) {
	return nil, errUnbuilt
}

func (s *Service) trend(ctx context.Context, institution string, year int) ([]Figures, error) {
	return nil, errUnbuilt
}

func (s *Service) setup(ctx context.Context, institution string) (token string, needed bool, err error) {
	err = errUnbuilt
	return
}

func (s *Service) createFirst(ctx context.Context, institution, token string, n NewAccount) error {
	return errUnbuilt
}

func (s *Service) login(ctx context.Context, institution, login, password, from string) (secret string, a Actor, err error) {
	err = errUnbuilt
	return
}

func (s *Service) authenticate(ctx context.Context, institution, secret, from string) (Actor, error) {
	return Actor{}, errUnbuilt
}

func (s *Service) logout(ctx context.Context, institution, secret string) error {
	return errUnbuilt
}

func (s *Service) changePassword(ctx context.Context, a Actor, old, password string) (secret string, err error) {
	err = errUnbuilt
	return
}

func (s *Service) listAccounts(ctx context.Context, a Actor) ([]Account, error) {
	return nil, errUnbuilt
}

func (s *Service) createAccount(ctx context.Context, a Actor, n NewAccount) (account *Account, password string, err error) {
	err = errUnbuilt
	return
}

func (s *Service) updateAccount(ctx context.Context, a Actor, id string, n NewAccount) error {
	return errUnbuilt
}

func (s *Service) resetPassword(ctx context.Context, a Actor, id string) (password string, err error) {
	err = errUnbuilt
	return
}

func (s *Service) disableAccount(ctx context.Context, a Actor, id string, disabled bool) error {
	return errUnbuilt
}

func (s *Service) accessLog(ctx context.Context, a Actor, caseID string, limit int) ([]Access, error) {
	return nil, errUnbuilt
}

func (s *Service) wake(ctx context.Context, institution, caseID string, stored *Stored) error {
	return errUnbuilt
}

func (s *Service) delivered(ctx context.Context, o Outgoing, failure error, last bool, retryAt time.Time) error {
	return errUnbuilt
}

func (s *Service) show(ctx context.Context, o Outgoing) error {
	return errUnbuilt
}

func (s *Service) rebuild(ctx context.Context, a Actor, progress func(cases int)) (cases int, err error) {
	err = errUnbuilt
	return
}

func (s *Service) demo(ctx context.Context, a Actor, seed uint64, from, until time.Time, cases int) ([]DemoAccount, error) {
	return nil, errUnbuilt
}

func (s *Service) newContact(ctx context.Context, a Actor, n NewContact) (*Opened, error) {
	return nil, errUnbuilt
}

func (s *Service) record(ctx context.Context, a Actor, e Entry) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) takeMessage(ctx context.Context, a Actor, m Memo) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) callBack(ctx context.Context, a Actor, key, caseID, message string, reached bool, note string) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) transfer(ctx context.Context, a Actor, p Passing) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) askSupplement(ctx context.Context, a Actor, m Missing) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) extend(ctx context.Context, a Actor, e Extension) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) answer(ctx context.Context, a Actor, r Result) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) refuse(ctx context.Context, a Actor, r Refusal) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) appealText(ctx context.Context, a Actor, caseID, lang string) (string, error) {
	return "", errUnbuilt
}

func (s *Service) deliver(ctx context.Context, a Actor, key, caseID, method, note string) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) tellDelay(ctx context.Context, a Actor, key, caseID, reason string, expected time.Time) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) tell(ctx context.Context, a Actor, key, caseID, text string, procedure bool) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) correct(ctx context.Context, a Actor, key, caseID, factID, reason string, right fact.Data) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) retract(ctx context.Context, a Actor, key, caseID, factID, reason string) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) assign(ctx context.Context, a Actor, key, caseID, officer, desk string) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) omitted(ctx context.Context, a Actor, key, caseID, contact string, kind fact.Kind) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) file(ctx context.Context, a Actor, p Petition) (*Receipt, error) {
	return nil, errUnbuilt
}

func (s *Service) openLink(ctx context.Context, institution, token, from string) (Actor, error) {
	return Actor{}, errUnbuilt
}

func (s *Service) follow(ctx context.Context, a Actor, lang string) (*Followed, error) {
	return nil, errUnbuilt
}

func (s *Service) withdraw(ctx context.Context, a Actor, key, reason string) error {
	return errUnbuilt
}

func (s *Service) complain(ctx context.Context, a Actor, c Complaint) (*Receipt, error) {
	return nil, errUnbuilt
}

func (s *Service) giveOpinion(ctx context.Context, a Actor, o Opinion) (*Receipt, error) {
	return nil, errUnbuilt
}

func (s *Service) supplyMissing(ctx context.Context, a Actor, m Supplement) (masked bool, err error) {
	err = errUnbuilt
	return
}

func (s *Service) addMessage(ctx context.Context, a Actor, m Supplement) (masked bool, err error) {
	err = errUnbuilt
	return
}

func (s *Service) rate(ctx context.Context, a Actor, key string, stars int, text string) error {
	return errUnbuilt
}

func (s *Service) attachment(ctx context.Context, a Actor, caseID, name string) (*Attachment, error) {
	return nil, errUnbuilt
}

func (s *Service) settled(ctx context.Context, a Actor, st judge.Status, f VerdictFilter) ([]VerdictRow, error) {
	return nil, errUnbuilt
}

func (s *Service) remediesDue(ctx context.Context, a Actor) ([]Remedy, error) {
	return nil, errUnbuilt
}

func (s *Service) institutionCase(ctx context.Context, a Actor) (*InstitutionView, error) {
	return nil, errUnbuilt
}

func (s *Service) recordInstitution(ctx context.Context, a Actor, e Entry) (*Done, error) {
	return nil, errUnbuilt
}

func (s *Service) recordMany(ctx context.Context, a Actor, es []Entry) (*Done, error) {
	return nil, errUnbuilt
}
