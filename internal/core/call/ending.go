package call

import (
	"slices"
	"time"

	"jikim/internal/core/fact"
)

// transfers records each handing over: when it began, and when the colleague answered or it failed. An announced one begins when
// the colleague was called about it, since the caller waits from then on; a blind one when it was asked for.
func (r *reading) transfers() {
	begun := happenings(r.of(TransferRequested, nil))
	answered, failed := happenings(r.of(TransferAnswered, nil)), happenings(r.of(TransferFailed, nil))
	for n, h := range begun {
		s := first(h)
		until := time.Time{} // the next one begins
		if n+1 < len(begun) {
			until = begun[n+1][0].Time()
		}
		blind := slices.ContainsFunc(h, func(s *Sight) bool { return s.Leave })
		began := s
		since := time.Time{}
		if n > 0 {
			since = begun[n-1][0].Time()
		}
		if consult := first(r.between(ConsultOffered, since, h[0].Time())); consult != nil && !blind {
			began = consult
		}
		to := r.transferee(h, n)
		data := fact.With("to", destination(to), "blind", blind)
		if !blind {
			data = append(data, fact.With("unseen", UnseenSummary)...)
		}
		if !r.can(SeesTransfer) {
			data = data.Set("unseen", fact.Text(UnseenTransfer))
		}
		r.add(numbered("transfer", n), fact.CallTransferStarted, began, s.From.own(), data)
		end := within(answered, h[0].Time(), until)
		if end != nil {
			r.add(numbered("transfer answered", n), fact.CallTransferAnswered, end, to.own(), nil)
		} else if end = within(failed, h[0].Time(), until); end != nil {
			r.add(numbered("transfer failed", n), fact.CallTransferAbandoned, end, to.own(), cause(end))
		}
	}
}

// between returns the sights of a kind from since to until, the earliest first.
func (r *reading) between(kind Kind, since, until time.Time) []*Sight {
	return r.of(kind, func(s *Sight) bool { return !s.Time().Before(since) && !s.Time().After(until) })
}

// within returns the first happening from since on and before until. Clocks of several sources may differ a little.
func within(hs [][]*Sight, since, until time.Time) *Sight {
	for _, h := range hs {
		at := h[len(h)-1].Time()
		if !at.Before(since) && (until.IsZero() || h[0].Time().Before(until)) {
			return first(h)
		}
	}
	return nil
}

// transferee is to whom the call was handed, as any source tells.
func (r *reading) transferee(h []*Sight, n int) End {
	for _, s := range h {
		if s.To != (End{}) {
			return s.To
		}
	}
	for _, k := range []Kind{TransferAnswered, TransferRinging} {
		if hs := happenings(r.of(k, nil)); n < len(hs) {
			for _, s := range hs[n] {
				if s.To != (End{}) {
					return s.To
				}
			}
		}
	}
	return End{}
}

// destination is how a fact names it: a telephone of the office by its number; others are not named.
func destination(e End) string {
	switch {
	case e.own() != "":
		return e.own()
	case e.outside() != "":
		return "outside"
	}
	return "unknown"
}

func cause(s *Sight) fact.Data {
	if s.Cause == "" {
		return nil
	}
	return fact.With("cause", s.Cause)
}

// over returns the sight by which the whole conversation ended; nil while it goes on. The leg to the outside tells; without one,
// all legs have to be over. What somebody has answered ends no more with a refusal, which was that of another telephone.
func (r *reading) over(answered bool) *Sight {
	terminal := func(s *Sight) bool {
		return s.Kind == Finished || !answered && (s.Kind == Abandoned || s.Kind == Rejected)
	}
	var anchored, all []*Sight
	open := false
	for _, u := range r.c.units {
		var ends []*Sight
		for _, s := range u.sights {
			if terminal(s) && !r.forked(u, s) {
				ends = append(ends, s)
			}
		}
		slices.SortFunc(ends, earlier)
		switch {
		case len(ends) == 0:
			open = true
		case u.anchor():
			anchored = append(anchored, preferred(ends))
		}
		if len(ends) > 0 {
			all = append(all, preferred(ends))
		}
	}
	slices.SortFunc(anchored, earlier)
	if len(anchored) > 0 {
		return first(anchored)
	}
	if hasAnchor(r.c.units) || open || len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b *Sight) int { return -earlier(a, b) })
	return all[0]
}

