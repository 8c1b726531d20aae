package messaging

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The account at the played SOLAPI.
const (
	SolapiKey     = "NCSAYU7YDBXYORXC"
	SolapiSecret  = "secret-of-the-office-at-solapi"
	SolapiChannel = "KA01PF190227072057634pRBhbpAw1w1"
	Sender        = "0337371043"
)

// Solapi plays SOLAPI.
type Solapi struct {
	stage
	used map[string]bool // signatures
	poor bool
}

// StartSolapi serves until the test ends. now is the provider's clock.
func StartSolapi(t testing.TB, now func() time.Time) *Solapi {
	t.Helper()
	s := &Solapi{stage: stage{now: now, sender: Sender, channel: SolapiChannel, templates: map[string]Template{}}, used: map[string]bool{}}
	s.start(t, s.serve)
	return s
}

// Empty takes all money from the account.
func (s *Solapi) Empty() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.poor = true
}

var authorization = regexp.MustCompile(`^HMAC-SHA256 apiKey=([^,]+), date=([^,]+), salt=([^,]+), signature=([0-9a-f]{64})$`)

// signed checks the header of a request; the error is a code of «API Key 인증 방식».
func (s *Solapi) signed(r *http.Request) string {
	part := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if part == nil || part[1] != SolapiKey {
		return "InvalidAPIKey"
	}
	at, err := time.Parse(time.RFC3339, part[2])
	if skew := s.now().Sub(at); err != nil || skew > 15*time.Minute || skew < -15*time.Minute {
		return "RequestTimeTooSkewed"
	}
	mac := hmac.New(sha256.New, []byte(SolapiSecret))
	mac.Write([]byte(part[2] + part[3]))
	if len(part[3]) < 12 || len(part[3]) > 64 || hex.EncodeToString(mac.Sum(nil)) != part[4] {
		return "SignatureDoesNotMatch"
	}
	if s.used[part[4]] {
		return "DuplicatedSignature"
	}
	s.used[part[4]] = true
	return ""
}

func (s *Solapi) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code := s.signed(r); code != "" {
		reply(w, 403, map[string]string{"errorCode": code, "errorMessage": "refused " + r.Header.Get("Authorization")})
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /messages/v4/send-many/detail":
		s.send(w, r)
	case "GET /messages/v4/list":
		s.list(w, r)
	default:
		reply(w, 404, map[string]string{"errorCode": "ResourceNotFound", "errorMessage": r.URL.Path})
	}
}

type solapiMessage struct {
	To, From, Type, Text, Subject, Country string
	AutoTypeDetect                         *bool
	CustomFields                           map[string]string
	KakaoOptions                           *struct {
		PfID, TemplateID string
		Variables        map[string]string
		DisableSms       bool
	}
}

func (s *Solapi) send(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Messages        []solapiMessage
		ShowMessageList bool
	}
	body, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(body, &request); err != nil || len(request.Messages) != 1 || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		reply(w, 400, map[string]string{"errorCode": "ValidationError", "errorMessage": string(body)})
		return
	}
	if s.poor {
		reply(w, 402, map[string]string{"errorCode": "NotEnoughBalance", "errorMessage": "잔액이 부족합니다."})
		return
	}
	m := request.Messages[0]
	group := "G4V" + s.now().UTC().Format("20060102150405") + fmt.Sprintf("%015d", len(s.messages))
	id := "M" + group[1:]
	taken, code := s.check(m)
	kept := map[string]any{"messageId": id, "statusCode": code, "statusMessage": m.To, "customFields": m.CustomFields}
	if code != "2000" {
		kept["to"], kept["from"], kept["type"], kept["country"], kept["accountId"] = m.To, m.From, m.Type, "82", "12925149"
		reply(w, 200, map[string]any{"failedMessageList": []any{kept}, "groupInfo": map[string]any{"groupId": group, "count": map[string]int{"total": 1, "registeredFailed": 1}}})
		return
	}
	taken.ID, taken.At, taken.fields = id, s.now(), m.CustomFields
	s.messages = append(s.messages, &taken)
	answer := map[string]any{"failedMessageList": []any{}, "groupInfo": map[string]any{"groupId": group, "status": "SENDING", "count": map[string]int{"total": 1, "registeredSuccess": 1}}}
	if request.ShowMessageList {
		answer["messageList"] = []any{kept}
	}
	reply(w, 200, answer)
}

