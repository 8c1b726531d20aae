package tour

import (
	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/improvement"
)

// improve makes an improvement of the opinion, with pictures of before and after that everybody can see.
func (o *office) improve() {
	ctx, file := o.Context(), app.Attachment{Name: "의자.png", Type: "image/png", Body: o.picture()}
	opinion := o.Stored(o.opinion.Case).Facts[0].ID
	must[*app.Done](o.T)(o.MakeImprovement(ctx, o.kim, app.MadeImprovement{Key: o.NewKey(), Case: o.opinion.Case, Of: opinion, What: "의자 스무 개를 놓음",
		Files: []app.Attachment{file}, After: []app.Attachment{file}}))
	e := must[*improvement.Entry](o.T)(o.SaveImprovement(ctx, o.boss, app.ImprovementDraft{Key: o.NewKey(), Source: improvement.FromOpinion, Case: o.opinion.Case,
		Fact: opinion, Desk: "general", Suggested: "앉을 자리를 더 마련해 달라는 의견", State: improvement.Done, Made: "열람실에 의자 스무 개를 더 놓았습니다.", Publish: true}))
	for _, p := range must[[]app.TakenPicture](o.T)(o.TakenPictures(ctx, o.boss, e.ID)) {
		o.ok(o.ShowPicture(ctx, o.boss, e.ID, p.File, "열람실의 의자"))
	}
	must[*improvement.Entry](o.T)(o.SaveImprovement(ctx, o.boss, app.ImprovementDraft{Key: o.NewKey(), Source: improvement.FromOffice, Suggested: "열람실을 밤 열 시까지 열기",
		State: improvement.NotPossible, Reason: "밤에 근무할 직원이 없습니다.", Publish: true}))
	must[*improvement.Entry](o.T)(o.SaveImprovement(ctx, o.boss, app.ImprovementDraft{Key: o.NewKey(), Source: improvement.FromOffice, Suggested: "승강기에 점자 표시 달기",
		State: improvement.Planned, Until: "2026-11-20", Publish: true}))
	o.improvement = e.ID
	complaint := o.Stored(o.complaint.Case).Facts[0].ID
	must[*app.Done](o.T)(o.Record(ctx, o.kim, app.Entry{Key: o.NewKey(), Case: o.complaint.Case, Kind: fact.ComplaintAssessed, Of: complaint,
		Data: fact.With("severity", "moderate", "urgency", "normal", "investigator", o.kim.Account)}))
}
