package charter

import (
	"testing"

	"jikim/internal/core/civil"

	"github.com/google/go-cmp/cmp"
)

func day(t *testing.T, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestVersionsAt(t *testing.T) {
	t.Parallel()
	first := office(t)
	second := office(t, "from: 2026-01-01", "from: 2026-07-01")
	third := office(t, "from: 2026-01-01", "from: 2027-01-01")
	v, err := NewVersions(third, first, second)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		day  string
		want *Charter
	}{
		{"2019-01-01", first}, // before the first version: judged by it all the same
		{"2026-01-01", first},
		{"2026-06-30", first},
		{"2026-07-01", second},
		{"2026-12-31", second},
		{"2027-01-01", third},
		{"2040-01-01", third},
	}
	for _, tt := range tests {
		if got := v.At(day(t, tt.day)); got != tt.want {
			t.Errorf("%s: the version from %s, want the one from %s", tt.day, got.From, tt.want.From)
		}
	}
	if v.Last() != third {
		t.Error("the last version is not the newest")
	}
}

func TestVersionsThatDoNotGoTogether(t *testing.T) {
	t.Parallel()
	if _, err := NewVersions(); err == nil {
		t.Error("no version at all is accepted")
	}
	if _, err := NewVersions(office(t), office(t, "edition: 초판", "edition: 재판")); err == nil {
		t.Error("two versions from the same day are accepted")
	}
	if _, err := NewVersions(office(t), office(t, "charter: office", "charter: bureau", "from: 2026-01-01", "from: 2027-01-01")); err == nil {
		t.Error("two institutions are accepted")
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	a := office(t)
	tests := []struct {
		name   string
		b      *Charter
		want   []Change
		judges bool
	}{
		{"nothing", office(t), nil, false},
		{"text", office(t, "text: 명찰을 답니다.", "text: 명찰을 꼭 답니다."),
			[]Change{{"promise", "a.badge", "text", "명찰을 답니다.", "명찰을 꼭 답니다."}}, false},
		{"limit", office(t, "within: 1 working hour\n  or at", "within: 2 working hours\n  or at"),
			[]Change{{"promise", "a.callback", "within", "1 working hour", "2 working hours"}}, true},
		{"must", office(t, "must: {stood: yes, phrase: \"yes\"}", "must: {stood: yes}"),
			[]Change{{"promise", "a.greeting", "must", "{stood: yes, phrase: yes}", "{stood: yes}"}}, true},
		{"standing", office(t, "at least 2 working", "at least 1 working"),
			[]Change{{"promise", "a.copier", "always", "at least 2 working: copier, in reading, paid, looked at every 1 month",
				"at least 1 working: copier, in reading, paid, looked at every 1 month"}}, true},
		{"added and removed", office(t, "id: a.badge", "id: a.nameplate"),
			[]Change{{"promise", "a.nameplate", "added", "", "명찰을 답니다."}, {"promise", "a.badge", "removed", "명찰을 답니다.", ""}}, true},
		{"day of the year", office(t, "by: 12-31", "by: 11-30"),
			[]Change{{"promise", "a.survey", "within", "by 12-31", "by 11-30"}}, true},
		{"cadence", office(t, "off: 2s", "off: 4s"),
			[]Change{{"charter", "", "ring", "1s on, 2s off", "1s on, 4s off"}}, true},
		{"talk", office(t, "off: 2s}", "off: 2s}\ntalk: 20 minutes"), []Change{{"charter", "", "talk", "", "20m0s"}}, false},
		{"two persons", office(t, "off: 2s}", "off: 2s}\npublication: {two persons: yes, named: yes}"),
			[]Change{{"charter", "", "publication: two persons", "no", "yes"}, {"charter", "", "publication: named", "no", "yes"}}, false},
		{"licence", office(t, "edition: 초판", "edition: 초판\nlicence: kogl-2"), []Change{{"charter", "", "licence", "", "kogl-2"}}, false},
		{"edition", office(t, "edition: 초판", "edition: 재판"), []Change{{"charter", "", "edition", "초판", "재판"}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Diff(a, tt.b)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			for _, c := range got {
				if c.Judges() != tt.judges {
					t.Errorf("%s: judges is %v", c.Part, c.Judges())
				}
			}
		})
	}
}

func TestDiffOfServices(t *testing.T) {
	t.Parallel()
	a := office(t)
	files := folder(t, "office")
	files["services.yaml"] = []byte("- {id: question, name: 질의, kind: question, period: 10 days by law, fee: none, papers: [신분증, {ko: 등본, checked: yes}]}\n- {id: new, name: 새것, kind: service}\n")
	b, err := Parse(files, week)
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{
		{"service", "question", "period", "7 days by law", "10 days by law"},
		{"service", "question", "desk", "front", ""},
		{"service", "question", "about", "묻습니다", ""},
		{"service", "question", "law", "시행령 제14조", ""},
		{"service", "question", "papers", "신분증", "신분증, 등본 (checked)"},
		{"service", "question", "fee", "없음", "none"},
		{"service", "question", "delivery", "pickup, post", ""},
		{"service", "question", "fields", "주제 (choice 가 나, required)", ""},
		{"service", "question", "online", "yes", "no"},
		{"service", "new", "added", "", "새것"},
	}
	if d := cmp.Diff(want, Diff(a, b)); d != "" {
		t.Error(d)
	}
	if got := Diff(b, a)[len(want)-1]; got.Part != "removed" || got.Step().Key != "diff.service.removed" || got.Step().Arg("text") != "새것" {
		t.Errorf("the other way round: %+v", got)
	}
	if s := want[0].Step(); s.Key != "diff.service.changed" || s.Arg("part") != "period" || s.Arg("to") != "10 days by law" {
		t.Errorf("step %+v", s)
	}
}

func TestOutline(t *testing.T) {
	t.Parallel()
	c := office(t,
		"text: 전화드리겠습니다.", "text: 머리말",
		"id: a.hang_up\n  heading: 둘째 머리말\n  text: 나중에 끊겠습니다.", "id: a.hang_up\n  text: 기한 안에 처리하겠습니다.\n  publish: yes")
	var got []string
	for _, chapter := range c.Outline() {
		got = append(got, "# "+chapter.Title.KO)
		for _, h := range chapter.Headings {
			got = append(got, "## "+h.Title.KO)
			for _, s := range h.Sentences {
				line := s.Text.KO
				for _, p := range s.Promises {
					line += " " + p.ID
				}
				got = append(got, line)
			}
		}
	}
	want := []string{"# 첫째 장", "## 머리말", "인사하겠습니다. a.greeting", "기한 안에 처리하겠습니다. a.deadline a.hang_up", "# 둘째 장", "## "}
	if d := cmp.Diff(want, got[:6]); d != "" {
		t.Error(d)
	}
	implied := office(t, "heading: {ko: 머리말, en: A heading}", "heading: 인사하겠습니다.").Outline()[0].Headings[0].Sentences[0]
	if !implied.Implied {
		t.Error("a sentence that is its own heading is not marked")
	}
}
