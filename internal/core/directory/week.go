package directory

import (
	"slices"
	"strings"

	"jikim/internal/core/calendar"
	"jikim/internal/core/charter"
	"jikim/internal/core/civil"
	"jikim/internal/core/entry"
)

// Week is the opening hours of each day of a week, from Monday; a day without spans is closed.
type Week [7][]calendar.Span

// Closed tells whether no day has hours.
func (w *Week) Closed() bool {
	return !slices.ContainsFunc(w[:], func(spans []calendar.Span) bool { return len(spans) > 0 })
}

// Weekdays are the days as calendar files name them.
func Weekdays() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

// hoursKey is the key of a calendar file that holds the week.
const hoursKey = "hours"

// HasWeek tells whether the folder has the calendar's own file.
func HasWeek(files Files, name string) bool { return files[name+charter.CalendarSuffix] != "" }

// ReadWeek reads the week of a calendar of the folder. Hours with mistakes are left out: the check of the charter names them.
func ReadWeek(files Files, name string) (Week, error) {
	var w Week
	file := name + charter.CalendarSuffix
	fields, err := entry.ReadMap(file, files[file], hoursKey)
	if err != nil {
		return w, err
	}
	for _, f := range fields {
		if day := slices.Index(Weekdays(), f.Key); day >= 0 {
			w[day], _ = Hours(strings.Join(textsOf(f.Value), ","))
		}
	}
	return w, nil
}

// PutWeek writes the week of a calendar of the folder and returns the files that change; none when it says the same.
func PutWeek(files Files, name string, w Week) (Files, error) {
	file, fields := name+charter.CalendarSuffix, make([]entry.Field, 0, len(w))
	for day, spans := range w {
		var texts []string
		for _, s := range spans {
			texts = append(texts, s.String())
		}
		fields = append(fields, entry.Field{Key: Weekdays()[day], Value: entry.Texts(texts)})
	}
	raw, err := entry.ReadMap(file, files[file], hoursKey)
	if err != nil {
		return nil, err
	}
	for _, f := range raw { // what says the same stays as it is written
		day := slices.Index(Weekdays(), f.Key)
		if day < 0 {
			continue
		}
		if was, ok := Hours(strings.Join(textsOf(f.Value), ",")); ok && slices.Equal(was, w[day]) {
			fields[day].Value = f.Value
		}
	}
	src, err := entry.SetMap(file, files[file], hoursKey, fields)
	if err != nil || src == files[file] {
		return nil, err
	}
	return Files{file: src}, nil
}

// Hours reads the opening hours of one day as people write them: "09:00-12:00, 13:00~18:00"; nothing is a closed day. They come back
// in order. False when it is not that, when a span ends before it begins, or when two overlap.
func Hours(text string) ([]calendar.Span, bool) {
	text = strings.NewReplacer("~", "-", "∼", "-", "～", "-", "–", "-", "—", "-", " ", "", "\t", "").Replace(text)
	if text == "" {
		return nil, true
	}
	var out []calendar.Span
	for part := range strings.SplitSeq(text, ",") {
		a, b, ok := strings.Cut(part, "-")
		from, errA := civil.ParseTimeOfDay(padded(a))
		to, errB := civil.ParseTimeOfDay(padded(b))
		if !ok || errA != nil || errB != nil || from >= to {
			return nil, false
		}
		out = append(out, calendar.Span{From: from, To: to})
	}
	slices.SortFunc(out, func(a, b calendar.Span) int { return int(a.From) - int(b.From) })
	for i := 1; i < len(out); i++ {
		if out[i].From < out[i-1].To {
			return nil, false
		}
	}
	return out, true
}

// padded writes 9:00 as 09:00.
func padded(clock string) string {
	if len(clock) > 1 && clock[1] == ':' {
		return "0" + clock
	}
	return clock
}
