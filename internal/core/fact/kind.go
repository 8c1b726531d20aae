package fact

import "fmt"

// Kind is what happened. The zero Kind is none and never valid. Kinds are small numbers so that the judge can index by
// them; their order has no meaning and they are always written by name.
type Kind uint8

// The kinds of facts, by family (see docs/glossary.md for their Korean names and data).
const (
	None Kind = iota

	VisitArrived
	VisitRepeated
	VisitLocated
	VisitGreeted
	VisitAcknowledged
	VisitAttended
	VisitAssistCalled
	VisitAssistArrived
	VisitOfficerMet
	VisitConfirmed
	VisitFarewelled
	VisitLeft
	ScribeAsked
	ScribeDone

	CallRinging
	CallAnswered
	CallGreeted
	CallRestated
	CallTransferStarted
	CallTransferAnswered
	CallTransferAbandoned
	CallMisdialled
	CallMobileOffered
	CallMobileGiven
	CallConfirmed
	CallFarewelled
	CallCallerHungUp
	CallOfficerHungUp
	CallMissed
	CallHeld
	CallResumed
	CallDiverted
	CallEnded

	MessageTaken
	MessageDelivered
	CallbackMade

	ConsultAsked
	ConsultAnswered

	CaseReceived
	CaseAccepted
	CaseAssigned
	CaseProcedureTold
	CaseSupplementAsked
	CaseSupplementReceived
	CaseExtended
	CaseTransferred
	CaseAnswered
	CaseRefused
	CaseDelivered
	CaseWithdrawn
	CaseMerged
	CaseReopened
	CaseClosed
	CaseNoted
	CaseRepeated

	DocumentIssued

	ComplaintReceived
	ComplaintAssessed
	ComplaintChecked
	ComplaintTold
	ComplaintClosed
	ComplaintReopened
	PriorityGiven
	ApologyMade
	TrainingDone
	DelayTold

	OpinionReceived
	OpinionReviewed
	OpinionTold
	ImprovementMade
	ImprovementTold

	LetterArrived
	LetterFiled
	LetterPrepared
	LetterPosted

	ItemInspected
	ItemDown
	ItemUp
	SignInspected
	SignPosted
	BadgeInspected
	DeskTested
	AuditScored
	PrivacyIncident

	SurveyOpened
	SurveyClosed
	SurveyPublished
	SurveyCorrected
	PlanPublished
	FiguresPublished

	PromiseWarned
	PromiseBroken
	ActOmitted
	NoticeSent
	NoticeFailed
	NoticeDelivered
	FactCorrected
	FactRetracted

	kindCount
)

// KindCount is one more than the largest Kind: the length of a table indexed by Kind.
const KindCount = int(kindCount)

