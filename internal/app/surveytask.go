package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/survey"
)

// taskKind are the documents of improvement tasks, by survey and identifier.
const taskKind = "survey_task"

// mostTasks is the most tasks of one survey.
const mostTasks = 100

// NewTask is an improvement task to be begun.
type NewTask struct {
	Key   string // of the form
	Item  string
	What  string
	Owner string // department or desk of the directory
	Due   civil.Date
}

// AddTask begins an improvement task of a survey that is over. Tasks may be added after the publication, too. For managers. Faults of
// fields are named "item", "what", "owner", "due".
func (s *Service) AddTask(ctx context.Context, a Actor, id string, n NewTask) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	w, b, err := s.waveOf(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	if w.State != WaveClosed {
		return unlawful("fault.survey_runs")
	}
	q, err := b.questionnaire()
	if err != nil {
		return err
	}
	now := s.Now()
	ch := s.charters.At(a.Institution, now)
	if ch == nil {
		return unknown()
	}
	f := &form{}
	f.key(n.Key)
	t := survey.Task{Wave: id, Item: n.Item, What: f.line("what", n.What, true), Owner: ownerOf(ch, n.Owner), Due: n.Due,
		Changes: []survey.TaskChange{{At: now, By: a.Account, State: survey.Planned}}}
	if personal(t.What) { // it is published
		f.fault("what", "fault.personal")
	}
	if item := q.Item(n.Item); item == nil || item.Dimension == "" {
		f.fault("item", "fault.choice")
	}
	if t.Owner == "" {
		f.fault("owner", "fault.choice")
	}
	switch {
	case n.Due.IsZero():
		f.fault("due", "fault.required")
	case n.Due.Before(civil.DateOf(now, ch.Petition.Location())):
		f.fault("due", "fault.past")
	}
	if err := f.err(); err != nil {
		return err
	}
	tasks, err := s.surveyTasks(ctx, a.Institution, id)
	if err != nil {
		return err
	}
	t.ID = s.factFor(a.Institution, id, n.Key, 0)
	if slices.ContainsFunc(tasks, func(o survey.Task) bool { return o.ID == t.ID }) {
		return nil // the form came twice
	}
	if len(tasks) >= mostTasks {
		return unlawful("fault.survey_tasks_most", "most", mostTasks)
	}
	err = s.swapTask(ctx, a.Institution, &t, nil)
	if errors.Is(err, ErrConflict) {
		return nil
	}
	return err
}

// ownerOf returns the identifier of a department or desk; "" when there is none.
func ownerOf(ch *charter.Charter, name string) string {
	if d := ch.Directory.FindDepartment(name); d != nil {
		return d.ID
	}
	if d := ch.Directory.FindDesk(name); d != nil {
		return d.ID
	}
	return ""
}

// ChangeTask writes down what became of a task: what is done says with what evidence, what is dropped why. Each change is kept.
// For managers. Faults of fields are named "state" and "note".
func (s *Service) ChangeTask(ctx context.Context, a Actor, id, task string, state survey.TaskState, note string) error {
	if !a.Role.AtLeast(Manager) {
		return denied()
	}
	doc, err := s.store.Document(ctx, a.Institution, taskKind, id+"/"+task)
	if errors.Is(err, ErrNotFound) {
		return unknown()
	}
	if err != nil {
		return fmt.Errorf("loading a task: %w", err)
	}
	t, err := taskOf(doc)
	if err != nil {
		return err
	}
	f := &form{}
	if !slices.Contains(survey.TaskStates, state) {
		f.fault("state", "fault.choice")
	}
	text := f.line("note", note, state.Needs())
	if personal(text) { // it is published
		f.fault("note", "fault.personal")
	}
	if err := f.err(); err != nil {
		return err
	}
	if last := t.Changes[len(t.Changes)-1]; last.State == state && (text == "" || last.Note == text) {
		return nil // the form came twice
	}
	t.Changes = append(t.Changes, survey.TaskChange{At: s.Now(), By: a.Account, State: state, Note: text})
	if err := s.swapTask(ctx, a.Institution, t, doc.Body); errors.Is(err, ErrConflict) {
		return &Fault{Kind: Conflict, Key: "fault.case_changed"}
	} else if err != nil {
		return err
	}
	return nil
}

func (s *Service) swapTask(ctx context.Context, institution string, t *survey.Task, was []byte) error {
	body, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("keeping a task: %w", err)
	}
	doc := &Document{Institution: institution, Kind: taskKind, Name: t.Wave + "/" + t.ID, At: t.Changes[0].At, Body: body}
	if err := s.store.SwapDocument(ctx, doc, was); err != nil {
		return fmt.Errorf("keeping a task: %w", err)
	}
	return nil
}

func taskOf(doc *Document) (*survey.Task, error) {
	t := &survey.Task{}
	if err := json.Unmarshal(doc.Body, t); err != nil {
		return nil, fmt.Errorf("reading task %s: %w", doc.Name, err)
	}
	return t, nil
}

// surveyTasks returns the tasks of a survey in the order in which they were begun.
func (s *Service) surveyTasks(ctx context.Context, institution, id string) ([]survey.Task, error) {
	docs, err := s.store.ListDocuments(ctx, institution, taskKind)
	if err != nil {
		return nil, fmt.Errorf("loading tasks: %w", err)
	}
	var out []survey.Task
	for i := range docs {
		t, err := taskOf(&docs[i])
		if err != nil {
			return nil, err
		}
		if t.Wave == id {
			out = append(out, *t)
		}
	}
	slices.SortStableFunc(out, func(a, b survey.Task) int { return a.Changes[0].At.Compare(b.Changes[0].At) })
	return out, nil
}
