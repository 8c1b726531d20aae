package app_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/core/casefile"
	"jikim/internal/core/fact"
	"jikim/internal/core/notice"
	"jikim/test/harness"
)

// courier keeps what it is given, and fails as it is told.
type courier struct {
	mu   sync.Mutex
	got  []channel.Message
	fail func(*channel.Message) error
}

func (c *courier) Carry(_ context.Context, m *channel.Message) (channel.Sent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		if err := c.fail(m); err != nil {
			return channel.Sent{}, err
		}
	}
	c.got = append(c.got, *m)
	return channel.Sent{}, nil
}

func refuse(err error) func(*channel.Message) error {
	return func(*channel.Message) error { return err }
}

// notifier delivers by the couriers of an office.
type notifier struct{ *harness.Office }

func (n notifier) Deliver(ctx context.Context, o *app.Outgoing) error { return n.Notify(ctx, o) }

// dispatch is an office with couriers for all ways.
type dispatch struct {
	*harness.Office
	email, kakao, sms, fax *courier
}

func newDispatch(t *testing.T, now string) *dispatch {
	t.Helper()
	p := &dispatch{Office: harness.New(t, now), email: &courier{}, kakao: &courier{}, sms: &courier{}, fax: &courier{}}
	old := p.Office.Service
	t.Cleanup(old.Close)
	p.Office.Service = p.Serve(app.Config{Public: "https://minwon.example.kr/", Couriers: map[app.Way]channel.Courier{notice.Email: p.email,
		notice.Kakao: p.kakao, notice.SMS: p.sms, notice.Fax: p.fax}})
	p.DeliverBy(notifier{p.Office})
	return p
}

// wrote takes in an e-mail of 홍길동 and returns its case.
func (p *dispatch) wrote(t *testing.T, key string) string {
	t.Helper()
	l := mail(t, key)
	l.At = p.Now()
	return take(t, p.Letters(harness.Institution, app.LetterRoute{Service: "question"}), l).Case
}

// notices returns what the notices to the citizen say by name, as "kind value".
func (p *dispatch) notices(caseID, name string) []string {
	var out []string
	for _, f := range p.Stored(caseID).Facts {
		if f.Kind.Family() == "notice" && f.Data.Text("to") == "citizen" {
			out = append(out, strings.TrimPrefix(f.Kind.String(), "notice.")+" "+f.Data.Text(name))
		}
	}
	return out
}

// TestAcknowledge proves that an e-mail is acknowledged once, as an answer to it, with all that a receipt has to name.
func TestAcknowledge(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	petition := p.wrote(t, "a")
	p.Advance(time.Hour)
	if len(p.email.got) != 1 || len(p.kakao.got)+len(p.sms.got) != 0 {
		t.Fatalf("%d mails, %d messages", len(p.email.got), len(p.kakao.got)+len(p.sms.got))
	}
	m := p.email.got[0]
	if m.To != "hong@example.org" || !m.Automatic || !slices.Equal(m.Answers, []string{"a@example.org"}) || !strings.HasPrefix(m.ID, petition+"-") {
		t.Errorf("the mail is %+v", m)
	}
	for _, want := range []string{"2026-000001", "법령 질의", "총무과", "033-737-1043", "2026. 12. 1.", "https://minwon.example.kr/c/"} {
		if want == "법령 질의" {
			want = p.service(t, petition)
		}
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, m.Text)
		}
	}
	if got := p.notices(petition, "way"); !slices.Equal(got, []string{"sent email"}) {
		t.Errorf("on record are %v", got)
	}
}

// service returns the name of what a case asks for.
func (p *dispatch) service(t *testing.T, caseID string) string {
	t.Helper()
	ch := harness.Wonju(t)
	return ch.Service(p.Stored(caseID).Head.Service).Name.KO
}

