package verify

import (
	"time"

	"jikim/internal/ledger"
)

// Witnessed is how far a witness has countersigned a history.
type Witnessed struct {
	Witness string
	Size    int64     // leaves; what comes after them rests on the office's word alone
	At      time.Time // when the witness signed
}

// countersigned takes note of the witnesses who have signed a checkpoint that is one of this history.
func (v *verification) countersigned(size int64, signed []byte) {
	for i, w := range v.Witnesses {
		if at, err := ledger.CosignedAt(signed, w); err == nil && (v.watched[i].At.IsZero() || size > v.watched[i].Size) {
			v.watched[i] = Witnessed{w.Name(), size, at}
		}
	}
}

// checkWitnesses looks for each of the witnesses under what the office has signed. An office that shows another history to some can sign
// both, but a witness countersigns one of them only. whole tells that the signed checkpoint is that of the facts.
func (v *verification) checkWitnesses(whole bool) {
	if whole {
		v.countersigned(v.signed.Size, []byte(v.index.Checkpoint))
	}
	for i, w := range v.Witnesses {
		if v.watched[i].At.IsZero() {
			v.found(Unwitnessed, -1, "witness", w.Name())
			continue
		}
		v.Witnessed = append(v.Witnessed, v.watched[i])
	}
}
