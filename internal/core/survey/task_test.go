package survey_test

import (
	"slices"
	"testing"
	"time"

	"jikim/internal/core/civil"
	"jikim/internal/core/survey"
)

func TestTasks(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2027, Month: time.March, Day: 31}
	planned := survey.Task{Item: "a", Due: day}
	done := survey.Task{Item: "b", Due: day, Changes: []survey.TaskChange{{State: survey.Planned}, {State: survey.Done, Note: "새 의자"}, {State: survey.Done}}}
	dropped := survey.Task{Item: "c", Due: day, Changes: []survey.TaskChange{{State: survey.Dropped, Note: "예산"}}}
	if planned.State() != survey.Planned || done.State() != survey.Done || done.Note() != "새 의자" || planned.Note() != "" {
		t.Error("states and notes")
	}
	if planned.Late(day) || !planned.Late(day.AddDays(1)) || done.Late(day.AddDays(1)) || dropped.Late(day.AddDays(1)) {
		t.Error("late is what is open after its day")
	}
	weak := []survey.Weak{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}
	if got := survey.Untasked(weak, []survey.Task{planned, done, dropped}); !slices.Equal(got, []string{"c", "d"}) {
		t.Errorf("without a task: %v", got)
	}
	for state, needs := range map[survey.TaskState]bool{survey.Planned: false, survey.Doing: false, survey.Done: true, survey.Dropped: true} {
		if state.Needs() != needs {
			t.Errorf("%s needs a note: %v", state, !needs)
		}
	}
}
