package publication

import "time"

// Has tells whether an entry of the ledger, leaf n, is among the facts that the publication was counted from and happened in its
// period, so that what was promised for it is in the figures.
func (p *Publication) Has(n int64, at time.Time) bool {
	return n < p.Ledger.Size && !at.Before(p.From) && at.Before(p.Until)
}
