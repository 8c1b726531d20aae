package app_test

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/test/harness"
)

// issuedMonth is an office with some petitions of October, of which figures are published by a manager on 2 November.
func issuedMonth(t *testing.T) (*harness.Office, app.Actor, *publication.Publication) {
	t.Helper()
	o := harness.New(t, "2026-10-05 09:30")
	for range 7 {
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2026-11-02 09:00"))
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	return o, manager, publish(t, o, manager, "2026-10", "")
}

func publish(t *testing.T, o *harness.Office, manager app.Actor, period, reason string) *publication.Publication {
	t.Helper()
	ctx := o.Context()
	if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: period, Reason: reason}); err != nil {
		t.Fatal(err)
	}
	d, p, err := o.PublicationDraft(ctx, manager, period)
	if err != nil || p == nil {
		t.Fatalf("%v %+v", err, d)
	}
	if len(d.Warnings.Differences) > 0 {
		t.Errorf("the stored verdicts differ: %+v", d.Warnings.Differences)
	}
	out, err := o.ApprovePublication(ctx, manager, period, d.Digest)
	if err != nil || out == nil {
		t.Fatal(err)
	}
	return out
}

func TestPublish(t *testing.T) {
	t.Parallel()
	o, _, p := issuedMonth(t)
	ctx := o.Context()
	got, newest, err := o.PublishedAs(ctx, harness.Institution, "2026-10")
	if err != nil || newest != got || got.Digest() != p.Digest() {
		t.Fatalf("%v", err)
	}
	if got.Approved.Role != "manager" || got.Approved.Name != "" || got.Approved.At.IsZero() {
		t.Errorf("approved %+v: the role, not the name", got.Approved)
	}
	var line *stats.Line
	for i := range got.Lines {
		if w := &got.Lines[i].Whole; w.Overdue+w.Broken == 7 {
			line = &got.Lines[i]
		}
	}
	if line == nil {
		t.Fatal("seven petitions that nobody answered broke no promise")
	}
	if len(line.Desks) != 1 || len(line.Channels) != 1 || line.Channels[0].Key != "web" || line.Desks[0].Total() != line.Whole.Total() {
		t.Errorf("desks %+v channels %+v", line.Desks, line.Channels)
	}
	if last, err := o.LastCheckpoint(ctx, harness.Institution); err != nil || last.Size < got.Ledger.Size {
		t.Errorf("%v", err)
	}
	stored, err := o.Store.Load(ctx, harness.Institution, fact.Institution)
	if err != nil {
		t.Fatal(err)
	}
	f := stored.Facts[len(stored.Facts)-1] // the publication is in the ledger itself
	if f.Kind != fact.FiguresPublished || f.Data.Text("sha256") != p.Digest() || f.Data.Text("publication") != "2026-10" {
		t.Errorf("the last fact is %+v", f)
	}
}

// TestOutsidersCountTheSame projects every fact under other names, feeds a counter and compares.
func TestOutsidersCountTheSame(t *testing.T) {
	t.Parallel()
	o, _, p := issuedMonth(t)
	law := publication.NewLaw(charter.Versions{harness.Wonju(t)})
	c := publication.NewCounter(law, p.From, p.Until, p.AsOf)
	names := func(space, id string) string { return "n" + hex.EncodeToString([]byte(space+id)) }
	err := o.Store.EachCase(o.Context(), harness.Institution, "", func(st *app.Stored) error {
		var forms []fact.Fact
		for i := range st.Facts {
			forms = append(forms, open.Of(&st.Facts[i], names))
		}
		return c.Case(forms)
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := publication.Diff(p.Lines, c.Lines(nil)); len(d) > 0 {
		t.Errorf("%+v", d)
	}
}

func TestCorrectionsNameTheOldOne(t *testing.T) {
	t.Parallel()
	o, manager, p := issuedMonth(t)
	ctx := o.Context()
	if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: "2026-10"}); !faultOfField(err, "reason") {
		t.Errorf("a correction without a reason: %v", err)
	}
	o.Until(harness.At(t, "2026-11-09 09:00"))
	second := publish(t, o, manager, "2026-10", "늦게 기록한 전화를 더했습니다")
	if second.ID != "2026-10.2" || second.Corrects != "2026-10" || second.Reason == "" || len(second.Beside) != 1 || second.Beside[0].Digest != p.Digest() {
		t.Errorf("%+v", second)
	}
	old, newest, err := o.PublishedAs(ctx, harness.Institution, "2026-10")
	if err != nil || newest.ID != "2026-10.2" || old.Digest() != p.Digest() {
		t.Errorf("the old one stays: %v", err)
	}
	if list, err := o.Published(ctx, harness.Institution); err != nil || len(list) != 2 || list[0].ID != "2026-10.2" {
		t.Errorf("%v, %v", list, err)
	}
}

