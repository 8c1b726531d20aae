package browser

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"
)

// axe is axe-core, unchanged (MPL-2.0); it is part of no program that people run.
//
//go:embed axe/axe.min.js
var axe string

// standards are the rules that apply: WCAG 2.0 to 2.2, levels A and AA, which KWCAG 2.2 follows.
const standards = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]`

// Violation is a rule of accessibility that a page breaks.
type Violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// String names the rule and every element that breaks it.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", v.ID, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n\t%s\n\t\t%s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n\t\t"))
	}
	return b.String()
}

// Axe checks the page as it stands by WCAG 2.2 level AA and fails the test for each rule that is broken, and when the
// page is wider than the screen, which no rule of axe sees (WCAG 1.4.10). Short tests (-short, as with the race detector) leave
// it out: the same pages are checked by the long ones.
func (p *Page) Axe() {
	p.t.Helper()
	if testing.Short() {
		return
	}
	for _, v := range p.Violations() {
		p.t.Errorf("%s: %s", p.Path(), v)
	}
	p.Fits()
}

// Fits fails the test when the page is wider than the screen.
func (p *Page) Fits() {
	p.t.Helper()
	if wide := Eval[string](p, tooWide); wide != "" {
		p.t.Errorf("%s: wider than the screen: %s", p.Path(), wide)
	}
}

// tooWide names the elements that stick out of a page that scrolls sideways.
const tooWide = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width) return "";
	const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1);
	return document.documentElement.scrollWidth + " > " + width + ": " + out.map(e => e.tagName + "." + e.getAttribute("class")).slice(0, 5).join(", ");
})()`

// Violations checks the page as it stands and returns the rules it breaks.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	Eval[string](p, axe+"; axe.version")
	type result struct {
		Violations []Violation `json:"violations"`
		Passes     int         `json:"passes"`
	}
	r := Eval[result](p, `axe.run(document, {runOnly: {type: "tag", values: `+standards+`}, resultTypes: ["violations"]})
		.then(r => ({violations: r.violations, passes: r.passes.length}))`)
	if r.Passes == 0 {
		p.t.Fatalf("%s: axe found nothing to check", p.Path())
	}
	return r.Violations
}
