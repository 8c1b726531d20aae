package app_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/casefile"
	"jikim/internal/core/directory"
	"jikim/internal/core/fact"
	"jikim/test/harness"
)

// TestRights tries every use case with every sort of actor. A use case that may be done either works or fails for another
// reason than rights.
func TestRights(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	r, linked := o.File(o.Petition())
	_, stranger := o.File(o.Petition())
	actors := map[string]app.Actor{
		"anyone":    app.Citizen(harness.Institution, ""),
		"citizen":   linked,
		"stranger":  stranger,
		"inspector": o.Staff("inspector", app.Inspector, "", ""),
		"officer":   o.Staff("officer", app.Officer, "general_affairs", "petition"),
		"lead":      o.Staff("lead", app.Lead, "general_affairs", "petition"),
		"manager":   o.Staff("manager", app.Manager, "general_affairs", ""),
		"admin":     o.Staff("admin", app.Admin, "general_affairs", ""),
	}
	actors["unchanged"] = app.Actor{Institution: harness.Institution, Account: actors["admin"].Account, MustChange: true}
	for _, kind := range app.DeviceKinds() {
		actors[string(kind)] = o.Device(kind, app.Place{Kind: app.AtDesk, ID: "petition"})
	}
	elsewhere := o.Staff("elsewhere", app.Officer, "library_information", "general")
	ctx := o.Context()
	anyone := []string{"anyone", "citizen", "stranger", "inspector", "officer", "lead", "manager", "admin", "unchanged"}
	staff := []string{"officer", "lead", "manager", "admin"}
	everybody := slices.Clone(anyone) // machines too
	for _, kind := range app.DeviceKinds() {
		everybody = append(everybody, string(kind))
	}
	leads := staff[1:]
	managers := staff[2:]
	use := []struct {
		name string
		may  []string
		do   func(app.Actor) error
	}{
		{"file", anyone, func(a app.Actor) error { _, err := o.Service.File(ctx, a, app.Petition{}); return err }},
		{"ask for a code", anyone, func(a app.Actor) error { _, err := o.SendCode(ctx, a, app.CodeRequest{}); return err }},
		{"see what became of a code", anyone, func(a app.Actor) error { _, err := o.CodeOutcome(ctx, a, "x"); return err }},
		{"complain", anyone, func(a app.Actor) error { _, err := o.Complain(ctx, a, app.Complaint{}); return err }},
		{"give an opinion", anyone, func(a app.Actor) error { _, err := o.GiveOpinion(ctx, a, app.Opinion{}); return err }},
		{"arrive", []string{"kiosk"}, func(a app.Actor) error { _, err := o.Arrive(ctx, a, app.Arrival{}); return err }},
		{"see an arrival", []string{"kiosk"}, func(a app.Actor) error { _, err := o.Arrival(ctx, a, r.Case); return err }},
		{"find the way", []string{"kiosk"}, func(a app.Actor) error { return o.Locate(ctx, a, app.Located{}) }},
		{"press", []string{"button", "sensor"}, func(a app.Actor) error { _, err := o.Press(ctx, a, "short"); return err }},
		{"count a publication", nil, func(a app.Actor) error { _, err := o.CountPublication(ctx, a, app.NewPublication{}); return err }},
		{"act for an account", nil, func(a app.Actor) error { _, err := o.ActorOf(ctx, a, "officer"); return err }},
		{"publish made-up figures", nil, func(a app.Actor) error { return o.DemoPublish(ctx, a) }},
		{"prepare a publication", managers, func(a app.Actor) error { return o.PreparePublication(ctx, a, app.NewPublication{}) }},
		{"list drafts of publications", managers, func(a app.Actor) error { _, err := o.PublicationDrafts(ctx, a); return err }},
		{"see the draft of a publication", managers, func(a app.Actor) error { _, _, err := o.PublicationDraft(ctx, a, "x"); return err }},
		{"approve a publication", managers, func(a app.Actor) error { _, err := o.ApprovePublication(ctx, a, "x", "x"); return err }},
		{"discard a publication", managers, func(a app.Actor) error { return o.DiscardPublication(ctx, a, "x") }},
		{"board", []string{"wall"}, func(a app.Actor) error { _, err := o.Board(ctx, a); return err }},
		{"door board", []string{"door"}, func(a app.Actor) error { _, err := o.DoorBoard(ctx, a); return err }},
		{"who waits", staff, func(a app.Actor) error { _, err := o.Waiting(ctx, a, ""); return err }},
		{"devices", []string{"admin"}, func(a app.Actor) error { _, err := o.ListDevices(ctx, a); return err }},
		{"register a device", []string{"admin"}, func(a app.Actor) error { _, _, err := o.RegisterDevice(ctx, a, app.NewDevice{}); return err }},
		{"renew a device", []string{"admin"}, func(a app.Actor) error { _, err := o.RenewDevice(ctx, a, "x"); return err }},
		{"revoke a device", []string{"admin"}, func(a app.Actor) error { return o.RevokeDevice(ctx, a, "x") }},
		{"find", everybody, func(a app.Actor) error { _, err := o.Find(ctx, a, "자료실", 0); return err }},
		{"see a room", everybody, func(a app.Actor) error { _, err := o.Room(ctx, a, "reading_room"); return err }},
		{"follow", []string{"citizen", "stranger"}, func(a app.Actor) error { _, err := o.Follow(ctx, a, "ko"); return err }},
		{"prove an entry in the ledger", []string{"citizen", "stranger"}, func(a app.Actor) error { _, err := o.ProofOf(ctx, a); return err }},
		{"withdraw", []string{"citizen", "stranger"}, func(a app.Actor) error { return o.Withdraw(ctx, a, "", "") }},
		{"add a message", []string{"citizen", "stranger"}, func(a app.Actor) error {
			_, err := o.AddMessage(ctx, a, app.Supplement{})
			return err
		}},
		{"rate", []string{"citizen", "stranger"}, func(a app.Actor) error { return o.Rate(ctx, a, "", 0, "") }},
		{"choose the delivery", []string{"citizen", "stranger"}, func(a app.Actor) error { return o.ChooseDelivery(ctx, a, app.Choice{}) }},
		{"fetch a file", append([]string{"citizen"}, staff...), func(a app.Actor) error {
			_, err := o.Attachment(ctx, a, r.Case, "x/0")
			return err
		}},
		{"see a case", staff, func(a app.Actor) error { _, err := o.Case(ctx, a, r.Case); return err }},
		{"open a case", staff, func(a app.Actor) error { _, err := o.OpenCase(ctx, a, r.Case, "test"); return err }},
		{"hand over the receipt", staff, func(a app.Actor) error { _, err := o.ReceiptLink(ctx, a, r.Case); return err }},
		{"inbox", staff, func(a app.Actor) error { _, err := o.Inbox(ctx, a, app.InboxFilter{}); return err }},
		{"search", staff, func(a app.Actor) error { _, err := o.Search(ctx, a, "열람실", 1); return err }},
		{"notices", staff, func(a app.Actor) error { _, err := o.Notices(ctx, a, 1); return err }},
		{"new contact", staff, func(a app.Actor) error {
			_, err := o.NewContact(ctx, a, app.NewContact{Channel: "visit"})
			return err
		}},
		{"record", staff, func(a app.Actor) error {
			_, err := o.Record(ctx, a, app.Entry{Case: r.Case, Kind: fact.CaseProcedureTold})
			return err
		}},
		{"message", staff, func(a app.Actor) error { _, err := o.TakeMessage(ctx, a, app.Memo{Case: r.Case}); return err }},
		{"call back", staff, func(a app.Actor) error { _, err := o.CallBack(ctx, a, "", r.Case, "x", true, ""); return err }},
		{"transfer", staff, func(a app.Actor) error { _, err := o.Transfer(ctx, a, app.Passing{Case: r.Case}); return err }},
		{"supplement", staff, func(a app.Actor) error { _, err := o.AskSupplement(ctx, a, app.Missing{Case: r.Case}); return err }},
		{"extend", staff, func(a app.Actor) error { _, err := o.Extend(ctx, a, app.Extension{Case: r.Case}); return err }},
		{"answer", staff, func(a app.Actor) error { _, err := o.Answer(ctx, a, app.Result{Case: r.Case}); return err }},
		{"refuse", staff, func(a app.Actor) error { _, err := o.Refuse(ctx, a, app.Refusal{Case: r.Case}); return err }},
		{"deliver", staff, func(a app.Actor) error { _, err := o.Deliver(ctx, a, "", r.Case, "", ""); return err }},
		{"tell of a delay", staff, func(a app.Actor) error { _, err := o.TellDelay(ctx, a, "", r.Case, "", time.Time{}); return err }},
		{"tell", staff, func(a app.Actor) error { _, err := o.Tell(ctx, a, "", r.Case, "", false); return err }},
		{"correct", staff, func(a app.Actor) error { _, err := o.Correct(ctx, a, "", r.Case, "x", "", nil); return err }},
		{"retract", staff, func(a app.Actor) error { _, err := o.Retract(ctx, a, "", r.Case, "x", ""); return err }},
		{"assign to another", leads, func(a app.Actor) error { _, err := o.Assign(ctx, a, "", r.Case, "x", ""); return err }},
		{"sign a statement", staff, func(a app.Actor) error { _, err := o.Sign(ctx, a, app.Signing{Case: r.Case}); return err }},
		{"mark a repetition", staff, func(a app.Actor) error { _, err := o.MarkRepeated(ctx, a, app.Repeat{Case: r.Case}); return err }},
		{"see a repetition", staff, func(a app.Actor) error {
			_, err := o.Repetition(ctx, a, &app.CaseView{State: casefile.State{Case: r.Case}})
			return err
		}},
		{"close a repetition", leads, func(a app.Actor) error {
			_, err := o.CloseRepeated(ctx, a, app.RepeatClosing{Case: r.Case})
			return err
		}},
		{"close a repetition as any act", leads, func(a app.Actor) error {
			_, err := o.Record(ctx, a, app.Entry{Case: r.Case, Kind: fact.CaseClosed, Data: fact.With("reason", "repeated")})
			return err
		}},
		{"phrases", staff, func(a app.Actor) error { _, err := o.Phrases(ctx, a); return err }},
		{"write a phrase", leads, func(a app.Actor) error { return o.PutPhrase(ctx, a, "", app.Phrase{}) }},
		{"drop a phrase", leads, func(a app.Actor) error { return o.DropPhrase(ctx, a, "x") }},
		{"tell of a call", []string{"exchange"}, func(a app.Actor) error { _, err := o.TellCall(ctx, a, app.CallEvent{}); return err }},
		{"hand in a scan", staff, func(a app.Actor) error { _, err := o.TakePapers(ctx, a, nil); return err }},
		{"see the letters to be posted", staff, func(a app.Actor) error { _, err := o.Postings(ctx, a); return err }},
		{"count the letters to be posted", staff, func(a app.Actor) error { _, err := o.CountPostings(ctx, a); return err }},
		{"print letters", staff, func(a app.Actor) error {
			_, err := o.PrintLetters(ctx, a, []app.Pick{{Case: r.Case, Fact: "x"}})
			return err
		}},
		{"print labels", staff, func(a app.Actor) error {
			_, err := o.PrintLabels(ctx, a, []app.Pick{{Case: r.Case, Fact: "x"}}, app.Labels()[0], 0)
			return err
		}},
		{"post a letter", staff, func(a app.Actor) error {
			_, err := o.Post(ctx, a, app.Mailing{Pick: app.Pick{Case: r.Case}})
			return err
		}},
		{"ways out", []string{"admin"}, func(a app.Actor) error { _, err := o.CourierWays(a); return err }},
		{"try a way out", []string{"admin"}, func(a app.Actor) error { _, err := o.TryCourier(ctx, a, app.ByEmail, ""); return err }},
		{"channels", []string{"admin"}, func(a app.Actor) error { _, err := o.Channels(ctx, a); return err }},
		{"see the letters that wait", staff, func(a app.Actor) error { _, err := o.HeldLetters(ctx, a, "", 0); return err }},
		{"count the letters that wait", staff, func(a app.Actor) error { _, _, err := o.CountHeld(ctx, a); return err }},
		{"see the letter that waits next", staff, func(a app.Actor) error { _, _, err := o.NextHeld(ctx, a); return err }},
		{"open a letter", staff, func(a app.Actor) error { _, err := o.OpenLetter(ctx, a, r.Case); return err }},
		{"file a letter", staff, func(a app.Actor) error { _, err := o.FileLetter(ctx, a, app.Filing{Case: r.Case}); return err }},
		{"see who calls", staff, func(a app.Actor) error { _, err := o.Calling(ctx, a); return err }},
		{"hand out", leads, func(a app.Actor) error { _, _, err := o.HandOut(ctx, a, app.Handout{}); return err }},
		{"receive in a contact", staff, func(a app.Actor) error {
			_, err := o.Receive(ctx, a, r.Case, "x", app.NewContact{})
			return err
		}},
		{"omitted", staff, func(a app.Actor) error {
			_, err := o.Omitted(ctx, a, app.Omission{Case: r.Case, Seen: fact.ViaReport})
			return err
		}},
		{"omitted, as inspected", leads, func(a app.Actor) error {
			_, err := o.Omitted(ctx, a, app.Omission{Case: r.Case, Seen: fact.ViaInspection})
			return err
		}},
		{"broken", leads, func(a app.Actor) error { _, err := o.Broken(ctx, a, app.VerdictFilter{}); return err }},
		{"unproven", leads, func(a app.Actor) error { _, err := o.Unproven(ctx, a, app.VerdictFilter{}); return err }},
		{"complaints", leads, func(a app.Actor) error { _, err := o.OpenComplaints(ctx, a); return err }},
		{"register of complaints", leads, func(a app.Actor) error { _, err := o.Complaints(ctx, a, app.RaisedFilter{}); return err }},
		{"a complaint", staff, func(a app.Actor) error { _, err := o.Complaint(ctx, a, r.Case, "x", false, ""); return err }},
		{"register of opinions", staff, func(a app.Actor) error { _, err := o.Opinions(ctx, a, app.RaisedFilter{}); return err }},
		{"an opinion", staff, func(a app.Actor) error { _, err := o.Opinion(ctx, a, r.Case, "x", false, ""); return err }},
		{"patterns", leads, func(a app.Actor) error { _, err := o.Patterns(ctx, a); return err }},
		{"patterns that are known", leads, func(a app.Actor) error { _, err := o.PatternsKnown(a); return err }},
		{"improvements", leads, func(a app.Actor) error { _, err := o.Improvements(ctx, a); return err }},
		{"an improvement", leads, func(a app.Actor) error { _, err := o.Improvement(ctx, a, "x"); return err }},
		{"save an improvement", leads, func(a app.Actor) error { _, err := o.SaveImprovement(ctx, a, app.ImprovementDraft{}); return err }},
		{"make an improvement", staff, func(a app.Actor) error {
			_, err := o.MakeImprovement(ctx, a, app.MadeImprovement{Case: r.Case})
			return err
		}},
		{"make an improvement of the office", leads, func(a app.Actor) error {
			_, err := o.MakeImprovement(ctx, a, app.MadeImprovement{})
			return err
		}},
		{"whether an improvement was made", leads, func(a app.Actor) error { _, err := o.ImprovementMade(ctx, a, "x"); return err }},
		{"pictures of an improvement", leads, func(a app.Actor) error { _, err := o.TakenPictures(ctx, a, "x"); return err }},
		{"show a picture", managers, func(a app.Actor) error { return o.ShowPicture(ctx, a, "x", "x", "x") }},
		{"hide a picture", managers, func(a app.Actor) error { return o.HidePicture(ctx, a, "x", "x") }},
		{"check what is supposed", managers, func(a app.Actor) error { return o.CheckSupposing(ctx, a, app.Supposing{}) }},
		{"see a year again", managers, func(a app.Actor) error { _, err := o.WhatIf(ctx, a, app.Supposing{}, nil); return err }},
		{"remedies", leads, func(a app.Actor) error { _, err := o.RemediesDue(ctx, a, app.RemedyFilter{}); return err }},
		{"remedies of cases", leads, func(a app.Actor) error { _, err := o.RemediesOf(ctx, a, nil); return err }},
		{"institution", append([]string{"inspector"}, leads...), func(a app.Actor) error { _, err := o.InstitutionCase(ctx, a); return err }},
		{"inspect", append([]string{"inspector"}, leads...), func(a app.Actor) error {
			_, err := o.RecordInstitution(ctx, a, app.Entry{Kind: fact.SignInspected})
			return err
		}},
		{"see audits", append([]string{"inspector"}, staff...), func(a app.Actor) error { _, err := o.Audits(ctx, a, "", ""); return err }},
		{"draw audits", managers, func(a app.Actor) error { return o.DrawAudits(ctx, a, "phone") }},
		{"rate an audit", append([]string{"inspector"}, managers...), func(a app.Actor) error {
			_, err := o.RateAudit(ctx, a, app.AuditRating{Card: "phone"})
			return err
		}},
		{"presence", staff, func(a app.Actor) error { _, err := o.StaffPresence(ctx, a); return err }},
		{"another's absence", managers, func(a app.Actor) error {
			return o.EnterAbsence(ctx, a, app.NewAbsence{Account: elsewhere.Account})
		}},
		{"own absence", staff, func(a app.Actor) error { return o.EnterAbsence(ctx, a, app.NewAbsence{Account: a.Account}) }},
		{"end another's absence", managers, func(a app.Actor) error { return o.EndAbsence(ctx, a, elsewhere.Account, time.Time{}) }},
		{"step out", staff, func(a app.Actor) error { return o.StepOut(ctx, a, app.NewOut{Why: "x"}) }},
		{"send another out", managers, func(a app.Actor) error { return o.StepOut(ctx, a, app.NewOut{Account: elsewhere.Account, Why: "x"}) }},
		{"come back", staff, func(a app.Actor) error { return o.ComeBack(ctx, a, "") }},
		{"call another back", managers, func(a app.Actor) error { return o.ComeBack(ctx, a, elsewhere.Account) }},
		{"reach an officer", staff, func(a app.Actor) error { _, _, err := o.Reach(ctx, a, elsewhere.Account); return err }},
		{"the draft of the charter", managers, func(a app.Actor) error { _, err := o.Draft(ctx, a); return err }},
		{"check the draft", managers, func(a app.Actor) error { _, err := o.CheckDraft(ctx, a, nil); return err }},
		{"save the draft", managers, func(a app.Actor) error { _, err := o.SaveDraft(ctx, a, "x", nil); return err }},
		{"put a charter into force", managers, func(a app.Actor) error { _, err := o.Enact(ctx, a, app.NewEnactment{}); return err }},
		{"ask whether it may be", managers, func(a app.Actor) error { return o.MayEnact(ctx, a, app.NewEnactment{}) }},
		{"take a charter back", managers, func(a app.Actor) error { return o.WithdrawCharter(ctx, a, "x") }},
		{"versions put into force", managers, func(a app.Actor) error { _, err := o.Enactments(ctx, a); return err }},
		{"the files of a charter", managers, func(a app.Actor) error { _, err := o.CharterFolder(a, "x"); return err }},
		{"discard the draft", managers, func(a app.Actor) error { return o.DiscardDraft(ctx, a, "x") }},
		{"the charter's text", managers, func(a app.Actor) error { _, err := o.CharterText(ctx, a); return err }},
		{"try the draft", managers, func(a app.Actor) error { return o.TryDraft(ctx, a) }},
		{"try a charter", managers, func(a app.Actor) error { return o.TryCharter(ctx, a, "") }},
		{"see a trial", managers, func(a app.Actor) error { _, err := o.LatestTrial(ctx, a); return err }},
		{"check a charter", managers, func(a app.Actor) error { _, err := o.CheckCharter(ctx, a, ""); return err }},
		{"special days", managers, func(a app.Actor) error { _, err := o.Days(ctx, a); return err }},
		{"preview a special day", managers, func(a app.Actor) error { _, err := o.PreviewDay(ctx, a, app.NewDay{}); return err }},
		{"enter a special day", managers, func(a app.Actor) error { _, err := o.EnterDay(ctx, a, app.NewDay{}); return err }},
		{"take back a special day", managers, func(a app.Actor) error { return o.WithdrawDay(ctx, a, "x") }},
		{"outage", staff, func(a app.Actor) error {
			_, err := o.RecordInstitution(ctx, a, app.Entry{Kind: fact.ItemDown})
			return err
		}},
		{"report an outage", anyone, func(a app.Actor) error {
			_, err := o.ReportOutage(ctx, a, app.OutageReport{Key: o.NewKey(), Item: "search_pc"})
			return err
		}},
		{"see signs", leads, func(a app.Actor) error { _, err := o.Signs(ctx, a); return err }},
		{"print signs", leads, func(a app.Actor) error { _, err := o.PrintSigns(ctx, a, "", "poster", ""); return err }},
		{"draw a sign", leads, func(a app.Actor) error { _, err := o.DrawSign(ctx, a, "", "poster", 0); return err }},
		{"put up a sign", managers, func(a app.Actor) error { _, err := o.PutUp(ctx, a, "", nil); return err }},
		{"review a survey", managers, func(a app.Actor) error { _, err := o.ReviewSurvey(ctx, a, "x"); return err }},
		{"correct a survey", managers, func(a app.Actor) error { return o.CorrectSurvey(ctx, a, "x", app.NewSurveyCorrection{}) }},
		{"publish a survey", managers, func(a app.Actor) error { return o.PublishSurvey(ctx, a, "x", "homepage") }},
		{"begin a task", managers, func(a app.Actor) error { return o.AddTask(ctx, a, "x", app.NewTask{}) }},
		{"change a task", managers, func(a app.Actor) error { return o.ChangeTask(ctx, a, "x", "y", "done", "") }},
		{"publish a plan", managers, func(a app.Actor) error { return o.PublishPlan(ctx, a, "x", "homepage", "") }},
		{"survey", managers, func(a app.Actor) error {
			_, err := o.RecordInstitution(ctx, a, app.Entry{Kind: fact.SurveyPublished})
			return err
		}},
		{"list the letters of a survey", staff, func(a app.Actor) error { _, err := o.SurveyLetters(ctx, a); return err }},
		{"print the letters of a survey", staff, func(a app.Actor) error { _, err := o.PrintSurveyLetters(ctx, a, []string{"x"}); return err }},
		{"post the letters of a survey", staff, func(a app.Actor) error { _, err := o.PostSurveyLetters(ctx, a, []string{"x"}); return err }},
		{"preview a survey", managers, func(a app.Actor) error { _, err := o.PreviewSurvey(ctx, a, app.NewSurvey{}, nil); return err }},
		{"check a survey", managers, func(a app.Actor) error { return o.CheckSurvey(a, app.NewSurvey{}) }},
		{"open a survey", managers, func(a app.Actor) error { _, err := o.OpenSurvey(ctx, a, app.NewSurvey{}); return err }},
		{"list surveys", managers, func(a app.Actor) error { _, err := o.SurveyList(ctx, a); return err }},
		{"watch a survey", managers, func(a app.Actor) error { _, err := o.WatchSurvey(ctx, a, "x"); return err }},
		{"close a survey", managers, func(a app.Actor) error { return o.CloseSurvey(ctx, a, "x") }},
		{"read the answers of a survey", managers, func(a app.Actor) error { _, err := o.SurveyAnswers(ctx, a, "x"); return err }},
		{"number sheets of a survey", managers, func(a app.Actor) error { _, err := o.AddSheets(ctx, a, "x", app.NewSheets{}); return err }},
		{"print sheets of a survey", managers, func(a app.Actor) error { _, err := o.PrintSheets(ctx, a, "x", 1, 1); return err }},
		{"see a sheet to be entered", staff, func(a app.Actor) error { _, err := o.AskedSheet(ctx, a, 0); return err }},
		{"enter a sheet", staff, func(a app.Actor) error { _, err := o.EnterSheet(ctx, a, 1, app.Answering{}); return err }},
		{"see whom to call", staff, func(a app.Actor) error { _, err := o.NextCall(ctx, a); return err }},
		{"end a call of a survey", staff, func(a app.Actor) error { return o.EndCall(ctx, a, "x", app.CallLater) }},
		{"enter what was said on the telephone", staff, func(a app.Actor) error { _, err := o.AnswerCall(ctx, a, "x", app.Answering{}); return err }},
		{"see a survey without an invitation", append([]string{"kiosk"}, staff...), func(a app.Actor) error { _, err := o.OpenToAll(ctx, a, ""); return err }},
		{"answer a survey without an invitation", append([]string{"kiosk"}, staff...), func(a app.Actor) error {
			_, err := o.AnswerOpen(ctx, a, app.Answering{})
			return err
		}},
		{"say at a kiosk how one was served", []string{"kiosk"}, func(a app.Actor) error { return o.RateVisit(ctx, a, "", 0) }},
		{"see what visitors said at kiosks", managers, func(a app.Actor) error { _, err := o.VisitRatings(ctx, a, ""); return err }},
		{"count a screen at a kiosk", []string{"kiosk"}, func(a app.Actor) error { return o.SeenAtKiosk(ctx, a, 1) }},
		{"see the survey of a link", anyone, func(a app.Actor) error { _, err := o.AskedSurvey(ctx, a, "x"); return err }},
		{"answer a survey by a link", anyone, func(a app.Actor) error { _, err := o.AnswerSurvey(ctx, a, "x", app.Answering{}); return err }},
		{"refuse a survey by a link", anyone, func(a app.Actor) error { return o.RefuseSurvey(ctx, a, "x") }},
		{"count a screen of a link", anyone, func(a app.Actor) error { return o.SeenScreen(ctx, a, "x", 1) }},
		{"see ratings", managers, func(a app.Actor) error { _, err := o.Ratings(ctx, a, app.RatingFilter{}); return err }},
		{"read words of ratings", managers, func(a app.Actor) error {
			_, _, err := o.RatingWords(ctx, a, app.RatingFilter{}, false, time.Time{})
			return err
		}},
		{"hear of low ratings", managers, func(a app.Actor) error { _, err := o.LowRatings(ctx, a); return err }},
		{"access log", managers, func(a app.Actor) error { _, err := o.AccessLog(ctx, a, "", 1); return err }},
		{"see how the ledger is signed", []string{"admin"}, func(a app.Actor) error { _, err := o.LedgerState(ctx, a); return err }},
		{"check the ledger", []string{"admin"}, func(a app.Actor) error { _, err := o.CheckLedger(ctx, a, nil); return err }},
		{"accounts", []string{"admin"}, func(a app.Actor) error { _, err := o.ListAccounts(ctx, a); return err }},
		{"create an account", []string{"admin"}, func(a app.Actor) error { _, _, err := o.CreateAccount(ctx, a, app.NewAccount{}); return err }},
		{"see the calendar link", staff, func(a app.Actor) error { _, err := o.DatesLink(ctx, a); return err }},
		{"make a calendar link", staff, func(a app.Actor) error { return o.RenewDatesLink(ctx, a) }},
		{"end a calendar link", staff, func(a app.Actor) error { return o.EndDatesLink(ctx, a) }},
		{"list hooks", []string{"admin"}, func(a app.Actor) error { _, err := o.ListHooks(ctx, a); return err }},
		{"make a hook", []string{"admin"}, func(a app.Actor) error { _, _, err := o.CreateHook(ctx, a, app.NewHook{}); return err }},
		{"switch a hook off", []string{"admin"}, func(a app.Actor) error { return o.DisableHook(ctx, a, "x", true) }},
		{"test a hook", []string{"admin"}, func(a app.Actor) error { _, err := o.TestHook(ctx, a, "x"); return err }},
		{"see events that were given up", []string{"admin"}, func(a app.Actor) error { _, err := o.DeadDeliveries(ctx, a); return err }},
		{"send an event again", []string{"admin"}, func(a app.Actor) error { return o.Resend(ctx, a, "x") }},
		{"list tokens", []string{"admin"}, func(a app.Actor) error { _, err := o.ListTokens(ctx, a); return err }},
		{"make a token", []string{"admin"}, func(a app.Actor) error { _, _, err := o.CreateToken(ctx, a, app.NewToken{}); return err }},
		{"revoke a token", []string{"admin"}, func(a app.Actor) error { return o.RevokeToken(ctx, a, "x") }},
		{"see the directory that is drafted", managers, func(a app.Actor) error { _, err := o.Directory(ctx, a); return err }},
		{"draft an entry", managers, func(a app.Actor) error {
			_, err := o.PutEntry(ctx, a, "", directory.Desks, directory.Entry{})
			return err
		}},
		{"take an entry out", managers, func(a app.Actor) error { _, err := o.RemoveEntry(ctx, a, "", directory.Desks, "x"); return err }},
		{"restore an entry", managers, func(a app.Actor) error { _, err := o.RestoreEntry(ctx, a, "", directory.Desks, "x"); return err }},
		{"see what uses an entry", managers, func(a app.Actor) error { _, err := o.EntryUses(ctx, a, directory.Desks, "x"); return err }},
		{"see what is to be printed again", managers, func(a app.Actor) error { _, err := o.Reprints(ctx, a); return err }},
		{"see the hours that are drafted", managers, func(a app.Actor) error { _, err := o.Hours(ctx, a); return err }},
		{"draft hours", managers, func(a app.Actor) error {
			_, err := o.PutHours(ctx, a, "", "wonju-desk", [7]string{})
			return err
		}},
		{"change a position", managers, func(a app.Actor) error { return o.ChangePosition(ctx, a, "x", app.Position{}) }},
		{"update an account", []string{"admin"}, func(a app.Actor) error { return o.UpdateAccount(ctx, a, "x", app.NewAccount{}) }},
		{"reset a password", []string{"admin"}, func(a app.Actor) error { _, err := o.ResetPassword(ctx, a, "x"); return err }},
		{"disable an account", []string{"admin"}, func(a app.Actor) error { return o.DisableAccount(ctx, a, "x", true) }},
	}
	for _, u := range use {
		allowed := map[string]bool{}
		for _, name := range u.may {
			allowed[name] = true
		}
		for name, a := range actors {
			err := u.do(a)
			f := app.FaultOf(err)
			refused := f != nil && f.Kind == app.Denied
			if refused == allowed[name] {
				t.Errorf("%s: %s got %v", u.name, name, err)
			}
		}
	}
}

