package solapi_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jikim/internal/channel"
	"jikim/internal/channel/provider"
	"jikim/internal/channel/solapi"
	"jikim/internal/core/yaml"
	"jikim/test/messaging"
)

var begin = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

// desk is an office with a courier of SOLAPI.
type desk struct {
	*provider.Courier
	*messaging.Office
	peer *messaging.Solapi
}

const templates = "templates:\n  acknowledge:\n    code: T1\n    text: |\n      [#{기관}] 접수번호 #{접수번호}\n    buttons: [{name: 보기, mobile: \"https://#{주소}\", pc: \"https://#{주소}\"}]\n" +
	"  delay: {code: T9, text: \"#{민원}\"}\n"

// entry writes the files of an entry and returns it.
func entry(t *testing.T, peer *messaging.Solapi, more string) *yaml.Node {
	t.Helper()
	dir := t.TempDir()
	for name, src := range map[string]string{"secret": messaging.SolapiSecret + "\n", "ca.pem": string(peer.PEM()), "alimtalk.yaml": templates} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src := "key: " + messaging.SolapiKey + "\nsecret: secret\nsender: 033-737-1043\nca: ca.pem\naddress: " + peer.Address() + "\n" + more
	n, err := yaml.Parse(filepath.Join(dir, "channels.yaml"), []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func open(t *testing.T, talk bool) *desk {
	t.Helper()
	d := &desk{Office: messaging.NewOffice(begin)}
	d.peer = messaging.StartSolapi(t, d.Now)
	d.peer.Approve("T1", messaging.Template{Text: "[#{기관}] 접수번호 #{접수번호}", Links: []string{"https://#{주소}", "https://#{주소}"}})
	hire, n := solapi.HireText, entry(t, d.peer, "")
	if talk {
		hire, n = solapi.HireTalk, entry(t, d.peer, "channel: "+messaging.SolapiChannel+"\ntemplates: alimtalk.yaml\n")
	}
	c, err := hire(d.Depot("solapi"), n)
	if err != nil {
		t.Fatal(err)
	}
	d.Courier = c.(*provider.Courier)
	return d
}

func TestText(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	long := strings.Repeat("가", 60)
	for _, m := range []*channel.Message{messaging.Word("n-1", "민원이 접수되었습니다."), messaging.Word("n-2", long)} {
		if s, err := d.Carry(t.Context(), m); err != nil || !strings.HasPrefix(s.ID, "M4V") {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	got := d.peer.Taken()
	if len(got) != 2 || got[0].Kind != "SMS" || got[0].Title != "" || got[0].From != messaging.Sender || got[0].To != "01012345678" || got[0].Text != "민원이 접수되었습니다." ||
		got[1].Kind != "LMS" || got[1].Title != "민원 접수 안내" || got[1].Text != long {
		t.Errorf("sent %+v", got)
	}
	if s := d.State(); !s.Connected || s.Seen != 2 || s.Trouble != "" || !s.HeardAt.Equal(begin) {
		t.Errorf("state %+v", s)
	}
}

func TestTalk(t *testing.T) {
	t.Parallel()
	d := open(t, true)
	if _, err := d.Carry(t.Context(), messaging.Word("n-1", "")); err != nil {
		t.Fatal(err)
	}
	got := d.peer.Taken()[0]
	if got.Kind != "ATA" || got.Text != "[원주교육문화관] 접수번호 2026-000123" || got.Links[0] != "https://minwon.example.kr/follow" || got.Template != "T1" {
		t.Errorf("sent %+v", got)
	}
	long := messaging.Word("n-2", "")
	long.Values["link"] += strings.Repeat("x", 100)
	none := messaging.Word("n-3", "")
	none.Template = "answered"
	unknown := messaging.Word("n-4", "") // in our file, and not approved
	unknown.Template, unknown.Values = "delay", map[string]string{"service": "질의"}
	empty := messaging.Word("n-5", "")
	delete(empty.Values, "number")
	for _, m := range []*channel.Message{long, none, unknown, empty} {
		_, err := d.Carry(t.Context(), m)
		if !errors.Is(err, channel.ErrUnfit) {
			t.Errorf("%s: %v", m.ID, err)
		}
		d.Quiet(t, err)
	}
	if n := len(d.peer.Taken()); n != 1 {
		t.Errorf("%d were sent", n)
	}
	_, err := d.Carry(t.Context(), unknown)
	if d.State().Trouble != "channel.trouble.provider_template" || !strings.Contains(err.Error(), `SOLAPI 1042): "delay"`) {
		t.Errorf("a template that was not approved: %v, %+v", err, d.State())
	}
}

// TestGroup proves that a message is followed by its group when the answer names no other.
func TestGroup(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	group := "G4V20261201010000000000000000000"
	d.peer.Break(messaging.Fault{Taken: true, Status: 200, Body: `{"failedMessageList":[],"groupInfo":{"groupId":"` + group + `"}}`})
	if s, err := d.Carry(t.Context(), messaging.Word("n-1", "글")); err != nil || s.ID != group {
		t.Fatalf("%+v, %v", s, err)
	}
	d.peer.Become(0, "4000", begin)
	d.Pass(5 * time.Second)
	d.Look(t.Context())
	if got := d.Outcomes(); len(got) != 1 || got[0].ID != "n-1" || !got[0].Delivered {
		t.Errorf("told %+v", got)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	change := func(f func(*channel.Message)) *channel.Message { m := messaging.Word("n", "글"); f(m); return m }
	for _, tt := range []struct {
		name string
		m    *channel.Message
		want error
	}{
		{"no telephone that takes messages", change(func(m *channel.Message) { m.To = "033-737-1043" }), channel.ErrNoSuchAddress},
		{"a number that is blocked", change(func(m *channel.Message) { m.To = "010-0000-0060" }), channel.ErrNoSuchAddress},
		{"files", change(func(m *channel.Message) { m.Files = []channel.File{{Name: "a.pdf"}} }), channel.ErrUnfit},
		{"too long", change(func(m *channel.Message) { m.Text = strings.Repeat("가", 1001) }), channel.ErrUnfit},
		{"letters", change(func(m *channel.Message) { m.Text = "สมชาย" }), channel.ErrUnfit},
		{"an advertisement", change(func(m *channel.Message) { m.Text = "(광고) 강좌" }), channel.ErrUnfit},
		{"no text", change(func(m *channel.Message) { m.Text = "" }), channel.ErrUnfit},
	} {
		_, err := d.Carry(t.Context(), tt.m)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
		d.Quiet(t, err)
	}
	if s := d.State(); s.Refused != 7 || s.Seen != 0 || s.Connected || !s.HeardAt.IsZero() || len(d.peer.Taken()) != 0 {
		t.Errorf("state %+v", s)
	}
	d.peer.Empty()
	if _, err := d.Carry(t.Context(), messaging.Word("n", "글")); !errors.Is(err, provider.ErrFunds) || d.State().Trouble != "channel.trouble.provider_funds" {
		t.Errorf("an empty account: %v, %+v", err, d.State())
	}
}

// TestOnce proves that a message goes over once, whatever happens to the answers.
func TestOnce(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	carry := func() (channel.Sent, error) { return d.Carry(t.Context(), messaging.Word("n-1", "글")) }

	d.peer.Break(messaging.Fault{}) // not taken, and the connection breaks
	if _, err := carry(); !errors.Is(err, provider.ErrUnsure) {
		t.Fatal(err)
	}
	if _, err := carry(); !errors.Is(err, provider.ErrUnsure) { // not in the list, which may be behind
		t.Fatal(err)
	}
	d.Pass(61 * time.Second)
	d.peer.Break(messaging.Fault{Status: 502}) // it cannot be looked for
	if _, err := carry(); !errors.Is(err, provider.ErrUnsure) || len(d.peer.Taken()) != 0 {
		t.Fatal(err)
	}
	d.peer.Break(messaging.Fault{Status: 404, Body: `{"errorCode":"ResourceNotFound"}`})
	if _, err := carry(); err == nil || len(d.peer.Taken()) != 0 {
		t.Fatal("it was sent though nobody knows whether it had been")
	}
	s, err := carry() // it is surely not there: it is sent
	if err != nil || len(d.peer.Taken()) != 1 {
		t.Fatal(err)
	}
	before := d.peer.Requests()
	again, err := carry()
	if err != nil || again != s || d.peer.Requests() != before || d.State().Repeated != 1 {
		t.Errorf("the second time: %+v, %v", again, err)
	}

	d.peer.Break(messaging.Fault{Taken: true}) // taken, and the answer is lost
	if _, err := d.Carry(t.Context(), messaging.Word("n-2", "글")); !errors.Is(err, provider.ErrUnsure) {
		t.Fatal(err)
	}
	if found, err := d.Carry(t.Context(), messaging.Word("n-2", "글")); err != nil || found.ID != d.peer.Taken()[1].ID || len(d.peer.Taken()) != 2 {
		t.Errorf("a lost answer: %+v, %v", found, err)
	}
	d.peer.Break(messaging.Fault{Taken: true, Half: true})
	if _, err := d.Carry(t.Context(), messaging.Word("n-3", "글")); !errors.Is(err, provider.ErrUnsure) {
		t.Fatal(err)
	}
	if _, err := d.Carry(t.Context(), messaging.Word("n-3", "글")); err != nil || len(d.peer.Taken()) != 3 {
		t.Errorf("half an answer: %v", err)
	}
	d.Quiet(t, nil)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		fault   messaging.Fault
		want    error
		trouble string
	}{
		{"too many", messaging.Fault{Status: 429, Retry: 30, Body: messaging.SolapiKey}, provider.ErrBusy, "channel.trouble.provider_busy"},
		{"a fault over there", messaging.Fault{Status: 500, Body: "01012345678"}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"a redirect", messaging.Fault{Status: 302}, nil, "channel.trouble.provider_refused"},
		{"the key", messaging.Fault{Status: 403, Body: `{"errorCode":"InvalidAPIKey","errorMessage":"NCSAYU7YDBXYORXC"}`}, provider.ErrLogin, "channel.trouble.provider_login"},
		{"no JSON", messaging.Fault{Status: 200, Body: "<html>"}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"no message", messaging.Fault{Status: 200, Body: "{}"}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"a name that is none", messaging.Fault{Status: 200, Body: `{"messageList":[{"messageId":"M/../x","statusCode":"2000"}]}`}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"a code that is none", messaging.Fault{Status: 200, Body: `{"failedMessageList":[{"statusCode":"01012345678"}]}`}, nil, "channel.trouble.provider_refused"},
		{"the sender", messaging.Fault{Status: 200, Body: `{"failedMessageList":[{"statusCode":"1062"}]}`}, provider.ErrSender, "channel.trouble.provider_sender"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open(t, false)
			d.peer.Break(tt.fault)
			_, err := d.Carry(t.Context(), messaging.Word("n-1", "글"))
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || d.State().Trouble != tt.trouble {
				t.Errorf("%v, %+v", err, d.State())
			}
			d.Quiet(t, err)
		})
	}
}

// TestPause proves that a provider that asks for a pause gets it.
func TestPause(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	known, err := d.Carry(t.Context(), messaging.Word("n-0", "글"))
	if err != nil {
		t.Fatal(err)
	}
	d.peer.Break(messaging.Fault{Status: 429, Retry: 30})
	for range 3 {
		if _, err := d.Carry(t.Context(), messaging.Word("n-1", "글")); !errors.Is(err, provider.ErrBusy) {
			t.Fatal(err)
		}
	}
	if n := d.peer.Requests(); n != 2 {
		t.Errorf("%d requests within the pause", n-1)
	}
	if s, err := d.Carry(t.Context(), messaging.Word("n-0", "글")); err != nil || s != known {
		t.Errorf("one that had gone before: %+v, %v", s, err)
	}
	d.Pass(31 * time.Second)
	if _, err := d.Carry(t.Context(), messaging.Word("n-1", "글")); err != nil || d.State().Trouble != "" {
		t.Errorf("after the pause: %v", err)
	}
}

// TestSilence proves that a provider that does not answer ends with the context, and that the message is found when it was taken.
func TestSilence(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	hang := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	d.peer.Break(messaging.Fault{Taken: true, Reached: cancel, Hang: hang, Status: 200})
	if _, err := d.Carry(ctx, messaging.Word("n-1", "글")); !errors.Is(err, context.Canceled) || !errors.Is(err, provider.ErrUnsure) {
		t.Error(err)
	}
	close(hang)
	if _, err := d.Carry(t.Context(), messaging.Word("n-1", "글")); err != nil || len(d.peer.Taken()) != 1 {
		t.Errorf("%v, %d taken", err, len(d.peer.Taken()))
	}
}

// TestAway proves that a message that went to nobody is known to be here, and can be sent again at once.
func TestAway(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	d.peer.Stop()
	for range 2 {
		_, err := d.Carry(t.Context(), messaging.Word("n-1", "글"))
		if !errors.Is(err, provider.ErrAway) || errors.Is(err, provider.ErrUnsure) || d.State().Connected || d.State().Trouble != "channel.trouble.provider_away" {
			t.Errorf("nobody there: %v", err)
		}
		d.Quiet(t, err)
	}
}

// TestClock proves that a clock that is wrong is told as such.
func TestClock(t *testing.T) {
	t.Parallel()
	ours, theirs := begin, begin.Add(16*time.Minute)
	peer := messaging.StartSolapi(t, func() time.Time { return theirs })
	c, err := solapi.HireText(channel.Depot{Name: "a", Now: func() time.Time { return ours }}, entry(t, peer, ""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Carry(t.Context(), messaging.Word("n", "글")); !errors.Is(err, provider.ErrLogin) {
		t.Error(err)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	done := begin.Add(3 * time.Second)
	whys := []struct{ code, why string }{{"4000", ""}, {"3032", "no_such_address"}, {"3047", "refused"}, {"3043", "expired"}, {"3044", "full"}, {"3055", "blocked"}, {"3012", "other"}, {"3107", "blocked"}}
	var want []channel.Outcome
	for i, w := range whys {
		id := "n-" + string(rune('a'+i))
		if _, err := d.Carry(t.Context(), messaging.Word(id, "글")); err != nil {
			t.Fatal(err)
		}
		want = append(want, channel.Outcome{ID: id, At: done, Delivered: w.code == "4000", Why: w.why})
	}
	if next := d.Look(t.Context()); len(d.Outcomes()) != 0 || !next.Equal(begin.Add(5*time.Second)) {
		t.Fatalf("asked too early, next %v", next)
	}
	d.Pass(5 * time.Second)
	if next := d.Look(t.Context()); len(d.Outcomes()) != 0 || !next.Equal(d.Now().Add(15*time.Second)) {
		t.Fatalf("under way: %v, next %v", d.Outcomes(), next)
	}
	for i, w := range whys {
		d.peer.Become(i, w.code, done)
	}
	d.Pass(15 * time.Second)
	d.Deaf(true)
	d.Look(t.Context())
	d.Deaf(false)
	d.Pass(time.Minute)
	if next := d.Look(t.Context()); !next.IsZero() {
		t.Errorf("something is still under way: %v", next)
	}
	got := map[string]channel.Outcome{}
	for _, o := range d.Outcomes() {
		got[o.ID] = o
	}
	for _, o := range want {
		if diff := cmp.Diff(o, got[o.ID]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", o.ID, diff)
		}
	}
	if len(got) != len(want) || len(d.Outcomes()) != len(want) || d.State().Taken != int64(len(want)) {
		t.Errorf("%d outcomes, %+v", len(d.Outcomes()), d.State())
	}
	d.Quiet(t, nil)
}

// TestForgotten proves that a message of which nothing is heard is asked for three days, more and more seldom, and then no more; and
// that one of an earlier process is asked for when it is given.
func TestForgotten(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	s, err := d.Carry(t.Context(), messaging.Word("n-1", "글"))
	if err != nil {
		t.Fatal(err)
	}
	before := d.peer.Requests()
	for next := d.Look(t.Context()); !next.IsZero(); next = d.Look(t.Context()) {
		d.Pass(next.Sub(d.Now()))
	}
	if n := d.peer.Requests() - before; n < 50 || n > 90 || d.Now().Sub(begin) < 71*time.Hour || len(d.Outcomes()) != 0 {
		t.Errorf("%d questions until %v, told %v", n, d.Now(), d.Outcomes())
	}
	next := open(t, false) // another process: it knows nothing
	if next.Expect("n-1", s, begin.Add(-73*time.Hour)); !next.Look(t.Context()).IsZero() {
		t.Error("a message of last week is asked for")
	}
}

func TestExpect(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	s, err := d.Carry(t.Context(), messaging.Word("n-1", "글"))
	if err != nil {
		t.Fatal(err)
	}
	d.peer.Become(0, "4000", begin)
	n := entry(t, d.peer, "")
	c, err := solapi.HireText(d.Depot("later"), n)
	if err != nil {
		t.Fatal(err)
	}
	later := c.(*provider.Courier)
	later.Expect("n-1", s, begin)
	later.Look(t.Context())
	if got := d.Outcomes(); len(got) != 1 || got[0].ID != "n-1" || !got[0].Delivered {
		t.Errorf("told %+v", got)
	}
	if again, err := later.Carry(t.Context(), messaging.Word("n-1", "글")); err != nil || again != s || len(d.peer.Taken()) != 1 {
		t.Errorf("sent again: %+v, %v", again, err)
	}
}

func TestEntryIsChecked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, src := range map[string]string{"secret": "s\n", "empty": "\n", "t.yaml": templates, "bad.yaml": "templates:\n  delay: {code: a, text: \"#{번호}\"}\n", "waiting.yaml": "templates:\n  delay: {text: a}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	good := "key: NCS1\nsecret: secret\nsender: 033-737-1043\n"
	for _, tt := range []struct{ name, src, says string }{
		{"nothing", "", "a mapping is expected"},
		{"no key", "secret: secret\nsender: 1588-1234\n", `the key "key" is missing`},
		{"an unknown key", good + "sendr: 1\n", `did you mean "sender"`},
		{"no file", strings.Replace(good, "secret: secret", "secret: nowhere", 1), `there is no file "nowhere"`},
		{"no secret in it", strings.Replace(good, "secret: secret", "secret: empty", 1), "has no secret"},
		{"a secret in the entry", strings.Replace(good, "secret: secret", "secret: [a]", 1), "c.yaml:2:9"},
		{"no sender", strings.Replace(good, "033-737-1043", "WONJU", 1), "is no number that messages can be sent from"},
		{"in the clear", good + "address: http://api.solapi.com\n", "reached by https"},
		{"an address that is more", good + "address: https://api.solapi.com/x?y\n", "no address of a provider"},
		{"a password in the address", good + "address: https://a:b@api.solapi.com\n", "no address of a provider"},
		{"no certificate", good + "ca: secret\n", "has no certificate"},
	} {
		n, err := yaml.Parse(filepath.Join(dir, "c.yaml"), []byte(tt.src))
		if err == nil {
			_, err = solapi.HireText(channel.Depot{}, n)
		}
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
	for _, tt := range []struct{ name, src, says string }{
		{"no templates", good + "channel: KA1\n", `the key "templates" is missing`},
		{"no channel", good + "templates: t.yaml\n", `the key "channel" is missing`},
		{"a channel that is none", good + "channel: a b\ntemplates: t.yaml\n", "cannot be right"},
		{"a gap that nobody fills", good + "channel: KA1\ntemplates: bad.yaml\n", "bad.yaml:2:26: unknown gap #{번호}"},
		{"nothing approved yet", good + "channel: KA1\ntemplates: waiting.yaml\n", "no template of the file has a code yet"},
	} {
		n, err := yaml.Parse(filepath.Join(dir, "c.yaml"), []byte(tt.src))
		if err == nil {
			_, err = solapi.HireTalk(channel.Depot{}, n)
		}
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
}

// FuzzAnswer proves that no answer brings the program down, and that a name is one that can stand in an address.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"failedMessageList":[],"groupInfo":{"groupId":"G4V1"},"messageList":[{"messageId":"M4V1","statusCode":"2000"}]}`))
	f.Add([]byte(`{"failedMessageList":[{"statusCode":"1062"}]}`))
	f.Add([]byte(`{"messageList":{"M1":{"messageId":"M1","statusCode":"4000","dateReported":"2026-12-01T00:00:00.000Z","customFields":null}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		solapi.Reported(body)
		name, err := solapi.Accepted(body)
		if (name == "") != (err != nil) || strings.ContainsAny(name, "/?&#. ") {
			t.Fatalf("%q, %v", name, err)
		}
	})
}
