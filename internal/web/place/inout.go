package place

import (
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/presence"
	"jikim/internal/locale"
)

// InOut says where somebody is, as anybody may read it: in, or when he is back, and who stands in for him meanwhile (instead; empty:
// nobody). It never says why.
func InOut(c *locale.Catalogue, st presence.State, instead string, now time.Time) string {
	loc := c.Location()
	key, at := "out.gone", ""
	switch {
	case st.Here:
		key = "out.here"
	case st.Back.IsZero():
	case civil.DateOf(st.Back, loc) == civil.DateOf(now, loc):
		key, at = "out.today", st.Back.In(loc).Format("15:04")
	default:
		key, at = "out.later", c.Day(st.Back, loc)+" "+st.Back.In(loc).Format("15:04")
	}
	return c.T(key, "at", at, "instead", instead)
}
