// Package call_test follows a call from what an exchange sends to what an officer's page is told, through everything in between.
package call_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/app"
	"jikim/internal/channel"
	"jikim/internal/channel/pbx"
	"jikim/internal/core/fact"
	"jikim/internal/core/judge"
	"jikim/internal/core/yaml"
	"jikim/internal/web"
	"jikim/internal/web/desk"
	"jikim/internal/web/staff/stafftest"
	"jikim/test/harness"
)

// open serves the desk and the sources of an office, and makes a source of an entry.
func open(t testing.TB, opener channel.Opener, entry string, files map[string]string) (*stafftest.Site, channel.Source) {
	t.Helper()
	var source channel.Source
	s := stafftest.New(t, "2026-11-23 10:00", func(site *web.Server, service *app.Service) []web.Surface {
		return []web.Surface{desk.New(site, service), web.Sources{Find: func(name string) http.Handler {
			h, ok := source.(http.Handler)
			if !ok || name != "pbx" {
				return nil
			}
			return h
		}}}
	})
	s.Staff("boss", app.Admin, "", "")
	folder := t.TempDir()
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n, err := yaml.Parse(filepath.Join(folder, "channels.yaml"), []byte("name: pbx\nkind: x\n"+entry))
	if err != nil {
		t.Fatal(err)
	}
	if source, err = opener(channel.Office{Name: "pbx", Calls: s.Calls(harness.Institution), Now: s.Clock.Now}, n); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- source.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return s, source
}

const secret = "0123456789abcdef0123456789abcdef"

