package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

func anyVerdict(t *rapid.T) judge.Verdict {
	at := rapid.Custom(func(t *rapid.T) time.Time { return instant(rapid.Int64Range(-2e15, 7e15).Draw(t, "µs")) })
	v := judge.Verdict{Case: "c", Contact: rapid.String().Draw(t, "contact"), Promise: rapid.String().Draw(t, "promise"),
		Trigger: rapid.String().Draw(t, "trigger"), Status: judge.Status(rapid.Byte().Draw(t, "status")),
		Evidence: fact.Grade(rapid.Byte().Draw(t, "grade")), Started: at.Draw(t, "started"), Due: at.Draw(t, "due"), Ended: at.Draw(t, "ended"),
		Share: -1}
	if rapid.Bool().Draw(t, "standing") {
		v.Share = rapid.Float64Range(0, 1).Draw(t, "share")
	}
	return v
}

func TestUnpackReversesPack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		open := rapid.SliceOfN(rapid.Custom(anyVerdict), 0, 5).Draw(t, "open")
		packed := pack(open)
		got, err := unpack(packed, "c")
		if diff := cmp.Diff(open, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
		if len(packed) == 0 {
			return
		}
		cut := rapid.IntRange(1, len(packed)-1).Draw(t, "cut")
		if _, err := unpack(packed[:cut], "c"); err == nil {
			t.Fatalf("%d of %d bytes were taken for the whole", cut, len(packed))
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add(pack([]judge.Verdict{{Case: "c", Promise: "p", Trigger: "t", Share: 0.5}}))
	f.Add([]byte{packVersion, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		open, err := unpack(b, "c")
		if err != nil {
			return
		}
		if again, err := unpack(pack(open), "c"); err != nil || len(again) != len(open) {
			t.Errorf("%d verdicts became %d: %v", len(open), len(again), err)
		}
	})
}
