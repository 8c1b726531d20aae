package casefile

import (
	"time"

	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
)

var fieldsOf [fact.KindCount][]Field

func nextActs(ch *charter.Charter, st *State, verdicts []judge.Verdict, now time.Time) []Act {
	return nil
}