func TestLinkOpensOneCaseOnly(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	a, citizen := o.File(o.Petition())
	b, _ := o.File(o.Petition())
	if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Case != a.Case {
		t.Errorf("the link shows case %s", f.Case)
	}
	_, err := o.Attachment(o.Context(), citizen, b.Case, "x/0")
	wantFault(t, err, app.Denied, "")
	_, err = o.OpenLink(o.Context(), harness.Institution, b.Case+a.Token[len(a.Case):], "")
	wantFault(t, err, app.Unknown, "")
	_, err = o.OpenLink(o.Context(), "elsewhere", a.Token, "")
	wantFault(t, err, app.Unknown, "")
}

func TestReadingIsLoggedAndOthersSayWhy(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	own := o.Staff("kim", app.Officer, "general_affairs", "petition")
	other := o.Staff("lee", app.Officer, "library_information", "general")
	admin := o.Staff("admin", app.Admin, "", "")
	r, _ := o.File(o.Petition())
	masked := must(o.Case(o.Context(), own, r.Case))(t)
	if masked.Person.Name != "홍*동" || masked.Person.Text != "" || masked.Person.Phone != "010-****-5678" || masked.Facts[0].Prose != nil {
		t.Errorf("an unopened case shows %+v", masked.Person)
	}
	if log := must(o.AccessLog(o.Context(), admin, r.Case, 10))(t); len(log) != 0 {
		t.Errorf("seeing a masked case was logged: %+v", log)
	}
	open := must(o.OpenCase(o.Context(), own, r.Case, ""))(t)
	if open.Person.Name != "홍길동" || open.Person.Text == "" {
		t.Errorf("an opened case shows %+v", open.Person)
	}
	_, err := o.OpenCase(o.Context(), other, r.Case, "")
	wantFault(t, err, app.Invalid, "reason")
	o.Advance(time.Second) // readings are listed by time, newest first
	must(o.OpenCase(o.Context(), other, r.Case, "대신 답변"))(t)
	log := must(o.AccessLog(o.Context(), admin, r.Case, 10))(t)
	if len(log) != 2 || log[0].Account != other.Account || log[0].Reason != "대신 답변" || log[1].Account != own.Account {
		t.Errorf("access log %+v", log)
	}
}
