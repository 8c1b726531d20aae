package casefile

import "jikim/internal/core/fact"

func text(name string) Field  { return Field{Name: name, Type: TypeText} }
func prose(name string) Field { return Field{Name: name, Type: TypeProse} }
func yes(name string) Field   { return Field{Name: name, Type: TypeYes} }
func count(name string) Field { return Field{Name: name, Type: TypeCount} }
func at(name string) Field    { return Field{Name: name, Type: TypeTime} }
func choice(name string, of ...string) Field {
	return Field{Name: name, Type: TypeChoice, Choices: of}
}

func (f Field) must() Field  { f.Required = true; return f }
func (f Field) asked() Field { f.Asked = true; return f }

// Grounds are the lawful grounds of an extension (시행령 제21조 제1항): cooperation of other bodies or departments, facts or a
// site to be checked, force majeure, or something equal to these. Overload, late assignment or absence of the officer are
// forbidden by the same article and therefore cannot be said.
func Grounds() []string { return []string{"cooperation", "site_check", "force_majeure", "equivalent"} }

// Abouts are what a complaint can be about.
func Abouts() []string {
	return []string{"rude_phone", "rude_visit", "repeat_visit", "no_interim", "careless", "late", "other"}
}

// Severities are how grave a complaint is, as it is judged on receipt (ISO 10002:2018, 8.5): a slip, a harm to one person, or a matter
// of safety, rights or of many.
func Severities() []string { return []string{"minor", "moderate", "serious"} }

// Improvables are what the review of an opinion can find: to be improved at once, to be improved but not at once, or not possible.
func Improvables() []string { return []string{ImproveNow, ImproveLater, ImproveNot} }

// The findings of a review.
const (
	ImproveNow   = "now"
	ImproveLater = "later"
	ImproveNot   = "never"
)

// Ways are how a petitioner puts his name to what an officer wrote for him (시행령 제10조 제4항): drawn on the tablet, on paper, or,
// by somebody who cannot sign, before a witness.
func Ways() []string { return []string{"drawn", "paper", "witness"} }

