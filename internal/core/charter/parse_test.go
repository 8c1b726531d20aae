package charter

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// open is a calendar that is open on two days a week. It is made once: making it takes longer than parsing a charter.
var open = sync.OnceValues(func() (*calendar.Calendar, error) {
	src := []byte("name: week\ntimezone: UTC\nhours:\n  mon: [\"09:00-18:00\"]\n  tue: [\"09:00-18:00\"]\n")
	return calendar.Parse("week", src, calendar.Source{Zone: func(string) (*time.Location, error) { return time.UTC, nil }})
})

// week finds that calendar under any name but "none".
func week(name string) (*calendar.Calendar, error) {
	if name == "none" {
		return nil, errors.New("no such calendar")
	}
	return open()
}

// folder reads the files of a folder of testdata.
func folder(t testing.TB, name string) Files {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", name, "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in testdata/%s: %v", name, err)
	}
	files := Files{}
	for _, p := range paths {
		if files[filepath.Base(p)], err = os.ReadFile(p); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// office parses the small office of testdata, with charter.yaml changed by replacing old with new.
func office(t testing.TB, oldNew ...string) *Charter {
	t.Helper()
	files := folder(t, "office")
	text := string(files[Main])
	for i := 0; i < len(oldNew); i += 2 {
		if !strings.Contains(text, oldNew[i]) {
			t.Fatalf("the charter does not say %q", oldNew[i])
		}
		text = strings.Replace(text, oldNew[i], oldNew[i+1], 1)
	}
	files[Main] = []byte(text)
	c, err := Parse(files, week)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHead(t *testing.T) {
	t.Parallel()
	c := office(t)
	if c.ID != "office" || c.Institution != "office" || c.Title.EN != "Charter" || c.Office.In("en") != "작은 사무소" ||
		c.From != (civil.Date{Year: 2026, Month: 1, Day: 1}) || c.Edition != "초판" {
		t.Errorf("head: %+v", c)
	}
	if c.RingOn != time.Second || c.RingOff != 2*time.Second || c.Petition == nil || c.Desk == nil || len(c.Digest) != 64 {
		t.Errorf("cadence %v %v, digest %q", c.RingOn, c.RingOff, c.Digest)
	}
	if d := c.Directory; d.Area != "033" || d.Dial("111-1000") != "033-111-1000" || d.Dial("02-111-1000") != "02-111-1000" {
		t.Errorf("contact: %+v", d)
	}
	if len(c.Promises) != 14 || c.Promise("a.delay") != c.Promises[13] || c.Promise("a.nothing") != nil {
		t.Errorf("%d promises", len(c.Promises))
	}
}

func TestShapesAndDefaults(t *testing.T) {
	t.Parallel()
	c := office(t)
	tests := []struct {
		id      string
		shape   Shape
		silence Silence
		scope   Scope
		limit   string
		paused  bool
		onDesk  bool
	}{
		{"a.greeting", AtLeast, SilenceUnproven, ScopeContact, "", false, false},
		{"a.callback", Within, SilenceBroken, ScopeCase, "1 working hour", false, true},
		{"a.deadline", Within, SilenceBroken, ScopeCase, "the service's period, otherwise 7 days by law", true, false},
		{"a.hang_up", Within, SilenceBroken, ScopeContact, "at least 1 second after", false, false},
		{"a.copier", Always, SilenceUnproven, ScopeCase, "", false, true},
		{"a.survey", Every, SilenceBroken, ScopeCase, "by 12-31", false, false},
		{"a.refusal", Each, SilenceBroken, ScopeCase, "7 days by law", false, false},
		{"a.delay", Within, SilenceUnproven, ScopeCase, "1 working hour", false, false},
	}
	for _, tt := range tests {
		p := c.Promise(tt.id)
		if p.Shape != tt.shape || p.Silence != tt.silence || p.Scope != tt.scope || p.LimitText() != tt.limit ||
			p.Paused != tt.paused || p.OnDesk != tt.onDesk {
			t.Errorf("%s: %v, silence %v, scope %v, limit %q, paused %v, on desk %v; want %+v",
				tt.id, p.Shape, p.Silence, p.Scope, p.LimitText(), p.Paused, p.OnDesk, tt)
		}
	}
}

// TestBarePromises leaves out what may be absent.
func TestBarePromises(t *testing.T) {
	t.Parallel()
	const src = `charter: bare
title: 헌장
office: 사무소
from: 2026-01-01
calendars: {petition: week}
promises:
- {id: a.rings, when: call.ringing, then: call.answered, within: 3 rings}
- {id: a.delay, when: promise.broken, then: delay.told, within: 1 working hour}
- {id: a.copier, always: at least 2 working, item: copier, place: 자료실}
`
	c, err := Parse(Files{Main: []byte(src)}, week)
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Promise("a.rings"); p.Text != (Text{}) {
		t.Errorf("the sentence is %v", p.Text)
	}
	if s := c.Outline()[0].Headings[0].Sentences; len(s) != 3 || s[0].Text.KO != "a.rings" || s[0].Implied {
		t.Errorf("the public text is %+v", s)
	}
	if got := strings.Join(c.Promise("a.delay").BrokenOf, " "); got != "a.rings a.copier" {
		t.Errorf("a remedy of the breaches of %s", got)
	}
	s := c.Promise("a.copier").Standing
	if s.Look.String() != "1 month" || s.Place != "자료실" {
		t.Errorf("looked at every %s in %s", s.Look, s.Place)
	}
}

func TestPromiseParts(t *testing.T) {
	t.Parallel()
	c := office(t)
	p := c.Promise("a.callback")
	tests := []struct{ name, got, want string }{
		{"chapter stays", p.Chapter, "첫째 장"},
		{"heading stays", p.HeadingEN, "A heading"},
		{"new chapter ends heading", c.Promise("a.copier").Heading, ""},
		{"when", patternsText(p.When), "message.taken {channel: phone}"},
		{"only if", conditionsText(p.OnlyIf), "{case.channel: phone or absent}"},
		{"unless earlier", patternsText(p.UnlessEarlier), "callback.made"},
		{"except after", patternsText(p.ExceptAfter), "message.delivered"},
		{"waives", strings.Join(c.Promise("a.greeting").Waives, " "), "stood"},
		{"starts", patternsText(p.Starts), "message.delivered"},
		{"needs", patternsText(p.Needs), "message.delivered"},
		{"then", patternsText(p.Then), "callback.made, complaint.told after complaint.checked {founded: no}"},
		{"must", conditionsText(p.Must), "{place: same as trigger.place or absent}"},
		{"or at", p.OrAt, "callback_at"},
		{"grace", p.Grace.String(), "10m0s"},
		{"void", patternsText(p.Void), "case.merged, case.transferred {internal: no or absent}"},
		{"warn", limitsText(p.Warn), "30 minutes, 10 minutes"},
		{"quoted yes is a value", conditionsText(c.Promise("a.greeting").Must[1:]), "{phrase: yes}"},
		{"say", sayText(c.Promise("a.greeting").Say), "어서 오세요. / 또 뵙겠습니다."},
		{"note", c.Promise("a.greeting").Note.EN, "Read so."},
		{"refusal", conditionsText(c.Promise("a.refusal").Must), "{reason: present, law: absent, appeal: at least 2}"},
		{"since", patternsText(c.Promise("a.refusal").Since), "case.accepted, case.received"},
		{"of", strings.Join(c.Promise("a.delay").BrokenOf, " "), "a.deadline"},
		{"beside", c.Promise("a.deadline").Beside.Limit.String(), "56 working hours"},
		{"aim", aimText(c.Promise("a.sign").Aim), "visit.arrived to visit.located 1 minute"},
		{"item", standingText(c.Promise("a.copier").Standing), "at least 2 working: copier, in reading, paid, looked at every 1 month"},
		{"names of item", strings.Join(c.Promise("a.copier").Standing.Names, " "), "copier 복사기 Copier xerox"},
		{"each room", strings.Join(c.Promise("a.magnifier").Standing.Places, " "), "reading"},
		{"names of desk", strings.Join(c.Promise("a.desk").Standing.Names, " "), "front 창구 Front desk counter"},
		{"desk of promise", c.Promise("a.desk").DeskID, "front"},
		{"channels", strings.Join(c.Promise("a.channels").Standing.Places, " "), "visit phone"},
		{"scorecard", c.Promise("a.privacy").Standing.String(), "no incident: privacy"},
		{"sign", c.Promise("a.sign").Standing.String(), "in place: board"},
		{"badge", c.Promise("a.badge").Standing.String(), "worn"},
		{"position", position(p), "charter.yaml:25:3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.got != tt.want {
				t.Errorf("got %q, want %q", tt.got, tt.want)
			}
		})
	}
	if m := c.Promise("a.greeting").Must[1]; m.Op != OpOneOf {
		t.Errorf("a quoted value compares with %v", m.Op)
	}
	if !c.Promise("a.hang_up").FirstOnly || !c.Promise("a.hang_up").Minimum || !hasKind(c.Promise("a.hang_up").Before, fact.CallEnded) {
		t.Error("never first, at least after or before is lost")
	}
	if p.Publish || !c.Promise("a.delay").Remedy {
		t.Error("publish or remedy is lost")
	}
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	d := &office(t).Directory
	for _, name := range []string{"reading", "자료실", "Reading Room", "library"} {
		if r := d.FindRoom(name); r == nil || r.ID != "reading" {
			t.Errorf("room %q: %+v", name, r)
		}
	}
	if d.FindRoom("") != nil || d.FindRoom("garage") != nil || d.FindItem("copier") == nil || d.FindSign("board") == nil {
		t.Error("a name finds the wrong thing")
	}
	k := d.FindDesk("counter")
	if k == nil || k.Department != "general" || k.Room != "bureau" || !k.Complaints || d.FindDepartment("총무과").Room != "bureau" {
		t.Errorf("desk %+v", k)
	}
	s := office(t).Service("question")
	if s == nil || s.Desk != "front" || s.Period.String() != "7 days by law" || len(s.Fields) != 1 || len(s.Fields[0].Choices) != 2 {
		t.Errorf("service %+v", s)
	}
}

