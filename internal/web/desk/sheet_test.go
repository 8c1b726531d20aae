package desk

import (
	"net/url"
	"testing"

	"jikim/charters"
	"jikim/internal/core/survey"
	"jikim/internal/locale"
	"jikim/internal/web/staff"
)

// FuzzSheet types whatever as a sheet of paper: what is taken are answers to the questions, and everything else is a fault of its field.
func FuzzSheet(f *testing.F) {
	f.Add("q.content.collection=5&q.content.courses=-")
	f.Add("q.content.collection=%ff&q.content.courses=99999999999999999999")
	f.Add("q.x=1&q.content.collection=+3+")
	files, err := charters.Files(charters.Wonju)
	if err != nil {
		f.Fatal(err)
	}
	q, err := survey.Parse(survey.File, files[survey.File])
	if err != nil {
		f.Fatal(err)
	}
	v := &staff.View{C: locale.For(locale.Korean)}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		answers, faults := sheetAnswers(v, q, form)
		for _, fault := range q.Check(answers, false) {
			if fault.Key != "survey.fault.long" { // told by the use case
				t.Fatalf("the fault %v was let through", fault)
			}
		}
		if len(answers)+len(faults) > len(q.Items()) {
			t.Fatalf("%d answers and %d faults of %d questions", len(answers), len(faults), len(q.Items()))
		}
	})
}