// TestAnswerGoesByMail proves that an answer goes out with the whole letter, and that the private link goes to nobody but who wrote.
func TestAnswerGoesByMail(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	petition := p.wrote(t, "a")
	p.Advance(2 * time.Minute)
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: petition, Text: "평일 9시에 엽니다.", How: "email"}))(t)
	p.Advance(2 * time.Minute)
	if len(p.email.got) != 2 {
		t.Fatalf("%d mails", len(p.email.got))
	}
	if m := p.email.got[1]; !strings.Contains(m.Text, "평일 9시에 엽니다.") || !strings.Contains(m.Text, "담당 kim") || m.Automatic || m.Template != "answered" {
		t.Errorf("the answer is %+v", m)
	}
	r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김철수", Phone: "010-1234-5678", Text: "문의", Answer: "phone", Delivery: "pickup"})
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: r.Case, Text: "비밀 답변", How: "phone"}))(t)
	p.Advance(2 * time.Minute)
	if len(p.kakao.got) != 1 || strings.Contains(p.kakao.got[0].Text, "비밀") || strings.Contains(p.kakao.got[0].Text, "/c/") || p.kakao.got[0].Values["number"] != r.Number {
		t.Errorf("to the telephone went %+v", p.kakao.got)
	}
}

// TestAnswerGoesByFax proves that a letter goes back to the machine that a petition came from, as a page, and a notice that is none does
// not.
func TestAnswerGoesByFax(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	held := take(t, p.Letters(harness.Institution, app.LetterRoute{}), fax(t, "a"))
	must(p.FileLetter(t.Context(), officer, app.Filing{Key: p.NewKey(), Case: held.Case, As: casefile.AsCase, Petition: app.NewContact{Service: "question",
		Name: "김철수", Text: "문의"}}))(t)
	p.Advance(2 * time.Minute)
	if len(p.fax.got) != 0 {
		t.Fatalf("the acknowledgement went by fax: %+v", p.fax.got)
	}
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: held.Case, Text: "답변", How: "post"}))(t)
	p.Advance(2 * time.Minute)
	if len(p.fax.got) != 1 || p.fax.got[0].To != "033-737-9999" || len(p.fax.got[0].Files) != 1 || !strings.HasPrefix(string(p.fax.got[0].Files[0].Body), "%PDF-") {
		t.Fatalf("by fax went %d", len(p.fax.got))
	}
	if got := p.notices(held.Case, "way"); !slices.Equal(got, []string{"sent web", "sent fax"}) {
		t.Errorf("on record are %v", got)
	}
}

// TestNextWay fails ways for good and for a while, and proves that the next one is taken, and what is put on record.
func TestNextWay(t *testing.T) {
	t.Parallel()
	file := func(p *dispatch) string {
		r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김철수", Phone: "010-1234-5678", Email: "kim@example.org", Text: "문의",
			Answer: "phone", Delivery: "pickup"})
		must(p.Answer(t.Context(), p.Staff("kim", app.Officer, "general_affairs", "petition"), app.Result{Key: p.NewKey(), Case: r.Case, Text: "답변", How: "phone"}))(t)
		return r.Case
	}
	for _, tt := range []struct {
		name       string
		kakao, sms error
		way, not   string
	}{
		{"no template", channel.ErrUnfit, nil, "sent sms", "sent kakao"},
		{"no such number", channel.ErrNoSuchAddress, channel.ErrNoSuchAddress, "sent email", "sent kakao,sms"},
		{"down for long", errors.New("busy"), nil, "sent sms", "sent kakao"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newDispatch(t, "2026-11-23 10:00")
			p.kakao.fail, p.sms.fail = refuse(tt.kakao), refuse(tt.sms)
			if tt.sms == nil {
				p.sms.fail = nil
			}
			c := file(p)
			for range 24 { // the outbox is looked at after each step
				p.Advance(10 * time.Minute)
			}
			if way, not := p.notices(c, "way"), p.notices(c, "not_by"); !slices.Equal(way, []string{tt.way}) || !slices.Equal(not, []string{tt.not}) {
				t.Errorf("on record are %v, not by %v", way, not)
			}
		})
	}
}

