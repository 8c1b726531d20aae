package year

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"jikim/internal/cli"
	"jikim/internal/ledger"
	"jikim/internal/verify"
	"jikim/test/adversary"
	"jikim/test/harness"
)

// report is what the program prints of a verification.
type report struct {
	Good     bool
	Facts    int64
	Tables   int
	Findings []struct{ Code verify.Code }
}

// jikim runs "jikim verify" as anybody does, and returns its exit status and what it says.
func jikim(t *testing.T, args ...string) (int, report) {
	t.Helper()
	var out, errOut bytes.Buffer
	status := cli.Run(append([]string{"verify", "--json"}, args...), nil, &out, &errOut, func(string) string { return "" })
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("verify %q: status %d, %v: %s", args, status, err, errOut.String())
	}
	return status, r
}

// verified verifies the office by its address, and then each of some forged copies of what it serves.
func (o *office) verified(t *testing.T) {
	mirror := t.TempDir()
	status, r := jikim(t, "--from", o.URL, "--keep", mirror)
	x, err := o.OpenIndex(t.Context(), harness.Institution)
	if err != nil {
		t.Fatal(err)
	}
	if status != 0 || !r.Good || len(r.Findings) > 0 || r.Facts != x.Size || r.Facts < 5000 || r.Tables != len(x.Publications) || r.Tables < 8 {
		t.Errorf("the office itself: status %d, %+v; the office says that there are %d facts and %d publications", status, r, x.Size, len(x.Publications))
	}
	adversary.Tiles(t, o.Site, mirror, x.Size)
	key := ledger.Key{Name: x.Origin, Private: o.Keys.Signing()[0]}
	for _, forged := range []struct {
		name string
		want verify.Code
	}{
		{"a fact is changed", verify.Changed},
		{"a fact is left out", verify.Missing},
		{"a fact is dated back", verify.Backdated},
		{"the history is forked: a fact is changed and all is signed again", verify.Rewritten},
		{"a figure is altered", verify.FigureDiffers},
		{"a publication is replaced by one of other words", verify.Replaced},
		{"a publication is taken back", verify.PublicationGone},
	} {
		t.Run(forged.name, func(t *testing.T) {
			t.Parallel()
			status, r := jikim(t, "--from", adversary.Forge(t, mirror, key, forged.name))
			if status != 1 || r.Good || !slices.ContainsFunc(r.Findings, func(f struct{ Code verify.Code }) bool { return f.Code == forged.want }) {
				t.Errorf("status %d, %+v; want %s", status, r, forged.want)
			}
		})
	}
}
