package charter

import (
	"slices"
	"strings"
	"testing"
)

// cardFile is a good file of one scorecard; tests replace a part of it.
const cardFile = `- id: phone
  name: {ko: 전화, en: Telephone}
  of: phone
  every: quarter
  draws: 2
  scale: {from: 1, to: 5, low: 부진, high: 탁월}
  areas:
  - id: welcome
    name: 맞이
    items:
    - {id: rings, name: 벨, weight: 60}
    - {id: transfer, name: 연결, weight: 40, scale: {from: 0, to: 1}, optional: yes}
`

func TestScorecard(t *testing.T) {
	t.Parallel()
	files := folder(t, "office")
	files["scorecards.yaml"] = []byte(cardFile)
	c, err := Parse(files, week)
	if err != nil {
		t.Fatal(err)
	}
	card := c.Scorecard("phone")
	if card == nil || card.Of != "phone" || card.Every != "quarter" || card.Draws != 2 || card.Name.In("en") != "Telephone" || len(card.Items()) != 2 {
		t.Fatalf("read %+v", card)
	}
	rings, transfer := card.Items()[0], card.Items()[1]
	if rings.Weight != 60 || rings.Scale.To != 5 || rings.Scale.High.KO != "탁월" || rings.Optional {
		t.Errorf("an item of the card's scale: %+v", rings)
	}
	if transfer.Scale.To != 1 || transfer.Scale.From != 0 || !transfer.Optional {
		t.Errorf("an item of its own scale: %+v", transfer)
	}
	if c.Scorecard("visit") != nil {
		t.Error("a scorecard that is not there")
	}
	plain, err := Parse(folder(t, "office"), week)
	if err != nil || plain.Digest == c.Digest {
		t.Errorf("the digest does not depend on the scorecards: %v", err)
	}
}

func TestBadScorecards(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, old, now, want string }{
		{"unknown key", "draws: 2", "draw: 2", `scorecards.yaml:5:3: unknown key "draw" (did you mean "draws"?)`},
		{"way", "of: phone", "of: fone", `scorecards.yaml:3:7: unknown value "fone" (possible: phone, visit)`},
		{"period", "every: quarter", "every: quater", `(did you mean "quarter"?)`},
		{"draws", "draws: 2", "draws: 0", "scorecards.yaml:5:10: 0 is not between 1 and 20"},
		{"weights", "weight: 60", "weight: 50", "scorecards.yaml:8:3: the weights of the items add up to 90, not to 100 (a scorecard is of 100 points)"},
		{"no weight", "weight: 60", "optional: no", `the key "weight" is missing`},
		{"item twice", "id: transfer", "id: rings", `scorecards.yaml:12:12: the item "rings" is given twice`},
		{"scale", "from: 1, to: 5", "from: 5, to: 5", "the best rating 5 is not above the worst, 5"},
		{"high scale", "from: 1, to: 5", "from: 1, to: 100", "100 is not between 1 and 10"},
		{"half a scale", "from: 1, to: 5", "from: 1", `the key "to" is missing`},
		{"no scale", "  scale: {from: 1, to: 5, low: 부진, high: 탁월}\n", "", "the item has no scale"},
		{"no areas", "  areas:\n", "  are:\n", `the key "areas" is missing`},
		{"card twice", cardFile, cardFile + cardFile, `the identifier "phone" is given twice`},
	}
	for _, tt := range tests {
		files := folder(t, "office")
		files["scorecards.yaml"] = []byte(strings.Replace(cardFile, tt.old, tt.now, 1))
		_, err := Parse(files, week)
		if !slices.ContainsFunc(errorLines(err), func(s string) bool { return strings.Contains(s, tt.want) }) {
			t.Errorf("%s: got\n%v\nwant %s", tt.name, err, tt.want)
		}
	}
}

func TestLintFindsScorecardThatIsNotThere(t *testing.T) {
	t.Parallel()
	const head = "charter: office\ntitle: 헌장\noffice: 사무소\nfrom: 2026-01-01\ncalendars: {petition: week}\npromises:\n" +
		"- id: courtesy\n  text: 친절\n  each: {audit.scored: {scorecard: [telephone, absent]}}\n  must: {score: at least 80}\n"
	for cards, want := range map[string]bool{"": false, cardFile: true, strings.Replace(cardFile, "id: phone", "id: telephone", 1): false} {
		c, err := Parse(Files{Main: []byte(head), "scorecards.yaml": []byte(cards)}, week)
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(Lint(c), func(f Finding) bool { return f.Step.Key == "lint.scorecard_unlisted" })
		if found != want {
			t.Errorf("with %.20q: found %v", cards, found)
		}
	}
}
