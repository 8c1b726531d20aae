package portal_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/internal/web/public"
	"jikim/test/browser"
	"jikim/test/harness"
	"jikim/test/site"
)

// box keeps the messages that are sent, and holds them back while it is told to.
type box struct {
	mu   sync.Mutex
	text []string
	hold chan struct{} // closed: go on
}

func (b *box) Carry(ctx context.Context, m *channel.Message) (channel.Sent, error) {
	select {
	case <-b.hold:
	case <-ctx.Done():
		return channel.Sent{}, ctx.Err()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, m.Text)
	return channel.Sent{}, nil
}

// opened is a box that sends at once.
func opened() *box {
	b := &box{hold: make(chan struct{})}
	close(b.hold)
	return b
}

// openProving is open with ways to send codes.
func openProving(t *testing.T, couriers map[app.Way]channel.Courier) (*harness.Office, *site.Site) {
	t.Helper()
	o := harness.New(t, "2026-11-23 10:00")
	o.Service.Close()
	o.Service = o.Serve(app.Config{Couriers: couriers})
	return o, site.Open(o, nil, func(s *web.Server) web.Surface { return portal.New(s) }, func(s *web.Server) web.Surface { return public.New(s) })
}

var (
	sixDigits  = regexp.MustCompile(`[0-9]{6}`)
	proofField = regexp.MustCompile(`name="proof" value="([^"]+)"`)
)

// codeIn waits until a message was sent and returns its code.
func codeIn(t *testing.T, s *site.Site, b *box, id string, n int) string {
	t.Helper()
	for !strings.Contains(s.Get("/petitions/code?id="+id).Text, `"outcome":"sent"`) {
		if t.Context().Err() != nil {
			t.Fatal("the message was not sent")
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return sixDigits.FindString(b.text[n-1])
}

func cardForm(t *testing.T, page site.Answer) url.Values {
	t.Helper()
	return url.Values{"service": {"library_card"}, "text": {"대출증을 만들고 싶습니다."}, "title": {"대출증"}, "name": {"홍길동"}, "phone": {"010-1234-5678"},
		"email": {"hong@example.kr"}, "answer": {"phone"}, "delivery": {"pickup"}, "way": {"sms"}, "key": {key(t, page)}}
}

// TestFilingWithACode walks the form without scripts: what was typed survives asking for the code, a wrong code is told with the
// tries that are left, and nothing personal stands in an address.
func TestFilingWithACode(t *testing.T) {
	t.Parallel()
	short := opened()
	_, s := openProving(t, map[app.Way]channel.Courier{app.ByEmail: opened(), app.BySMS: short})
	page := s.Get("/petitions/new?service=library_card")
	for _, want := range []string{"연락처 확인", "인증번호 받기", `value="email"`, `value="sms"`} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	if policy := s.Get("/privacy").Text; !strings.Contains(policy, "문자 발송 업체에 전합니다") || !strings.Contains(policy, "메일 서버에 전합니다") {
		t.Error("the privacy policy does not say who gets the address")
	}
	if strings.Contains(s.Get("/petitions/new?service=question").Text, "인증번호 받기") {
		t.Error("a petition that needs no code asks for one")
	}
	form := cardForm(t, page)
	if got := s.Upload("/petitions/new", form); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "인증번호를 받아 넣어 주세요") {
		t.Errorf("without a code: %d", got.StatusCode)
	}
	form.Set("prove", "send")
	got := s.Upload("/petitions/new", form, site.File{Field: "attachments", Name: "a.txt", Body: []byte("글")})
	if got.StatusCode != http.StatusOK {
		t.Fatalf("asking for a code: %d %s", got.StatusCode, got.Text)
	}
	for _, want := range []string{"대출증을 만들고 싶습니다.", "홍길동", "010-1234-5678", `autocomplete="one-time-code"`, "인증번호 다시 받기", "파일", "10:10"} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("after asking the form lacks %q", want)
		}
	}
	id := proofField.FindStringSubmatch(got.Text)[1]
	form.Del("prove")
	form.Set("proof", id)
	code := codeIn(t, s, short, id, 1)
	wrong := "000000"
	if code == wrong {
		wrong = "111111"
	}
	form.Set("code", wrong)
	if got = s.Upload("/petitions/new", form); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "4번 더") ||
		!strings.Contains(got.Text, "대출증을 만들고 싶습니다.") || !strings.Contains(got.Text, id) {
		t.Errorf("a wrong code: %d", got.StatusCode)
	}
	form.Set("prove", "send")
	if got = s.Upload("/petitions/new", form); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.Text, "너무 자주") || !strings.Contains(got.Text, id) {
		t.Errorf("too soon again: %d", got.StatusCode)
	}
	form.Del("prove")
	form.Set("code", code)
	got = s.Upload("/petitions/new", form)
	to := got.Header.Get("Location")
	if got.StatusCode != http.StatusSeeOther || strings.Contains(to, "hong") || strings.Contains(to, "1234-5678") {
		t.Fatalf("filing: %d to %q", got.StatusCode, to)
	}
	if receipt := s.Get(to); !strings.Contains(receipt.Text, "휴대전화 문자로 받은 인증번호로 확인함") {
		t.Error("the receipt does not say that the contact was checked")
	}
}

