package manage

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/charter"
	"jikim/internal/core/fact"
	"jikim/internal/web/staff"
	"jikim/internal/web/ui"
)

// look is one line of an inspection round: a thing at a place, as the charter promises it.
type look struct {
	Index     int
	Kind      fact.Kind
	Thing     string // identifier of the item, sign or desk
	Place     string // room, or empty
	Name      string
	PlaceName string
	Promised  int  // items: how many must work
	Fee       bool // items: whether it is paid or free belongs to the promise
	// What is proposed or was entered.
	Count, Good, FeeValue, Reached string
	Error                          string
}

// looks lists what a round looks at, in the order of the charter, with the numbers that were found last time or are promised.
func looks(v *staff.View, last []app.Line) []look {
	var out []look
	for _, p := range v.Charter.Promises {
		if p.Shape != charter.Always || p.Standing.Measure == charter.MeasureNone {
			continue
		}
		places := p.Standing.Places
		if len(places) == 0 {
			places = []string{p.Standing.Place}
		}
		for _, place := range places {
			l := lookOf(v, p, place)
			l.Index = len(out)
			l.propose(last)
			out = append(out, l)
		}
	}
	return out
}

func lookOf(v *staff.View, p *charter.Promise, place string) look {
	l := look{Place: place, PlaceName: place, Promised: p.Standing.AtLeast, Fee: p.Standing.Fee != nil}
	if len(p.Standing.Names) > 0 {
		l.Thing, l.Name = p.Standing.Names[0], p.Standing.Names[0]
	}
	dir, lang := &v.Charter.Directory, v.Lang()
	if room := dir.FindRoom(place); room != nil {
		l.PlaceName = room.Name.In(lang)
	}
	switch p.Standing.Measure {
	case charter.MeasureItem:
		l.Kind = fact.ItemInspected
		if item := dir.FindItem(l.Thing); item != nil {
			l.Name = item.Name.In(lang)
		}
		l.Good, l.Count = strconv.Itoa(l.Promised), ""
		if p.Standing.Fee != nil {
			l.FeeValue = "free"
			if *p.Standing.Fee {
				l.FeeValue = "paid"
			}
		}
	case charter.MeasureSign:
		l.Kind, l.Count, l.Good = fact.SignInspected, "1", "1"
		if sign := dir.FindSign(l.Thing); sign != nil {
			l.Name = sign.Name.In(lang)
		}
	case charter.MeasureBadge:
		l.Kind, l.Name = fact.BadgeInspected, v.C.T("manage.round.badge")
	case charter.MeasureDesk:
		l.Kind, l.Reached = fact.DeskTested, "yes"
		if l.Thing == "" { // each place is itself a desk or a way of reaching the office
			l.Thing, l.Name, l.Place, l.PlaceName = place, channelName(v, place), "", v.C.T("manage.round.channel")
		}
		if desk := dir.FindDesk(l.Thing); desk != nil {
			l.Name, l.PlaceName = desk.Name.In(lang), dir.Dial(desk.Phone)
		}
	}
	return l
}

func channelName(v *staff.View, name string) string {
	if key := "desk.channel." + name; v.C.Has(key) {
		return v.C.T(key)
	}
	if name == "internet" {
		return v.C.T("desk.channel.web")
	}
	return name
}

// propose takes how many were checked from the last look: the number of signs and badges is in no directory.
func (l *look) propose(last []app.Line) {
	for i := range last { // newest first
		f := &last[i]
		if f.Retracted || f.Kind != l.Kind || f.Kind == fact.ItemInspected || f.Kind == fact.DeskTested ||
			f.Data.Text("sign") != l.Thing && l.Kind == fact.SignInspected || f.Data.Text("place") != l.Place {
			continue
		}
		l.Count = f.Data.Text("checked")
		l.Good = l.Count
		return
	}
}

func (l *look) name(field string) string { return "r" + strconv.Itoa(l.Index) + "." + field }

// read takes what was entered for the line and returns its entry; nil when the line was left empty: not looked at.
func (l *look) read(v *staff.View, form url.Values) *app.Entry {
	get := func(field string) string { return strings.TrimSpace(form.Get(l.name(field))) }
	l.Count, l.Good, l.FeeValue, l.Reached = get("checked"), get("good"), get("fee"), get("reached")
	e := &app.Entry{Kind: l.Kind}
	switch l.Kind {
	case fact.DeskTested:
		if l.Reached == "" {
			return nil
		}
		e.Data = fact.With("desk", l.Thing, "reached", l.Reached == "yes")
		return e
	case fact.ItemInspected:
		if l.Good == "" {
			return nil
		}
		e.Data = fact.With("item", l.Thing, "working", l.number(v, l.Good))
		if l.FeeValue != "" {
			e.Data = e.Data.Set("fee", fact.Text(l.FeeValue))
		}
	case fact.SignInspected, fact.BadgeInspected:
		if l.Good == "" && l.Count == "" {
			return nil
		}
		good := "present"
		if l.Kind == fact.BadgeInspected {
			good = "worn"
		} else {
			e.Data = fact.With("sign", l.Thing)
		}
		checked, found := l.number(v, l.Count), l.number(v, l.Good)
		if found > checked {
			l.Error = v.C.T("manage.round.more")
		}
		e.Data = append(e.Data, fact.With("checked", checked, good, found)...)
	}
	if l.Place != "" {
		e.Data = e.Data.Set("place", fact.Text(l.Place))
	}
	return e
}

func (l *look) number(v *staff.View, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 10_000 {
		l.Error = v.C.T("staff.fault.count")
		return 0
	}
	return n
}

// doRound records a round: every line that was filled in, all or none.
func (s *Surface) doRound(w http.ResponseWriter, r *http.Request, v *staff.View) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	if !inspects(v.Actor) {
		return &app.Fault{Kind: app.Denied, Key: "fault.denied"}
	}
	form := r.PostForm
	lines := looks(v, nil)
	var entries []app.Entry
	var faults []ui.FieldError
	at, err := roundTime(v, form.Get("at"))
	if err != nil {
		faults = append(faults, ui.FieldError{Field: "at", Message: v.C.T("staff.fault.time")})
	}
	for i := range lines {
		l := &lines[i]
		e := l.read(v, form)
		if l.Error != "" {
			faults = append(faults, ui.FieldError{Field: l.name("good"), Message: l.Name + ": " + l.Error})
		}
		if e == nil {
			continue
		}
		e.At, e.Precision = at, coarse(at)
		entries = append(entries, *e)
	}
	if len(entries) == 0 && len(faults) == 0 {
		faults = append(faults, ui.FieldError{Message: v.C.T("manage.round.empty")})
	}
	if len(faults) == 0 {
		entries[0].Key = form.Get("key")
		if _, err = s.app.RecordMany(r.Context(), v.Actor, entries); err == nil {
			http.Redirect(w, r, "/manage/inspections?did="+strconv.Itoa(len(entries)), http.StatusSeeOther)
			return nil
		}
		if faults = staff.Faults(v.C, err); faults == nil {
			return err
		}
	}
	p, err := s.inspectionPage(r, v)
	if err != nil {
		return err
	}
	p.Page.Errors, p.Looks, p.At, p.Key = faults, lines, form.Get("at"), form.Get("key")
	return ui.Render(w, r, http.StatusUnprocessableEntity, inspectionView(p))
}

func roundTime(v *staff.View, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return staff.ParseTime(text, v.C.Location())
}

// coarse is how exactly the time of a round is known when it was entered.
func coarse(at time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return time.Minute
}
