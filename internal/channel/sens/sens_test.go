package sens_test

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
	"jikim/internal/channel/sens"
	"jikim/internal/core/yaml"
	"jikim/test/messaging"
)

var begin = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

// desk is an office with a courier of SENS.
type desk struct {
	*provider.Courier
	*messaging.Office
	peer *messaging.Sens
}

const templates = "templates:\n  acknowledge:\n    code: T1\n    text: |\n      [#{기관}] 접수번호 #{접수번호}\n    buttons: [{name: 보기, mobile: \"https://#{주소}\", pc: \"https://#{주소}\"}]\n" +
	"  delay: {code: T9, text: \"#{민원}\"}\n  answered: {code: T2, text: \"[#{기관}] 답변: #{접수번호}\"}\n"

// entry writes the files of an entry and returns it.
func entry(t *testing.T, peer *messaging.Sens, talk bool) *yaml.Node {
	t.Helper()
	dir := t.TempDir()
	for name, src := range map[string]string{"secret": messaging.SensSecret + "\n", "ca.pem": string(peer.PEM()), "alimtalk.yaml": templates} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src := "service: " + messaging.SensTextService + "\nsender: 033-737-1043\n"
	if talk {
		src = "service: " + messaging.SensTalkService + "\nchannel: \"" + messaging.SensChannel + "\"\ntemplates: alimtalk.yaml\n"
	}
	n, err := yaml.Parse(filepath.Join(dir, "channels.yaml"), []byte(src+"key: "+messaging.SensKey+"\nsecret: secret\nca: ca.pem\naddress: "+peer.Address()+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func open(t *testing.T, talk bool) *desk {
	t.Helper()
	d := &desk{Office: messaging.NewOffice(begin)}
	d.peer = messaging.StartSens(t, d.Now)
	d.peer.Approve("T1", messaging.Template{Text: "[#{기관}] 접수번호 #{접수번호}", Links: []string{"https://#{주소}", "https://#{주소}"}})
	d.peer.Approve("T2", messaging.Template{Text: "[#{기관}] 회신: #{접수번호}"}) // approved with other words than the file has
	hire := sens.HireText
	if talk {
		hire = sens.HireTalk
	}
	c, err := hire(d.Depot("sens"), entry(t, d.peer, talk))
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
	for _, m := range []*channel.Message{messaging.Word("n-1", "민원이 접수되었습니다 – 원주"), messaging.Word("n-2", long)} {
		if s, err := d.Carry(t.Context(), m); err != nil || !strings.HasPrefix(s.ID, "RSSA-") {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	got := d.peer.Taken()
	if len(got) != 2 || got[0].Kind != "SMS" || got[0].Title != "" || got[0].From != messaging.Sender || got[0].To != "01012345678" || got[0].Text != "민원이 접수되었습니다 - 원주" ||
		got[1].Kind != "LMS" || got[1].Title != "민원 접수 안내" || got[1].Text != long {
		t.Errorf("sent %+v", got)
	}
	for name, change := range map[string]func(*channel.Message){
		"files":            func(m *channel.Message) { m.Files = []channel.File{{Name: "a"}} },
		"too long":         func(m *channel.Message) { m.Text = strings.Repeat("가", 1001) },
		"letters":          func(m *channel.Message) { m.Text = "สมชาย" },
		"an advertisement": func(m *channel.Message) { m.Text = "(광고) 강좌" },
	} {
		m := messaging.Word("n", "글")
		change(m)
		_, err := d.Carry(t.Context(), m)
		if !errors.Is(err, channel.ErrUnfit) {
			t.Errorf("%s: %v", name, err)
		}
		d.Quiet(t, err)
	}
	fixed := messaging.Word("n", "글")
	fixed.To = "033-737-1043"
	if _, err := d.Carry(t.Context(), fixed); !errors.Is(err, channel.ErrNoSuchAddress) {
		t.Errorf("no mobile telephone: %v", err)
	}
}

func TestTalk(t *testing.T) {
	t.Parallel()
	d := open(t, true)
	if _, err := d.Carry(t.Context(), messaging.Word("n-1", "")); err != nil {
		t.Fatal(err)
	}
	got := d.peer.Taken()[0]
	if page := "https://minwon.example.kr/follow"; got.Kind != "ATA" || got.To != "01012345678" || got.Template != "T1" || got.Text != "[원주교육문화관] 접수번호 2026-000123" ||
		len(got.Links) != 2 || got.Links[0] != page || got.Links[1] != page {
		t.Errorf("sent %+v", got)
	}
	differs := messaging.Word("n-2", "")
	differs.Template = "answered"
	unknown := messaging.Word("n-3", "")
	unknown.Template, unknown.Values = "delay", map[string]string{"service": "질의"}
	none := messaging.Word("n-4", "")
	none.Template = "opinion"
	empty := messaging.Word("n-5", "")
	delete(empty.Values, "number")
	for _, m := range []*channel.Message{differs, unknown, none, empty} {
		_, err := d.Carry(t.Context(), m)
		if !errors.Is(err, channel.ErrUnfit) {
			t.Errorf("%s: %v", m.ID, err)
		}
		d.Quiet(t, err)
	}
	if n := len(d.peer.Taken()); n != 1 {
		t.Errorf("%d were sent", n)
	}
}

// TestOnce proves that a message goes over once, whatever happens to the answers, and another one with the same words as well.
func TestOnce(t *testing.T) {
	t.Parallel()
	for name, talk := range map[string]bool{"text": false, "talk": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, talk)
			carry := func(id string) (channel.Sent, error) { return d.Carry(t.Context(), messaging.Word(id, "글")) }
			first, err := carry("n-1")
			if err != nil {
				t.Fatal(err)
			}
			d.peer.Break(messaging.Fault{}) // not taken, and the connection breaks
			if _, err := carry("n-2"); !errors.Is(err, provider.ErrUnsure) {
				t.Fatal(err)
			}
			if _, err := carry("n-2"); !errors.Is(err, provider.ErrUnsure) || len(d.peer.Taken()) != 1 { // the first is not taken for it
				t.Fatal(err)
			}
			d.Pass(61 * time.Second)
			if s, err := carry("n-2"); err != nil || s == first || len(d.peer.Taken()) != 2 {
				t.Fatalf("%+v, %v", s, err)
			}
			d.Pass(time.Minute)
			d.peer.Break(messaging.Fault{Taken: true}) // taken, and the answer is lost
			if _, err := carry("n-3"); !errors.Is(err, provider.ErrUnsure) {
				t.Fatal(err)
			}
			if s, err := carry("n-3"); err != nil || s.ID != d.peer.Taken()[2].ID || len(d.peer.Taken()) != 3 {
				t.Errorf("a lost answer: %+v, %v", s, err)
			}
			d.Quiet(t, nil)
		})
	}
}

// TestCannotBeTold proves that a text message is not sent again when the list of SENS does not tell the texts.
func TestCannotBeTold(t *testing.T) {
	t.Parallel()
	d := open(t, false)
	d.peer.Silent()
	d.peer.Break(messaging.Fault{Taken: true, Status: 504})
	for range 2 {
		if _, err := d.Carry(t.Context(), messaging.Word("n-1", "글")); !errors.Is(err, provider.ErrUnsure) {
			t.Error(err)
		}
		d.Pass(2 * time.Minute)
	}
	if n := len(d.peer.Taken()); n != 1 {
		t.Errorf("%d were sent", n)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		talk    bool
		fault   messaging.Fault
		want    error
		trouble string
	}{
		{"too many", false, messaging.Fault{Status: 429, Retry: 30}, provider.ErrBusy, "channel.trouble.provider_busy"},
		{"a fault over there", true, messaging.Fault{Status: 503, Body: "01012345678"}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"a redirect", false, messaging.Fault{Status: 307}, nil, "channel.trouble.provider_refused"},
		{"the key", true, messaging.Fault{Status: 401, Body: messaging.SensKey}, provider.ErrLogin, "channel.trouble.provider_login"},
		{"a bad request", false, messaging.Fault{Status: 400, Body: "01012345678"}, nil, "channel.trouble.provider_refused"},
		{"no JSON", true, messaging.Fault{Status: 202, Body: "<html>"}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"no message", true, messaging.Fault{Status: 202, Body: `{"messages":[]}`}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"a name that is none", false, messaging.Fault{Status: 202, Body: `{"requestId":"../x"}`}, provider.ErrUnsure, "channel.trouble.provider_away"},
		{"a failure", false, messaging.Fault{Status: 202, Body: `{"requestId":"a","statusName":"fail"}`}, nil, "channel.trouble.provider_refused"},
		{"half an answer", false, messaging.Fault{Status: 202, Half: true, Body: `{"requestId":"a"}`}, provider.ErrUnsure, "channel.trouble.provider_away"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open(t, tt.talk)
			d.peer.Break(tt.fault)
			_, err := d.Carry(t.Context(), messaging.Word("n-1", "글"))
			if err == nil || tt.want != nil && !errors.Is(err, tt.want) || d.State().Trouble != tt.trouble || len(d.peer.Taken()) != 0 {
				t.Errorf("%v, %+v", err, d.State())
			}
			d.Quiet(t, err)
		})
	}
}

// TestSilence proves that a provider that does not answer ends with the context.
func TestSilence(t *testing.T) {
	t.Parallel()
	d := open(t, true)
	hang := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	d.peer.Break(messaging.Fault{Taken: true, Reached: cancel, Hang: hang, Status: 200})
	if _, err := d.Carry(ctx, messaging.Word("n-1", "")); !errors.Is(err, context.Canceled) || !errors.Is(err, provider.ErrUnsure) {
		t.Error(err)
	}
	close(hang)
	if _, err := d.Carry(t.Context(), messaging.Word("n-1", "")); err != nil || len(d.peer.Taken()) != 1 {
		t.Errorf("%v, %d taken", err, len(d.peer.Taken()))
	}
}

// TestClock proves that a clock that is wrong by more than five minutes is told as such.
func TestClock(t *testing.T) {
	t.Parallel()
	peer := messaging.StartSens(t, func() time.Time { return begin.Add(6 * time.Minute) })
	c, err := sens.HireText(messaging.NewOffice(begin).Depot("a"), entry(t, peer, false))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Carry(t.Context(), messaging.Word("n", "글")); !errors.Is(err, provider.ErrLogin) {
		t.Error(err)
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		talk  bool
		codes [][2]string
	}{
		{"text", false, [][2]string{{"0", ""}, {"3001", "no_such_address"}, {"3006", "refused"}, {"2003", "expired"}, {"2004", "full"}, {"E917", "blocked"}, {"3011", "other"}, {"새 부호", "other"}}},
		{"talk", true, [][2]string{{"0000", ""}, {"3019", "no_such_address"}, {"3020", "blocked"}, {"3005", "expired"}, {"3016", "other"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := open(t, tt.talk)
			done := begin.Add(2 * time.Second)
			var want []channel.Outcome
			for i, c := range tt.codes {
				id := "n-" + string(rune('a'+i))
				if _, err := d.Carry(t.Context(), messaging.Word(id, "글")); err != nil {
					t.Fatal(err)
				}
				want = append(want, channel.Outcome{ID: id, At: done, Delivered: c[1] == "", Why: c[1]})
			}
			d.Pass(5 * time.Second)
			if d.Look(t.Context()); len(d.Outcomes()) != 0 {
				t.Fatalf("under way: %+v", d.Outcomes())
			}
			for i, c := range tt.codes {
				d.peer.Become(i, c[0], done)
			}
			d.Pass(15 * time.Second)
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
			d.Quiet(t, nil)
		})
	}
}

func TestEntryIsChecked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, src := range map[string]string{"secret": "s\n", "t.yaml": templates} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, src, says string
		talk            bool
	}{
		{"no service", "key: A\nsecret: secret\nsender: 1588-1234\n", `the key "service" is missing`, false},
		{"a service that leads elsewhere", "key: A\nsecret: secret\nsender: 1588-1234\nservice: ../x\n", "c.yaml:4:10: this cannot be right", false},
		{"a sender for KakaoTalk", "key: A\nsecret: secret\nservice: a\nsender: 1588-1234\nchannel: \"@a\"\ntemplates: t.yaml\n", `unknown key "sender"`, true},
		{"no channel", "key: A\nsecret: secret\nservice: a\ntemplates: t.yaml\n", `the key "channel" is missing`, true},
		{"no templates", "key: A\nsecret: secret\nservice: a\nchannel: \"@원주\"\n", `the key "templates" is missing`, true},
	} {
		n, err := yaml.Parse(filepath.Join(dir, "c.yaml"), []byte(tt.src))
		if err == nil && tt.talk {
			_, err = sens.HireTalk(channel.Depot{}, n)
		} else if err == nil {
			_, err = sens.HireText(channel.Depot{}, n)
		}
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
}

// FuzzAnswer proves that no answer brings the program down, and that a name is one that can stand in an address.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"requestId":"RSSA-1","statusCode":"202","statusName":"success"}`))
	f.Add([]byte(`{"messages":[{"messageId":"a-1","requestStatusCode":"A000","requestStatusName":"success"}]}`))
	f.Add([]byte(`{"messages":[{"status":"COMPLETED","statusCode":"0","statusName":"success","completeTime":"2026-12-01 10:00:00"}]}`))
	f.Add([]byte(`{"messageId":"a-1","messageStatusCode":"3019","messageStatusName":"fail","completeTime":"2026-12-01T10:00:00"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		sens.Reported(body)
		for _, read := range []func([]byte) (string, error){sens.Accepted, sens.Noticed} {
			name, err := read(body)
			if (name == "") != (err != nil) || strings.ContainsAny(name, "/?&#. ") {
				t.Fatalf("%q, %v", name, err)
			}
		}
	})
}
