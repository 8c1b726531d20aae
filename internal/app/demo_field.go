package app

import (
	"jikim/internal/core/survey"
	"jikim/internal/core/wave"
)

// demoField makes up how the survey was taken of the answers that were made up: of the others some refused, some could not be reached, and a
// tenth of those who began on a screen stopped.
func demoField(q *survey.Questionnaire, responses []survey.Response) *survey.Fieldwork {
	c := &surveyCounts{Modes: map[string]int{}}
	for i := range responses {
		r := &responses[i]
		c.Modes[r.Mode]++
		c.stratum(wave.Name(r.Stratum)).Answers++
	}
	silent := demoAsked - demoResponded
	f := &survey.Fieldwork{Refused: silent / 8, Unreached: silent / 6, Finished: c.Modes[survey.Web] + c.Modes[survey.Kiosk]}
	f.Begun = f.Finished * 10 / 9
	for _, quota := range c.quotas(q) {
		f.Quotas = append(f.Quotas, survey.Reached{Stratum: quota.Stratum, Least: quota.Least, Reached: quota.Count >= quota.Least})
	}
	return f
}
