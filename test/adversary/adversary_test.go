// Package adversary holds a mirror of an office's open data, forges it in every way that anybody could think of, and looks whether
// verifying finds the forgery and calls it what it is.
package adversary

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/open"
	"jikim/internal/core/publication"
	"jikim/internal/core/stats"
	"jikim/internal/ledger"
	"jikim/internal/verify"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// office is an office that has published two months, and a mirror of what it serves.
type office struct {
	*harness.Office
	mirror string
	key    ledger.Key
	early  *verify.Root // as somebody remembered it after the first publication
}

// newOffice lets an office work, publish, and be mirrored.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{Office: harness.New(t, "2026-10-05 09:30"), mirror: t.TempDir()}
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
	from, err := verify.NewSite(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	work(o, 7)
	o.publish(manager, "2026-10", "2026-11-02 09:00")
	r := o.verify(t, verify.Options{From: from})
	if !r.Good() {
		t.Fatalf("the first publication: %+v", r.Findings)
	}
	o.early = r.Root
	work(o, 9)
	o.publish(manager, "2026-11", "2026-12-02 09:00")
	if r := o.verify(t, verify.Options{From: verify.Kept{From: from, Dir: o.mirror}, Known: o.early}); !r.Good() || r.Tables != 2 {
		t.Fatalf("the second publication: %d tables, %+v", r.Tables, r.Findings)
	}
	o.key = ledger.Key{Name: o.early.Origin, Private: o.Keys.Signing()[0]}
	for from := int64(0); from < o.size(t); from += ledger.Width { // what a mirror has beside the open data
		for _, w := range []int{ledger.Width, int(o.size(t) - from)} {
			tile := "/ledger/tile/" + ledger.Tile{N: from / ledger.Width, Width: min(w, ledger.Width)}.Path()
			if w < 1 {
				continue
			}
			if got := s.Get(tile); got.StatusCode == 200 {
				o.keep(t, tile, got.Text)
			}
		}
	}
	for w := 1; int64(w) <= o.size(t)/ledger.Width; w++ {
		tile := "/ledger/tile/" + ledger.Tile{Level: 1, Width: w}.Path()
		o.keep(t, tile, s.Get(tile).Text)
	}
	return o
}

func (o *office) keep(t *testing.T, path, text string) {
	t.Helper()
	to := filepath.Join(o.mirror, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (o *office) size(t *testing.T) int64 {
	t.Helper()
	x, err := o.OpenIndex(t.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	return x.Size
}

// work files petitions on some days, of which every second is answered.
func work(o *office, n int) {
	for range n {
		o.File(o.Petition())
		o.Advance(20 * time.Hour)
		if _, err := o.Service.Checkpoint(o.Context(), harness.Institution); err != nil {
			o.T.Fatal(err)
		}
	}
}

// publish publishes a period at an instant.
func (o *office) publish(manager app.Actor, period, at string) {
	o.T.Helper()
	o.Until(harness.At(o.T, at))
	ctx := o.Context()
	if err := o.PreparePublication(ctx, manager, app.NewPublication{Period: period}); err != nil {
		o.T.Fatal(err)
	}
	d, _, err := o.PublicationDraft(ctx, manager, period)
	if err != nil {
		o.T.Fatal(err)
	}
	if _, err := o.ApprovePublication(ctx, manager, period, d.Digest); err != nil {
		o.T.Fatal(err)
	}
}

func (o *office) verify(t *testing.T, opt verify.Options) *verify.Report {
	t.Helper()
	r, err := verify.Run(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codes lists what was found, each code once.
func codes(r *verify.Report) []verify.Code {
	var out []verify.Code
	for i := range r.Findings {
		if !slices.Contains(out, r.Findings[i].Code) {
			out = append(out, r.Findings[i].Code)
		}
	}
	return out
}

// late is a fact that a forger makes.
func late(recorded time.Time) open.Line {
	f := fact.Fact{ID: "forged", Case: "forgedcase", At: recorded, RecordedAt: recorded, Kind: fact.CallRinging, By: "system", Via: fact.ViaSIP}
	return open.Line{Salt: [16]byte{1}, Form: open.Encode(&f)}
}

func TestForgeriesAreFoundAndNamed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	october := harness.At(t, "2026-10-06 10:00")
	for _, tt := range []struct {
		name  string
		forge func(*copied)
		want  []verify.Code // all of what is found by somebody who comes for the first time
		known []verify.Code // what is found besides by somebody who remembers the ledger of the first publication
	}{
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
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := o.copied(t)
			tt.forge(c)
			c.save()
			o.expect(t, c, nil, tt.want)
			o.expect(t, c, o.early, append(slices.Clone(tt.want), tt.known...))
		})
	}
}

func (o *office) expect(t *testing.T, c *copied, known *verify.Root, want []verify.Code) {
	t.Helper()
	r := o.verify(t, verify.Options{From: verify.Folder(c.dir), Known: known})
	got := codes(r)
	want = slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(got, want) {
		t.Errorf("known %t: found %q, want %q", known != nil, got, want)
		for i := range r.Findings {
			t.Logf("%+v", r.Findings[i])
		}
	}
	if r.Root != nil && slices.Contains(got, verify.RootDiffers) {
		t.Error("a ledger that is not the signed one would be remembered")
	}
}
