package charters_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"jikim/calendars"
	"jikim/charters"
	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/route"
)

// parse reads a shipped charter with the calendars that ship beside it.
func parse(t *testing.T, name string) *charter.Charter {
	t.Helper()
	files, err := charters.Files(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := charter.Parse(files, func(name string) (*calendar.Calendar, error) {
		file, src, ok := files.Calendar(name)
		if !ok {
			file = name + ".yaml"
			if src, err = calendars.FS.ReadFile(file); err != nil {
				return nil, err
			}
		}
		return calendar.Parse(file, src, calendar.Source{Zone: time.LoadLocation, File: calendars.FS.ReadFile})
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// plain makes two copies of a published text comparable: one has non-breaking spaces where the other has spaces.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// row is one row of promises.csv: a sentence and the promises that stand for it.
type row struct {
	name, chapter, heading, sentence string
	promises                         []string
}

func rows(t *testing.T) []row {
	t.Helper()
	f, err := os.Open("testdata/promises.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range records[0] {
		column[name] = i
	}
	var out []row
	for _, r := range records[1:] {
		get := func(name string) string { return plain(r[column[name]]) }
		out = append(out, row{get("row"), get("section"), get("heading_ko"), get("sentence_ko"), strings.Fields(get("promise"))})
	}
	return out
}

func TestEveryRowHasItsPromises(t *testing.T) {
	t.Parallel()
	c := parse(t, charters.Wonju)
	listed := map[string]bool{}
	for _, r := range rows(t) {
		for _, id := range r.promises {
			listed[id] = true
			p := c.Promise(id)
			if p == nil {
				t.Errorf("%s: no promise %s", r.name, id)
				continue
			}
			if got := plain(p.Text.KO); got != r.sentence {
				t.Errorf("%s %s: the sentence is\n%q, want\n%q", r.name, id, got, r.sentence)
			}
			if got := plain(p.Heading); got != r.heading {
				t.Errorf("%s %s: the heading is %q, want %q", r.name, id, got, r.heading)
			}
			// The directory of desks stands in a chapter of the same part of the charter.
			chapter := strings.TrimSuffix(strings.TrimSuffix(r.chapter, " > 서비스별 접수 처리창구"), " > 불만접수 처리 창구")
			if p.Chapter != chapter {
				t.Errorf("%s %s: the chapter is %q, want %q", r.name, id, p.Chapter, chapter)
			}
		}
	}
	if len(listed) != 73 {
		t.Errorf("the list names %d promises, want 73", len(listed))
	}
	for _, p := range c.Promises {
		if !listed[p.ID] {
			t.Errorf("promise %s is not in the list", p.ID)
		}
	}
}

// sentences returns the promising sentences of the published charter, and its headings.
func sentences(t *testing.T) (sentences, headings []string) {
	t.Helper()
	b, err := os.ReadFile("testdata/seed.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(plain(string(b))) {
		line = strings.TrimSpace(line)
		mark, rest, _ := strings.Cut(line, " ")
		switch {
		case mark == "◦", line == "▫ 개선 가능한 사항은": // the latter is a heading by its sense: its sentence follows with ▹
			headings = append(headings, strings.TrimSpace(rest))
		case mark == "▫", mark == "▹":
			sentences = append(sentences, strings.TrimSpace(rest))
		}
	}
	return sentences, headings
}

// TestEverySentenceIsPromised takes the promises' words out of each sentence; only punctuation may remain.
func TestEverySentenceIsPromised(t *testing.T) {
	t.Parallel()
	c := parse(t, charters.Wonju)
	all, _ := sentences(t)
	if len(all) != 44 {
		t.Errorf("the published charter has %d sentences here, want 44", len(all))
	}
	// The longer texts first: one promise's words may be the beginning of another's.
	texts := make([]string, len(c.Promises))
	for i, p := range c.Promises {
		texts[i] = plain(p.Text.KO)
	}
	slices.SortFunc(texts, func(a, b string) int { return len(b) - len(a) })
	for _, sentence := range all {
		rest := sentence
		for _, text := range texts {
			rest = strings.Replace(rest, text, "", 1)
		}
		if strings.ContainsFunc(rest, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			t.Errorf("no promise says %q of %q", rest, sentence)
		}
	}
}

func TestEveryPromiseIsPublished(t *testing.T) {
	t.Parallel()
	c := parse(t, charters.Wonju)
	all, headings := sentences(t)
	for _, p := range c.Promises {
		text := plain(p.Text.KO)
		inSentence := slices.ContainsFunc(all, func(s string) bool { return strings.Contains(s, text) })
		if !inSentence && !slices.Contains(headings, text) {
			t.Errorf("%s: the charter does not say %q", p.ID, text)
		}
		if !slices.Contains(headings, plain(p.Heading)) {
			t.Errorf("%s: the charter has no heading %q", p.ID, p.Heading)
		}
		if p.Text.EN == "" || p.ChapterEN == "" || p.HeadingEN == "" {
			t.Errorf("%s: the English text, heading or chapter is missing", p.ID)
		}
		if p.Note.KO != "" && p.Note.EN == "" {
			t.Errorf("%s: the note has no English", p.ID)
		}
	}
}

// TestNumbersAreTheCharters compares the numbers of the desks with the published directory.
func TestNumbersAreTheCharters(t *testing.T) {
	t.Parallel()
	c := parse(t, charters.Wonju)
	for _, p := range c.Promises {
		k := c.Directory.FindDesk(p.DeskID)
		if p.DeskID == "" || !strings.HasPrefix(p.ID, "desk.") {
			continue
		}
		if k.Phone != "" && !strings.Contains(p.Text.KO, k.Phone) {
			t.Errorf("%s: the number %s is not in %q", p.ID, k.Phone, p.Text.KO)
		}
		if k.Phone == "" && strings.Contains(p.Text.KO, "737-") {
			t.Errorf("%s: desk %s has no number", p.ID, k.ID)
		}
		for _, n := range k.Further {
			if !strings.Contains(p.Text.KO, strings.TrimPrefix(n.Phone, "737-")+"("+n.Name.KO+")") {
				t.Errorf("%s: the further number %s is not in %q", p.ID, n.Phone, p.Text.KO)
			}
		}
		if k.Department != "" && !strings.Contains(p.Text.KO, c.Directory.FindDepartment(k.Department).Name.KO) {
			t.Errorf("%s: department %s is not in %q", p.ID, k.Department, p.Text.KO)
		}
	}
}

// TestExamplesParse holds the shipped examples to the language: another office needs data and no code.
func TestExamplesParse(t *testing.T) {
	t.Parallel()
	names := charters.Names()
	if !slices.Contains(names, "examples/haeon") {
		t.Fatalf("the example is not among %q", names)
	}
	for _, name := range names[1:] {
		c := parse(t, name)
		if len(c.Promises) < 10 {
			t.Errorf("%s has %d promises", name, len(c.Promises))
		}
		if other := parse(t, charters.Wonju); c.Digest == other.Digest || c.Institution == other.Institution {
			t.Errorf("%s is the same charter as %s", name, charters.Wonju)
		}
	}
}

func TestShippedChartersCanBeJudged(t *testing.T) {
	t.Parallel()
	for _, name := range charters.Names() {
		for _, f := range charter.Lint(parse(t, name)) {
			t.Errorf("%s/%s:%d:%d: %s: %s %v", name, f.File, f.Line, f.Column, f.Promise, f.Step.Key, f.Step.Args)
		}
	}
}

// TestPlansLead proves that every room on a shipped plan is reached from the entrance, and that the plan of an office which
// publishes none is marked as an example.
func TestPlansLead(t *testing.T) {
	t.Parallel()
	for _, name := range charters.Names() {
		d := parse(t, name).Directory
		if len(d.Floors) == 0 {
			t.Errorf("%s shows no plan", name)
		}
		for i := range d.Floors {
			if f := &d.Floors[i]; name == charters.Wonju && !f.Draft {
				t.Errorf("%s: nobody has confirmed the plan of %s", name, f.ID)
			}
			for _, p := range d.Floors[i].Places {
				if p.Room != "" && route.To(&d, p.Room) == nil {
					t.Errorf("%s: no way leads to %s", name, p.Room)
				}
			}
		}
	}
}
