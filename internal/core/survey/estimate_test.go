package survey_test

import (
	"math"
	"testing"

	"jikim/internal/core/survey"
)

// TestWhoWasNotDrawnHasAnInterval: of people who answered without an invitation nobody knows of how many they are, so that their mean is
// not as certain as if everybody had been asked.
func TestWhoWasNotDrawnHasAnInterval(t *testing.T) {
	t.Parallel()
	in := &survey.Input{Questionnaire: parse(t, small), Strata: []survey.Share{
		{Stratum: survey.Stratum{Channel: "visit", Desk: "a"}, People: 3, Asked: 3}}}
	var ratings []float64
	for i := range 9 {
		in.Responses = append(in.Responses, said("a", i, i), said("b", i, i)) // nine of three, and nine of nobody
		ratings = append(ratings, 10*float64(i), 10*float64(i))
	}
	in.Strata = append(in.Strata, survey.Share{Stratum: survey.Stratum{Channel: "visit", Desk: "c"}, People: 40, Asked: 40})
	for i := range 4 {
		in.Responses = append(in.Responses, said("c", 2*i, 2*i))
	}
	whole := survey.Analyse(in).Row("overall")
	if whole.Open || whole.High-whole.Low < 1 {
		t.Errorf("the interval is %v to %v", whole.Low, whole.High)
	}
	all := survey.Analyse(&survey.Input{Questionnaire: in.Questionnaire, Responses: in.Responses[:18]}).Row("overall")
	var sum, squares float64
	for _, x := range ratings {
		sum += x
	}
	for _, x := range ratings {
		squares += math.Pow(x-sum/18, 2)
	}
	half := 2.10981557783332 * math.Sqrt(squares/17/18) // qt(0.975, 17)
	if math.Abs(all.Mean-all.Low-half) > 1e-9 || all.Effect != 1 {
		t.Errorf("half the interval is %v, not %v; effect %v", all.Mean-all.Low, half, all.Effect)
	}
}