var kindNames = [kindCount]string{
	None:         "",
	VisitArrived: "visit.arrived", VisitRepeated: "visit.repeated", VisitLocated: "visit.located", VisitGreeted: "visit.greeted",
	VisitAcknowledged: "visit.acknowledged", VisitAttended: "visit.attended", VisitAssistCalled: "visit.assist_called",
	VisitAssistArrived: "visit.assist_arrived", VisitOfficerMet: "visit.officer_met", VisitConfirmed: "visit.confirmed",
	VisitFarewelled: "visit.farewelled", VisitLeft: "visit.left", ScribeAsked: "scribe.asked", ScribeDone: "scribe.done",

	CallRinging: "call.ringing", CallAnswered: "call.answered", CallGreeted: "call.greeted", CallRestated: "call.restated",
	CallTransferStarted: "call.transfer_started", CallTransferAnswered: "call.transfer_answered",
	CallTransferAbandoned: "call.transfer_abandoned", CallMisdialled: "call.misdialled",
	CallMobileOffered: "call.mobile_offered", CallMobileGiven: "call.mobile_given", CallConfirmed: "call.confirmed",
	CallFarewelled: "call.farewelled", CallCallerHungUp: "call.caller_hung_up", CallOfficerHungUp: "call.officer_hung_up",
	CallMissed: "call.missed", CallHeld: "call.held", CallResumed: "call.resumed", CallDiverted: "call.diverted",
	CallEnded: "call.ended",

	MessageTaken: "message.taken", MessageDelivered: "message.delivered", CallbackMade: "callback.made",
	ConsultAsked: "consult.asked", ConsultAnswered: "consult.answered",

	CaseReceived: "case.received", CaseAccepted: "case.accepted", CaseAssigned: "case.assigned",
	CaseProcedureTold: "case.procedure_told", CaseSupplementAsked: "case.supplement_asked",
	CaseSupplementReceived: "case.supplement_received", CaseExtended: "case.extended", CaseTransferred: "case.transferred",
	CaseAnswered: "case.answered", CaseRefused: "case.refused", CaseDelivered: "case.delivered",
	CaseWithdrawn: "case.withdrawn", CaseMerged: "case.merged", CaseReopened: "case.reopened", CaseClosed: "case.closed",
	CaseNoted:      "case.noted",
	CaseRepeated:   "case.repeated",
	DocumentIssued: "document.issued",

	ComplaintReceived: "complaint.received", ComplaintAssessed: "complaint.assessed", ComplaintChecked: "complaint.checked",
	ComplaintTold: "complaint.told", ComplaintClosed: "complaint.closed", ComplaintReopened: "complaint.reopened",
	PriorityGiven: "priority.given", ApologyMade: "apology.made", TrainingDone: "training.done", DelayTold: "delay.told",
	OpinionReceived: "opinion.received", OpinionReviewed: "opinion.reviewed", OpinionTold: "opinion.told",
	ImprovementMade: "improvement.made", ImprovementTold: "improvement.told",

	LetterArrived: "letter.arrived", LetterFiled: "letter.filed", LetterPrepared: "letter.prepared",
	LetterPosted: "letter.posted",

	ItemInspected: "item.inspected", ItemDown: "item.down", ItemUp: "item.up", SignInspected: "sign.inspected", SignPosted: "sign.posted",
	BadgeInspected: "badge.inspected", DeskTested: "desk.tested", AuditScored: "audit.scored",
	PrivacyIncident: "privacy.incident",
	SurveyOpened:    "survey.opened", SurveyClosed: "survey.closed", SurveyPublished: "survey.published",
	SurveyCorrected: "survey.corrected",
	PlanPublished:   "plan.published", FiguresPublished: "figures.published",

	PromiseWarned: "promise.warned", PromiseBroken: "promise.broken", ActOmitted: "act.omitted", NoticeSent: "notice.sent",
	NoticeFailed: "notice.failed", NoticeDelivered: "notice.delivered", FactCorrected: "fact.corrected", FactRetracted: "fact.retracted",
}

var kindByName = func() map[string]Kind {
	m := make(map[string]Kind, kindCount)
	for k := Kind(1); k < kindCount; k++ {
		m[kindNames[k]] = k
	}
	return m
}()

// String returns the kind's name, such as "call.ringing"; "" for None.
func (k Kind) String() string {
	if k >= kindCount {
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// Family returns the part of the name before the dot: "visit", "call", "case", ….
func (k Kind) Family() string {
	name := k.String()
	for i := range len(name) {
		if name[i] == '.' {
			return name[:i]
		}
	}
	return name
}

// FindKind returns the kind with that name; false when there is none.
func FindKind(name string) (Kind, bool) {
	k, ok := kindByName[name]
	return k, ok
}

// KindNames returns the names of all kinds in the order of their families; for suggestions and documentation.
func KindNames() []string { return append([]string(nil), kindNames[1:]...) }

// InContact tells whether facts of this kind belong to one contact (a visit or a call) rather than to the case as a whole.
func (k Kind) InContact() bool {
	return k >= VisitArrived && k <= CallEnded || k == ConsultAsked || k == ConsultAnswered
}