// TestNoWayToSendACode proves that without mail and short messages the form is not offered, before anything is filled in, and that
// the page says where to go.
func TestNoWayToSendACode(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	page := s.Get("/petitions/new?service=library_card")
	if page.StatusCode != http.StatusOK || !strings.Contains(page.Text, "지금은 누리집에서 신청하실 수 없습니다") || !strings.Contains(page.Text, "737-1003") ||
		strings.Contains(page.Text, `name="text"`) {
		t.Errorf("%d: %s", page.StatusCode, page.Text)
	}
	if got := s.Upload("/petitions/new", url.Values{"service": {"library_card"}, "prove": {"send"}}); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a form that was open before: %d", got.StatusCode)
	}
	if text := s.Get("/petitions/new?service=library_card&lang=en").Text; !strings.Contains(text, "This cannot be filed on the website at the moment") {
		t.Error("the English page does not say so")
	}
}

// TestSlowMessageIsTold proves that the page comes while the message is still on its way, and tells later what became of it.
func TestSlowMessageIsTold(t *testing.T) {
	t.Parallel()
	slow := &box{hold: make(chan struct{})}
	_, s := openProving(t, map[app.Way]channel.Courier{app.ByEmail: slow})
	form := cardForm(t, s.Get("/petitions/new?service=library_card"))
	form.Set("prove", "send")
	form.Set("way", "email")
	got := s.Upload("/petitions/new", form)
	if got.StatusCode != http.StatusOK || !strings.Contains(got.Text, "보내고 있습니다") || !strings.Contains(got.Text, "보냈는지 보기") {
		t.Fatalf("%d %s", got.StatusCode, got.Text)
	}
	id := proofField.FindStringSubmatch(got.Text)[1]
	if state := s.Get("/petitions/code?id=" + id); !strings.Contains(state.Text, `"outcome":"pending"`) || state.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v %s", state.Header, state.Text)
	}
	close(slow.hold)
	codeIn(t, s, slow, id, 1)
	form.Set("prove", "look")
	form.Set("proof", id)
	if got = s.Upload("/petitions/new", form); !strings.Contains(got.Text, "인증번호를 보냈습니다") || strings.Contains(got.Text, "보냈는지 보기") {
		t.Errorf("%d: the page does not say that it was sent", got.StatusCode)
	}
	if s.Get("/petitions/code?id=nobody").StatusCode != http.StatusNotFound {
		t.Error("an unknown code has an outcome")
	}
}

// TestFilingWithACodeInBrowser files with and without scripts at both widths.
func TestFilingWithACodeInBrowser(t *testing.T) {
	short := &box{hold: make(chan struct{})}
	_, s := openProving(t, map[app.Way]channel.Courier{app.BySMS: short})
	b := browser.Start(t)
	for n, screen := range []struct {
		name, lang string
		browser.Screen
		scripts bool
	}{{"phone", "ko", browser.Phone, true}, {"desk", "en", browser.Desk, true}, {"plain", "ko", browser.Phone, false}} {
		p := b.Page(t, screen.Screen)
		if !screen.scripts {
			p.WithoutScripts()
		}
		p.Open(s.URL + "/petitions/new?service=library_card&lang=" + screen.lang)
		p.Type("#f-text", "대출증을 만들고 싶습니다.")
		p.Type("#f-name", "홍길동")
		p.Type("#f-phone", "010-1234-567"+string(rune('0'+n)))
		p.Click("#f-answer-1")
		look(p, "prove-form-"+screen.name, screen.scripts)
		p.Follow("button[name=prove][value=send]")
		p.Wait("#f-code")
		look(p, "prove-pending-"+screen.name, screen.scripts)
		if n == 0 {
			close(short.hold)
		}
		if screen.scripts {
			p.Wait("#prove .alert.success")
		} else {
			p.Follow("button[name=prove][value=look]")
		}
		if got := browser.Eval[string](p, `document.querySelector("#f-text").value`); got != "대출증을 만들고 싶습니다." {
			t.Errorf("%s: the text is %q", screen.name, got)
		}
		id := browser.Eval[string](p, `document.querySelector("input[name=proof]").value`)
		p.Type("#f-code", codeIn(t, s, short, id, n+1))
		look(p, "prove-sent-"+screen.name, screen.scripts)
		p.Follow(".form-actions button[type=submit]")
		p.Wait(".desc")
		if !strings.HasSuffix(p.Path(), "/receipt") {
			t.Fatalf("%s: at %s", screen.name, p.Path())
		}
		for _, problem := range p.Problems() {
			t.Error(problem)
		}
	}
}

// look takes a picture and, where scripts run, has the rules of accessibility checked.
func look(p *browser.Page, name string, scripts bool) {
	p.Shot(name)
	if scripts {
		p.Axe()
	}
}

// TestNoWayInBrowser looks at the page that says where to go instead.
func TestNoWayInBrowser(t *testing.T) {
	s := open(t, nil)
	b := browser.Start(t)
	for name, screen := range map[string]browser.Screen{"phone": browser.Phone, "desk": browser.Desk} {
		p := b.Page(t, screen)
		p.Open(s.URL + "/petitions/new?service=library_card&lang=ko")
		p.Shot("prove-none-" + name)
		p.Axe()
	}
}