func post(t testing.TB, s *stafftest.Site, path, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	at := strconv.FormatInt(s.Clock.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, at+"."+body)
	r.Header.Set("X-Jikim-Time", at)
	r.Header.Set("X-Jikim-Signature", "v1="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

// TestWebhook tells of a call by the signed webhook: it is a case with measured verdicts, on the desk's list while it goes on.
func TestWebhook(t *testing.T) {
	t.Parallel()
	s, source := open(t, pbx.OpenWebhook, "secret: s\nproves: [ring, person, order]\n", map[string]string{"s": secret})
	kim := s.LogIn(t, "kim", app.Officer)
	tell := func(seconds float64, kind, more string) {
		t.Helper()
		at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC).Add(time.Duration(seconds * float64(time.Second)))
		s.Clock.Set(at.Add(time.Millisecond))
		body := fmt.Sprintf(`{"events":[{"id":"%s","kind":"%s","at":"%s","call":"a","way":"in","from":"+82-10-1234-5678","to":"033-737-1043"%s}]}`, kind, kind, at.Format(time.RFC3339Nano), more)
		for range 2 { // it may be sent again
			if code := post(t, s, "/api/sources/pbx", body); code != http.StatusNoContent {
				t.Fatalf("%s: %d", kind, code)
			}
		}
	}
	tell(0, "ringing", "")
	kim.Get("/desk").Has("울리는 중", "처음 걸려온 번호").Lacks("1234")
	tell(8.9, "answered", `,"by":"person"`)
	kim.Get("/desk").Has("통화 중")
	tell(60, "hung_up", `,"side":"caller"`)
	tell(60.1, "ended", "")
	kim.Get("/desk").Lacks("통화 중")
	var id string
	if err := s.Store.EachCase(t.Context(), harness.Institution, "", func(st *app.Stored) error {
		if st.Head.Channel == "phone" {
			id = st.Case
		}
		return nil
	}); err != nil || id == "" {
		t.Fatal("no case", err)
	}
	for promise, want := range map[string]judge.Status{"phone.rings": judge.Kept, "phone.hang_up": judge.Unproven} {
		if v := s.Verdict(id, promise); v == nil || v.Status != want || v.Evidence != fact.Measured {
			t.Errorf("%s: %+v, want %s", promise, v, want)
		}
	}
	kim.Get("/desk/cases/"+id).Has("직원이 수화기를 내려놓은 때를 볼 수 있는 장치가 없어", "교환기가 기록한 시각")
	kim.Lang = "en"
	kim.Get("/desk/cases/"+id+"?lang=en").Has("no source sees the officer's handset go down", "time by the exchange")
	for path, want := range map[string]int{"/api/sources/none": http.StatusNotFound} {
		if code := post(t, s, path, "{}"); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
	if code := post(t, s, "/api/sources/pbx", `{"x":1}`); code != http.StatusUnprocessableEntity {
		t.Errorf("not of the schema: %d", code)
	}
	if st := source.State(); st.Taken != 8 || st.Refused != 1 {
		t.Errorf("state: %+v", st)
	}
}

// exchange is an Asterisk that lets everybody in and says what it is told to.
func exchange(t testing.TB) (address string, say func(string)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	conns := make(chan net.Conn, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, "Asterisk Call Manager/9.0.0\r\n")
		r := bufio.NewScanner(conn)
		for r.Scan() {
			switch r.Text() {
			case "ActionID: challenge":
				_, _ = io.WriteString(conn, "Response: Success\r\nActionID: challenge\r\nChallenge: 1\r\n\r\n")
			case "ActionID: login":
				_, _ = io.WriteString(conn, "Response: Success\r\nActionID: login\r\n\r\n")
			case "ActionID: shown":
				conns <- conn
			}
		}
	}()
	var conn net.Conn
	return l.Addr().String(), func(text string) {
		if conn == nil {
			conn = <-conns
		}
		if _, err := io.WriteString(conn, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
			t.Error(err)
		}
	}
}

// BenchmarkMessageToPage measures from the moment at which the exchange sends that a telephone rings until the officer's page, which
// was told of the change, has loaded it: a call with a number that is known, 200 earlier cases in the office.
func BenchmarkMessageToPage(b *testing.B) {
	address, say := exchange(b)
	s, _ := open(b, pbx.OpenAMI, "address: "+address+"\nsecurity: none\nuser: u\nsecret: s\ntrunks: [PJSIP/kt-]\n", map[string]string{"s": secret})
	kim := s.LogIn(b, "kim", app.Officer)
	for range 200 {
		p := s.Petition()
		p.Phone = "010-1234-5678"
		s.File(p)
	}
	stream := kim.Stream(b, "/desk/events?scope=")
	next := make(chan struct{}, 100)
	go func() {
		r := bufio.NewReader(stream)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return
			}
			if bytes.HasPrefix(line, []byte("event: inbox")) {
				next <- struct{}{}
			}
		}
	}()
	<-next
	var took []time.Duration
	n := 0
	for b.Loop() {
		n++
		s.Clock.Set(s.Clock.Now().Add(20 * time.Second))
		id := fmt.Sprint(n)
		say("Event: Newchannel\nChannel: PJSIP/kt-" + id + "\nChannelState: 4\nCallerIDNum: 01012345678\nExten: 0337371043\nUniqueid: " + id + ".1\nLinkedid: " + id + ".1\n\n" +
			"Event: Newchannel\nChannel: PJSIP/1043-" + id + "\nChannelState: 0\nExten: s\nUniqueid: " + id + ".2\nLinkedid: " + id + ".1\n\n" +
			"Event: DialBegin\nChannel: PJSIP/kt-" + id + "\nUniqueid: " + id + ".1\nLinkedid: " + id + ".1\nDestChannel: PJSIP/1043-" + id + "\nDestUniqueid: " + id + ".2\nDestLinkedid: " + id + ".1\nDialString: 1043\n\n")
		for _, step := range []string{"Event: Newstate\nChannelState: 5\nUniqueid: " + id + ".2\n\n", "Event: Newstate\nChannelState: 6\nUniqueid: " + id + ".2\n\n", "Event: Hold\nUniqueid: " + id + ".2\n\n"} {
			stage := []string{"울리는 중", "통화 중", "보류 중"}[len(took)%3]
			began := time.Now()
			say(step)
			for {
				<-next
				if strings.Contains(kim.Get("/desk").Body, stage) {
					break
				}
			}
			took = append(took, time.Since(began))
		}
		say("Event: HangupRequest\nUniqueid: " + id + ".1\n\nEvent: Hangup\nUniqueid: " + id + ".1\nCause: 16\n\nEvent: Hangup\nUniqueid: " + id + ".2\nCause: 16\n\n")
		for strings.Contains(kim.Get("/desk").Body, "보류 중") {
			<-next
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
}
