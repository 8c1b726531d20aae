package charter

import (
	"slices"

	"jikim/internal/core/fact"
)

// fields are the data that the office's own screens and channels record with each kind of fact. Facts may carry more;
// Lint points at a condition on a field that is not here, since nothing might ever fill it.
var fields = map[fact.Kind][]string{
	fact.VisitArrived:          {"desk", "purpose", "busy", "assist", "repeat_of", "cause"},
	fact.VisitRepeated:         {"cause"},
	fact.VisitLocated:          {"place", "since"},
	fact.VisitGreeted:          {"stood", "phrase", "first", "excused"},
	fact.VisitAttended:         {"officer"},
	fact.VisitAssistCalled:     {"officer"},
	fact.VisitAssistArrived:    {"officer"},
	fact.VisitOfficerMet:       {"officer"},
	fact.VisitLeft:             {"early"},
	fact.ScribeDone:            {"signed", "way", "witness", "digest"},
	fact.CallRinging:           {"to", "from", "desk"},
	fact.CallAnswered:          {"by", "rings", "officer"},
	fact.CallGreeted:           {"thanks", "organisation", "department", "officer"},
	fact.CallRestated:          {"not_needed"},
	fact.CallTransferStarted:   {"to", "summary", "blind"},
	fact.CallMissed:            {"cause", "callback", "withheld"},
	fact.CallDiverted:          {"to"},
	fact.CallTransferAnswered:  {"by"},
	fact.CallMisdialled:        {"to", "told_number", "outside"},
	fact.CallMobileOffered:     {"wanted"},
	fact.CallCallerHungUp:      {"mid_talk", "order"},
	fact.CallOfficerHungUp:     {"hook_switch", "cause", "order", "hook"},
	fact.CallEnded:             {"cause"},
	fact.MessageTaken:          {"for", "about", "channel", "callback", "callback_at", "place"},
	fact.MessageDelivered:      {"to"},
	fact.CallbackMade:          {"reached", "place", "officer"},
	fact.ConsultAsked:          {"channel"},
	fact.ConsultAnswered:       {"officer", "channel"},
	fact.CaseReceived:          {"channel", "service", "delivery", "due", "filed_by", "identity"},
	fact.CaseAccepted:          {"officer", "department"},
	fact.CaseAssigned:          {"officer", "department"},
	fact.CaseProcedureTold:     {"channel"},
	fact.CaseSupplementAsked:   {"what", "until"},
	fact.CaseExtended:          {"ground", "until", "by", "consent"},
	fact.CaseTransferred:       {"to", "internal"},
	fact.CaseAnswered:          {"channel"},
	fact.CaseRefused:           {"reason", "law", "appeal"},
	fact.CaseDelivered:         {"method"},
	fact.CaseMerged:            {"into"},
	fact.CaseReopened:          {"due", "service"},
	fact.CaseClosed:            {"reason"},
	fact.CaseRepeated:          {"same_as", "reason"},
	fact.DocumentIssued:        {"form", "department", "officer", "contact"},
	fact.ComplaintReceived:     {"officer", "about", "channel"},
	fact.ComplaintAssessed:     {"severity", "urgency", "investigator"},
	fact.ComplaintChecked:      {"founded"},
	fact.ComplaintClosed:       {"agreed"},
	fact.ApologyMade:           {"officer", "how", "voucher", "reason"},
	fact.TrainingDone:          {"officer"},
	fact.DelayTold:             {"reason", "expected"},
	fact.OpinionReceived:       {"kind", "improvable", "channel"},
	fact.OpinionReviewed:       {"improvable"},
	fact.ItemInspected:         {"item", "place", "working", "fee"},
	fact.ItemDown:              {"item", "place", "count", "unit"},
	fact.ItemUp:                {"item", "place", "count", "unit"},
	fact.SignInspected:         {"sign", "place", "checked", "present"},
	fact.SignPosted:            {"sign", "subject", "place", "digest"},
	fact.BadgeInspected:        {"place", "checked", "worn"},
	fact.DeskTested:            {"desk", "reached"},
	fact.AuditScored:           {"scorecard", "score", "officer", "second"},
	fact.SurveyClosed:          {"year"},
	fact.SurveyPublished:       {"where", "shortcomings"},
	fact.SurveyCorrected:       {"year", "wave", "result", "corrects", "digest"},
	fact.PlanPublished:         {"where"},
	fact.FiguresPublished:      {"publication", "period", "corrects", "sha256", "root", "size"},
	fact.PromiseWarned:         {"promise", "trigger"},
	fact.PromiseBroken:         {"promise", "trigger"},
	fact.ActOmitted:            {"kind"},
	fact.FactCorrected:         {"of"},
	fact.FactRetracted:         {"of", "reason"},
	fact.CallTransferAbandoned: nil,
}

// knows tells whether facts of that kind usually carry the field. Any fact may name the one it answers with "of".
func knows(k fact.Kind, field string) bool {
	return field == "of" || slices.Contains(fields[k], field)
}

// Fields returns the names of the data that facts of that kind usually carry, for forms and documentation.
func Fields(k fact.Kind) []string { return slices.Clone(fields[k]) }