// preferred is, of the endings of one leg, the one that tells why: a caller who gave up, the last refusal of several telephones, and
// only then that it is over.
func preferred(ends []*Sight) *Sight {
	for _, k := range []Kind{Abandoned, Rejected} {
		for _, s := range slices.Backward(ends) {
			if s.Kind == k {
				return s
			}
		}
	}
	return ends[len(ends)-1]
}

// forked tells whether an ending is that of one of several telephones that rang while the others go on: a refusal on one leg
// of a call of which the source tells by the call's own name that more happened on others.
func (r *reading) forked(u *unit, end *Sight) bool {
	if end.Kind == Finished || end.Leg == "" {
		return false
	}
	return slices.ContainsFunc(u.sights, func(s *Sight) bool {
		return s.Leg != end.Leg && s.Leg != "" && (s.Kind == Ringing || s.Kind == Answered || s.Kind == Offered)
	}) && !slices.ContainsFunc(u.sights, func(s *Sight) bool { return s.Kind == Finished })
}

func hasAnchor(units []*unit) bool {
	return slices.ContainsFunc(units, func(u *unit) bool { return u.anchor() })
}

// missed records that nobody answered, and why.
func (r *reading) missed(over *Sight) {
	why := "no_answer"
	for _, s := range append([]*Sight{over}, r.c.Sights...) {
		if w := whyMissed(s); w != "" {
			why = w
			break
		}
	}
	came := slices.ContainsFunc(r.c.Sights, func(s *Sight) bool { return s.Kind != Finished && s.Kind != HungUp && s.Kind != OnHook })
	if !came { // that it is over is all that is known
		return
	}
	data := fact.With("cause", why)
	switch {
	case r.c.Number != "":
		data = append(data, fact.With("callback", true)...)
	default: // nobody can be called back, and so none is owed
		data = append(data, fact.With("callback", false, "withheld", true)...)
	}
	r.add("missed", fact.CallMissed, over, r.rung(), data)
}

// whyMissed reads why a call came to nothing, from what the source calls it or from the code of the response.
func whyMissed(s *Sight) string {
	switch s.Kind {
	case Abandoned:
		return "abandoned"
	case Rejected, Finished:
	default:
		return ""
	}
	switch s.Cause {
	case "busy", "no_answer", "declined":
		return s.Cause
	case "cancelled":
		return "abandoned"
	}
	switch s.Code {
	case 486, 600, 17:
		return "busy"
	case 603, 21:
		return "declined"
	case 487:
		return "abandoned"
	case 408, 480, 18, 19:
		return "no_answer"
	}
	return ""
}

// hangUp records who hung up and when, as far as the sources can tell, and that the call is over.
func (r *reading) hangUp(over *Sight) {
	ending := r.endings()
	if over == nil && len(ending) == 0 {
		return
	}
	side, s := r.side(ending)
	if len(ending) == 0 && over.Cause == "line" {
		side = NobodySide
	}
	last := over // the sight whose time is the end
	switch side {
	case OfficerSide:
		r.add("officer hung up", fact.CallOfficerHungUp, s, r.talking(s), fact.With("order", "first"))
	case CallerSide:
		hook := r.hook(s)
		r.callerFirst(s, hook, over != nil)
		if hook != nil && over != nil && hook.Time().After(over.Time()) {
			last = hook // what happens to the handset still belongs to the call
		}
	case Undetermined:
		if s == nil {
			s = over
		}
		r.add("caller hung up", fact.CallCallerHungUp, s, "", fact.With("order", "undetermined", "unseen", UnseenOrder))
	}
	if over == nil {
		return
	}
	why := "normal"
	if side == NobodySide {
		why = "line"
	}
	r.add("ended", fact.CallEnded, last, "", fact.With("cause", why))
}

