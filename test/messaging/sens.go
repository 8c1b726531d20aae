package messaging

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The account at the played SENS.
const (
	SensKey         = "FqNWZcJ4SyPDmNGS0Hya"
	SensSecret      = "secret-of-the-office-at-sens"
	SensTextService = "ncp:sms:kr:508051234567:minwon"
	SensTalkService = "ncp:kkobizmsg:kr:2708051234567:minwon"
	SensChannel     = "@원주교육문화관"
)

var seoul = time.FixedZone("Asia/Seoul", 9*60*60)

// Sens plays Naver Cloud SENS.
type Sens struct {
	stage
	silent bool
}

// StartSens serves until the test ends. now is the provider's clock.
func StartSens(t testing.TB, now func() time.Time) *Sens {
	t.Helper()
	s := &Sens{stage: stage{now: now, sender: Sender, channel: SensChannel, templates: map[string]Template{}}}
	s.start(t, s.serve)
	return s
}

// Silent makes its list of text messages tell no texts.
func (s *Sens) Silent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = true
}

// signed checks the headers of a request.
func (s *Sens) signed(r *http.Request) bool {
	at := r.Header.Get("x-ncp-apigw-timestamp")
	ms, err := strconv.ParseInt(at, 10, 64)
	if skew := s.now().Sub(time.UnixMilli(ms)); err != nil || skew > 5*time.Minute || skew < -5*time.Minute {
		return false
	}
	mac := hmac.New(sha256.New, []byte(SensSecret))
	mac.Write([]byte(r.Method + " " + r.RequestURI + "\n" + at + "\n" + SensKey))
	return r.Header.Get("x-ncp-iam-access-key") == SensKey && r.Header.Get("x-ncp-apigw-signature-v2") == base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func (s *Sens) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.signed(r) {
		reply(w, 401, map[string]any{"error": map[string]string{"errorCode": "200", "message": "Authentication Failed", "details": r.Header.Get("x-ncp-iam-access-key")}})
		return
	}
	texts, talks := "/sms/v2/services/"+SensTextService+"/messages", "/alimtalk/v2/services/"+SensTalkService+"/messages"
	one, isOne := strings.CutPrefix(r.URL.Path, talks+"/")
	switch {
	case r.Method == http.MethodPost && r.URL.Path == texts:
		s.text(w, r)
	case r.Method == http.MethodGet && r.URL.Path == texts:
		s.texts(w, r)
	case r.Method == http.MethodPost && r.URL.Path == talks:
		s.talk(w, r)
	case r.Method == http.MethodGet && r.URL.Path == talks:
		s.talks(w, r)
	case r.Method == http.MethodGet && isOne:
		s.one(w, one)
	default:
		reply(w, 403, map[string]any{"status": 403, "error": "Forbidden", "message": "Do not have access to this 'serviceId'"})
	}
}

func (s *Sens) bad(w http.ResponseWriter, what string) {
	reply(w, 400, map[string]any{"status": 400, "error": "Bad Request", "message": what})
}

// name makes a name as SENS gives them out.
func (s *Sens) name(kind string) string {
	return fmt.Sprintf("%s-%d-%d", kind, s.now().Unix(), len(s.messages))
}

func (s *Sens) text(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Type, ContentType, CountryCode, From, Subject, Content string
		Messages                                               []struct{ To string }
	}
	body, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(body, &q); err != nil || len(q.Messages) != 1 {
		s.bad(w, string(body))
		return
	}
	n, known := size(q.Content)
	title, titled := size(q.Subject)
	switch {
	case q.From != s.sender, !numeric(q.Messages[0].To), q.ContentType == "AD":
		s.bad(w, "from, to, contentType "+q.Messages[0].To)
		return
	case q.Type != "SMS" && q.Type != "LMS", q.Type == "SMS" && (n > 90 || q.Subject != ""), n == 0, n > 2000, title > 40, !known, !titled:
		s.bad(w, "subject, content")
		return
	}
	m := &Message{ID: s.name("RSSA"), At: s.now(), Kind: q.Type, From: q.From, To: q.Messages[0].To, Title: q.Subject, Text: q.Content}
	m.request = m.ID
	s.messages = append(s.messages, m)
	reply(w, 202, map[string]string{"requestId": m.request, "requestTime": s.now().In(seoul).Format("2006-01-02T15:04:05.000"), "statusCode": "202", "statusName": "success"})
}

// within tells whether a message was asked for in the time of a query.
func within(m *Message, r *http.Request, layout string) bool {
	q := r.URL.Query()
	from, bad := time.ParseInLocation(layout, q.Get("requestStartTime"), seoul)
	until, worse := time.ParseInLocation(layout, q.Get("requestEndTime"), seoul)
	return bad == nil && worse == nil && !m.At.Before(from) && !m.At.After(until)
}

