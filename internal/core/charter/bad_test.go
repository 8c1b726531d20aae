package charter

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBad reads testdata/bad: each file begins with the errors it must give, as comments "# LINE:COLUMN: words".
func TestBad(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files := folder(t, "office")
			files[Main] = src
			c, err := Parse(files, week)
			if c != nil {
				t.Error("a charter comes back although it is bad")
			}
			compareErrors(t, errorLines(err), wanted(string(src)))
		})
	}
}

func wanted(src string) []string {
	var out []string
	for line := range strings.Lines(src) {
		want, ok := strings.CutPrefix(strings.TrimSpace(line), "# want ")
		if !ok {
			break
		}
		out = append(out, want)
	}
	return out
}

func errorLines(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

// compareErrors wants each error to begin with the position and to contain the words.
func compareErrors(t *testing.T, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d errors, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
		return
	}
	for i := range want {
		at, words, _ := strings.Cut(want[i], ": ")
		if !strings.HasPrefix(got[i], Main+":"+at+": ") || !strings.Contains(got[i], words) {
			t.Errorf("error %d is\n%s\nwant %s", i, got[i], want[i])
		}
	}
}

func TestBadFolder(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, text, want string }{
		{"no charter", Main, "", "charter.yaml:1:1: the file is empty"},
		{"misspelt file", "room.yaml", "[]", `room.yaml: this file is no part of a charter (did you mean "rooms.yaml"?)`},
		{"not a list", "rooms.yaml", "id: x", "rooms.yaml:1:1: a list is expected here"},
		{"unknown key", "rooms.yaml", "- {id: x, name: 방, flor: 1}", `unknown key "flor" (did you mean "floor"?)`},
		{"twice", "rooms.yaml", "- {id: reading, name: 방}\n- {id: reading, name: 방}", `rooms.yaml:2:3: the identifier "reading" is given twice (the first is at rooms.yaml:1:3)`},
		{"no name", "rooms.yaml", "- {id: reading}", `rooms.yaml:1:3: the key "name" is missing`},
		{"unknown room", "departments.yaml", "- {id: general, name: 총무과, room: beaureau}", `unknown room "beaureau" (did you mean "bureau"?)`},
		{"unknown department", "desks.yaml", "- {id: front, name: 창구, department: 총무부}", `unknown department "총무부" (did you mean "총무과"?)`},
		{"number", "desks.yaml", "- {id: front, name: 창구, phone: call us}", "is not a telephone number"},
		{"unknown desk", "services.yaml", "- {id: q, name: 질의, kind: question, desk: frontt}", `unknown desk "frontt" (did you mean "front"?)`},
		{"kind of service", "services.yaml", "- {id: q, name: 질의, kind: questions}", `unknown value "questions" (did you mean "question"?)`},
		{"period", "services.yaml", "- {id: q, name: 질의, kind: question, period: 7 days by lawyer}", "not a limit"},
		{"choices", "services.yaml", "- {id: q, name: 질의, kind: question, fields: [{id: a, label: 가, type: choice}]}", "choices and the type choice go together"},
		{"delivery", "services.yaml", "- {id: q, name: 질의, kind: question, delivery: [pigeon]}", `unknown way of delivery "pigeon"`},
		{"papers", "services.yaml", "- {id: q, name: 질의, kind: question, papers: 신분증}", "papers are a list, or none (write papers: none"},
		{"paper", "services.yaml", "- {id: q, name: 질의, kind: question, papers: [{ko: 신분증, cheked: yes}]}", `"cheked" (did you mean "checked"?)`},
		{"paper without a name", "services.yaml", "- {id: q, name: 질의, kind: question, papers: [{en: Proof}]}", `"ko"`},
		{"too large", "signs.yaml", "#" + strings.Repeat("-", maxSize), "signs.yaml: the file is larger than 1048576 bytes"},
		{"too many", "signs.yaml", strings.Repeat("- {id: x, name: 판}\n", maxEntries+1), "signs.yaml:1001:3: the list is longer than 1000 entries"},
		{"unknown key of a floor", "floors.yaml", "- {id: ground, name: 1층, levl: 1}", `unknown key "levl" (did you mean "level"?)`},
		{"level", "floors.yaml", plan("level: 0", ""), "0 is no level of a building"},
		{"two floors on a level", "floors.yaml", plan("level: 1", "") + strings.Replace(plan("level: 1", ""), "ground", "first", 1), "floors.yaml:2:3: two floors are on level 1"},
		{"no places", "floors.yaml", "- {id: ground, name: 1층, level: 1, size: [20, 10]}", `the key "places" is missing`},
		{"size", "floors.yaml", "- {id: ground, name: 1층, level: 1, size: [20], places: []}", "2 numbers are expected here"},
		{"no size", "floors.yaml", "- {id: ground, name: 1층, level: 1, size: [20, 0], places: []}", "a floor has some width and height"},
		{"unknown room on a plan", "floors.yaml", plan("level: 1", "{room: beaureau, box: [0, 0, 5, 5]}"), `unknown room "beaureau" (did you mean "bureau"?)`},
		{"unknown kind of place", "floors.yaml", plan("level: 1", "{kind: lifts, box: [0, 0, 5, 5]}"), `unknown value "lifts" (did you mean "lift"?)`},
		{"neither room nor kind", "floors.yaml", plan("level: 1", "{box: [0, 0, 5, 5]}"), "a place is a room or has a kind"},
		{"neither box nor outline", "floors.yaml", plan("level: 1", "{kind: lift}"), "a place has either box: or outline:"},
		{"an empty box", "floors.yaml", plan("level: 1", "{kind: lift, box: [0, 0, 5, 0]}"), "a box has some width and height"},
		{"two corners", "floors.yaml", plan("level: 1", "{kind: lift, outline: [[0, 0], [1, 1]]}"), "an outline has 3 to 60 corners"},
		{"outside", "floors.yaml", plan("level: 1", "{kind: lift, box: [18, 0, 5, 5]}"), "the point [23, 0] lies outside of the floor, which is 20 by 10 metres"},
		{"a door outside", "floors.yaml", plan("level: 1", "{kind: lift, box: [0, 0, 5, 5], door: [0, 11]}"), "the point [0, 11] lies outside of the floor"},
		{"negative", "floors.yaml", plan("level: 1", "{kind: lift, box: [-1, 0, 5, 5]}"), "a length on a plan is 0 to 1000 metres"},
		{"a room that faces", "floors.yaml", plan("level: 1", "{room: bureau, box: [0, 0, 5, 5], faces: up}"), "only an entrance, a lift or stairs face somewhere"},
		{"a room twice", "floors.yaml", plan("level: 1", "{room: bureau, box: [0, 0, 5, 5]}, {room: bureau, box: [5, 0, 5, 5]}"), `the room "bureau" is on the plans twice`},
		{"count", "items.yaml", "- {id: copier, name: 복사기, count: -1}", "a count cannot be negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := folder(t, "office")
			files[tt.file] = []byte(tt.text)
			_, err := Parse(files, week)
			if !slices.ContainsFunc(errorLines(err), func(s string) bool { return strings.Contains(s, tt.want) }) {
				t.Errorf("got\n%v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := Parse(Files{}, week); err == nil || !strings.Contains(err.Error(), "has no file charter.yaml") {
		t.Errorf("an empty folder: %v", err)
	}
}

// plan writes a floor of 20 by 10 metres.
func plan(level, places string) string {
	return "- {id: ground, name: 1층, " + level + ", size: [20, 10], places: [" + places + "]}\n"
}
