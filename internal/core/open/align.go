package open

import (
	"strconv"
	"strings"

	"jikim/internal/core/fact"
)

// Align gives the open forms of one case, in the order of the ledger, identifiers that sort as those of the facts do. Facts of one kind
// that happened and were recorded in the same instants are judged in the order of their identifiers, which pseudonyms do not keep;
// the ledger does, since a turn appends such facts in that order. Only cases in which it can matter are changed: there each
// identifier is preceded by its place, and Plain takes it off again.
func Align(facts []fact.Fact) {
	if !tied(facts) {
		return
	}
	places := make(map[string]string, len(facts))
	for i := range facts {
		if _, twice := places[facts[i].ID]; !twice {
			places[facts[i].ID] = strconv.Itoa(10_000_000+i) + placed + facts[i].ID
		}
	}
	for i := range facts {
		f := &facts[i]
		f.ID = places[f.ID]
		for k := range f.Data {
			if name := f.Data[k].Name; names[name] {
				f.Data = f.Data.Set(name, fact.Text(renamed(f.Data[k].Value.String(), places)))
			}
		}
	}
}

// placed stands between the place and the pseudonym; neither has it.
const placed = "~"

// renamed puts the place before the fact that a reference names, which may be behind "broken:PROMISE:".
func renamed(ref string, places map[string]string) string {
	last := strings.LastIndexByte(ref, ':') + 1
	if id, ok := places[ref[last:]]; ok {
		return ref[:last] + id
	}
	return ref
}

// Plain returns an identifier, or the trigger of a verdict, as it was before Align.
func Plain(id string) string {
	last := strings.LastIndexByte(id, ':') + 1
	if place, rest, ok := strings.Cut(id[last:], placed); ok && len(place) == 8 {
		return id[:last] + rest
	}
	return id
}

// tied tells whether two facts may come to differ by their identifier alone: recorded in the same instant, and of the same kind, or of
// any when a correction may have changed it.
func tied(facts []fact.Fact) bool {
	changes := false
	for i := range facts {
		changes = changes || facts[i].Kind == fact.FactCorrected && facts[i].Data.Present("kind")
	}
	for i := range facts {
		for k := range facts[:i] {
			if a, b := &facts[k], &facts[i]; a.RecordedAt.Equal(b.RecordedAt) && (changes || a.Kind == b.Kind) {
				return true
			}
		}
		if len(facts) > 64 {
			return true // of a case so large it is not worth looking
		}
	}
	return false
}