func faultOfField(err error, field string) bool {
	f := app.FaultOf(err)
	if f == nil {
		return false
	}
	for _, x := range f.Fields {
		if x.Field == field {
			return true
		}
	}
	return false
}

func TestWhatIsNotPublished(t *testing.T) {
	t.Parallel()
	o, manager, _ := issuedMonth(t)
	ctx := o.Context()
	for _, period := range []string{"2026-11", "2026", "2026-10-01", ""} {
		if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: period}); !faultOfField(err, "period") {
			t.Errorf("%q: %v", period, err)
		}
	}
	if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: "2026-09"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.ApprovePublication(ctx, manager, "2026-09", "another"); app.FaultOf(err) == nil || app.FaultOf(err).Kind != app.Conflict {
		t.Errorf("approving what was not seen: %v", err)
	}
	if err := o.DiscardPublication(ctx, manager, "2026-09"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.PublicationDraft(ctx, manager, "2026-09"); app.FaultOf(err) == nil || app.FaultOf(err).Kind != app.Unknown {
		t.Errorf("a discarded draft: %v", err)
	}
	if _, _, err := o.PublishedAs(ctx, harness.Institution, "2026-09"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("what nobody approved is public: %v", err)
	}
}

// TestTheFactOfAPublicationStands: a manager can neither take it back nor say that it was of another month.
func TestTheFactOfAPublicationStands(t *testing.T) {
	t.Parallel()
	o, manager, _ := issuedMonth(t)
	stored, err := o.Store.Load(o.Context(), harness.Institution, fact.Institution)
	if err != nil {
		t.Fatal(err)
	}
	id := stored.Facts[len(stored.Facts)-1].ID
	_, retracted := o.Retract(o.Context(), manager, o.NewKey(), fact.Institution, id, "잘못 공표함")
	_, corrected := o.Correct(o.Context(), manager, o.NewKey(), fact.Institution, id, "다른 달", fact.With("period", "2026-11"))
	for _, err := range []error{retracted, corrected} {
		if f := app.FaultOf(err); f == nil || f.Kind != app.Denied {
			t.Errorf("%v", err)
		}
	}
}

// TestTheMonthIsPreparedByItself: the upkeep after the end of a month counts it, once, and a manager finds the draft.
func TestTheMonthIsPreparedByItself(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-10-05 09:30")
	o.File(o.Petition())
	o.Until(harness.At(t, "2026-11-01 00:10"))
	ctx := o.Context()
	for range 2 {
		if err := o.Upkeep(ctx, harness.Institution); err != nil {
			t.Fatal(err)
		}
		o.Clock.Set(o.Clock.Now().Add(25 * time.Hour))
	}
	drafts, err := o.PublicationDrafts(ctx, o.Staff("manager", app.Manager, "general_affairs", ""))
	if err != nil || len(drafts) == 0 {
		t.Fatal(err)
	}
	d := drafts[0]
	if d.Period != "2026-10" || !d.Done || d.By != "" || !d.Started.Equal(harness.At(t, "2026-11-01 00:10")) {
		t.Errorf("the draft of %s is done %v, by %q, begun at %v", d.Period, d.Done, d.By, d.Started)
	}
}

