package pbx

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"jikim/internal/channel"
)

const hookSecret = "0123456789012345678901234567890123456789"

func post(h http.Handler, at time.Time, secret, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	seconds := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set(timeHeader, seconds)
	r.Header.Set(signatureHeader, "v1="+hex.EncodeToString(sign(secret, seconds, []byte(body))))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func openHook(t *testing.T, o *office) *hook {
	t.Helper()
	s, err := OpenWebhook(o.office(), entryOf(t, "secret: s\nproves: [ring, person, order]\n", map[string]string{"s": hookSecret}))
	if err != nil {
		t.Fatal(err)
	}
	return s.(*hook)
}

const hookBody = `{"events":[
 {"id":"1","kind":"ringing","at":"2026-11-23T10:00:00.5+09:00","call":"a","way":"in","from":"010-1234-5678","to":"1043"},
 {"id":"2","kind":"answered","at":"2026-11-23T10:00:05+09:00","call":"a","way":"in","from":"010-1234-5678","to":"1043","by":"person"},
 {"id":"3","kind":"hung_up","at":"2026-11-23T10:01:00+09:00","call":"a","way":"in","side":"officer"},
 {"id":"4","kind":"ended","at":"2026-11-23T10:01:00+09:00","call":"a","way":"in"}]}`

// TestWebhook proves that a signed request is answered after its events are committed, and who and what is refused.
func TestWebhook(t *testing.T) {
	t.Parallel()
	o := newOffice()
	now := base.Add(2 * time.Minute)
	o.set(now)
	h := openHook(t, o)
	if w := post(h, now, hookSecret, hookBody); w.Code != http.StatusNoContent || w.Body.Len() > 0 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	want := "in 01012345678; answered person 5 @1043; ended 60 cause=normal; officer hung up 60 @1043 order=first; ringing 0.5 @1043"
	if got := facts(o.taken(), h.powers); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for name, c := range map[string]struct {
		at           time.Time
		secret, body string
		code         int
	}{
		"again":                 {now, hookSecret, hookBody, http.StatusNoContent},
		"nothing":               {now, hookSecret, `{"events":[]}`, http.StatusNoContent},
		"another secret":        {now, "x" + hookSecret, hookBody, http.StatusUnauthorized},
		"six minutes old":       {now.Add(-6 * time.Minute), hookSecret, hookBody, http.StatusUnauthorized},
		"six minutes to come":   {now.Add(6 * time.Minute), hookSecret, hookBody, http.StatusUnauthorized},
		"no JSON":               {now, hookSecret, `{"events":`, http.StatusUnprocessableEntity},
		"two bodies":            {now, hookSecret, `{"events":[]}{}`, http.StatusUnprocessableEntity},
		"an unknown field":      {now, hookSecret, `{"events":[{"id":"1","kind":"ringing","call":"a","mood":"good"}]}`, http.StatusUnprocessableEntity},
		"an unknown kind":       {now, hookSecret, `{"events":[{"id":"1","kind":"sang","call":"a"}]}`, http.StatusUnprocessableEntity},
		"no call":               {now, hookSecret, `{"events":[{"id":"1","kind":"ringing"}]}`, http.StatusUnprocessableEntity},
		"a hang-up of nobody":   {now, hookSecret, `{"events":[{"id":"1","kind":"hung_up","call":"a"}]}`, http.StatusUnprocessableEntity},
		"an answer of nobody":   {now, hookSecret, `{"events":[{"id":"1","kind":"answered","call":"a"}]}`, http.StatusUnprocessableEntity},
		"more than is taken in": {now, hookSecret, strings.Repeat(" ", longestBody+1), http.StatusRequestEntityTooLarge},
	} {
		if w := post(h, c.at, c.secret, c.body); w.Code != c.code || strings.Contains(w.Body.String(), "1234") {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.code)
		}
	}
	o.change(func() { o.away = true })
	if w := post(h, now, hookSecret, hookBody); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("while the office is away: %d", w.Code)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", w.Code)
	}
}

