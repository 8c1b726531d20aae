package adversary

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/open"
	"jikim/internal/verify"
	"jikim/internal/web"
	"jikim/internal/web/public"
	"jikim/test/harness"
	"jikim/test/site"
)

// TestWhatWasDestroyedStillVerifies lets the retention of petitions end, on both databases: their texts go, and everything that was
// published, remembered and given to citizens before verifies as it did, and so does what is published afterwards.
func TestWhatWasDestroyedStillVerifies(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-10-05 09:30", whatWasDestroyedStillVerifies)
}

func whatWasDestroyedStillVerifies(t *testing.T, in *harness.Office) {
	o := &office{Office: in}
	first := o.Service
	t.Cleanup(first.Close)
	o.Service = o.Serve(app.Config{Retention: 1})
	manager := o.Staff("manager", app.Manager, "general_affairs", "")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
	from, err := verify.NewSite(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	mine, citizen := o.File(o.Petition())
	if _, err := o.Answer(o.Context(), officer, app.Result{Case: mine.Case, Text: "평일 9시에 엽니다."}); err != nil {
		t.Fatal(err)
	}
	work(o, 5)
	o.publish(manager, "2026-10", "2026-11-02 09:00")
	before := o.verify(t, verify.Options{From: from})
	if !before.Good() {
		t.Fatalf("before: %+v", before.Findings)
	}
	receipt := o.proof(t, citizen)

	for day := range 5 {
		o.Clock.Set(harness.At(t, "2028-11-20 23:59").Add(time.Duration(day) * 24 * time.Hour))
		if err := o.Upkeep(o.Context(), harness.Institution); err != nil {
			t.Fatal(err)
		}
	}
	if texts, _ := o.Store.Sealed(o.Context(), harness.Institution, mine.Case); len(texts) > 0 {
		t.Fatal("nothing was destroyed")
	}
	good := func(when string, tables int) {
		t.Helper()
		if r := o.verify(t, verify.Options{From: from, Known: before.Root}); !r.Good() || r.Tables != tables {
			t.Errorf("%s: %d tables, %+v", when, r.Tables, r.Findings)
		}
		for name, file := range map[string][]byte{"kept": receipt, "new": o.proof(t, citizen)} {
			if r, err := verify.CheckReceipt(t.Context(), verify.Options{From: from, Known: before.Root}, file); err != nil || !r.Good() || !r.Signed ||
				strings.Join(r.In, " ") != "2026-10" {
				t.Errorf("%s, the %s proof: %+v, %v", when, name, r, err)
			}
		}
	}
	good("after the destruction", 1)
	o.publish(manager, "2026-11", "2028-12-02 09:00")
	good("after the next publication", 2)
	report, err := o.CheckLedger(o.Context(), app.TheSystem(harness.Institution), nil)
	if err != nil || report.Fault != nil {
		t.Errorf("the ledger: %+v, %v", report, err)
	}
}

// proof is the file that a citizen downloads.
func (o *office) proof(t *testing.T, citizen app.Actor) []byte {
	t.Helper()
	p, err := o.ProofOf(t.Context(), citizen)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestForgedReceiptsAreNamed forges the proof that an office gave, and the office that gave it.
func TestForgedReceiptsAreNamed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, citizen := o.File(o.Petition())
	o.publish(o.Staff("second", app.Manager, "general_affairs", ""), "2026-12", "2027-01-04 09:00")
	s := site.Open(o.Office, nil, func(s *web.Server) web.Surface { return public.New(s) })
	from, err := verify.NewSite(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	given := string(o.proof(t, citizen))
	var p open.Proof
	if err := json.Unmarshal([]byte(given), &p); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, old, new string
		want           []verify.Code
	}{
		{"nothing", "", "", nil},
		{"another fact", `\"channel\":\"web\"`, `\"channel\":\"fax\"`, []verify.Code{verify.ReceiptPath, verify.ReceiptAltered}},
		{"another salt", p.Salt, strings.Repeat("0", len(p.Salt)), []verify.Code{verify.ReceiptPath, verify.ReceiptAltered}},
		{"another path", p.Path[0], p.Path[1], []verify.Code{verify.ReceiptPath}},
		{"another ledger", `"origin": "`, `"origin": "x`, []verify.Code{verify.ReceiptOther}},
		{"another signature", "\u2014 ", "\u2014 x", []verify.Code{verify.ReceiptUnsigned}},
	} {
		forged := strings.Replace(given, tt.old, tt.new, 1)
		r, err := verify.CheckReceipt(t.Context(), verify.Options{From: from}, []byte(forged))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := codes(r.Report); !slices.Equal(got, tt.want) {
			t.Errorf("%s: found %q, want %q", tt.name, got, tt.want)
		}
	}
}