// TestTwoPersons: where the charter asks for it, one approval makes nothing public, and the same account cannot give the second.
func TestTwoPersons(t *testing.T) {
	t.Parallel()
	o, manager, _ := issuedMonth(t)
	two := *harness.Wonju(t)
	two.Publishing = charter.Publishing{Two: true, Named: true}
	versions, err := app.NewCharters(&two)
	if err != nil {
		t.Fatal(err)
	}
	s, ctx := o.Serve(app.Config{Charters: versions}), o.Context()
	defer s.Close()
	if err := s.PreparePublication(ctx, manager, app.NewPublication{Period: "2026-09"}); err != nil {
		t.Fatal(err)
	}
	d, _, err := s.PublicationDraft(ctx, manager, "2026-09")
	if err != nil || !d.Two {
		t.Fatalf("%v", err)
	}
	if p, err := s.ApprovePublication(ctx, manager, "2026-09", d.Digest); err != nil || p != nil {
		t.Fatalf("one of two made it public: %v", err)
	}
	if _, err := s.ApprovePublication(ctx, manager, "2026-09", d.Digest); app.FaultOf(err) == nil || app.FaultOf(err).Key != "fault.publication_second" {
		t.Errorf("the same person again: %v", err)
	}
	second := o.Staff("second", app.Manager, "general_affairs", "")
	p, err := s.ApprovePublication(ctx, second, "2026-09", d.Digest)
	if err != nil || !p.Approved.Second || p.Approved.Name != second.Name {
		t.Errorf("%v", err)
	}
}

// TestAYearHidesWhatItsMonthsHid: the yearly publication takes the monthly ones into account and names them.
// TestCountedBesideAllThatIsPublished: two drafts of overlapping periods know nothing of each other. When one is approved the other has to be
// counted again.
func TestCountedBesideAllThatIsPublished(t *testing.T) {
	t.Parallel()
	o, manager, _ := issuedMonth(t)
	o.Until(harness.At(t, "2027-01-04 09:00"))
	ctx := o.Context()
	digest := map[string]string{}
	for _, period := range []string{"2026", "2026-11"} {
		if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: period}); err != nil {
			t.Fatal(err)
		}
		d, _, err := o.PublicationDraft(ctx, manager, period)
		if err != nil {
			t.Fatal(err)
		}
		digest[period] = d.Digest
	}
	must(o.ApprovePublication(ctx, manager, "2026-11", digest["2026-11"]))(t)
	_, err := o.ApprovePublication(ctx, manager, "2026", digest["2026"])
	wantFault(t, err, app.Conflict, "")
	if list := must(o.Published(ctx, harness.Institution))(t); len(list) != 2 {
		t.Errorf("%d publications", len(list))
	}
	if year := publish(t, o, manager, "2026", ""); len(year.Beside) != 2 {
		t.Errorf("beside %+v", year.Beside)
	}
}

