package cli

import (
	"io"
	"log/slog"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jikim/internal/web"
	"jikim/internal/web/portal"
	"jikim/test/harness"
	"jikim/test/mailbox"
	"jikim/test/site"
)

// served is an office that sends mail as its channels file says, with its pages for citizens.
func served(t *testing.T, address string, ca []byte) *site.Site {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "channels.yaml")
	for name, text := range map[string]string{"password": mailbox.Password + "\n", "ca.pem": string(ca), "channels.yaml": "couriers:\n  - name: mail\n    kind: smtp\n    server: " +
		address + "\n    security: starttls\n    from: office@example.kr\n    user: " + mailbox.User + "\n    password: password\n    ca: ca.pem\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	o := harness.New(t, "2026-11-23 10:00")
	if _, err := openChannels(&env{now: o.Now}, file, harness.Institution, o.Service, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return site.Open(o, nil, func(s *web.Server) web.Surface { return portal.New(s) })
}

var (
	keyField   = regexp.MustCompile(`name="key" value="([^"]+)"`)
	proofField = regexp.MustCompile(`name="proof" value="([^"]+)"`)
	codeText   = regexp.MustCompile(`인증번호는 ([0-9]{6})입니다`)
)

// asked asks for a code by the form and returns the form with the name of the code.
func asked(t *testing.T, s *site.Site, to string) (url.Values, site.Answer) {
	t.Helper()
	form := url.Values{"service": {"library_card"}, "text": {"대출증을 만들고 싶습니다."}, "name": {"홍길동"}, "email": {to}, "answer": {"email"}, "way": {"email"},
		"key": {keyField.FindStringSubmatch(s.Get("/petitions/new?service=library_card").Text)[1]}, "prove": {"send"}}
	got := s.Upload("/petitions/new", form)
	if got.StatusCode != http.StatusOK || !strings.Contains(got.Text, "보내고 있습니다") {
		t.Fatalf("asking for a code: %d %s", got.StatusCode, got.Text)
	}
	form.Del("prove")
	form.Set("proof", proofField.FindStringSubmatch(got.Text)[1])
	return form, got
}

// outcome waits until it is known what has become of a code, and returns what the page says then.
func outcome(t *testing.T, s *site.Site, form url.Values) string {
	t.Helper()
	for {
		got := s.Get("/petitions/code?id=" + url.QueryEscape(form.Get("proof")))
		if got.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", got.StatusCode, got.Text)
		}
		if !strings.Contains(got.Text, `"pending"`) {
			return got.Text
		}
	}
}

// TestCodeByMail asks for a code, reads it in the mail that a real server took, and files with it.
func TestCodeByMail(t *testing.T) {
	t.Parallel()
	server := mailbox.Start(t, mailbox.StartTLS)
	s := served(t, server.Address, server.PEM)
	form, _ := asked(t, s, "hong@example.kr")
	m, err := mail.ReadMessage(strings.NewReader(server.Next(t)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil || m.Header.Get("To") != "<hong@example.kr>" {
		t.Fatalf("%v %v", m.Header, err)
	}
	code := codeText.FindStringSubmatch(string(text))
	if code == nil {
		t.Fatalf("no code in %q", text)
	}
	form.Set("code", code[1])
	if got := s.Upload("/petitions/new", form); got.StatusCode != http.StatusSeeOther {
		t.Errorf("filing: %d %s", got.StatusCode, got.Text)
	}
}

// TestMailServerFails proves that a server that is silent does not keep the page, that one that is away is told, and that an
// address that is refused looks like one that is not.
func TestMailServerFails(t *testing.T) {
	t.Parallel()
	server := mailbox.Start(t, mailbox.StartTLS)
	_, page := asked(t, served(t, mailbox.Silent(t), server.PEM), "hong@example.kr") // comes although nobody has answered
	if !strings.Contains(page.Text, "보냈는지 보기") {
		t.Error("the page does not offer to look again")
	}
	away := served(t, mailbox.Gone(t), server.PEM)
	form, _ := asked(t, away, "hong@example.kr")
	if got := outcome(t, away, form); !strings.Contains(got, "지금은 인증번호를 보낼 수 없습니다") {
		t.Errorf("a server that is away: %s", got)
	}
	s := served(t, server.Address, server.PEM)
	told := map[string]string{}
	for _, to := range []string{"hong@example.kr", "nobody@example.kr"} {
		form, page := asked(t, s, to)
		told[to] = outcome(t, s, form)
		if strings.Contains(page.Text, "nobody") != (to == "nobody@example.kr") {
			t.Error("the form lost the address")
		}
	}
	if told["hong@example.kr"] != told["nobody@example.kr"] {
		t.Errorf("addresses can be told apart: %v", told)
	}
}
