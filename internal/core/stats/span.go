package stats

import (
	"math/bits"
	"slices"
)

// field is the prime of the field in which sums are compared: 2^61-1. Whether a sum follows from others is the same there as among
// fractions, but for coefficients that are multiples of it, which do not arise.
const field = 1<<61 - 1

func times(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	sum := (lo & field) + (hi<<3 | lo>>61)
	if sum >= field {
		sum -= field
	}
	return sum
}

func less(a, b uint64) uint64 {
	if a >= b {
		return a - b
	}
	return a + field - b
}

// inverse is a to the power of field-2.
func inverse(a uint64) uint64 {
	out, power := uint64(1), a
	for e := uint64(field - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = times(out, power)
		}
		power = times(power, power)
	}
	return out
}

// span is all sums that follow by adding and subtracting from those that are known. Each row remembers which of the known it is made of.
type span struct {
	rows []spanned
}

type spanned struct {
	lead int
	sum  []uint64 // coefficients of the unknowns; that of lead is 1
	of   map[int]uint64
}

// add makes a sum known; its name is what without returns. Negative names are of what is not asked for.
func (s *span) add(sum []uint64, name int) {
	row := spanned{sum: slices.Clone(sum), of: map[int]uint64{name: 1}}
	s.reduce(&row)
	if row.lead < 0 {
		return
	}
	inv := inverse(row.sum[row.lead])
	for i := range row.sum {
		row.sum[i] = times(row.sum[i], inv)
	}
	for k, v := range row.of {
		row.of[k] = times(v, inv)
	}
	s.rows = append(s.rows, row)
}

// reduce takes from a row what the others have of it; lead is then its first unknown, or -1 when nothing is left.
func (s *span) reduce(row *spanned) {
	for i := range s.rows {
		r := &s.rows[i]
		c := row.sum[r.lead]
		if c == 0 {
			continue
		}
		for k, v := range r.sum {
			if v != 0 {
				row.sum[k] = less(row.sum[k], times(c, v))
			}
		}
		for k, v := range r.of {
			if n := less(row.of[k], times(c, v)); n != 0 {
				row.of[k] = n
			} else {
				delete(row.of, k)
			}
		}
	}
	row.lead = slices.IndexFunc(row.sum, func(v uint64) bool { return v != 0 })
}

// follows tells whether a sum follows from the known ones, and from which of those that have a name.
func (s *span) follows(sum []uint64) (from []int, ok bool) {
	row := spanned{sum: slices.Clone(sum), of: map[int]uint64{}}
	if s.reduce(&row); row.lead >= 0 {
		return nil, false
	}
	for k := range row.of {
		if k >= 0 {
			from = append(from, k)
		}
	}
	slices.Sort(from)
	return from, true
}