// TestProvisionalFiguresKnowWhatIsPublished: of a year that is over and not published yet nothing is shown that the publication of a month
// would complete.
func TestProvisionalFiguresKnowWhatIsPublished(t *testing.T) {
	t.Parallel()
	o, manager, _ := issuedMonth(t)
	for range 6 {
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2026-12-01 09:00"))
	for range 3 {
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2027-01-04 09:00"))
	ctx := o.Context()
	row := func() stats.Row {
		return *must(o.Figures(ctx, harness.Institution, "2026"))(t).Table.Row("case.deadline")
	}
	if _, err := o.FreshFigures(ctx, harness.Institution, "2026"); err != nil {
		t.Fatal(err)
	}
	if r := row(); r.Suppressed {
		t.Fatalf("16 petitions, of which the six of November hide the three of December: %+v", r)
	}
	publish(t, o, manager, "2026-11", "")
	if r := row(); !r.Suppressed {
		t.Errorf("the year shows %d beside seven of October and six of November, which are published", r.Judged)
	}
}

func TestAYearHidesWhatItsMonthsHid(t *testing.T) {
	t.Parallel()
	o, manager, month := issuedMonth(t)
	for range 3 { // of November: too few to be shown, and the year less October would show them
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2027-01-04 09:00"))
	year := publish(t, o, manager, "2026", "")
	if len(year.Beside) != 1 || year.Beside[0].Digest != month.Digest() {
		t.Errorf("beside %+v", year.Beside)
	}
	if f := month.Line("case.deadline").Whole; f.Suppressed || f.Total() != 7 {
		t.Fatalf("October: %+v", f)
	}
	if f := year.Line("case.deadline").Whole; !f.Suppressed {
		t.Errorf("the year shows %d petitions beside October's 7", f.Total())
	}
	running, err := o.Figures(o.Context(), harness.Institution, "2026")
	if err != nil {
		t.Fatal(err)
	}
	if r := running.Table.Row("case.deadline"); !r.Suppressed {
		t.Errorf("the running figures show %d petitions of the year beside October's 7", r.Judged+r.Open)
	}
}

// TestADraftIsCountedAgainAfterAnotherBecamePublic: of two drafts that were counted before either was public, neither hides what follows
// from both; the one that is approved second has to be counted again.
func TestADraftIsCountedAgainAfterAnotherBecamePublic(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-10-05 09:30")
	for range 7 {
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2026-11-02 09:00"))
	for range 3 {
		o.File(o.Petition())
	}
	o.Until(harness.At(t, "2027-01-04 09:00"))
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	for _, period := range []string{"2026", "2026-10"} {
		if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: period}); err != nil {
			t.Fatal(err)
		}
	}
	approve := func(period string) (*publication.Publication, error) {
		t.Helper()
		d, _, err := o.PublicationDraft(ctx, manager, period)
		if err != nil {
			t.Fatal(err)
		}
		return o.ApprovePublication(ctx, manager, period, d.Digest)
	}
	if _, err := approve("2026-10"); err != nil {
		t.Fatal(err)
	}
	if _, err := approve("2026"); app.FaultOf(err) == nil || app.FaultOf(err).Key != "fault.publication_beside" {
		t.Errorf("the year is published as if October were not: %v", err)
	}
	if _, _, err := o.PublishedAs(ctx, harness.Institution, "2026"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("what was refused is public: %v", err)
	}
	year := publish(t, o, manager, "2026", "")
	if f := year.Line("case.deadline").Whole; !f.Suppressed {
		t.Errorf("counted again, the year shows %d petitions", f.Total())
	}
}

// TestTheYearIsPreparedAfterItsDecember: in January the month is counted by itself, and the year when the month is public.
func TestTheYearIsPreparedAfterItsDecember(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-12-07 09:30")
	o.File(o.Petition())
	o.Until(harness.At(t, "2027-01-01 00:10"))
	ctx, manager := o.Context(), o.Staff("manager", app.Manager, "general_affairs", "")
	drafts := func() (periods []string) {
		t.Helper()
		o.Clock.Set(o.Clock.Now().Add(25 * time.Hour))
		if err := o.Upkeep(ctx, harness.Institution); err != nil {
			t.Fatal(err)
		}
		list, err := o.PublicationDrafts(ctx, manager)
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			periods = append(periods, list[i].Period)
		}
		return periods
	}
	if got := drafts(); !slices.Contains(got, "2026-12") || slices.Contains(got, "2026") {
		t.Errorf("before December is public %v wait", got)
	}
	publish(t, o, manager, "2026-12", "")
	if got := drafts(); !slices.Contains(got, "2026") {
		t.Errorf("when December is public %v wait", got)
	}
}
