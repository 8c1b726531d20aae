// Package adversary holds a mirror of an office's open data, forges it in every way that anybody could think of, and looks whether
// verifying finds the forgery and calls it what it is. Forge does the same to the mirror of any office.
package adversary

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/internal/ledger"
	"jikim/internal/verify"
)

// forgery is one way to forge a mirror of an office that has published two months or more.
type forgery struct {
	name  string
	forge func(*copied)
	want  []verify.Code // all of what is found by somebody who comes for the first time
	known []verify.Code // what is found besides by somebody who remembers the ledger of the first publication
}

// Forge copies a mirror, forges the copy in the way of that name, as somebody who has the key with which the office signs, and returns
// where it is.
func Forge(t testing.TB, mirror string, key ledger.Key, name string) string {
	t.Helper()
	all := forgeries()
	i := slices.IndexFunc(all, func(f forgery) bool { return f.name == name })
	if i < 0 {
		t.Fatalf("there is no forgery %q", name)
	}
	c := copyOf(t, mirror, key)
	all[i].forge(c)
	c.save()
	return c.dir
}

// late is a fact that a forger makes.
func late(recorded time.Time) open.Line {
	f := fact.Fact{ID: "forged", Case: "forgedcase", At: recorded, RecordedAt: recorded, Kind: fact.CallRinging, By: "system", Via: fact.ViaSIP}
	return open.Line{Salt: [16]byte{1}, Form: open.Encode(&f)}
}

