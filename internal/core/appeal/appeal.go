// Package appeal knows how a citizen can object to what an office has decided, and until when.
package appeal

import (
	"time"

	"jikim/internal/core/calendar"
)

// Way is one way to object. Its words in the catalogues are those of its ID.
type Way struct {
	ID     string
	Within calendar.Limit // from being told; zero: at any time
}

// The ways. Objections go to the office itself; the others to bodies outside of it.
var (
	// Objection is 이의신청 (민원 처리에 관한 법률 제35조 제1항), of refused statutory petitions alone.
	Objection = Way{"objection", calendar.Limit{Count: 60, Unit: calendar.Days}}
	// Disclosure is 이의신청 (공공기관의 정보공개에 관한 법률 제18조 제1항): not disclosed, or in part only.
	Disclosure = Way{"disclosure", calendar.Limit{Count: 30, Unit: calendar.Days}}
	// Tribunal is 행정심판: 90 days from knowing of the act and 180 from the act (행정심판법 제27조). Who is told knows, so that the
	// first ends earlier.
	Tribunal = Way{"tribunal", calendar.Limit{Count: 90, Unit: calendar.Days}}
	// Court is 취소소송: 90 days from knowing and a year from the act (행정소송법 제20조).
	Court = Way{"court", calendar.Limit{Count: 90, Unit: calendar.Days}}
	// Grievance is 고충민원 to 국민권익위원회 or 시민고충처리위원회, also after a result (시행령 제17조 제8항).
	Grievance = Way{ID: "grievance"}
)

// Ways lists what can be done about the decision on a petition of a kind (charter.Service.Kind). What is no disposition, such
// as the answer to a question, can only be complained of. A disclosure that was granted may have been so in part only.
func Ways(kind string, refused bool) []Way {
	switch {
	case kind == "statutory" && refused:
		return []Way{Objection, Tribunal, Court, Grievance}
	case kind == "disclosure":
		return []Way{Disclosure, Tribunal, Court, Grievance}
	}
	return []Way{Grievance}
}

// Until returns the last instant of a way for somebody who was told at an instant: the day of it is not counted, and an end on
// a Saturday or a day off moves to the next working day (민법 제157조, 제161조). It is zero when there is no end, and when it lies
// outside of what the calendar knows: then nothing is said rather than something wrong.
func (w Way) Until(told time.Time, c *calendar.Calendar) time.Time {
	if w.Within.IsZero() {
		return time.Time{}
	}
	d, err := c.Due(told, w.Within, calendar.Options{})
	if err != nil {
		return time.Time{}
	}
	return d.Due
}
