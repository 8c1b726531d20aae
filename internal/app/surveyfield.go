package app

import (
	"crypto/sha256"
	"encoding/hex"

	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// hexDigest is the hex SHA-256 of a text.
func hexDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// fieldwork is how a survey that is over was taken, with all that was counted.
func (a *SurveyAnswers) fieldwork() *survey.Fieldwork {
	out := &survey.Fieldwork{Finished: a.counts.Modes[survey.Web] + a.counts.Modes[survey.Kiosk], Free: len(a.Responses) - a.Responded}
	for _, s := range a.counts.Strata {
		out.Refused, out.Unreached = out.Refused+s.Refused, out.Unreached+s.Unreached
		if s.Asked > 0 {
			out.Strata = append(out.Strata, survey.Turnout{Stratum: s.Of(), People: s.People, Asked: s.Asked, Responded: s.Responded})
		}
	}
	if len(a.counts.Screens) > 0 {
		out.Begun = a.counts.Screens[0]
	}
	for _, q := range a.counts.quotas(a.Questionnaire) {
		out.Quotas = append(out.Quotas, survey.Reached{Stratum: q.Stratum, Least: q.Least, Reached: q.Count >= q.Least})
	}
	return out
}

// quotas tells how far the quotas of a questionnaire are.
func (c *surveyCounts) quotas(q *survey.Questionnaire) []QuotaState {
	var out []QuotaState
	for _, quota := range q.Quotas {
		have := QuotaState{Stratum: quota.Stratum, Least: quota.Least}
		for _, s := range c.Strata {
			if covers(quota.Stratum, s.Of()) {
				have.Count += s.Answers
			}
		}
		out = append(out, have)
	}
	return out
}

// covers tells whether a stratum, of which a part that is empty is any, has another in it.
func covers(wide, s wave.Stratum) bool {
	return (wide.Channel == "" || s.Channel == wide.Channel) && (wide.Desk == "" || s.Desk == wide.Desk)
}