// check returns the message as it goes out and a code of «메시지 상태 코드»: 2000, or why it is refused.
func (s *Solapi) check(m solapiMessage) (Message, string) {
	out := Message{Kind: m.Type, From: m.From, To: m.To, Title: m.Subject, Text: m.Text}
	switch {
	case !numeric(m.To):
		return out, "1011"
	case m.From != s.sender:
		return out, "1062"
	case m.To == "01000000060":
		return out, "1060"
	}
	if m.Type == "ATA" {
		return s.checkTalk(out, m)
	}
	n, known := size(m.Text)
	title, titled := size(m.Subject)
	switch {
	case m.Type != "SMS" && m.Type != "LMS":
		return out, "1025"
	case m.KakaoOptions != nil:
		return out, "1033"
	case m.Type == "SMS" && m.Subject != "":
		return out, "1013"
	case title > 40:
		return out, "1014"
	case !known || !titled:
		return out, "1029"
	case n == 0:
		return out, "1010"
	case m.Type == "SMS" && n > 90, n > 2000:
		return out, "1031"
	}
	return out, "2000"
}

var gap = regexp.MustCompile(`#\{[^}]*\}`)

func (s *Solapi) checkTalk(out Message, m solapiMessage) (Message, string) {
	o := m.KakaoOptions
	if o == nil || o.PfID != s.channel {
		return out, "1041"
	}
	t, ok := s.templates[o.TemplateID]
	if !ok {
		return out, "1042"
	}
	if !o.DisableSms {
		return out, "1043" // nothing of the kind in the documents: our own rule, that the office chooses the next way
	}
	fill := func(text string) string {
		return gap.ReplaceAllStringFunc(text, func(g string) string {
			if v, ok := o.Variables[g]; ok {
				return v
			}
			return g
		})
	}
	out.Template, out.Text = o.TemplateID, fill(t.Text)
	for _, link := range t.Links {
		out.Links = append(out.Links, fill(link))
	}
	all := t.Text + strings.Join(t.Links, "")
	for name := range o.Variables {
		if !strings.Contains(all, name) {
			return out, "1043"
		}
	}
	if gap.MatchString(out.Text + strings.Join(out.Links, "")) {
		return out, "1043"
	}
	return out, "2000"
}

func (s *Solapi) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	instant := func(key string) time.Time { t, _ := time.Parse(time.RFC3339, q.Get(key)); return t }
	found := map[string]any{}
	for _, m := range s.messages {
		switch {
		case q.Has("messageId") && m.ID != q.Get("messageId"), q.Has("groupId") && m.ID[1:] != q.Get("groupId")[1:],
			q.Has("startDate") && m.At.Before(instant("startDate")), q.Has("endDate") && m.At.After(instant("endDate")):
			continue
		}
		found[m.ID] = s.show(m)
	}
	if q.Has("to") || !slices.Contains([]string{"", "CREATED", "UPDATED"}, q.Get("dateType")) {
		reply(w, 400, map[string]string{"errorCode": "ValidationError", "errorMessage": "a number in an address"})
		return
	}
	reply(w, 200, map[string]any{"startKey": nil, "nextKey": nil, "limit": 20, "messageList": found})
}

func (s *Solapi) show(m *Message) map[string]any {
	out := map[string]any{"_id": m.ID, "messageId": m.ID, "groupId": "G" + m.ID[1:], "type": m.Kind, "to": m.To, "from": m.From, "text": m.Text,
		"customFields": m.fields, "statusCode": "2000", "status": "SENDING", "dateCreated": m.At.UTC().Format(time.RFC3339Nano), "dateReceived": nil, "dateReported": nil,
		"dateUpdated": m.At.UTC().Format(time.RFC3339Nano), "reason": nil, "networkName": "ETC"}
	if m.Code != "" {
		out["statusCode"], out["status"] = m.Code, "COMPLETE"
		out["dateReported"] = m.DoneAt.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return out
}
