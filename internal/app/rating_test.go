package app_test

import (
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/test/harness"
)

// TestRatingCountsOnce proves that a rating can be changed, that words given before stay, and that nobody counts twice.
func TestRatingCountsOnce(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	r, citizen := o.File(o.Petition())
	wantFault(t, o.Rate(o.Context(), citizen, o.NewKey(), 5, ""), app.Unlawful, "")
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	must(o.Answer(o.Context(), officer, app.Result{Key: o.NewKey(), Case: r.Case, Text: "답"}))(t)
	key := o.NewKey()
	for _, rate := range []struct {
		key   string
		stars int
		text  string
		want  app.Rating
	}{
		{key, 2, "", app.Rating{Stars: 2}},
		{key, 2, "", app.Rating{Stars: 2}}, // sent twice
		{o.NewKey(), 4, "친절했습니다.", app.Rating{Stars: 4, Text: "친절했습니다."}},
		{o.NewKey(), 5, "", app.Rating{Stars: 5, Text: "친절했습니다."}},
	} {
		o.Advance(time.Second) // of two corrections the later one holds
		if err := o.Rate(o.Context(), citizen, rate.key, rate.stars, rate.text); err != nil {
			t.Fatal(err)
		}
		if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Rating != rate.want {
			t.Errorf("rated %+v, want %+v", f.Rating, rate.want)
		}
	}
	n := map[fact.Kind]int{}
	for _, k := range o.Kinds(r.Case) {
		n[k]++
	}
	if n[fact.AuditScored] != 1 || n[fact.FactCorrected] != 2 {
		t.Errorf("recorded %v", n)
	}
}

// TestTheLastWishCounts proves that the promise to hand the result over as the citizen asks for is judged by his last wish.
func TestTheLastWishCounts(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 09:30")
	p := o.Petition()
	p.Delivery = "pickup"
	r, citizen := o.File(p)
	officer := o.Staff("kim", app.Officer, "general_affairs", "petition")
	wantFault(t, o.ChooseDelivery(o.Context(), citizen, app.Choice{Key: o.NewKey(), Delivery: "post"}), app.Invalid, "address")
	wantFault(t, o.ChooseDelivery(o.Context(), citizen, app.Choice{Key: o.NewKey(), Delivery: "pigeon"}), app.Invalid, "delivery")
	if err := o.ChooseDelivery(o.Context(), citizen, app.Choice{Key: o.NewKey(), Delivery: "post", Address: "원주시 서원대로 1"}); err != nil {
		t.Fatal(err)
	}
	f := must(o.Follow(o.Context(), citizen, "ko"))(t)
	if f.Delivery != "post" || !f.HasAddress || len(f.Deliveries) != 3 || f.Events[len(f.Events)-1].Kind != "delivery.chosen" {
		t.Errorf("the citizen sees %q, %v, %+v", f.Delivery, f.Deliveries, f.Events)
	}
	if v := must(o.OpenCase(o.Context(), officer, r.Case, ""))(t); v.Person.Address != "원주시 서원대로 1" || v.State.Delivery != "post" {
		t.Errorf("the officer sees %+v", v.Person)
	}
	must(o.Answer(o.Context(), officer, app.Result{Key: o.NewKey(), Case: r.Case, Text: "답"}))(t)
	must(o.Deliver(o.Context(), officer, o.NewKey(), r.Case, "post", ""))(t)
	if v := o.Verdict(r.Case, "remote.delivery"); v == nil || v.Status != judge.Kept {
		t.Errorf("handed over as wished: %+v", v)
	}
	wantFault(t, o.ChooseDelivery(o.Context(), citizen, app.Choice{Key: o.NewKey(), Delivery: "pickup"}), app.Unlawful, "")
	if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Deliveries != nil {
		t.Errorf("it can still be chosen among %v", f.Deliveries)
	}
}

// TestResultByEmailLeadsToARating proves that the answer to a letter brings the address at which one press says how it was handled.
func TestResultByEmailLeadsToARating(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	caseID := p.wrote(t, "letter-1")
	p.Advance(time.Minute)
	for _, m := range p.email.got {
		if strings.Contains(m.Text, "#rating") {
			t.Errorf("asked before there is a result: %q", m.Text)
		}
	}
	must(p.Answer(p.Context(), officer, app.Result{Key: p.NewKey(), Case: caseID, Text: "평일에 엽니다."}))(t)
	p.Advance(2 * time.Minute)
	last := p.email.got[len(p.email.got)-1]
	if !strings.Contains(last.Text, "https://minwon.example.kr/c/"+caseID) || !strings.Contains(last.Text, "#rating") {
		t.Errorf("the result says %q", last.Text)
	}
}