// fieldsOf is the data of each kind in the order of a form: the table of the design, section 3.
var fieldsOf = [fact.KindCount][]Field{
	fact.VisitArrived: {text("desk"), prose("purpose"), yes("busy"), choice("assist", "disabled", "elderly", "wheelchair", "sight", "writing", "other"),
		text("repeat_of"), choice("cause", "officer_mistake", "customer", "other")},
	fact.VisitRepeated:     {choice("cause", "officer_mistake", "customer", "other").must()},
	fact.VisitGreeted:      {yes("stood").must(), yes("phrase").must(), yes("first").must(), yes("excused")},
	fact.VisitAssistCalled: {text("officer")},
	fact.VisitOfficerMet:   {text("officer")},
	fact.VisitLeft:         {yes("early")},
	fact.ScribeDone:        {yes("signed").must(), choice("way", Ways()...), text("witness"), prose("note")},

	fact.CallRinging:          {text("desk")},
	fact.CallAnswered:         {choice("by", "person", "machine", "queue"), count("rings"), text("desk")},
	fact.CallGreeted:          {yes("thanks").must(), yes("organisation").must(), yes("department"), yes("officer").must()},
	fact.CallRestated:         {yes("not_needed")},
	fact.CallTransferStarted:  {text("to").must(), prose("summary").must()},
	fact.CallTransferAnswered: {text("officer")},
	fact.CallMisdialled:       {text("to").must(), text("told_number").must(), yes("outside")},
	fact.CallMobileOffered:    {yes("wanted").must()},
	fact.CallCallerHungUp:     {yes("mid_talk")},
	fact.CallOfficerHungUp:    {yes("hook_switch"), choice("cause", "normal", "abuse", "recommended_time")},
	fact.CallEnded:            {choice("cause", "normal", "abuse", "recommended_time", "line")},

	fact.MessageTaken: {text("for").must(), prose("about").must(), choice("channel", "visit", "phone"), yes("callback"),
		at("callback_at"), prose("place")},
	fact.CallbackMade: {yes("reached").must(), choice("place", "wanted", "other"), prose("note")},
	fact.ConsultAsked: {choice("channel", "visit", "phone")},

	fact.CaseAccepted:           {},
	fact.CaseAssigned:           {text("officer"), text("desk"), prose("summary")},
	fact.CaseProcedureTold:      {choice("channel", "phone", "email", "web").must(), prose("text")},
	fact.CaseSupplementAsked:    {prose("what").must(), at("until").must(), yes("oral")},
	fact.CaseSupplementReceived: {prose("text")},
	fact.CaseExtended:           {choice("ground", Grounds()...).must(), prose("reason").must(), count("days"), yes("consent")},
	fact.CaseTransferred:        {text("to").must(), prose("summary").must()},
	fact.CaseAnswered:           {prose("text").must(), choice("how", "web", "phone", "email", "post", "visit")},
	fact.CaseRefused: {prose("reason").must(), text("law").must(), prose("appeal").must(),
		choice("how", "web", "phone", "email", "post", "visit")},
	fact.CaseDelivered: {choice("method", "pickup", "post", "email").must(), prose("note")},
	fact.CaseWithdrawn: {prose("reason")},
	fact.CaseMerged:    {text("into").must()},
	fact.CaseReopened:  {prose("reason").must()},
	fact.CaseClosed:    {choice("reason", "done", "uncollected", "repeated", "not_supplied", "other"), prose("note")},
	fact.CaseNoted:     {prose("text").must()},
	fact.CaseRepeated:  {text("same_as").must(), prose("reason").must()},
	fact.DocumentIssued: {text("form").must(), text("department").must(), text("officer").must(), text("contact").must(),
		prose("text")},

	fact.ComplaintReceived: {choice("about", Abouts()...).must(), text("officer"), prose("text")},
	fact.ComplaintAssessed: {choice("severity", Severities()...).must(), choice("urgency", "normal", "urgent").must(), text("investigator").must(),
		prose("note")},
	fact.ComplaintChecked:  {yes("founded").must(), prose("finding").must()},
	fact.ComplaintTold:     {prose("text").must(), choice("channel", "phone", "email", "web", "post")},
	fact.ComplaintClosed:   {yes("agreed").must(), prose("note")},
	fact.ComplaintReopened: {prose("reason").must()},
	fact.ApologyMade: {text("officer").must(), choice("how", "phone", "visit", "email", "web", "post").must(), prose("text"),
		count("voucher").asked(), prose("reason").asked()},
	fact.TrainingDone: {text("officer"), prose("note")},
	fact.DelayTold:    {prose("reason").must(), at("expected").must(), choice("channel", "phone", "email", "web")},

	fact.OpinionReceived: {choice("kind", "suggestion", "praise", "other"), yes("improvable"),
		choice("channel", "visit", "post", "phone", "fax", "web", "email"), prose("text")},
	fact.OpinionReviewed: {choice("improvable", Improvables()...), prose("note")},
	fact.OpinionTold:     {prose("text").must(), choice("channel", "phone", "email", "web", "post")},
	fact.ImprovementMade: {prose("what").must()},
	fact.ImprovementTold: {prose("text").must(), choice("channel", "phone", "email", "web", "post")},

	fact.ItemInspected:   {text("item").must(), text("place"), count("working").must(), choice("fee", "paid", "free")},
	fact.ItemDown:        {text("item").must(), text("place"), count("count"), count("unit"), prose("note")},
	fact.ItemUp:          {text("item").must(), text("place"), count("count"), count("unit"), prose("note")},
	fact.SignInspected:   {text("sign").must(), text("place"), count("checked").must(), count("present").must()},
	fact.SignPosted:      {text("sign").must(), text("subject").must(), text("place"), text("digest").must()},
	fact.BadgeInspected:  {text("place"), count("checked").must(), count("worn").must()},
	fact.DeskTested:      {text("desk").must(), yes("reached").must()},
	fact.AuditScored:     {text("scorecard").must(), count("score").must(), text("officer"), prose("note")},
	fact.PrivacyIncident: {prose("what").must(), count("persons")},

	fact.SurveyOpened:    {count("asked"), prose("note")},
	fact.SurveyClosed:    {count("answers"), count("score")},
	fact.SurveyPublished: {choice("where", "homepage", "board", "both").must(), prose("shortcomings").must()},
	fact.PlanPublished:   {choice("where", "homepage", "board", "both").must(), prose("note")},

	fact.ActOmitted:    {text("kind").must(), prose("note")},
	fact.FactCorrected: {text("of").must(), prose("reason").must()},
	fact.FactRetracted: {text("of").must(), prose("reason").must()},
}
