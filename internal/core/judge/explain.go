package judge

import (
	"time"

	"jikim/internal/core/calendar"
	"jikim/internal/core/civil"
	"jikim/internal/core/fact"
)

// explainTrigger says what started the instance, and how the office reads its own sentence.
func (in *instance) explainTrigger() {
	if !in.opt.Explain {
		return
	}
	if in.trigger.Kind == fact.PromiseBroken {
		in.step("judge.trigger_broken", "at", in.trigger.At, "promise", in.trigger.Data.Text("promise"))
	} else {
		in.step("judge.trigger", "at", in.trigger.At, "kind", in.trigger.Kind.String())
	}
	if in.trigger.RecordedAt.Sub(in.trigger.At) >= time.Minute && in.trigger.Kind != fact.PromiseBroken {
		in.step("judge.recorded_late", "at", in.trigger.At, "recorded", in.trigger.RecordedAt)
	}
	if in.p.Note.KO != "" {
		in.step("judge.reading", "ko", in.p.Note.KO, "en", in.p.Note.In("en"))
	}
}

// explainStatus says how it came out.
func (in *instance) explainStatus() {
	if !in.opt.Explain {
		return
	}
	switch in.v.Status {
	case Kept:
		in.step("judge.kept", "grade", in.v.Evidence.String())
	case Broken:
		in.step("judge.broken", "grade", in.v.Evidence.String())
	case Unproven:
		in.step("judge.unproven")
	case Void:
		in.step("judge.is_void")
	case Pending:
		if in.v.Due.IsZero() {
			in.step("judge.pending_open")
		} else {
			in.step("judge.pending", "due", in.v.Due)
		}
	}
}

// beside shows the other reading of the sentence, which does not judge.
func (in *instance) beside(start time.Time, o calendar.Options) {
	b := in.p.Beside
	if b == nil {
		return
	}
	if f := in.last(b.When, start); f != nil {
		start = f.At
	}
	o.Explain, o.Extend = false, 0
	if d, err := in.calendar().Due(start, b.Limit, o); err == nil && !d.Paused {
		in.step("judge.beside", "limit", b.Limit, "due", d.Due, "ko", b.Note.KO, "en", b.Note.In("en"))
	}
}

// asPromised says when the due instant was another one as the calendar was known at the start: a holiday was announced
// later.
func (in *instance) asPromised(start time.Time, limit calendar.Limit, o calendar.Options, due time.Time) {
	then := in.calendar().AsKnown(start)
	if then == in.calendar() {
		return
	}
	o.Explain = false
	if d, err := then.Due(start, limit, o); err == nil && !d.Due.Equal(due) && !d.Paused {
		in.step("judge.as_promised", "then", d.Due, "now", due, "day", civil.DateOf(start, in.calendar().Location()))
	}
}
