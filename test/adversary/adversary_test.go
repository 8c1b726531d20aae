package adversary

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/open"
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
	Tiles(t, s, o.mirror, o.size(t))
	return o
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

func TestForgeriesAreFoundAndNamed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, tt := range forgeries() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := copyOf(t, o.mirror, o.key)
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

// TestIndexThatPromisesTooMuch names 300,000 files of facts that are not there: nothing is kept ready for what does not come.
func TestIndexThatPromisesTooMuch(t *testing.T) {
	t.Parallel()
	x := open.Index{Form: open.Version, Journal: open.File{Path: "journal"}, Days: open.File{Path: "days"}}
	x.Chunks = slices.Repeat([]string{strings.Repeat("0f", 32)}, 300_000)
	x.Size = int64(len(x.Chunks)) * open.ChunkSize
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	c := &copied{t: t, dir: t.TempDir()}
	c.write("open/index.json", b)
	r, err := verify.Run(t.Context(), verify.Options{From: verify.Folder(c.dir)})
	if err != nil || !slices.Contains(codes(r), verify.Missing) || r.More[verify.Missing] < 299_000 {
		t.Errorf("%v, %+v", err, r)
	}
	x.Chunks = slices.Repeat([]string{""}, 1000)
	x.Size = int64(len(x.Chunks)) * open.ChunkSize
	if b, err = json.Marshal(x); err != nil {
		t.Fatal(err)
	}
	c.write("open/index.json", b)
	if _, err := verify.Run(t.Context(), verify.Options{From: verify.Folder(c.dir)}); err == nil {
		t.Error("chunks without a digest were taken")
	}
}