// TestBounce proves that a message that did not arrive goes by the next way, once, and that reports about nothing of ours do nothing.
func TestBounce(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김철수", Phone: "010-1234-5678", Email: "kim@example.org", Text: "문의",
		Answer: "email", Delivery: "pickup"})
	must(p.Answer(t.Context(), p.Staff("kim", app.Officer, "general_affairs", "petition"), app.Result{Key: p.NewKey(), Case: r.Case, Text: "답변", How: "email"}))(t)
	p.Advance(time.Minute)
	out := p.Outcomes(harness.Institution)
	for range 2 {
		for _, id := range []string{p.email.got[0].ID, r.Case + "-0000", "x-y", "", "-"} {
			if err := out.Became(t.Context(), channel.Outcome{ID: id, At: p.Now(), Why: "no_such_address"}); err != nil {
				t.Errorf("%q: %v", id, err)
			}
		}
		p.Advance(5 * time.Minute)
	}
	if got, want := p.notices(r.Case, "way"), []string{"sent email", "failed email", "sent kakao"}; !slices.Equal(got, want) {
		t.Errorf("on record are %v, want %v", got, want)
	}
	if err := out.Became(t.Context(), channel.Outcome{ID: p.kakao.got[0].ID, At: p.Now(), Delivered: true}); err != nil {
		t.Error(err)
	}
	if got := p.notices(r.Case, "way"); got[len(got)-1] != "delivered kakao" {
		t.Errorf("on record are %v", got)
	}
}

// TestReport takes in what mail servers report: a failure goes on by the next way and needs nobody, a delay changes nothing, and a report
// about nothing of ours waits for a person.
func TestReport(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 10:00")
	r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김철수", Phone: "010-1234-5678", Email: "kim@example.org", Text: "문의",
		Answer: "email", Delivery: "pickup"})
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: r.Case, Text: "답변", How: "email"}))(t)
	p.Advance(time.Minute)
	in := p.Letters(harness.Institution, app.LetterRoute{Service: "question"})
	report := func(key, of, action, status string) channel.Taken {
		l := mail(t, key)
		l.At, l.Class, l.Return, l.From = p.Now(), channel.Notice, "", channel.Party{Address: "mailer-daemon@mx.example.org"}
		l.Fates = []channel.Fate{{Of: of, Action: action, Status: status}}
		return take(t, in, l)
	}
	ours := p.email.got[0].ID + "@wonju.example"
	if got := report("late", ours, "delayed", "4.4.1"); got.Held {
		t.Errorf("a delay is %+v", got)
	}
	for range 2 {
		if got := report("gone", ours, "failed", "5.1.1"); got.Held {
			t.Errorf("a failure is %+v", got)
		}
	}
	p.Advance(5 * time.Minute)
	if got := report("other", "x-y@elsewhere.example", "failed", "5.1.1"); !got.Held {
		t.Errorf("a report about nothing of ours is %+v", got)
	}
	if got, want := p.notices(r.Case, "way"), []string{"sent email", "failed email", "sent kakao"}; !slices.Equal(got, want) {
		t.Errorf("on record are %v, want %v", got, want)
	}
	if got := p.notices(r.Case, "why"); got[1] != "failed no_such_address" {
		t.Errorf("failed for %v", got)
	}
}

// TestQuietHours answers in the evening: the message waits for the morning, is not given up meanwhile, and nothing is lost when many
// come at once.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	p := newDispatch(t, "2026-11-23 17:00")
	officer := p.Staff("kim", app.Officer, "general_affairs", "petition")
	r, _ := p.File(app.Petition{Key: p.NewKey(), Service: "question", Name: "김철수", Phone: "010-1234-5678", Text: "문의", Answer: "phone", Delivery: "pickup"})
	p.Until(harness.At(t, "2026-11-23 22:00"))
	must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: r.Case, Text: "답변", How: "phone"}))(t)
	for range 3 {
		p.Advance(time.Second)
		must(p.Record(t.Context(), officer, app.Entry{Key: p.NewKey(), Case: r.Case, Kind: fact.CaseReopened, Prose: map[string]string{"reason": "다시 봅니다."}}))(t)
		p.Advance(time.Second)
		must(p.Answer(t.Context(), officer, app.Result{Key: p.NewKey(), Case: r.Case, Text: "다시 답변", How: "phone"}))(t)
	}
	p.Until(harness.At(t, "2026-11-24 07:59"))
	if n := len(p.kakao.got); n != 0 {
		t.Errorf("%d messages in the night", n)
	}
	for range 30 {
		p.Advance(time.Minute)
	}
	if n := len(p.kakao.got); n != 4 {
		t.Errorf("%d messages in the morning, want 4", n)
	}
}
