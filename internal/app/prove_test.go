package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/fact"
	"jikim/internal/core/proof"
	"jikim/test/harness"
)

// post is a courier that keeps what it was given, and fails or waits when it is told to.
type post struct {
	mu    sync.Mutex
	sent  []string // "to subject text"
	fails error
	holds chan struct{} // closed: go on; nil: at once
}

func (p *post) Carry(ctx context.Context, m *channel.Message) (channel.Sent, error) {
	if p.holds != nil {
		select {
		case <-p.holds:
		case <-ctx.Done():
			return channel.Sent{}, ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m.To+" "+m.Subject+" "+m.Text)
	return channel.Sent{}, p.fails
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// code waits for the n-th message and returns the code in it.
func (p *post) code(t *testing.T, o *harness.Office, id string, n int) string {
	t.Helper()
	settled(t, o, id)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sent) < n {
		t.Fatalf("%d messages, want %d", len(p.sent), n)
	}
	return sixDigits.FindString(p.sent[n-1])
}

// settled waits until it is known what has become of a code.
func settled(t *testing.T, o *harness.Office, id string) string {
	t.Helper()
	for {
		c, err := o.CodeOutcome(o.Context(), app.Citizen(harness.Institution, "192.0.2.1"), id)
		if err != nil {
			t.Fatal(err)
		}
		if c.Outcome != app.ProofPending {
			return c.Outcome
		}
	}
}

// proving is an office that can send codes.
func proving(t *testing.T, o *harness.Office, couriers map[app.Way]channel.Courier, log *slog.Logger) {
	t.Helper()
	o.Service.Close()
	o.Service = o.Serve(app.Config{Couriers: couriers, Log: log})
}

func card(o *harness.Office) app.Petition {
	p := o.Petition()
	p.Service, p.Delivery = "library_card", "pickup"
	return p
}

func ask(o *harness.Office, way app.Way, from string) (*app.Coded, error) {
	return o.SendCode(o.Context(), app.Citizen(harness.Institution, from), app.CodeRequest{Service: "library_card", Way: way,
		Email: "hong@example.kr", Phone: "010-1234-5678", Lang: "ko"})
}

// TestCodeShowsTheContact files a service that asks for identity by each way, on both databases.
func TestCodeShowsTheContact(t *testing.T) {
	t.Parallel()
	harness.Both(t, "2026-11-23 10:00", func(t *testing.T, o *harness.Office) {
		mail, short := &post{}, &post{}
		proving(t, o, map[app.Way]channel.Courier{app.ByEmail: mail, app.BySMS: short}, nil)
		anyone := app.Citizen(harness.Institution, "192.0.2.1")
		officer := o.Staff("kim", app.Officer, "library_information", "general")
		for way, p := range map[app.Way]*post{app.ByEmail: mail, app.BySMS: short} {
			got := must(ask(o, way, "192.0.2.1"))(t)
			if got.Outcome != app.ProofPending || !got.Until.Equal(o.Now().Add(10*time.Minute)) {
				t.Errorf("%s: %+v", way, got)
			}
			code := p.code(t, o, got.ID, 1)
			if want := map[app.Way]string{app.ByEmail: "hong@example.kr 원주교육문화관", app.BySMS: "01012345678 "}[way]; !strings.HasPrefix(p.sent[0], want) {
				t.Errorf("%s: sent %q", way, p.sent[0])
			}
			petition := card(o)
			_, err := o.Service.File(o.Context(), anyone, petition)
			wantFault(t, err, app.Invalid, "way")
			petition.Identity = app.Identity{Way: way}
			_, err = o.Service.File(o.Context(), anyone, petition)
			wantFault(t, err, app.Invalid, "code")
			petition.Identity.Proof, petition.Identity.Code = got.ID, " "+code[:3]+" "+code[3:]
			r := must(o.Service.File(o.Context(), anyone, petition))(t)
			again := must(o.Service.File(o.Context(), anyone, petition))(t) // the same form again: the code is used, the receipt the same
			if again.Number != r.Number || !again.Repeated {
				t.Errorf("%s: again %+v", way, again)
			}
			first := o.Stored(r.Case).Facts[0]
			if first.Kind != fact.CaseReceived || first.Data.Text("identity") != string(way) {
				t.Errorf("%s: recorded %v", way, first.Data)
			}
			if v := must(o.OpenCase(o.Context(), officer, r.Case, ""))(t); v.Person.Identity != way {
				t.Errorf("%s: the officer sees %q", way, v.Person.Identity)
			}
			citizen := must(o.OpenLink(o.Context(), harness.Institution, r.Token, ""))(t)
			if f := must(o.Follow(o.Context(), citizen, "ko"))(t); f.Identity != way {
				t.Errorf("%s: the citizen sees %q", way, f.Identity)
			}
			other := card(o)
			other.Identity = petition.Identity
			_, err = o.Service.File(o.Context(), anyone, other)
			if wantFault(t, err, app.Invalid, "code"); app.FaultOf(err).Fields[0].Key != "prove.spent" {
				t.Errorf("%s: a code was used twice: %v", way, err)
			}
		}
		plain, _ := o.File(o.Petition())
		if o.Stored(plain.Case).Facts[0].Data.Present("identity") {
			t.Error("a petition that asks for nothing says who was shown")
		}
	})
}

// TestCodeIsRefused proves the bounds of a code: the address it went to, ten minutes, five tries.
func TestCodeIsRefused(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	mail := &post{}
	proving(t, o, map[app.Way]channel.Courier{app.ByEmail: mail, app.BySMS: mail}, nil)
	file := func(id, code string, change func(*app.Petition)) string {
		p := card(o)
		p.Identity = app.Identity{Way: app.ByEmail, Proof: id, Code: code}
		if change != nil {
			change(&p)
		}
		_, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
		if f := app.FaultOf(err); f != nil && len(f.Fields) > 0 {
			return f.Fields[0].Field + " " + f.Fields[0].Key
		} else if err != nil {
			t.Fatal(err)
		}
		return "filed"
	}
	got := must(ask(o, app.ByEmail, "192.0.2.1"))(t)
	code := mail.code(t, o, got.ID, 1)
	wrong := "000000"
	if code == wrong {
		wrong = "111111"
	}
	for _, step := range []struct {
		name, code string
		change     func(*app.Petition)
		want       string
	}{
		{"another fault costs no try", wrong, func(p *app.Petition) { p.Text = "" }, "text fault.required"},
		{"another address", code, func(p *app.Petition) { p.Email = "lee@example.kr" }, "code prove.other"},
		{"another way", code, func(p *app.Petition) { p.Identity.Way = app.BySMS }, "code prove.other"},
		{"an unknown code", code, func(p *app.Petition) { p.Identity.Proof = "x" }, "code prove.expired"},
		{"wrong", wrong, nil, "code prove.wrong"},
		{"wrong", wrong, nil, "code prove.wrong"},
		{"wrong", wrong, nil, "code prove.wrong"},
		{"wrong", wrong, nil, "code prove.wrong"},
		{"wrong for the fifth time", wrong, nil, "code prove.spent"},
		{"right, too late", code, nil, "code prove.spent"},
	} {
		if was := file(got.ID, step.code, step.change); was != step.want {
			t.Errorf("%s: %s, want %s", step.name, was, step.want)
		}
	}
	o.Advance(time.Minute)
	got = must(ask(o, app.ByEmail, "192.0.2.1"))(t)
	code = mail.code(t, o, got.ID, 2)
	o.Advance(proof.Life)
	if was := file(got.ID, code, nil); was != "code prove.expired" {
		t.Errorf("after ten minutes: %s", was)
	}
	o.Advance(time.Minute)
	got = must(ask(o, app.ByEmail, "192.0.2.1"))(t)
	code = mail.code(t, o, got.ID, 3)
	if was := file(got.ID, code, func(p *app.Petition) { p.Email = "Hong@Example.kr" }); was != "filed" {
		t.Errorf("capitals of an address: %s", was)
	}
}

// TestCodesTriedAtOnce proves that guessing in parallel gains nothing: five tries, however many come together.
func TestCodesTriedAtOnce(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	mail := &post{}
	proving(t, o, map[app.Way]channel.Courier{app.ByEmail: mail}, nil)
	got := must(ask(o, app.ByEmail, "192.0.2.1"))(t)
	code := mail.code(t, o, got.ID, 1)
	var all sync.WaitGroup
	answers := make(chan string, 40)
	for i := range 40 {
		p := card(o)
		guess := strconv.Itoa(i)
		p.Identity = app.Identity{Way: app.ByEmail, Proof: got.ID, Code: strings.Repeat("0", 6-len(guess)) + guess}
		if p.Identity.Code == code {
			p.Identity.Code = "999999"
		}
		all.Go(func() {
			_, err := o.Service.File(o.Context(), app.Citizen(harness.Institution, ""), p)
			f := app.FaultOf(err)
			switch {
			case f == nil:
				answers <- "none"
			case f.Kind == app.Busy:
				answers <- "busy"
			default:
				answers <- f.Fields[0].Key
			}
		})
	}
	all.Wait()
	close(answers)
	count := map[string]int{}
	for a := range answers {
		count[a]++
	}
	if count["prove.wrong"] > proof.Tries-1 || count["none"] > 0 {
		t.Errorf("answers %v", count)
	}
}

// TestCodesAreRationed proves the bounds by address, by who asks and by office, and that they end with the hour.
func TestCodesAreRationed(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	proving(t, o, map[app.Way]channel.Courier{app.ByEmail: &post{}, app.BySMS: &post{}}, nil)
	often := func(err error) bool {
		f := app.FaultOf(err)
		return f != nil && f.Kind == app.Invalid && f.Fields[0].Key == "prove.often"
	}
	must(ask(o, app.ByEmail, "192.0.2.1"))(t)
	if _, err := ask(o, app.ByEmail, "198.51.100.9"); !often(err) {
		t.Errorf("at once again: %v", err)
	}
	must(ask(o, app.BySMS, "192.0.2.1"))(t) // another address
	for i := 1; i < proof.OfAddress; i++ {
		o.Clock.Set(o.Now().Add(proof.Resend))
		must(ask(o, app.ByEmail, "192.0.2."+strconv.Itoa(i+1)))(t)
	}
	o.Clock.Set(o.Now().Add(proof.Resend))
	if _, err := ask(o, app.ByEmail, "198.51.100.1"); !often(err) {
		t.Errorf("the sixth to an address: %v", err)
	}
	o.Clock.Set(o.Now().Add(proof.Window))
	must(ask(o, app.ByEmail, "198.51.100.1"))(t)
	for i := range proof.OfOrigin {
		_, err := o.SendCode(o.Context(), app.Citizen(harness.Institution, "2001:db8::"+strconv.Itoa(i+1)), app.CodeRequest{Service: "library_card",
			Way: app.ByEmail, Email: "a" + strconv.Itoa(i) + "@example.kr"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.SendCode(o.Context(), app.Citizen(harness.Institution, "2001:db8::ffff"), app.CodeRequest{Service: "library_card", Way: app.ByEmail,
		Email: "last@example.kr"}); !often(err) {
		t.Errorf("the twenty-first from one network: %v", err)
	}
}

// TestSendingHoldsNobodyUp proves that a courier that is slow or away does not keep the page waiting, that the outcome is told,
// that a refused address looks like any other, and that the log holds neither addresses nor codes.
func TestSendingHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	var log bytes.Buffer
	mail, short := &post{holds: make(chan struct{})}, &post{fails: errors.New("sms: the gateway cannot be reached")}
	proving(t, o, map[app.Way]channel.Courier{app.ByEmail: mail, app.BySMS: short}, slog.New(slog.NewTextHandler(&log, nil)))
	slow := must(ask(o, app.ByEmail, "192.0.2.1"))(t) // returns while the courier holds
	if c := must(o.CodeOutcome(o.Context(), app.Citizen(harness.Institution, ""), slow.ID))(t); c.Outcome != app.ProofPending {
		t.Errorf("a courier that waits: %s", c.Outcome)
	}
	away := must(ask(o, app.BySMS, "192.0.2.1"))(t)
	if got := settled(t, o, away.ID); got != app.ProofFailed {
		t.Errorf("a courier that is away: %s", got)
	}
	mail.mu.Lock()
	mail.fails = channel.ErrNoSuchAddress
	mail.mu.Unlock()
	close(mail.holds)
	if got := settled(t, o, slow.ID); got != app.ProofSent {
		t.Errorf("an address that is refused shows as %s", got)
	}
	o.Service.Close()
	for _, secret := range []string{"hong", "1234", sixDigits.FindString(mail.sent[0])} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "could not be sent") {
		t.Error("the log says nothing of the failure")
	}
}

// TestClosingGivesUpSending proves that an office closes while a courier waits for ever.
func TestClosingGivesUpSending(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	proving(t, o, map[app.Way]channel.Courier{app.ByEmail: &post{holds: make(chan struct{})}}, nil)
	got := must(ask(o, app.ByEmail, "192.0.2.1"))(t)
	o.Service.Close()
	if p, err := o.Store.Proof(o.Context(), harness.Institution, got.ID); err != nil || p.Outcome != app.ProofFailed {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestCodeRequestIsChecked proves what can be asked for: a service that needs it, a way that exists, an address of that way.
func TestCodeRequestIsChecked(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	if names := o.Proofless(harness.Institution); len(names) != 1 || names[0].ID != "library_card" {
		t.Errorf("without couriers %d services cannot be filed", len(names))
	}
	proving(t, o, map[app.Way]channel.Courier{app.BySMS: &post{}}, nil)
	if len(o.Proofless(harness.Institution)) != 0 {
		t.Error("with a courier all can be filed")
	}
	for field, r := range map[string]app.CodeRequest{
		"service": {Service: "question", Way: app.BySMS, Phone: "010-1234-5678"},
		"way":     {Service: "library_card", Way: app.ByEmail, Email: "hong@example.kr"},
		"phone":   {Service: "library_card", Way: app.BySMS, Phone: "033-737-1043"},
	} {
		_, err := o.SendCode(o.Context(), app.Citizen(harness.Institution, ""), r)
		wantFault(t, err, app.Invalid, field)
	}
	_, err := o.SendCode(o.Context(), app.Citizen(harness.Institution, ""), app.CodeRequest{Service: "library_card"})
	wantFault(t, err, app.Invalid, "way")
	must(o.SendCode(o.Context(), app.Citizen(harness.Institution, ""), app.CodeRequest{Service: "library_card", Way: app.BySMS, Phone: "+82 10 1234 5678"}))(t)
}

// TestNothingOfACodeInTheOpen looks at what is kept of a code: neither its digits nor the address.
func TestNothingOfACodeInTheOpen(t *testing.T) {
	t.Parallel()
	o := harness.New(t, "2026-11-23 10:00")
	mail := &post{}
	proving(t, o, map[app.Way]channel.Courier{app.ByEmail: mail}, nil)
	got := must(ask(o, app.ByEmail, "192.0.2.77"))(t)
	code := mail.code(t, o, got.ID, 1)
	p := must(o.Store.Proof(o.Context(), harness.Institution, got.ID))(t)
	kept := string(p.Address) + string(p.Origin) + string(p.Code) + p.ID
	for _, secret := range []string{code, "hong", "192.0.2.77"} {
		if strings.Contains(kept, secret) {
			t.Errorf("%q is kept in the open", secret)
		}
	}
	o.Advance(25 * time.Hour)
	if err := o.Upkeep(o.Context(), harness.Institution); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Store.Proof(o.Context(), harness.Institution, got.ID); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a code of yesterday: %v", err)
	}
}