// forgeries lists all of them.
func forgeries() []forgery {
	october := time.Date(2026, time.October, 6, 1, 0, 0, 0, time.UTC)
	return []forgery{
		{"nothing", func(*copied) {}, nil, nil},
		{"a fact is changed", func(c *copied) {
			c.fact(c.find(fact.CaseReceived), func(f *fact.Fact) { f.At = f.At.Add(time.Second) })
		}, []verify.Code{verify.RootDiffers, verify.Changed, verify.Rewritten, verify.PublicationRoot}, []verify.Code{verify.Forked}},
		{"a salt is changed", func(c *copied) { c.lines[3].Salt[0]++ },
			[]verify.Code{verify.RootDiffers, verify.Changed, verify.Rewritten, verify.PublicationRoot}, []verify.Code{verify.Forked}},
		{"a fact is left out", func(c *copied) { c.lines = slices.Delete(c.lines, 4, 5) },
			[]verify.Code{verify.Missing, verify.RootDiffers, verify.Rewritten, verify.PublicationRoot, verify.FigureDiffers}, []verify.Code{verify.Forked}},
		{"two facts change places", func(c *copied) {
			a, b := &c.lines[2], &c.lines[5]
			a.Form, b.Form, a.Salt, b.Salt = b.Form, a.Form, b.Salt, a.Salt
		}, []verify.Code{verify.RootDiffers, verify.Swapped, verify.Rewritten, verify.PublicationRoot}, []verify.Code{verify.Forked}},
		{"a fact is slipped in", func(c *copied) {
			l := late(october)
			l.N = 3
			c.lines = slices.Insert(c.lines, 4, l)
		}, []verify.Code{verify.Inserted}, nil},
		{"a line is no fact", func(c *copied) { c.lines[1].Form = []byte(`{"v":1}`) },
			[]verify.Code{verify.RootDiffers, verify.Changed, verify.Rewritten, verify.PublicationRoot, verify.Unreadable}, []verify.Code{verify.Forked}},
		{"the history is forked: a fact is changed and all is signed again", func(c *copied) {
			c.fact(c.find(fact.CaseReceived), func(f *fact.Fact) { f.At = f.At.Add(time.Second) })
			c.sign()
		}, []verify.Code{verify.Rewritten, verify.PublicationRoot}, []verify.Code{verify.Forked}},
		{"a fact is slipped into the past and all is signed again", func(c *copied) {
			c.lines = slices.Insert(c.lines, 4, late(october))
			c.sign()
		}, []verify.Code{verify.Rewritten, verify.PublicationRoot, verify.FigureDiffers}, []verify.Code{verify.Forked}},
		{"a fact is dated back", func(c *copied) {
			c.lines = append(c.lines, late(october))
			c.sign()
		}, []verify.Code{verify.Backdated}, nil},
		{"the signature is by another key", func(c *copied) {
			c.another()
			c.sign()
		}, []verify.Code{verify.Signature}, nil},
		{"another key has taken over", func(c *copied) {
			c.x.Keys = []open.KeyChange{c.another()}
			c.sign()
		}, []verify.Code{verify.Signature}, []verify.Code{verify.KeyUnknown}},
		{"another key joins by itself", func(c *copied) {
			c.x.Keys = append(c.x.Keys, c.another())
			c.sign()
		}, []verify.Code{verify.KeyChanged}, nil},
		{"the ledger is shorter", func(c *copied) {
			c.lines = c.lines[:10]
			c.sign()
		}, []verify.Code{verify.PublicationRoot, verify.Unannounced, verify.FigureDiffers}, []verify.Code{verify.Shrunk}},
		{"a figure is altered", func(c *copied) {
			c.publication(0, func(p *publication.Publication) { p.Line("case.deadline").Whole.Kept += 5 })
		}, []verify.Code{verify.Replaced, verify.FigureDiffers}, nil},
		{"a small number is shown", func(c *copied) {
			c.publication(0, func(p *publication.Publication) {
				for i := range p.Lines {
					if p.Lines[i].Whole.Suppressed {
						p.Lines[i].Whole.Suppressed, p.Lines[i].Whole.Kept = false, 2
						return
					}
				}
				p.Lines[0].Whole.Suppressed = true
			})
		}, []verify.Code{verify.Replaced, verify.FigureDiffers}, nil},
		{"a promise is left out", func(c *copied) {
			c.publication(1, func(p *publication.Publication) {
				p.Lines = slices.DeleteFunc(p.Lines, func(l stats.Line) bool { return l.Promise == "case.deadline" })
			})
		}, []verify.Code{verify.Replaced, verify.FigureDiffers}, nil},
		{"a publication is replaced by one of other words", func(c *copied) {
			c.publication(1, func(p *publication.Publication) { p.Approved.Name = "Somebody Else" })
		}, []verify.Code{verify.Replaced}, nil},
		{"a publication is taken back", func(c *copied) { c.x.Publications = c.x.Publications[1:] }, []verify.Code{verify.PublicationGone}, nil},
		{"a correction does not name the old one", func(c *copied) {
			f := c.x.Publications[0]
			p, err := publication.Decode(c.read("open/" + f.Path))
			c.must(err)
			p.ID = "2026-10.2"
			c.x.Publications = append(c.x.Publications, open.File{ID: p.ID, Path: "publications/2026-10.2.json", SHA256: c.write("open/publications/2026-10.2.json", publication.Encode(p))})
		}, []verify.Code{verify.PublicationText}, nil},
		{"a correction names one that is hidden", func(c *copied) {
			f := c.x.Publications[0]
			p, err := publication.Decode(c.read("open/" + f.Path))
			c.must(err)
			p.ID, p.Corrects, p.Reason = "2026-10.3", "2026-10.2", "a fault"
			c.x.Publications = append(c.x.Publications, open.File{ID: p.ID, Path: "publications/2026-10.3.json", SHA256: c.write("open/publications/2026-10.3.json", publication.Encode(p))})
		}, []verify.Code{verify.Uncorrected, verify.Unannounced}, nil},
		{"a figure was false from the beginning", func(c *copied) {
			c.publication(1, func(p *publication.Publication) { p.Line("case.deadline").Whole.Kept += 5 })
			p, err := publication.Decode(c.read("open/" + c.x.Publications[1].Path))
			c.must(err)
			n := len(c.lines) - 1
			c.fact(n, func(f *fact.Fact) { f.Data = f.Data.Set("sha256", fact.Text(p.Digest())) })
			c.sign()
		}, []verify.Code{verify.Rewritten, verify.FigureDiffers}, nil},
		{"a month was cut short from the beginning", func(c *copied) {
			c.publication(1, func(p *publication.Publication) { p.From = p.From.Add(time.Second) })
			p, err := publication.Decode(c.read("open/" + c.x.Publications[1].Path))
			c.must(err)
			c.fact(len(c.lines)-1, func(f *fact.Fact) { f.Data = f.Data.Set("sha256", fact.Text(p.Digest())) })
			c.sign()
		}, []verify.Code{verify.Rewritten, verify.PublicationPart}, nil},
		{"the text of the charter is altered", func(c *copied) {
			c.charter(func(texts map[string]string) {
				texts["charter.yaml"] = replace(c.t, texts["charter.yaml"], "otherwise: 7 days by law", "otherwise: 9 days by law")
			})
		}, []verify.Code{verify.CharterText, verify.CharterText}, nil},
		{"the calendar is altered", func(c *copied) {
			c.charter(func(texts map[string]string) {
				const name = "kr-office.calendar.yaml"
				texts[name] = replace(c.t, texts[name], `18:00"`, `17:00"`)
			})
		}, []verify.Code{verify.CalendarOff}, nil},
		{"a file is damaged", func(c *copied) { c.write("open/"+c.x.Journal.Path, []byte("[]")) }, []verify.Code{verify.FileDigest}, nil},
	}
}