func TestDigest(t *testing.T) {
	t.Parallel()
	files := folder(t, "office")
	plain := files.digest()
	files[Main] = append([]byte("\uFEFF"), []byte(strings.ReplaceAll(string(files[Main]), "\n", "\r\n"))...)
	files["notes.txt"] = []byte("not part of the charter")
	if files.digest() != plain {
		t.Error("line ends, a byte order mark or a foreign file change the digest")
	}
	files["signs.yaml"] = append(files["signs.yaml"], '#')
	if files.digest() == plain {
		t.Error("a changed file does not change the digest")
	}
}

// FuzzParse looks for crashes, and for charters that come back although something is wrong with them.
func FuzzParse(f *testing.F) {
	for name, src := range folder(f, "office") {
		f.Add(name, src)
	}
	paths, _ := filepath.Glob("testdata/bad/*.yaml")
	for _, p := range paths {
		if src, err := os.ReadFile(p); err == nil {
			f.Add(Main, src)
		}
	}
	base := folder(f, "office")
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		files := Files{}
		for k, v := range base {
			files[k] = v
		}
		files[name] = src
		c, err := Parse(files, week)
		if (c == nil) == (err == nil) {
			t.Fatalf("charter %v, error %v", c, err)
		}
		if c == nil {
			return
		}
		Lint(c)
		c.Outline()
		if d := Diff(c, c); len(d) != 0 {
			t.Fatalf("a charter differs from itself: %v", d)
		}
	})
}

// TestReferenceNamesEveryKey keeps docs/charter-language.md complete.
func TestReferenceNamesEveryKey(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../../docs/charter-language.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Concat(allKeys, sideFiles) {
		if !strings.Contains(string(doc), "`"+key+"`") {
			t.Errorf("the reference does not explain %q", key)
		}
	}
}
