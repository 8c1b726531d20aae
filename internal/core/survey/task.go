package survey

import (
	"slices"
	"time"

	"jikim/internal/core/civil"
)

// TaskState is how far an improvement task (개선 과제) is.
type TaskState string

// The states of a task.
const (
	Planned TaskState = "planned"
	Doing   TaskState = "doing"
	Done    TaskState = "done"
	Dropped TaskState = "dropped" // given up, with the reason
)

// TaskStates are the states in their order.
var TaskStates = []TaskState{Planned, Doing, Done, Dropped}

// Task is what the office does about an item of a survey. It is public: nothing personal stands in it.
type Task struct {
	ID    string     `json:"id"`
	Wave  string     `json:"wave"`
	Item  string     `json:"item"`
	What  string     `json:"what"`
	Owner string     `json:"owner"` // department or desk of the directory
	Due   civil.Date `json:"due"`
	// Changes are what became of it, oldest first; the first is its beginning.
	Changes []TaskChange `json:"changes"`
}

// TaskChange is one step of a task.
type TaskChange struct {
	At    time.Time `json:"at"`
	By    string    `json:"by,omitempty"` // account; not for the public
	State TaskState `json:"state"`
	// Note is the evidence of what is done, or the reason why it was dropped.
	Note string `json:"note,omitempty"`
}

// Public returns the task as everybody may have it: without who wrote what.
func (t *Task) Public() Task {
	out := *t
	out.Changes = slices.Clone(t.Changes)
	for i := range out.Changes {
		out.Changes[i].By = ""
	}
	return out
}

// State is how far the task is.
func (t *Task) State() TaskState {
	if len(t.Changes) == 0 {
		return Planned
	}
	return t.Changes[len(t.Changes)-1].State
}

// Note returns what was said last of the task: its evidence, or why it was dropped; "" when nothing was.
func (t *Task) Note() string {
	for _, c := range slices.Backward(t.Changes) {
		if c.Note != "" {
			return c.Note
		}
	}
	return ""
}

// Late tells whether the task should be done before a day and is neither done nor dropped.
func (t *Task) Late(today civil.Date) bool {
	s := t.State()
	return s != Done && s != Dropped && today.After(t.Due)
}

// Needs tells whether a state is entered with a note only: what is done needs evidence, what is dropped a reason.
func (s TaskState) Needs() bool { return s == Done || s == Dropped }

// Untasked returns the weak items for which no task stands, in their order. One that was dropped does not stand.
func Untasked(weak []Weak, tasks []Task) []string {
	var out []string
	for _, w := range weak {
		if !slices.ContainsFunc(tasks, func(t Task) bool { return t.Item == w.ID && t.State() != Dropped }) {
			out = append(out, w.ID)
		}
	}
	return out
}