// TestPhones has a telephone tell of a call by its action URLs, and sees who is refused.
func TestPhones(t *testing.T) {
	t.Parallel()
	const token = "abcdefghijklmnopqrstuvwx"
	o := newOffice()
	s, err := OpenPhones(o.office(), entryOf(t, "tokens: tokens\n", map[string]string{"tokens": "# of the first floor\n1043 " + token + "\n1044 ponmlkjihgfedcba00\n"}))
	if err != nil {
		t.Fatal(err)
	}
	p := s.(*phones)
	get := func(seconds float64, path string) int {
		o.set(base.Add(time.Duration(seconds * float64(time.Second))))
		w := httptest.NewRecorder()
		p.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	for _, c := range []struct {
		seconds float64
		path    string
	}{
		{0, "/" + token + "/incoming?remote=01012345678&call=$call_id"}, {4, "/" + token + "/established?remote=01012345678&call=$call_id"},
		{60, "/" + token + "/terminated?remote=01012345678"}, {61.5, "/" + token + "/on-hook"},
		{100, "/" + token + "/incoming?remote=0212345678&call=77"}, {105, "/" + token + "/missed?remote=0212345678&call=77"},
		{450, "/" + token + "/on-hook"}, // lifted and put down without a call
		{500, "/" + token + "/outgoing?remote=0212345678&call=78"}, {510, "/" + token + "/established?remote=0212345678&call=78"},
	} {
		if code := get(c.seconds, c.path); code != http.StatusOK {
			t.Fatalf("%s: %d", c.path, code)
		}
	}
	got := facts(o.taken(), append(p.powers, channel.SeesOutward))
	want := "in 01012345678; answered person 4 @1043; caller hung up 60 unseen=order order=undetermined; ended 60 cause=normal; ringing 0 @1043\n" +
		"in 0212345678; missed 105 @1043 cause=no_answer; ringing 100 @1043\nout 0212345678; callback 500 @1043 reached=true\ninternal "
	if sorted(got) != sorted(want) {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	for _, k := range o.taken() {
		if k.Clock != channel.Arrival || !k.At.IsZero() {
			t.Errorf("%s tells a time that no telephone told", k.Kind)
		}
	}
	for name, path := range map[string]string{"a token of nobody": "/xxxxxxxxxxxxxxxxxxxxxxxx/incoming", "no token": "//incoming", "an unknown event": "/" + token + "/sang", "nothing": "/"} {
		if code := get(600, path); code != http.StatusNotFound {
			t.Errorf("%s: %d", name, code)
		}
	}
	o.change(func() { o.away = true })
	if code := get(700, "/"+token+"/incoming"); code != http.StatusServiceUnavailable {
		t.Errorf("while the office is away: %d", code)
	}
}

func sorted(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		for k := range i {
			if lines[i] < lines[k] {
				lines[i], lines[k] = lines[k], lines[i]
			}
		}
	}
	return strings.Join(lines, "\n")
}

// FuzzTold reads whatever is posted, and whatever comes over a WebSocket.
func FuzzTold(f *testing.F) {
	f.Add([]byte(hookBody))
	f.Add(transcript(f, "ari-blind.txt"))
	f.Fuzz(func(t *testing.T, body []byte) {
		sights, err := readTold(body, "x", base)
		if err == nil && len(sights) > mostEvents {
			t.Fatal("more than is taken")
		}
		o := newOffice()
		a := &ari{queue: newQueue(newMeter(o.office()))}
		a.board = newBoard([]string{"PJSIP/kt-"}, func(channel.Sight) {}, func() {})
		for line := range strings.Lines(string(body)) {
			var e ariEvent
			if json.Unmarshal([]byte(line), &e) == nil {
				a.event(&e, base)
			}
		}
	})
}
