package charter_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
)

// shipped returns the files of a charter that ships.
func shipped(t *testing.T, name string) charter.Files {
	t.Helper()
	files, err := charters.Files(name)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func parse(t *testing.T, files charter.Files, main string) *charter.Charter {
	t.Helper()
	all := charter.Files{}
	for name, src := range files {
		all[name] = src
	}
	all[charter.Main] = []byte(main)
	ch, err := charter.Parse(all, func(name string) (*calendar.Calendar, error) {
		file, src, ok := all.Calendar(name)
		if !ok {
			file = name + ".yaml"
			var err error
			if src, err = calendars.FS.ReadFile(file); err != nil {
				return nil, err
			}
		}
		return calendar.Parse(file, src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		t.Fatalf("the edited charter cannot be read: %v", err)
	}
	return ch
}

func manuscript(t *testing.T, src string) *charter.Manuscript {
	t.Helper()
	m, err := charter.ReadManuscript(src)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestManuscriptOfShippedCharters edits every promise of the charters that ship: put back as it is nothing changes, taken out
// or moved everything else reads as before, and a sentence can be changed without touching another line.
func TestManuscriptOfShippedCharters(t *testing.T) {
	t.Parallel()
	for _, name := range charters.Names() {
		files := shipped(t, name)
		src := string(files[charter.Main])
		whole := parse(t, files, src)
		m := manuscript(t, src)
		if len(m.Parts()) != len(whole.Promises) {
			t.Fatalf("%s: %d parts of %d promises", name, len(m.Parts()), len(whole.Promises))
		}
		for i, p := range m.Parts() {
			of := whole.Promises[i]
			if p.ID != of.ID || p.Line != of.Line || p.Text != of.Text || p.Chapter.KO != of.Chapter || p.Heading.KO != of.Heading {
				t.Errorf("%s: the part %+v is not the promise %s", name, p, of.ID)
			}
			if same, err := m.Replace(p.ID, p.Block); err != nil || same != src {
				t.Errorf("%s: putting back %s changes the file: %v", name, p.ID, err)
			}
			apart, ok := p.Apart()
			if !ok || strings.Contains(apart, "\n  text:") {
				t.Errorf("%s: the sentence of %s cannot be taken apart: %q", name, p.ID, apart)
			}
			if block, err := p.Compose(p.Text, apart); err != nil || block != p.Block {
				t.Errorf("%s: %s is put together as %q: %v", name, p.ID, block, err)
			}
			if p.Down {
				there, err := m.Move(p.ID, true)
				if err != nil {
					t.Fatalf("%s: moving %s: %v", name, p.ID, err)
				}
				moved := parse(t, files, there)
				if moved.Promises[i+1].ID != p.ID || moved.Promises[i].Chapter != of.Chapter || moved.Promises[i].Heading != of.Heading ||
					moved.Promises[i+1].Chapter != of.Chapter || moved.Promises[i+1].Heading != of.Heading || len(charter.Diff(whole, moved)) > 1 {
					t.Errorf("%s: moving %s changes %v", name, p.ID, charter.Diff(whole, moved))
				}
				if back, err := manuscript(t, there).Move(p.ID, false); err != nil || back != src {
					t.Errorf("%s: moving %s there and back changes the file: %v", name, p.ID, err)
				}
			}
			left, err := m.Remove(p.ID)
			if err != nil {
				t.Errorf("%s: taking out %s: %v", name, p.ID, err)
				continue
			}
			for _, q := range manuscript(t, left).Parts() {
				was := whole.Promise(q.ID)
				if q.Chapter.KO != was.Chapter || q.Heading.KO != was.Heading || q.Chapter.EN != was.ChapterEN || q.Heading.EN != was.HeadingEN {
					t.Errorf("%s: without %s, %s stands under %s > %s", name, p.ID, q.ID, q.Chapter.KO, q.Heading.KO)
				}
			}
		}
	}
}

const small = `promises:
# about counters
- id: a
  chapter: 하나
  heading: 첫째
  # why
  text: 첫 문장 # as printed
  english: First.
  when: visit.arrived
  then: visit.greeted
  within: 5 seconds

# about calls
- id: b
  text: 둘째 문장
  when: call.ringing
  then: call.answered
  within: 3 rings
  # the end
- {id: c, text: 셋째, when: call.ringing, then: call.answered, within: 3 rings}
`

func TestManuscript(t *testing.T) {
	t.Parallel()
	m := manuscript(t, small)
	a, b, c := m.Find("a"), m.Find("b"), m.Find("c")
	if !strings.HasSuffix(b.Block, "  # the end\n") || strings.Contains(a.Block, "calls") {
		t.Errorf("comments are parted wrongly: %q, %q", a.Block, b.Block)
	}
	if !a.Down || a.Up || b.Down || c.Up {
		t.Error("what is written on one line cannot take a chapter")
	}
	if _, ok := c.Apart(); ok {
		t.Error("one line was taken apart")
	}
	apart, _ := a.Apart()
	edits := []struct {
		name string
		do   func() (string, error)
		want string
	}{
		{"another sentence", func() (string, error) {
			block, err := a.Compose(charter.Text{KO: "새: 문장", EN: "First."}, apart)
			if err != nil {
				return "", err
			}
			return m.Replace("a", block)
		}, strings.Replace(small, "  text: 첫 문장 # as printed\n", "  text: \"새: 문장\"\n", 1)},
		{"another limit", func() (string, error) {
			block, err := a.Compose(a.Text, strings.Replace(apart, "5 seconds", "6 seconds", 1))
			if err != nil {
				return "", err
			}
			return m.Replace("a", block)
		}, strings.Replace(small, "5 seconds", "6 seconds", 1)},
		{"another heading and limit", func() (string, error) {
			block, err := a.Compose(a.Text, strings.NewReplacer("첫째", "처음", "5 seconds", "6 seconds").Replace(apart))
			if err != nil {
				return "", err
			}
			return m.Replace("a", block)
		}, strings.NewReplacer("  # why\n  text: 첫 문장 # as printed\n  english: First.\n", "  text: 첫 문장 # as printed\n  english: First.\n  # why\n",
			"5 seconds", "6 seconds", "첫째", "처음").Replace(small)},
		{"a new one", func() (string, error) { return m.Insert("b", "- id: d\n  text: 넷째\n") },
			strings.Replace(small, "  # the end\n", "  # the end\n\n- id: d\n  text: 넷째\n", 1)},
		{"one less", func() (string, error) { return m.Remove("a") },
			strings.NewReplacer(small[strings.Index(small, "- id: a"):strings.Index(small, "# about calls")], "",
				"- id: b\n", "- id: b\n  chapter: 하나\n  heading: 첫째\n").Replace(small)},
	}
	for _, tt := range edits {
		if got, err := tt.do(); err != nil || got != tt.want {
			t.Errorf("%s: %v\n%s", tt.name, err, cmp.Diff(tt.want, got))
		}
	}
}

func TestManuscriptRefuses(t *testing.T) {
	t.Parallel()
	m := manuscript(t, small)
	for name, block := range map[string]string{
		"two promises": "- id: x\n- id: y\n", "no list": "id: x\n", "another's name": "- id: b\n", "no YAML": "- id: [\n", "no name": "- text: x\n", "nothing": "",
	} {
		if _, err := m.Replace("a", block); err == nil {
			t.Errorf("%s is taken for a promise", name)
		}
		if _, err := m.Insert("a", block); err == nil {
			t.Errorf("%s is taken in", name)
		}
	}
	for name, src := range map[string]string{
		"no YAML": "promises: [", "no promises": "charter: a\n", "all on one line": "promises: [{id: a}, {id: b}]\n", "texts": "promises:\n- a\n",
	} {
		if _, err := charter.ReadManuscript(src); err == nil {
			t.Errorf("%s: is taken apart", name)
		}
	}
	if _, err := m.Find("a").Compose(charter.Text{KO: "x"}, "- id: a\n  text: y\n"); err == nil {
		t.Error("a sentence is written twice")
	}
	for _, lines := range []string{"- {}\n", "", "- id: a\n- id: b\n", "-\n"} {
		if _, err := m.Find("a").Compose(charter.Text{KO: "x"}, lines); err == nil {
			t.Errorf("%q is taken for a promise", lines)
		}
	}
	if _, err := m.Move("b", true); err == nil {
		t.Error("b changed places with what is written on one line")
	}
}

func TestSetFrom(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2027, Month: time.March, Day: 2}
	for src, want := range map[string]string{
		"title: x\nfrom: 2026-01-01 # first\n": "title: x\nfrom: 2027-03-02 # first\n",
		"from: \"2026-01-01\"\n":               "from: 2027-03-02\n",
	} {
		if got, err := charter.SetFrom(src, day); err != nil || got != want {
			t.Errorf("%q becomes %q: %v", src, got, err)
		}
	}
	for _, src := range []string{"from: [", "title: x\n", "from:\n"} {
		if _, err := charter.SetFrom(src, day); err == nil {
			t.Errorf("%q has got a first day", src)
		}
	}
}

// FuzzManuscript takes apart whatever a stranger writes: putting a promise back changes nothing, and nothing panics.
func FuzzManuscript(f *testing.F) {
	f.Add(small)
	f.Add("promises:\n-\n  id: a\n\n- id: b\nfrom: 1\n")
	f.Add("promises: [{id: a},\n {id: b}]")
	f.Add("promises:\n  - id: |\n      a\n    text: >-\n      b\n\n  - {id: c}")
	f.Fuzz(func(t *testing.T, src string) {
		_, _ = charter.SetFrom(src, civil.Date{Year: 2027, Month: 1, Day: 1})
		m, err := charter.ReadManuscript(src)
		if err != nil {
			return
		}
		for _, p := range m.Parts() {
			if m.Find(p.ID).Line != p.Line {
				continue // named twice
			}
			if same, err := m.Replace(p.ID, p.Block); err == nil && same != src {
				t.Errorf("putting back %q changes %q to %q", p.ID, src, same)
			}
			if lines, ok := p.Apart(); ok {
				_, _ = p.Compose(charter.Text{KO: "x: y", EN: p.Text.EN}, lines)
			}
			_, _ = m.Remove(p.ID)
			_, _ = m.Move(p.ID, true)
			_, _ = m.Insert(p.ID, "- id: entirely.new\n")
		}
	})
}