// callerFirst records that the caller hung up first, and when the officer's handset went down after it. That nobody sees that is
// known at once where no source can, else when the call is over.
func (r *reading) callerFirst(s, hook *Sight, over bool) {
	data := fact.With("order", "first")
	if s.Cause == "mid_talk" {
		data = append(data, fact.With("mid_talk", true)...)
	}
	switch {
	case hook != nil:
		r.add("officer hung up", fact.CallOfficerHungUp, hook, r.talking(hook), fact.With("order", "second", "hook", true))
	case over || !r.can(SeesHook):
		data = append(data, fact.With("unseen", UnseenHook)...)
	}
	r.add("caller hung up", fact.CallCallerHungUp, s, "", data)
}

// endings are the sights of hanging up that end the conversation, the earliest first. That of an officer who has handed the call
// over ends nothing, unless the handing over failed and he took it back.
func (r *reading) endings() []*Sight {
	return r.of(HungUp, func(s *Sight) bool {
		if s.Side == CallerSide {
			return true
		}
		for _, t := range r.of(TransferRequested, nil) {
			if t.Source != s.Source || t.Leg != s.Leg && t.From != s.From || t.Time().After(s.Time()) {
				continue
			}
			back := slices.ContainsFunc(r.of(TransferFailed, nil), func(f *Sight) bool {
				return !f.Time().Before(t.Time()) && f.Time().Before(s.Time())
			})
			if !back {
				return false
			}
		}
		return true
	})
}

// side is who hung up first, and the sight that shows it. Sources that cannot prove the order are not asked; those that can and
// contradict each other leave it undetermined.
func (r *reading) side(endings []*Sight) (Side, *Sight) {
	able := slices.DeleteFunc(slices.Clone(endings), func(s *Sight) bool { return !s.sees(SeesOrder) })
	if len(able) == 0 {
		return Undetermined, first(endings)
	}
	told := map[string]*Sight{} // the first of each source, of several legs
	for _, s := range able {
		if told[s.Source] == nil {
			told[s.Source] = s
		}
	}
	side := able[0].Side
	for _, s := range able {
		if told[s.Source] == s && s.Side != side || s.Side == Undetermined {
			return Undetermined, first(able)
		}
		if told[s.Source] != s && s.Side != told[s.Source].Side && s.Side != NobodySide && s.Time().Sub(told[s.Source].Time()) <= roundTrip {
			return Undetermined, first(able)
		}
	}
	best := able[0]
	for _, s := range able {
		if s.Side == side && s.Time().Sub(able[0].Time()) <= oneHappening && better(s, best) < 0 {
			best = s
		}
	}
	return side, best
}

// hook is when the handset of the officer who spoke last went down after the caller had hung up, as the telephone or an exchange
// that knows of it tells.
func (r *reading) hook(caller *Sight) *Sight {
	later := func(s *Sight) bool { return s.sees(SeesHook) && !s.Time().Add(s.Precision).Before(caller.Time()) }
	if s := first(r.of(OnHook, later)); s != nil {
		return s
	}
	return first(r.of(HungUp, func(s *Sight) bool { return s.Side == OfficerSide && s.Source == caller.Source && later(s) }))
}

// talking is the telephone of the officer who spoke last.
func (r *reading) talking(s *Sight) string {
	if own := s.From.own(); own != "" {
		return own
	}
	if ts := r.of(TransferAnswered, nil); len(ts) > 0 {
		return ts[len(ts)-1].To.own()
	}
	for _, a := range r.of(Answered, nil) {
		if own := a.To.own(); own != "" && a.answerer() == ByPerson {
			return own
		}
	}
	return ""
}
