package app_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// edited drafts changes of the files: pairs of what stands in a file and what is to stand there.
func edited(t *testing.T, o *harness.Office, a app.Actor, file string, pairs ...string) *app.Draft {
	t.Helper()
	d := must(o.Draft(o.Context(), a))(t)
	text := d.Files[file]
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s lacks %q", file, pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return must(o.SaveDraft(o.Context(), a, d.Version, map[string]string{file: text}))(t)
}

// without takes a promise out of the charter's text.
func without(t *testing.T, text, id string) (block string) {
	t.Helper()
	_, rest, ok := strings.Cut(text, "- id: "+id+"\n")
	if !ok {
		t.Fatalf("the charter lacks %s", id)
	}
	body, _, _ := strings.Cut(rest, "\n- id: ")
	return "- id: " + id + "\n" + body + "\n"
}

func enact(t *testing.T, o *harness.Office, a app.Actor) *app.Enactment {
	t.Helper()
	version := must(o.Draft(o.Context(), a))(t).Version
	return must(o.Enact(o.Context(), a, app.NewEnactment{Version: version, Reason: "총무과-1 결재", Acknowledged: true}))(t)
}

const question = "  kind: question\n  period: 7 days by law"

// TestAPromiseChangesFromTomorrow puts a version into force on one of two nodes, with shorter periods, another day of the yearly
// duty and one promise less. What began before midnight stays as it was promised; what begins later, on whichever node and
// after a restart, is judged by the new version, and so is the office itself from that day on.
func TestAPromiseChangesFromTomorrow(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-22 08:30", func(t *testing.T, o *harness.Office) {
		other := o.Node()
		manager := o.Staff("manager", app.Manager, "", "")
		for _, n := range []*harness.Office{o, other} {
			if err := n.Begin(o.Context(), harness.Institution); err != nil {
				t.Fatal(err)
			}
		}
		for _, sign := range []string{"floor_guide", "lift_sign"} {
			must(o.RecordInstitution(o.Context(), manager, app.Entry{Kind: fact.SignInspected, Data: fact.With("sign", sign, "checked", 1, "present", 1)}))(t)
		}
		o.Until(harness.At(t, "2026-11-23 09:30"))
		old := o.Charters().At(harness.Institution, o.Now())
		before, _ := o.File(o.Petition())
		text := must(o.Draft(o.Context(), manager))(t).Files[charter.Main]
		edited(t, o, manager, charter.Main, "from: 2026-01-01", "from: 2026-11-24", "by: 12-31", "by: 12-15", without(t, text, "visit.lift_sign"), "")
		edited(t, o, manager, "services.yaml", question, strings.Replace(question, "7", "3", 1))
		e := enact(t, o, manager)
		if e.ID != "000001" || e.From != date(t, "2026-11-24") || e.By != manager.Account || e.Base != old.Digest {
			t.Errorf("put into force: %+v", e)
		}
		if d := must(o.Draft(o.Context(), manager))(t); !d.At.IsZero() || d.Base != e.Digest {
			t.Errorf("the next draft begins with %s", d.Base)
		}
		if err := other.Engine.CatchUp(o.Context()); err != nil {
			t.Fatal(err)
		}
		other.Until(harness.At(t, "2026-11-23 23:59"))
		late, _ := other.File(other.Petition())
		for _, n := range []*harness.Office{o, other} {
			if got := n.Charters().At(harness.Institution, n.Now()).Digest; got != old.Digest {
				t.Errorf("before midnight %.12s is in force", got)
			}
		}
		yearly := func(want string) {
			t.Helper()
			for _, v := range o.Stored("institution").Head.Open {
				if v.Promise == "survey.yearly" || strings.HasPrefix(v.Promise, "survey.") && v.Trigger == "2026" {
					if got := v.Due.In(harness.Seoul).Format("01-02"); got != want {
						t.Errorf("%s is due %s, want %s", v.Promise, got, want)
					}
					return
				}
			}
			t.Error("no duty of the year is pending")
		}
		yearly("01-01")
		other.Until(harness.At(t, "2026-11-24 00:00"))
		yearly("12-16")
		restarted := o.Node()
		if err := restarted.Load(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
		nodes := map[string]*harness.Office{"the one": o, "the other": other, "the restarted": restarted}
		period := func(n *harness.Office, id string) string {
			st := n.Stored(id)
			for _, v := range st.Head.Open {
				if v.Promise == "case.deadline" {
					return v.Due.In(harness.Seoul).Format("01-02")
				}
			}
			return "none"
		}
		for name, n := range nodes {
			if got := n.Charters().At(harness.Institution, n.Now()); got.Digest != e.Digest || got.Promise("visit.lift_sign") != nil {
				t.Errorf("%s serves %.12s after midnight", name, got.Digest)
			}
			r, _ := n.File(n.Petition())
			n.Advance(time.Minute)
			if got := period(n, r.Case); got != "11-26" {
				t.Errorf("%s: the new period ends %s", name, got)
			}
			for id, want := range map[string]string{before.Case: "12-02", late.Case: "12-03"} {
				if err := n.Wake(o.Context(), harness.Institution, id, nil); err != nil {
					t.Fatal(err)
				}
				if got := period(n, id); got != want {
					t.Errorf("%s: the period of a case of yesterday ends %s", name, got)
				}
			}
		}
		o.Until(harness.At(t, "2026-11-25 09:00"))
		days := map[string]map[string]bool{}
		err := o.Store.EachVerdict(o.Context(), harness.Institution, harness.At(t, "2026-11-20 00:00"), o.Now(), func(v *app.VerdictRow) error {
			if v.Case == "institution" && v.Status != judge.Pending {
				if days[v.Promise] == nil {
					days[v.Promise] = map[string]bool{}
				}
				days[v.Promise][v.Started.In(harness.Seoul).Format("01-02")] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if !days["visit.lift_sign"]["11-22"] || days["visit.lift_sign"]["11-24"] || !days["visit.floor_guide"]["11-22"] || !days["visit.floor_guide"]["11-24"] {
			t.Errorf("on the first day the office was judged by %v", days)
		}
		year := must(o.FreshFigures(o.Context(), harness.Institution, "2026"))(t)
		if row := year.Table.Row("visit.lift_sign"); row == nil || row.Judged == 0 {
			t.Errorf("what became of a promise vanished with it: %+v", row)
		}
		snapshot := snap(t, o, o.Staff("kim", app.Officer, "general_affairs", "petition"))
		must(restarted.Rebuild(o.Context(), app.TheSystem(harness.Institution), nil))(t)
		if diff := cmp.Diff(snapshot, snap(t, o, o.Staff("lee", app.Officer, "general_affairs", "petition")), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("rebuilding changed derived rows (-turns +rebuilt):\n%s", diff)
		}
	})
}

func TestEnactmentIsChecked(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	try := func(n app.NewEnactment) error { _, err := o.Enact(o.Context(), manager, n); return err }
	field := func(err error, want string) {
		t.Helper()
		if f := app.FaultOf(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Field != want {
			t.Errorf("got %v, want a fault of %s", err, want)
		}
	}
	good := app.NewEnactment{Reason: "총무과-1 결재"}
	wantFault(t, try(good), app.Unlawful, "")

	good.Version = edited(t, o, manager, charter.Main, "from: 2026-01-01", "from: 2026-11-23").Version
	field(try(good), "from")
	stale := good.Version
	good.Version = edited(t, o, manager, charter.Main, "from: 2026-11-23", "from: 2026-11-24").Version
	wantFault(t, try(app.NewEnactment{Version: stale, Reason: "결재"}), app.Conflict, "")
	field(try(app.NewEnactment{Version: good.Version}), "reason")
	field(try(app.NewEnactment{Version: good.Version, Reason: "010-1234-5678"}), "reason")
	if err := o.MayEnact(o.Context(), manager, good); err != nil {
		t.Errorf("what may be put into force: %v", err)
	}
	if all := must(o.Enactments(o.Context(), manager))(t); len(all) != 0 {
		t.Errorf("asking kept %v", all)
	}
	o.Clock.Set(harness.At(t, "2026-11-23 23:50"))
	field(try(good), "from") // other nodes might hear of it too late
	if first := o.FirstDay(manager); first != date(t, "2026-11-25") {
		t.Errorf("ten minutes before midnight a version can begin on %s", first)
	}

	d := edited(t, o, manager, charter.Main, "from: 2026-11-24", "from: 2026-11-25", "\npromises:\n", "\npromises:\n- {id: x.never, text: 아무 일, when: fact.gone, then: case.answered, within: 1 day by law}\n")
	wantFault(t, try(app.NewEnactment{Version: d.Version, Reason: "결재"}), app.Unlawful, "")
	text := d.Files[charter.Main]
	d = must(o.SaveDraft(o.Context(), manager, d.Version, map[string]string{charter.Main: strings.Replace(text, "fact.gone", "fact.corrected", 1)}))(t)
	c := must(o.CheckDraft(o.Context(), manager, nil))(t)
	if len(c.Findings) == 0 {
		t.Fatalf("a promise that nothing begins is found to be sound: %v", c.Mistakes)
	}
	field(try(app.NewEnactment{Version: d.Version, Reason: "결재"}), "acknowledged")
	e := must(o.Enact(o.Context(), manager, app.NewEnactment{Version: d.Version, Reason: "결재", Acknowledged: true}))(t)
	if first := o.FirstDay(manager); first != e.From.AddDays(1) {
		t.Errorf("after a version from %s another can begin on %s", e.From, first)
	}
	good.Version, good.Acknowledged = edited(t, o, manager, "desks.yaml", "\n", "\n# more\n").Version, true
	field(try(good), "from")
}

// TestAVersionIsTakenBack: until shortly before its first day a version can be withdrawn, and then is the draft again.
func TestAVersionIsTakenBack(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	if err := o.Begin(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	manager := o.Staff("manager", app.Manager, "", "")
	drafted := edited(t, o, manager, charter.Main, "from: 2026-01-01", "from: 2026-11-25")
	first := enact(t, o, manager)
	midnight := harness.At(t, "2026-11-25 00:00")
	if wake := o.Stored(fact.Institution).Head.WakeAt; wake.After(midnight) || wake.IsZero() {
		t.Errorf("the office is judged again at %s", wake)
	}
	if texts := must(o.CharterFolder(manager, first.Digest))(t); !cmp.Equal(texts, drafted.Files) {
		t.Error("the texts of the version are not those that were drafted")
	}
	if err := o.WithdrawCharter(o.Context(), manager, first.ID); err != nil {
		t.Fatal(err)
	}
	if d := must(o.Draft(o.Context(), manager))(t); d.At.IsZero() || !cmp.Equal(d.Files, drafted.Files) {
		t.Error("what was taken back is not the draft again")
	}
	if n := len(o.Charters().Versions(harness.Institution)); n != 1 {
		t.Errorf("%d versions are served", n)
	}
	second := enact(t, o, manager) // for the same day
	if second.ID != "000002" || second.Digest != first.Digest {
		t.Errorf("put into force again: %+v", second)
	}
	all := must(o.Enactments(o.Context(), manager))(t)
	if len(all) != 2 || all[0].ID != second.ID || !all[0].MayWithdraw || all[1].Withdrawn.IsZero() || all[1].WithdrawnBy != manager.Account || all[1].MayWithdraw {
		t.Errorf("the list says %+v", all)
	}
	wantFault(t, o.WithdrawCharter(o.Context(), manager, "000009"), app.Unknown, "")
	o.Clock.Set(harness.At(t, "2026-11-24 23:50"))
	wantFault(t, o.WithdrawCharter(o.Context(), manager, second.ID), app.Unlawful, "")
}

// TestFoldersAndStoredVersions: a folder that says what was put into force is that version; another one of the same day is
// refused in words, before anything is judged by it.
func TestFoldersAndStoredVersions(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	manager := o.Staff("manager", app.Manager, "", "")
	edited(t, o, manager, charter.Main, "from: 2026-01-01", "from: 2026-11-25")
	same := must(o.CheckDraft(o.Context(), manager, nil))(t).Charter
	e := enact(t, o, manager)
	edited(t, o, manager, charter.Main, "edition: 공개본", "edition: 다른 판")
	other := must(o.CheckDraft(o.Context(), manager, nil))(t).Charter

	serve := func(with *charter.Charter) (*app.Service, error) {
		s := o.Serve(app.Config{Charters: must(app.NewCharters(harness.Wonju(t), with))(t)})
		t.Cleanup(s.Close)
		return s, s.Load(o.Context(), harness.Institution)
	}
	s, err := serve(same)
	if err != nil {
		t.Fatal(err)
	}
	if vs := s.Charters().Versions(harness.Institution); len(vs) != 2 || vs[1].Digest != e.Digest {
		t.Errorf("%d versions are served", len(vs))
	}
	if _, err = serve(other); err == nil || !strings.Contains(err.Error(), "begin on 2026-11-25") || !strings.Contains(err.Error(), "start without that folder") {
		t.Errorf("two versions of a day: %v", err)
	}
}

// TestOneOfManyEnacts lets two nodes put the same draft into force at once: one does, and the other is told to look again.
func TestOneOfManyEnacts(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 09:30", func(t *testing.T, o *harness.Office) {
		manager := o.Staff("manager", app.Manager, "", "")
		version := edited(t, o, manager, charter.Main, "from: 2026-01-01", "from: 2026-11-25").Version
		nodes := []*harness.Office{o, o.Node(), o.Node()}
		faults := make(chan error, len(nodes))
		for i, n := range nodes {
			go func() {
				_, err := n.Enact(t.Context(), manager, app.NewEnactment{Version: version, Reason: "결재 " + strconv.Itoa(i)})
				faults <- err
			}()
		}
		done := 0
		for range nodes {
			switch err := <-faults; {
			case err == nil:
				done++
			case app.FaultOf(err) == nil:
				t.Error(err)
			}
		}
		if all := must(o.Enactments(o.Context(), manager))(t); done != 1 || len(all) != 1 {
			t.Errorf("%d nodes put it into force, %d versions are kept", done, len(all))
		}
		for _, n := range nodes {
			if err := n.Learn(t.Context(), harness.Institution); err != nil {
				t.Fatal(err)
			}
			if vs := n.Charters().Versions(harness.Institution); len(vs) != 2 {
				t.Errorf("a node serves %d versions", len(vs))
			}
		}
	})
}
