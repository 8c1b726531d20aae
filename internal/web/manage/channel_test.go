package manage_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/test/harness"
)

// mailbox is a source in the state of the test's choice.
type mailbox struct{ state channel.State }

func (mailbox) Run(context.Context) error { return nil }

func (m mailbox) State() channel.State { return m.state }

// TestChannels looks at the ways in as an administrator does: how each is doing, and what comes while it is tried.
func TestChannels(t *testing.T) {
	t.Parallel()
	s := site(t)
	admin, officer := s.LogIn(t, "admin", app.Admin), s.LogIn(t, "officer", app.Officer)
	officer.Get("/admin/channels").Is(http.StatusForbidden)
	admin.Get("/admin/channels").Is(http.StatusOK).Has("받는 곳이 설정되어 있지 않습니다.")
	now := s.Now()
	s.Attach(harness.Institution, "minwon", "imap", mailbox{channel.State{Connected: true, HeardAt: now, Taken: 1234,
		Gaps: []channel.Gap{{From: now.Add(-time.Hour), Until: now, Why: "channel.gap.unheard_of"}}}})
	s.Attach(harness.Institution, "fax", "hylafax", mailbox{channel.State{Trouble: "channel.trouble.unheard_of"}})
	s.Attach(harness.Institution, "away", "hep", mailbox{})
	s.Attach("elsewhere", "otherbox", "hep", mailbox{})
	s.Stopped(harness.Institution, "away")
	admin.Get("/admin/channels").Has("minwon", "정상", "1,234", "문제 있음", "멈춤").Lacks("otherbox")
	admin.Get("/admin/channels/fax").Has("문제 있음 · channel.trouble.unheard_of")
	admin.Get("/admin/channels/otherbox").Is(http.StatusNotFound)
	admin.Get("/admin/channels/minwon").Has("놓쳤을 수 있는 때", "channel.gap.unheard_of", "서버를 시작한 뒤로 온 것이 없습니다.")

	in := s.Letters(harness.Institution, app.LetterRoute{Service: "question"})
	send := func(key string, class channel.Class) {
		t.Helper()
		if _, err := in.Receive(t.Context(), &channel.Letter{Channel: "email", Source: "minwon", Key: key, At: s.Now(), Class: class,
			From: channel.Party{Name: "홍길동", Address: "hong@example.org"}, Subject: "비밀", Text: "비밀"}); err != nil {
			t.Fatal(err)
		}
	}
	send("before", channel.Person)
	s.Advance(time.Minute)
	test := "/admin/channels/minwon?since=" + strconv.FormatInt(s.Now().UnixMilli(), 10)
	admin.Get("/admin/channels/minwon").Has("최근에 온 것", "접수됨")
	admin.Get(test).Has("기다리고 있습니다.").Lacks("접수됨")
	send("a", channel.List)
	send("b", channel.Person)
	send("b", channel.Person)
	admin.Get(test).Has("확인할 편지로 받음", "접수됨", "이미 받은 것").Lacks("홍길동", "비밀")
	s.Advance(11 * time.Minute)
	admin.Get(test).Has("최근에 온 것", "시험 시작")
	admin.Get("/admin/channels/minwon?since=x").Is(http.StatusOK).Has("시험 시작")
}

// trying is a courier that says what it is told to.
type trying struct {
	got  []channel.Message
	says error
}

func (c *trying) Carry(_ context.Context, m *channel.Message) (channel.Sent, error) {
	c.got = append(c.got, *m)
	return channel.Sent{}, c.says
}

// TestTryCourier sends test messages as an administrator does.
func TestTryCourier(t *testing.T) {
	t.Parallel()
	s := site(t)
	admin := s.LogIn(t, "admin", app.Admin)
	admin.Get("/admin/channels").Is(http.StatusOK).Has("알림을 보낼 길이 설정되어 있지 않습니다.")
	mail, text := &trying{}, &trying{}
	s.Hire(app.ByEmail, mail)
	s.Hire(app.BySMS, text)
	form := admin.Get("/admin/channels").Is(http.StatusOK).Has("문자메시지").Lacks("알림톡").MustForm("/admin/channels")
	admin.Post("/admin/channels", form).Is(http.StatusUnprocessableEntity).Has("길: 꼭", "받는 곳: 꼭")
	form.Set("way", "sms")
	form.Set("to", "033-737-1043")
	admin.Post("/admin/channels", form).Is(http.StatusUnprocessableEntity).Has("받는 곳: ")
	form.Set("to", "010-1234-5678")
	for err, says := range map[error]string{nil: "보냈습니다.", channel.ErrNoSuchAddress: "번호가 없다고", channel.ErrUnfit: "승인된 템플릿", context.Canceled: "보내지 못했습니다."} {
		text.says = err
		admin.Post("/admin/channels", form).Is(http.StatusOK).Has(says)
	}
	form.Set("way", "email")
	form.Set("to", "admin@example.kr")
	admin.Post("/admin/channels", form).Is(http.StatusOK).Has("보냈습니다.")
	if len(mail.got) != 1 || mail.got[0].To != "admin@example.kr" || len(text.got) != 4 {
		t.Errorf("sent were %v and %v", mail.got, text.got)
	}
}