func (s *Sens) texts(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Has("to") || !q.Has("requestId") && !q.Has("requestStartTime") {
		s.bad(w, "a number in an address, or no question")
		return
	}
	found := []any{}
	for _, m := range s.messages {
		if m.Kind == "ATA" || q.Has("requestId") && m.request != q.Get("requestId") || !q.Has("requestId") && !within(m, r, "2006-01-02 15:04:05") {
			continue
		}
		out := map[string]any{"requestId": m.request, "messageId": "M-" + m.ID, "requestTime": m.At.In(seoul).Format("2006-01-02 15:04:05"), "contentType": "COMM", "type": m.Kind,
			"subject": m.Title, "countryCode": "82", "from": m.From, "to": m.To, "status": "PROCESSING"}
		if !s.silent {
			out["content"] = m.Text
		}
		if m.Code != "" {
			out["status"], out["statusCode"], out["telcoCode"], out["completeTime"] = "COMPLETED", m.Code, "ETC", m.DoneAt.In(seoul).Format("2006-01-02 15:04:05")
			out["statusName"] = map[bool]string{true: "success", false: "fail"}[m.Code == "0"]
		}
		found = append(found, out)
	}
	reply(w, 200, map[string]any{"statusCode": "200", "statusName": "success", "messages": found, "pageSize": 100, "itemCount": len(found), "hasMore": false})
}

func (s *Sens) talk(w http.ResponseWriter, r *http.Request) {
	var q struct {
		PlusFriendID, TemplateCode string
		Messages                   []struct {
			CountryCode, To, Content string
			Buttons                  []struct{ Type, Name, LinkMobile, LinkPc string }
			UseSmsFailover           *bool
		}
	}
	body, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(body, &q); err != nil || len(q.Messages) != 1 || q.PlusFriendID != s.channel || !numeric(q.Messages[0].To) || q.Messages[0].UseSmsFailover == nil || *q.Messages[0].UseSmsFailover {
		s.bad(w, string(body))
		return
	}
	t, ok := s.templates[q.TemplateCode]
	if !ok {
		s.bad(w, "templateCode "+q.TemplateCode)
		return
	}
	m := &Message{ID: s.name("alim"), At: s.now(), Kind: "ATA", To: q.Messages[0].To, Text: q.Messages[0].Content, Template: q.TemplateCode}
	for _, b := range q.Messages[0].Buttons {
		m.Links = append(m.Links, b.LinkMobile, b.LinkPc)
	}
	answer := map[string]any{"messageId": m.ID, "countryCode": "82", "to": m.To, "content": m.Text, "requestStatusCode": "A000", "requestStatusName": "success", "requestStatusDesc": "성공", "useSmsFailover": false}
	if !match(t.Text, m.Text) || !slices.EqualFunc(t.Links, m.Links, match) {
		answer["requestStatusCode"], answer["requestStatusName"] = "A103", "fail"
	} else {
		s.messages = append(s.messages, m)
	}
	reply(w, 202, map[string]any{"requestId": "R-" + m.ID, "requestTime": s.now().In(seoul).Format("2006-01-02T15:04:05.000"), "statusCode": "202", "statusName": "success", "messages": []any{answer}})
}

// match tells whether a text is a template with its gaps filled.
func match(template, text string) bool {
	parts := gap.Split(template, -1)
	for i, part := range parts {
		at := strings.Index(text, part)
		if at < 0 || i == 0 && at != 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return text == "" || strings.HasSuffix(template, "}")
}

func (s *Sens) talks(w http.ResponseWriter, r *http.Request) {
	found := []any{}
	for _, m := range s.messages {
		if m.Kind == "ATA" && within(m, r, "2006-01-02T15:04:05") {
			found = append(found, s.fate(m))
		}
	}
	reply(w, 200, map[string]any{"statusCode": "200", "statusName": "success", "messages": found, "pageSize": 100, "itemCount": len(found), "hasMore": false})
}

func (s *Sens) one(w http.ResponseWriter, id string) {
	for _, m := range s.messages {
		if m.ID == id {
			out := s.fate(m)
			out["content"] = m.Text
			reply(w, 200, out)
			return
		}
	}
	reply(w, 404, map[string]any{"status": 404, "error": "Not Found", "message": id})
}

func (s *Sens) fate(m *Message) map[string]any {
	out := map[string]any{"requestId": "R-" + m.ID, "messageId": m.ID, "requestTime": m.At.In(seoul).Format("2006-01-02T15:04:05.000"), "plusFriendId": s.channel, "templateCode": m.Template,
		"countryCode": "82", "to": m.To, "requestStatusCode": "A000", "requestStatusName": "success", "requestStatusDesc": "성공"}
	if m.Code != "" {
		out["completeTime"], out["messageStatusCode"] = m.DoneAt.In(seoul).Format("2006-01-02T15:04:05"), m.Code
		out["messageStatusName"] = map[bool]string{true: "success", false: "fail"}[m.Code == "0000"]
	}
	return out
}
