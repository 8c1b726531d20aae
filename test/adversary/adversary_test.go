package adversary

import (
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/open"
	"jikim/internal/ledger"
	"jikim/internal/ledger/witness"
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
	early  *verify.Root    // as somebody remembered it after the first publication
	watch  ledger.Verifier // key of the witness
}

// watched has the ledger of an office watched by a witness, and returns the key of the witness.
func watched(t *testing.T, o *harness.Office) ledger.Verifier {
	t.Helper()
	_, err := o.Service.Checkpoint(o.Context(), harness.Institution) // makes the key
	if err != nil {
		t.Fatal(err)
	}
	changes, err := o.LogKeys(o.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	log, err := ledger.ParseKey(changes[0].Public)
	if err != nil {
		t.Fatal(err)
	}
	key := ledger.Key{Name: "haeon.example.kr/witness", Private: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))}
	w, err := witness.New(key, []ledger.Verifier{log}, t.TempDir(), o.Clock.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	client, err := witness.Dial(server.URL, w.Public())
	if err != nil {
		t.Fatal(err)
	}
	o.Service = o.Serve(app.Config{Witnesses: []app.Witness{client}})
	public, err := ledger.ParseKey(w.Public())
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// newOffice lets an office work, publish, and be mirrored.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{Office: harness.New(t, "2026-10-05 09:30"), mirror: t.TempDir()}
	o.watch = watched(t, o.Office)
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
		o.sign()
	}
}

// sign signs the ledger, and has it countersigned.
func (o *office) sign() {
	o.T.Helper()
	if _, err := o.Service.Checkpoint(o.Context(), harness.Institution); err != nil {
		o.T.Fatal(err)
	}
	if err := o.AskWitnesses(o.Context(), harness.Institution); err != nil {
		o.T.Fatal(err)
	}
}

// publish publishes a period at an instant.
func (o *office) publish(manager app.Actor, period, at string) {
	o.T.Helper()
	o.Until(harness.At(o.T, at))
	o.sign()
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

// TestForkIsNotCountersigned shows somebody who has never looked before another history, of which everything is signed, and which a
// witness has never seen.
func TestForkIsNotCountersigned(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	trusting := func(c *copied, w ledger.Verifier) *verify.Report {
		return o.verify(t, verify.Options{From: verify.Folder(c.dir), Witnesses: []ledger.Verifier{w}})
	}
	honest := copyOf(t, o.mirror, o.key)
	r := trusting(honest, o.watch)
	if !r.Good() || len(r.Witnessed) != 1 || r.Witnessed[0].Size < r.Size-3 || r.Witnessed[0].At.After(o.Now()) {
		t.Fatalf("of %d leaves it has countersigned %+v; found %+v", r.Size, r.Witnessed, r.Findings)
	}
	stranger, err := ledger.ParseKey(ledger.Key{Name: o.watch.Name(), Private: o.key.Private}.Public(true))
	if err != nil {
		t.Fatal(err)
	}
	if r := trusting(honest, stranger); !slices.Equal(codes(r), []verify.Code{verify.Unwitnessed}) {
		t.Errorf("a key that is not the witness's: %v", codes(r))
	}
	for name, hide := range map[string]func(s *open.Signed){
		"signed by the office alone": func(s *open.Signed) { s.Note = withoutWitness(s.Note) },
		"with another witness's signature under its name": func(s *open.Signed) {
			text, _, _ := strings.Cut(s.Note, "\n\n")
			line, err := ledger.Cosign(text+"\n", ledger.Key{Name: o.watch.Name(), Private: o.key.Private}, o.Now())
			if err != nil {
				t.Fatal(err)
			}
			s.Note = withoutWitness(s.Note) + string(line)
		},
	} {
		c := copyOf(t, o.mirror, o.key)
		c.lines = append(c.lines, late(o.Now()))
		c.sign()
		c.journal(hide)
		c.save()
		if r := o.verify(t, verify.Options{From: verify.Folder(c.dir)}); !r.Good() {
			t.Errorf("%s: somebody without a witness finds %v", name, codes(r))
		}
		if r := trusting(c, o.watch); !slices.Equal(codes(r), []verify.Code{verify.Unwitnessed}) {
			t.Errorf("%s: found %v", name, codes(r))
		}
	}
}

// withoutWitness takes the countersignatures from a checkpoint.
func withoutWitness(note string) string {
	text, lines, _ := strings.Cut(note, "\n\n")
	own, _, _ := strings.Cut(lines, "\n")
	return text + "\n\n" + own + "\n"
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
